-- One row an order with its buyer, amounts, line counts, holds, timings and faults.
CREATE OR REPLACE VIEW vw_orders_detailed AS
SELECT
    o.id AS order_id,
    o.order_number,
    o.order_status,
    o.payment_method,
    o.payment_status,
    o.order_source,
    o.user_id,
    u.facebook_name AS customer_name,
    u.customer_tier,
    o.recipient_name,
    o.city,
    o.province,
    o.subtotal,
    o.shipping_fee,
    o.discount_amount,
    o.total_amount,
    o.promo_code,
    (SELECT COUNT(*) FROM order_items i WHERE i.order_id = o.id) AS line_count,
    (SELECT SUM(i.quantity - i.cancelled_quantity) FROM order_items i WHERE i.order_id = o.id) AS unit_count,
    (SELECT COALESCE(SUM(r.quantity), 0) FROM inventory_reservations r
        WHERE r.order_id = o.id AND r.status = 'reserved') AS reserved_units,
    (SELECT COALESCE(SUM(r.quantity), 0) FROM inventory_reservations r
        WHERE r.order_id = o.id AND r.status = 'committed') AS committed_units,
    o.risk_score,
    o.error_count,
    m.total_processing_duration_ms,
    m.confirmation_wait_duration_ms,
    o.courier,
    o.tracking_number,
    o.created_at,
    o.confirmed_at,
    o.shipped_at,
    o.delivered_at,
    o.cancelled_at,
    o.cancellation_reason
FROM orders o
JOIN users u ON u.id = o.user_id
LEFT JOIN order_metrics m ON m.order_id = o.id
