-- The business by day (Asia/Manila): orders, money that stands, average value, buyers. Cancelled and returned orders
-- count as orders but bring no revenue.
CREATE OR REPLACE VIEW vw_daily_metrics AS
SELECT
    DATE(o.created_at + INTERVAL 8 HOUR) AS business_day,
    COUNT(*) AS total_orders,
    SUM(o.order_status NOT IN ('cancelled', 'returned')) AS standing_orders,
    COALESCE(SUM(CASE WHEN o.order_status NOT IN ('cancelled', 'returned') THEN o.total_amount END), 0.00) AS revenue,
    AVG(CASE WHEN o.order_status NOT IN ('cancelled', 'returned') THEN o.total_amount END) AS average_order_value,
    COALESCE(SUM(CASE WHEN o.order_status = 'delivered' THEN o.total_amount END), 0.00) AS delivered_revenue,
    COUNT(DISTINCT o.user_id) AS buyers,
    SUM(o.payment_method = 'cod') AS cod_orders
FROM orders o
GROUP BY DATE(o.created_at + INTERVAL 8 HOUR)
