"""Many orders put into the tables at once, delivered and with everything that hangs on an order."""

from __future__ import annotations

from sqlalchemy import Connection, text

from bench.shop import PRODUCTS, Shop, analyse

_STEP = 20_000
_ORDERS = """
    INSERT INTO orders (id, order_number, user_id, order_status, payment_method, payment_status, subtotal, total_amount,
        recipient_name, phone, address, city, province, lines_hash, created_at)
    SELECT id + :there, CONCAT('G-', id + :there), 1 + (id + :there) DIV 10, 'delivered', 'cod', 'paid', 200, 200,
        'Ana Cruz', CONCAT('0917', LPAD(1 + (id + :there) DIV 10, 7, '0')), '12 Mabini St', 'Makati', 'Metro Manila',
        SHA2(id + :there, 256), UTC_TIMESTAMP(6) - INTERVAL 60 DAY + INTERVAL (id + :there) SECOND
    FROM orders WHERE id <= :more
"""
_FIRST = """
    INSERT INTO orders (id, order_number, user_id, order_status, payment_method, subtotal, total_amount, recipient_name,
        phone, address, city, province)
    VALUES (1, 'G-1', 1, 'delivered', 'cod', 200, 200, 'A', '0917', '1', 'Makati', 'M')
"""
_PARTS = (
    f"""INSERT INTO order_items (order_id, product_id, sku, product_name, unit_price, quantity, line_total)
    SELECT o.id, (o.id * 7 + k.n * 13) % {PRODUCTS} + 1, 'S', 'P', 100, 1, 100
    FROM orders o JOIN (SELECT 0 AS n UNION ALL SELECT 1) k WHERE o.id > :there AND o.id <= :there + :more""",
    """INSERT INTO inventory_reservations
        (order_id, order_item_id, product_id, quantity, status, reserved_at, committed_at)
    SELECT order_id, id, product_id, 1, 'committed', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) FROM order_items
    WHERE order_id > :there AND order_id <= :there + :more""",
    # The counters as they stand, so that each row still follows from the one before.
    """INSERT INTO inventory_ledger
        (product_id, order_id, cause, delta_stock, delta_reserved, stock_after, reserved_after, actor)
    SELECT p.id, i.order_id, 'adjusted', 0, 0, p.stock_quantity, p.reserved_quantity, 'bench'
    FROM order_items i JOIN products p ON p.id = i.product_id
    WHERE i.order_id > :there AND i.order_id <= :there + :more""",
    """INSERT INTO notification_queue (order_id, user_id, kind, dedupe_key, payload, status)
    SELECT id, user_id, 'order_confirmed', CONCAT('order_confirmed:', id), '{}', 'sent' FROM orders
    WHERE id > :there AND id <= :there + :more""",
)


def grow(shop: Shop, to: int, there: int = 0) -> None:
    """Bring the number of delivered orders from `there` to `to`, ten a buyer; their ids are 1 to `to`."""
    with shop.resources.engine.connect() as connection:
        if there == 0:
            connection.execute(text(_FIRST))
            _parts(connection, there=0, more=1)
            connection.commit()
            there = 1
        while there < to:
            more = min(there, to - there, _STEP)
            connection.execute(text(_ORDERS), {"there": there, "more": more})
            _parts(connection, there=there, more=more)
            connection.commit()
            there += more
    analyse(shop.admin_url)


def _parts(connection: Connection, *, there: int, more: int) -> None:
    for statement in _PARTS:
        connection.execute(text(statement), {"there": there, "more": more})
