-- Counts, durations and errors by business day (Asia/Manila, UTC+8 all year). Averages cover measured orders only.
CREATE OR REPLACE VIEW vw_order_performance AS
SELECT
    DATE(o.created_at + INTERVAL 8 HOUR) AS business_day,
    COUNT(*) AS total_orders,
    SUM(o.order_status = 'delivered') AS delivered,
    SUM(o.order_status = 'cancelled') AS cancelled,
    SUM(o.order_status = 'returned') AS returned,
    AVG(m.total_processing_duration_ms) AS avg_processing_ms,
    MAX(m.total_processing_duration_ms) AS max_processing_ms,
    AVG(m.confirmation_wait_duration_ms) AS avg_confirmation_wait_ms,
    SUM(m.total_processing_duration_ms IS NOT NULL) AS measured_orders,
    SUM(o.error_count) AS total_errors
FROM orders o
LEFT JOIN order_metrics m ON m.order_id = o.id
GROUP BY DATE(o.created_at + INTERVAL 8 HOUR)
