-- One history row for each real move of an order, whoever makes it.
CREATE TRIGGER trg_orders_state_history AFTER UPDATE ON orders FOR EACH ROW
BEGIN
    IF NEW.order_status <> OLD.order_status THEN
        INSERT INTO order_state_history (order_id, from_status, to_status, changed_by, changed_by_type, reason, metadata)
        VALUES (NEW.id, OLD.order_status, NEW.order_status, COALESCE(@qs_actor, SUBSTRING_INDEX(USER(), '@', 1)),
            COALESCE(@qs_actor_type, 'database'), COALESCE(@qs_reason, NEW.cancellation_reason), @qs_metadata);
    END IF;
END
