-- Core of expiry: under the order's lock, check again that it is pending and its hold past due, then give the stock back.
-- An order that waits for an online payment ends as cancelled, its promo use is given back and its buyer is told;
-- one that waits for staff stays pending, without stock, until somebody acts on it.
CREATE PROCEDURE sp_expire_order_holds (IN p_order_id BIGINT, OUT p_outcome VARCHAR(20), OUT p_lines INT)
    NOT DETERMINISTIC MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
    DECLARE v_status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin;
    DECLARE v_method VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin;
    DECLARE v_payment VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin;
    DECLARE v_promo BIGINT;
    DECLARE v_live INT;
    DECLARE v_due INT;

    SET p_lines = 0, p_outcome = 'not_due';
    CALL sp_lock_order(p_order_id, v_status);
    SELECT payment_method, payment_status, promo_id INTO v_method, v_payment, v_promo FROM orders WHERE id = p_order_id FOR UPDATE;
    SELECT COALESCE(SUM(expires_at IS NULL OR expires_at > UTC_TIMESTAMP(6)), 0),
        COALESCE(SUM(expires_at <= UTC_TIMESTAMP(6)), 0)
    INTO v_live, v_due
    FROM inventory_reservations WHERE order_id = p_order_id AND status = 'reserved';
    IF v_status = 'pending' AND v_due > 0 AND v_live = 0 THEN
        IF v_method IN ('gcash', 'maya', 'bank_transfer') AND v_payment IN ('pending', 'failed') THEN
            UPDATE orders
            SET order_status = 'cancelled', cancellation_reason = 'reservation_expired', cancelled_by = 'system',
                cancelled_at = UTC_TIMESTAMP(6), updated_at = UTC_TIMESTAMP(6), version = version + 1
            WHERE id = p_order_id AND order_status = 'pending';
            IF v_promo IS NOT NULL THEN
                CALL sp_give_back_promo(p_order_id);
            END IF;
            CALL sp_end_order_holds(p_order_id, 'reserved', 'expired', 'expired', 'reservation_expired', p_lines);
            INSERT INTO notification_queue (order_id, user_id, conversation_id, channel, kind, dedupe_key, payload, window_class, priority)
            SELECT o.id, o.user_id, c.id, 'messenger', 'order_expired', CONCAT('order_expired:', o.id),
                JSON_OBJECT('notice', 'order_expired', 'order_id', o.id), 'notice', 50
            FROM orders o
            JOIN users u ON u.id = o.user_id AND u.messenger_id IS NOT NULL
            LEFT JOIN conversations c ON c.user_id = o.user_id
            WHERE o.id = p_order_id
            LIMIT 1
            ON DUPLICATE KEY UPDATE notification_queue.dedupe_key = notification_queue.dedupe_key;
            SET p_outcome = 'cancelled';
        ELSE
            CALL sp_end_order_holds(p_order_id, 'reserved', 'expired', 'expired', 'reservation_expired', p_lines);
            SET p_outcome = 'expired';
        END IF;
    END IF;
END
