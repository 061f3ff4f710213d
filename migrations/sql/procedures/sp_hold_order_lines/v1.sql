-- Core of the reservation: hold every line of a pending order, or none, until p_ttl_minutes from now.
-- The caller owns the transaction. Products are walked by ascending id, so that orders sharing products queue up
-- instead of deadlocking; each is one guarded update.
-- Signals 31002 unknown order, 31003 order not pending, 31004 no lines, 31001 'product|asked|left' shortage,
-- 31005 'product' not for sale. After 31001 and 31005 nothing of this call is left behind.
CREATE PROCEDURE sp_hold_order_lines (
    IN p_order_id BIGINT, IN p_ttl_minutes DECIMAL(14, 6), OUT p_outcome VARCHAR(20), OUT p_lines INT,
    OUT p_expires_at DATETIME(6))
    NOT DETERMINISTIC MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
    DECLARE v_status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin;
    DECLARE v_done TINYINT DEFAULT 0;
    DECLARE v_product BIGINT;
    DECLARE v_item BIGINT;
    DECLARE v_quantity INT;
    DECLARE v_left INT;
    DECLARE v_held INT DEFAULT 0;
    DECLARE v_committed INT DEFAULT 0;
    DECLARE v_sold VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin;
    DECLARE v_message VARCHAR(128);
    DECLARE v_now DATETIME(6);
    DECLARE lines_of_order CURSOR FOR
        SELECT product_id, MIN(id), SUM(quantity - cancelled_quantity)
        FROM order_items
        WHERE order_id = p_order_id
        GROUP BY product_id
        HAVING SUM(quantity - cancelled_quantity) > 0
        ORDER BY product_id;
    DECLARE CONTINUE HANDLER FOR NOT FOUND SET v_done = 1;
    DECLARE EXIT HANDLER FOR SQLSTATE '45000'
    BEGIN
        ROLLBACK TO SAVEPOINT qs_hold;
        RESIGNAL;
    END;

    SAVEPOINT qs_hold;
    SET p_lines = 0;
    SELECT order_status INTO v_status FROM orders WHERE id = p_order_id FOR UPDATE;
    IF v_status IS NULL THEN
        SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 31002, MESSAGE_TEXT = 'unknown order';
    END IF;
    SELECT COALESCE(SUM(status = 'reserved'), 0), COALESCE(SUM(status = 'committed'), 0),
        MIN(CASE WHEN status = 'reserved' THEN expires_at END)
    INTO v_held, v_committed, p_expires_at
    FROM inventory_reservations WHERE order_id = p_order_id AND status IN ('reserved', 'committed');
    IF v_held > 0 THEN
        SET p_outcome = 'already_reserved';
    ELSEIF v_committed > 0 AND v_status = 'pending' THEN
        -- Sold by hand before its order was confirmed: holding it again would take it off the shelf twice.
        SET p_outcome = 'already_committed';
    ELSE
        IF v_status <> 'pending' THEN
            SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 31003, MESSAGE_TEXT = 'the order is not pending';
        END IF;
        SET v_now = UTC_TIMESTAMP(6), v_done = 0;
        SET p_expires_at = v_now + INTERVAL ROUND(COALESCE(p_ttl_minutes, 0) * 60000000) MICROSECOND;
        OPEN lines_of_order;
        each_line: LOOP
            FETCH lines_of_order INTO v_product, v_item, v_quantity;
            IF v_done = 1 THEN
                LEAVE each_line;
            END IF;
            UPDATE products SET reserved_quantity = reserved_quantity + v_quantity
            WHERE id = v_product AND status = 'active' AND stock_quantity - reserved_quantity >= v_quantity;
            IF ROW_COUNT() <> 1 THEN
                SET v_left = NULL, v_sold = NULL;
                SELECT stock_quantity - reserved_quantity, status INTO v_left, v_sold
                FROM products WHERE id = v_product FOR UPDATE;
                SET v_done = 0;
                IF v_left IS NULL OR v_sold <> 'active' THEN
                    SET v_message = CAST(v_product AS CHAR);
                    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 31005, MESSAGE_TEXT = v_message;
                END IF;
                SET v_message = CONCAT(v_product, '|', v_quantity, '|', v_left);
                SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 31001, MESSAGE_TEXT = v_message;
            END IF;
            INSERT INTO inventory_reservations (order_id, order_item_id, product_id, quantity, status, reserved_at, expires_at)
            VALUES (p_order_id, v_item, v_product, v_quantity, 'reserved', v_now, p_expires_at)
            ON DUPLICATE KEY UPDATE order_item_id = v_item, quantity = v_quantity, status = 'reserved', reserved_at = v_now,
                expires_at = p_expires_at, committed_at = NULL, released_at = NULL, release_reason = NULL;
            CALL sp_write_ledger(v_product, p_order_id, 'reserved', 0, v_quantity, NULL);
            SET p_lines = p_lines + 1;
        END LOOP;
        CLOSE lines_of_order;
        IF p_lines = 0 THEN
            SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 31004, MESSAGE_TEXT = 'the order has no lines';
        END IF;
        SET p_outcome = 'reserved';
    END IF;
    RELEASE SAVEPOINT qs_hold;
END
