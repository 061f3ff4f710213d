-- The first rows of a new order: its timings, and the history row that says it came to be.
CREATE TRIGGER trg_orders_metrics AFTER INSERT ON orders FOR EACH ROW
BEGIN
    INSERT INTO order_metrics (order_id, created_at) VALUES (NEW.id, NEW.created_at);
    INSERT INTO order_state_history (order_id, from_status, to_status, changed_by, changed_by_type, reason, metadata)
    VALUES (NEW.id, NULL, NEW.order_status, COALESCE(@qs_actor, SUBSTRING_INDEX(USER(), '@', 1)),
        COALESCE(@qs_actor_type, 'database'), @qs_reason, @qs_metadata);
END
