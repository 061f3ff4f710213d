-- Orders that wait for staff: how old, how much, how risky, until when their stock is held, and what they need.
CREATE OR REPLACE VIEW vw_pending_orders AS
SELECT
    o.id AS order_id,
    o.order_number,
    o.user_id,
    u.facebook_name AS customer_name,
    o.recipient_name,
    o.city,
    o.province,
    o.payment_method,
    o.payment_status,
    o.total_amount,
    o.order_source,
    o.risk_score,
    o.requires_verification,
    o.requires_approval,
    o.error_count,
    o.version,
    o.created_at,
    TIMESTAMPDIFF(MINUTE, o.created_at, UTC_TIMESTAMP(6)) AS age_minutes,
    h.hold_expires_at,
    CASE
        WHEN h.hold_expires_at IS NULL THEN 'NONE'
        WHEN h.hold_expires_at <= UTC_TIMESTAMP(6) THEN 'PAST_DUE'
        ELSE 'HELD'
    END AS hold_status,
    CASE
        WHEN h.hold_expires_at IS NULL OR h.hold_expires_at <= UTC_TIMESTAMP(6) THEN 1
        WHEN v.waiting_checks > 0 THEN 1
        ELSE o.payment_method = 'cod' OR o.payment_status = 'paid'
    END AS needs_action,
    CASE
        WHEN h.hold_expires_at IS NULL OR h.hold_expires_at <= UTC_TIMESTAMP(6) THEN 'HOLD_ENDED'
        WHEN v.waiting_checks > 0 THEN 'VERIFY'
        WHEN o.payment_method = 'cod' OR o.payment_status = 'paid' THEN 'CONFIRM'
        ELSE 'AWAITING_PAYMENT'
    END AS action_needed
FROM orders o
JOIN users u ON u.id = o.user_id
LEFT JOIN (
    SELECT order_id, MIN(expires_at) AS hold_expires_at
    FROM inventory_reservations
    WHERE status = 'reserved'
    GROUP BY order_id
) h ON h.order_id = o.id
LEFT JOIN (
    SELECT order_id, COUNT(*) AS waiting_checks
    FROM order_verifications
    WHERE status = 'pending'
    GROUP BY order_id
) v ON v.order_id = o.id
WHERE o.order_status = 'pending'
