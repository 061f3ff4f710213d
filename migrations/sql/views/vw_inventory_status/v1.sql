-- What is on the shelf, what is held, what can be sold, and whether somebody should act.
CREATE OR REPLACE VIEW vw_inventory_status AS
SELECT
    p.id AS product_id,
    p.sku,
    p.name,
    c.name AS category,
    p.variant_of,
    p.price,
    p.stock_quantity,
    p.reserved_quantity,
    p.available_quantity,
    COALESCE(h.past_due, 0) AS past_due_quantity,
    p.low_stock_threshold,
    p.status,
    CASE
        WHEN p.stock_quantity < 0 OR p.reserved_quantity > p.stock_quantity THEN 'OVERSOLD'
        WHEN p.available_quantity <= 0 THEN 'OUT_OF_STOCK'
        WHEN p.available_quantity <= p.low_stock_threshold THEN 'LOW_STOCK'
        ELSE 'IN_STOCK'
    END AS stock_status
FROM products p
LEFT JOIN categories c ON c.id = p.category_id
LEFT JOIN (
    SELECT product_id, SUM(quantity) AS past_due
    FROM inventory_reservations
    WHERE status = 'reserved' AND expires_at <= UTC_TIMESTAMP(6)
    GROUP BY product_id
) h ON h.product_id = p.id
WHERE NOT EXISTS (SELECT 1 FROM products v WHERE v.variant_of = p.id)
