-- What each customer has been worth: orders that stand and money delivered, first and last order.
CREATE OR REPLACE VIEW vw_customer_ltv AS
SELECT
    u.id AS user_id,
    u.facebook_name AS customer_name,
    u.customer_tier,
    u.account_status,
    COUNT(o.id) AS total_orders,
    COALESCE(SUM(o.order_status = 'delivered'), 0) AS delivered_orders,
    COALESCE(SUM(o.order_status = 'cancelled'), 0) AS cancelled_orders,
    COALESCE(SUM(CASE WHEN o.order_status = 'delivered' THEN o.total_amount END), 0.00) AS lifetime_value,
    MIN(o.created_at) AS first_order_at,
    MAX(o.created_at) AS last_order_at
FROM users u
LEFT JOIN orders o ON o.user_id = u.id
GROUP BY u.id, u.facebook_name, u.customer_tier, u.account_status
