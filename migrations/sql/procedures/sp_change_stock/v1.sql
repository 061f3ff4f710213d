-- Core of sp_adjust_stock; the caller owns the transaction.
CREATE PROCEDURE sp_change_stock (IN p_product_id BIGINT, IN p_delta INT, IN p_cause VARCHAR(16), IN p_reason VARCHAR(500))
    NOT DETERMINISTIC MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
    DECLARE v_stock INT;
    DECLARE v_reserved INT;
    DECLARE v_message VARCHAR(128);
    DECLARE CONTINUE HANDLER FOR NOT FOUND SET v_stock = NULL;
    IF COALESCE(p_delta, 0) = 0 OR COALESCE(p_cause, '') NOT IN ('received', 'adjusted', 'returned', 'written_off') THEN
        SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 31010, MESSAGE_TEXT = 'wrong cause or no change';
    END IF;
    SELECT stock_quantity, reserved_quantity INTO v_stock, v_reserved FROM products WHERE id = p_product_id FOR UPDATE;
    IF v_stock IS NULL THEN
        SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 31007, MESSAGE_TEXT = 'unknown product';
    END IF;
    IF EXISTS (SELECT 1 FROM products WHERE variant_of = p_product_id) THEN
        SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 31008, MESSAGE_TEXT = 'a product with variants has no stock of its own';
    END IF;
    IF v_stock + p_delta < v_reserved THEN
        SET v_message = CONCAT(p_product_id, '|', v_stock, '|', v_reserved);
        SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 31009, MESSAGE_TEXT = v_message;
    END IF;
    UPDATE products SET stock_quantity = stock_quantity + p_delta WHERE id = p_product_id;
    CALL sp_write_ledger(p_product_id, NULL, p_cause, p_delta, 0, p_reason);
END
