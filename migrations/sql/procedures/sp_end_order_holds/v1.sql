-- Core of commit, release, expiry and return: move an order's reservations from p_from to p_to and the counters with them.
-- The caller owns the transaction and has locked the order's row. Products ascending, then the reservation rows.
--   reserved -> committed: the goods leave the shelf (physical and held both fall)
--   reserved -> released, expired: the hold is given back (held falls)
--   committed -> released: the goods come back (physical rises), written as 'returned'
-- Signals 31006 when a counter does not cover a row that says it is held: the books are wrong and nothing may be changed.
CREATE PROCEDURE sp_end_order_holds (
    IN p_order_id BIGINT, IN p_from VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin,
    IN p_to VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin, IN p_cause VARCHAR(16), IN p_reason VARCHAR(500),
    OUT p_lines INT)
    NOT DETERMINISTIC MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
    DECLARE v_done TINYINT DEFAULT 0;
    DECLARE v_reservation BIGINT;
    DECLARE v_product BIGINT;
    DECLARE v_quantity INT;
    DECLARE v_stock INT;
    DECLARE v_reserved INT;
    DECLARE v_message VARCHAR(128);
    DECLARE v_now DATETIME(6) DEFAULT UTC_TIMESTAMP(6);
    DECLARE holds CURSOR FOR
        SELECT id, product_id, quantity
        FROM inventory_reservations
        WHERE order_id = p_order_id AND status = p_from
        ORDER BY product_id;
    DECLARE CONTINUE HANDLER FOR NOT FOUND SET v_done = 1;

    SET p_lines = 0;
    SET v_stock = CASE WHEN p_to = 'committed' THEN -1 WHEN p_from = 'committed' THEN 1 ELSE 0 END;
    SET v_reserved = CASE WHEN p_from = 'reserved' THEN -1 ELSE 0 END;
    OPEN holds;
    each_hold: LOOP
        FETCH holds INTO v_reservation, v_product, v_quantity;
        IF v_done = 1 THEN
            LEAVE each_hold;
        END IF;
        UPDATE products
        SET stock_quantity = stock_quantity + v_stock * v_quantity, reserved_quantity = reserved_quantity + v_reserved * v_quantity
        WHERE id = v_product AND reserved_quantity + v_reserved * v_quantity >= 0
            AND stock_quantity + v_stock * v_quantity >= 0;
        IF ROW_COUNT() <> 1 THEN
            SET v_message = CONCAT('counters of product ', v_product, ' do not cover order ', p_order_id);
            SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 31006, MESSAGE_TEXT = v_message;
        END IF;
        UPDATE inventory_reservations
        SET status = p_to,
            committed_at = CASE WHEN p_to = 'committed' THEN v_now ELSE committed_at END,
            released_at = CASE WHEN p_to = 'committed' THEN released_at ELSE v_now END,
            release_reason = CASE WHEN p_to = 'committed' THEN release_reason ELSE p_reason END
        WHERE id = v_reservation AND status = p_from;
        IF ROW_COUNT() <> 1 THEN
            SET v_message = CONCAT('reservation ', v_reservation, ' was changed without its order');
            SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 31006, MESSAGE_TEXT = v_message;
        END IF;
        CALL sp_write_ledger(v_product, p_order_id, p_cause, v_stock * v_quantity, v_reserved * v_quantity, p_reason);
        SET p_lines = p_lines + 1;
    END LOOP;
    CLOSE holds;
END
