-- Lock an order's row and read its state; signals 31002 when there is no such order.
CREATE PROCEDURE sp_lock_order (IN p_order_id BIGINT, OUT p_status VARCHAR(16))
    NOT DETERMINISTIC MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
    DECLARE CONTINUE HANDLER FOR NOT FOUND SET p_status = NULL;
    SELECT order_status INTO p_status FROM orders WHERE id = p_order_id FOR UPDATE;
    IF p_status IS NULL THEN
        SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 31002, MESSAGE_TEXT = 'unknown order';
    END IF;
END
