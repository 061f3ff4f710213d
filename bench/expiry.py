"""Very many holds end at once while orders go on: how long it takes, and what the buyers notice."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from sqlalchemy import text

from bench import load
from bench.row import Row, percentile
from bench.shop import PRODUCTS, Shop, Size, need_books, open_shop
from services import reservations

_BATCH = 1000
_SHOULD_TAKE_SECONDS = 60.0
# Four buyers with a tenth of a second between their orders: a busy shop, not one at its limit.
_PAUSE_SECONDS = 0.1

_HOLDS = (
    "INSERT INTO inventory_reservations (order_id, order_item_id, product_id, quantity, reserved_at, expires_at)"
    " SELECT order_id, id, product_id, 1, UTC_TIMESTAMP(6) - INTERVAL 2 HOUR, UTC_TIMESTAMP(6) - INTERVAL 1 HOUR"
    " FROM order_items",
    "UPDATE products p"
    " JOIN (SELECT product_id, SUM(quantity) AS held FROM inventory_reservations GROUP BY product_id) r"
    " ON r.product_id = p.id SET p.reserved_quantity = r.held",
    "INSERT INTO inventory_ledger (product_id, cause, delta_stock, delta_reserved, stock_after, reserved_after, actor)"
    " SELECT id, 'reserved', 0, reserved_quantity, stock_quantity, reserved_quantity, 'bench' FROM products"
    " WHERE reserved_quantity > 0",
)


@dataclass
class _Sweep:
    seconds: float = 0.0
    looked_at: int = 0
    failed: int = 0


def measure(size: Size) -> list[Row]:
    """The sweep's time, and the 95th percentile of create_order beside it and without it."""
    holds = size.pick(5_000, 100_000)
    seconds = size.pick(3, 15)
    with open_shop("expiry") as shop:
        _fill(shop, holds)
        quiet = _buyers(shop, seconds)
        sweep = _Sweep()
        sweeping = threading.Thread(target=_sweep_all, args=(shop, sweep))
        sweeping.start()
        busy = _buyers(shop, seconds)
        sweeping.join()
        with shop.resources.engine.connect() as connection:
            left = connection.execute(
                text(
                    "SELECT COUNT(*) FROM inventory_reservations"
                    " WHERE status = 'reserved' AND expires_at <= UTC_TIMESTAMP(6)"
                )
            ).scalar_one()
        need_books(shop, orders=holds + len(quiet.latencies) + len(busy.latencies))
    before, during = (percentile(part.latencies, 0.95) * 1000 for part in (quiet, busy))
    placed = set(quiet.outcomes) == set(busy.outcomes) == {"created"}
    return [
        Row(
            f"expiry of {holds:,} holds",
            sweep.seconds,
            "s",
            None,
            "",
            "at most 60 s for 100,000",
            left == 0 and sweep.failed == 0 and sweep.seconds <= _SHOULD_TAKE_SECONDS * holds / 100_000,
            {"holds_per_second": holds / sweep.seconds, "left": left, "failed": sweep.failed},
        ),
        Row(
            "create_order p95 while holds end",
            during,
            "ms",
            before,
            "without the sweep",
            "at most twice",
            placed and during <= 2 * before,
            {"outcomes": dict(busy.outcomes), "orders_per_second": busy.rate, "orders_per_second_quiet": quiet.rate},
        ),
    ]


def _buyers(shop: Shop, seconds: float) -> load.Load:
    return load.run(
        "bench.create_order:client",
        load.Pace(seconds=seconds, pause=_PAUSE_SECONDS),
        processes=1,
        threads=4,
        environment=shop.environment,
    )


def _sweep_all(shop: Shop, sweep: _Sweep) -> None:
    began = time.perf_counter()
    while True:
        counts = reservations.sweep(shop.resources.sessions, _BATCH)
        sweep.looked_at += counts["looked_at"]
        sweep.failed += counts["failed"]
        if counts["looked_at"] == 0 or sweep.failed:
            break
    sweep.seconds = time.perf_counter() - began


def _fill(shop: Shop, holds: int) -> None:
    """Orders whose hold ended an hour ago, with the counters and ledger rows that such holds have."""
    with shop.resources.engine.begin() as connection:
        for start in range(1, holds + 1, 5000):
            numbers = range(start, min(start + 5000, holds + 1))
            connection.execute(
                text(
                    "INSERT INTO orders (id, order_number, user_id, payment_method, subtotal, total_amount,"
                    " recipient_name, phone, address, city, province)"
                    " VALUES (:id, :number, :user, 'cod', 100, 100, 'A', '0917', '1', 'Makati', 'Metro Manila')"
                ),
                [{"id": n, "number": f"X-{n}", "user": n % 2000 + 1} for n in numbers],
            )
        connection.execute(
            text(
                "INSERT INTO order_items (order_id, product_id, sku, product_name, unit_price, quantity, line_total)"
                f" SELECT id, id % {PRODUCTS} + 1, 'S', 'P', 100, 1, 100 FROM orders"
            )
        )
        for statement in _HOLDS:
            connection.execute(text(statement))
