-- Keep orders.error_count equal to the number of the order's error rows.
CREATE TRIGGER trg_orders_error_count AFTER INSERT ON order_errors FOR EACH ROW
BEGIN
    IF NEW.order_id IS NOT NULL THEN
        UPDATE orders SET error_count = error_count + 1 WHERE id = NEW.order_id;
    END IF;
END
