-- Give back an order's use of a promo, once. The caller owns the transaction and has locked the order's row.
CREATE PROCEDURE sp_give_back_promo (IN p_order_id BIGINT)
    NOT DETERMINISTIC MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
    DECLARE v_promo BIGINT;
    DECLARE CONTINUE HANDLER FOR NOT FOUND SET v_promo = NULL;
    SELECT promo_id INTO v_promo FROM promo_redemptions WHERE order_id = p_order_id AND status = 'held';
    IF v_promo IS NOT NULL THEN
        -- The promo's row before its redemptions: the order in which creation takes them.
        SELECT id INTO v_promo FROM promos WHERE id = v_promo FOR UPDATE;
        UPDATE promo_redemptions SET status = 'released', released_at = UTC_TIMESTAMP(6)
        WHERE order_id = p_order_id AND status = 'held';
        IF ROW_COUNT() = 1 THEN
            UPDATE promos SET used_count = used_count - 1 WHERE id = v_promo AND used_count > 0;
        END IF;
    END IF;
END
