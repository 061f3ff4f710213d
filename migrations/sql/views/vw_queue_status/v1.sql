-- Every queue of record by type and status: how much, how old the oldest is, how long the average has waited.
CREATE OR REPLACE VIEW vw_queue_status AS
SELECT 'order_processing_queue' AS queue_name, queue_type, status, COUNT(*) AS count,
    TIMESTAMPDIFF(SECOND, MIN(created_at), UTC_TIMESTAMP(6)) AS oldest_seconds,
    AVG(TIMESTAMPDIFF(MINUTE, created_at, UTC_TIMESTAMP(6))) AS avg_wait_minutes
FROM order_processing_queue
WHERE status IN ('pending', 'processing', 'failed', 'dead')
GROUP BY queue_type, status
UNION ALL
SELECT 'notification_queue', channel, status, COUNT(*),
    TIMESTAMPDIFF(SECOND, MIN(created_at), UTC_TIMESTAMP(6)),
    AVG(TIMESTAMPDIFF(MINUTE, created_at, UTC_TIMESTAMP(6)))
FROM notification_queue
WHERE status IN ('pending', 'sending', 'dead', 'window_closed')
GROUP BY channel, status
UNION ALL
SELECT 'webhook_inbox', source, state, COUNT(*),
    TIMESTAMPDIFF(SECOND, MIN(received_at), UTC_TIMESTAMP(6)),
    AVG(TIMESTAMPDIFF(MINUTE, received_at, UTC_TIMESTAMP(6)))
FROM webhook_inbox
WHERE state IN ('received', 'processing', 'parked')
GROUP BY source, state
