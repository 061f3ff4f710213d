-- Change a product's physical stock by p_delta through the ledger. p_cause: received, adjusted, returned or written_off.
-- Cannot cut below what is held. Inside a caller's transaction it is part of that; from a bare client it opens and ends
-- its own. Answers one row: stock_quantity, reserved_quantity, available_quantity.
-- Signals 31007 unknown product, 31008 a product with variants has no stock, 31009 'product|stock|held' below what is held,
-- 31010 wrong cause or no change.
CREATE PROCEDURE sp_adjust_stock (IN p_product_id BIGINT, IN p_delta INT, IN p_cause VARCHAR(16), IN p_reason VARCHAR(500))
    NOT DETERMINISTIC MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
    DECLARE v_inside TINYINT;
    CALL sp_in_transaction(v_inside);
    IF v_inside = 1 THEN
        CALL sp_change_stock(p_product_id, p_delta, p_cause, p_reason);
    ELSE
        BEGIN
            DECLARE EXIT HANDLER FOR SQLEXCEPTION
            BEGIN
                ROLLBACK;
                RESIGNAL;
            END;
            START TRANSACTION;
            CALL sp_change_stock(p_product_id, p_delta, p_cause, p_reason);
            COMMIT;
        END;
    END IF;
    SELECT stock_quantity, reserved_quantity, available_quantity FROM products WHERE id = p_product_id;
END
