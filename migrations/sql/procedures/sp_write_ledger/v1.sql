-- Append one ledger row with the counters as they stand now. The caller holds the product's row lock.
CREATE PROCEDURE sp_write_ledger (
    IN p_product_id BIGINT, IN p_order_id BIGINT, IN p_cause VARCHAR(16), IN p_delta_stock INT, IN p_delta_reserved INT,
    IN p_reason VARCHAR(500))
    NOT DETERMINISTIC MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
    INSERT INTO inventory_ledger (product_id, order_id, cause, delta_stock, delta_reserved, stock_after, reserved_after, actor, reason)
    SELECT p_product_id, p_order_id, p_cause, p_delta_stock, p_delta_reserved, stock_quantity, reserved_quantity,
        COALESCE(@qs_actor, SUBSTRING_INDEX(CURRENT_USER(), '@', 1)), p_reason
    FROM products
    WHERE id = p_product_id;
END
