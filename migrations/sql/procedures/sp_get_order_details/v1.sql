-- Everything about one order in four result sets: the order, its lines, its holds, its history.
CREATE PROCEDURE sp_get_order_details (IN p_order_id BIGINT)
    NOT DETERMINISTIC READS SQL DATA SQL SECURITY INVOKER
BEGIN
    SELECT * FROM orders WHERE id = p_order_id;
    SELECT * FROM order_items WHERE order_id = p_order_id ORDER BY id;
    SELECT * FROM inventory_reservations WHERE order_id = p_order_id ORDER BY product_id;
    SELECT * FROM order_state_history WHERE order_id = p_order_id ORDER BY id;
END
