"""One product everybody wants: 32 buyers reserve it through the procedure, beside a bare guarded UPDATE."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import pymysql
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bench import load
from bench.row import Row, percentile
from bench.shop import Shop, Size, need_books, open_shop
from services import db
from services.resources import build
from services.settings import Settings
from tests.support import racing

PROCESSES, THREADS = 4, 8
# One more buyer in five than there is stock for.
DEMAND = 1.2
_PROMISE, _INFORMATION = "at least 70 %, exactly the stock sold", "for information"
_BARE = (
    "UPDATE products SET reserved_quantity = reserved_quantity + 1"
    " WHERE id = 2 AND status = 'active' AND stock_quantity - reserved_quantity >= 1"
)


def measure(size: Size) -> list[Row]:
    """Rates while the stock runs out, and that exactly the stock is sold: over the product's own way, then bare."""
    stock = size.pick(500, 4000)
    return [
        _beside(stock, _PROMISE, "reservation", "guarded_update", "a guarded UPDATE in the same way"),
        # The call writes a hold and a ledger row besides, which the floor does not: no promise, but worth knowing.
        _beside(stock, _INFORMATION, "bare_call", "bare_update", "a bare guarded UPDATE"),
    ]


def _beside(stock: int, promise: str, ours_by: str, floor_by: str, floor_name: str) -> Row:
    each = int(stock * DEMAND) // (PROCESSES * THREADS)
    demand = each * PROCESSES * THREADS
    pace = load.Pace(times=each)
    with open_shop("hot_product") as shop:
        turns: dict[str, Any] = {"processes": PROCESSES, "threads": THREADS, "environment": shop.environment}
        orders = _prepare(shop, stock, demand)
        floor = load.run(f"bench.hot_product:{floor_by}", pace, **turns)
        ours = load.run(f"bench.hot_product:{ours_by}", pace, orders=orders, **turns)
        with shop.resources.engine.begin() as connection:
            sold, sold_bare = _held(connection, 1), _held(connection, 2)
            # The bare update writes no books; what it took is given back before they are looked at.
            connection.execute(text("UPDATE products SET reserved_quantity = 0 WHERE id = 2"))
        need_books(shop, orders=demand)
    exact = sold == sold_bare == stock and ours.outcomes == {"reserved": stock, "short": demand - stock}
    return Row(
        f"one hot product, 32 buyers ({ours_by.replace('_', ' ')})",
        ours.rate,
        "calls/s",
        floor.rate,
        floor_name,
        promise,
        exact and (ours.rate >= 0.7 * floor.rate or promise == _INFORMATION),
        {
            "stock": stock,
            "sold": sold,
            "outcomes": dict(ours.outcomes),
            "p99_ms": percentile(ours.latencies, 0.99) * 1000,
            "floor_p99_ms": percentile(floor.latencies, 0.99) * 1000,
        },
    )


def reservation(*, process: int, environment: dict[str, str], orders: Sequence[int]) -> Callable[[int], str]:
    """The product's way: a transaction that is repeated on a lock conflict, with the procedure in it."""
    sessions = build(Settings.from_env({**environment, "DB_POOL_SIZE": str(THREADS)})).sessions
    mine = itertools.islice(orders, process, None, PROCESSES)

    def act(_thread: int) -> str:
        order = next(mine)
        try:
            return str(db.transact(sessions, lambda s: db.call(s, "sp_reserve_order_inventory", order, 60))["outcome"])
        except DBAPIError as error:
            return "short" if db.errno(error) == 31001 else f"error {db.errno(error)}"

    return act


def guarded_update(*, process: int, environment: dict[str, str]) -> Callable[[int], str]:
    """The floor of the product's way: the same transaction with one guarded UPDATE in it."""
    sessions = build(Settings.from_env({**environment, "DB_POOL_SIZE": str(THREADS)})).sessions

    def act(_thread: int) -> str:
        changed = db.transact(sessions, lambda s: s.execute(text(_BARE)).rowcount)  # type: ignore[attr-defined]
        return "reserved" if changed else "short"

    return act


def bare_call(*, process: int, environment: dict[str, str], orders: Sequence[int]) -> Callable[[int], str]:
    """One CALL over a plain connection with autocommit: the counter, the hold and the ledger row."""
    connections = _connections(environment["DATABASE_URL"])
    mine = itertools.islice(orders, process, None, PROCESSES)

    def act(thread: int) -> str:
        try:
            with connections(thread).cursor() as cursor:
                return str(racing.call(cursor, "CALL sp_reserve_order_inventory(%s, 60)", next(mine))[0])
        except pymysql.MySQLError as error:
            return "short" if error.args[0] == 31001 else f"error {error.args[0]}"

    return act


def bare_update(*, process: int, environment: dict[str, str]) -> Callable[[int], str]:
    """One guarded UPDATE over a plain connection with autocommit: one counter and nothing written down."""
    connections = _connections(environment["DATABASE_URL"])

    def act(thread: int) -> str:
        with connections(thread).cursor() as cursor:
            return "reserved" if cursor.execute(_BARE) else "short"

    return act


def _connections(url: str) -> Callable[[int], Any]:
    opened = {place: racing.connect(url, autocommit=True) for place in range(THREADS)}
    return lambda thread: opened[thread % THREADS]


def _prepare(shop: Shop, stock: int, demand: int) -> list[int]:
    with shop.resources.engine.begin() as connection:
        connection.execute(text("UPDATE products SET stock_quantity = :stock WHERE id IN (1, 2)"), {"stock": stock})
        connection.execute(
            text(
                "INSERT INTO orders (id, order_number, user_id, payment_method, subtotal, total_amount, recipient_name,"
                " phone, address, city, province)"
                " VALUES (:id, :number, :user, 'cod', 100, 100, 'A', '0917', '1', 'Makati', 'Metro Manila')"
            ),
            [{"id": n, "number": f"H-{n}", "user": n % 2000 + 1} for n in range(1, demand + 1)],
        )
        connection.execute(
            text(
                "INSERT INTO order_items (order_id, product_id, sku, product_name, unit_price, quantity, line_total)"
                " SELECT id, 1, 'S', 'P', 100, 1, 100 FROM orders"
            )
        )
    return list(range(1, demand + 1))


def _held(connection: Connection, product: int) -> int:
    held = connection.execute(
        text("SELECT reserved_quantity FROM products WHERE id = :id"), {"id": product}
    ).scalar_one()
    return int(held)
