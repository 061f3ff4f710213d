-- Delete up to p_limit finished rows older than p_days of the outbox and of the fulfilment queue. Inbox ids are kept for
-- good: they are what makes a repeated message harmless. Answers one row: outbox_deleted, steps_deleted.
CREATE PROCEDURE sp_clean_queues (IN p_days INT, IN p_limit INT)
    NOT DETERMINISTIC MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
    DECLARE v_outbox INT;
    DECLARE v_steps INT;
    DECLARE v_before DATETIME(6) DEFAULT UTC_TIMESTAMP(6) - INTERVAL GREATEST(p_days, 1) DAY;
    DELETE FROM notification_queue
    WHERE created_at < v_before AND status IN ('sent', 'cancelled', 'window_closed') ORDER BY created_at LIMIT p_limit;
    SET v_outbox = ROW_COUNT();
    DELETE FROM order_processing_queue
    WHERE created_at < v_before AND status IN ('completed', 'cancelled') ORDER BY id LIMIT p_limit;
    SET v_steps = ROW_COUNT();
    SELECT v_outbox AS outbox_deleted, v_steps AS steps_deleted;
END
