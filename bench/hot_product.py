"""One product everybody wants: 32 buyers reserve it through the procedure, beside a bare guarded UPDATE."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, text

from bench import load
from bench.row import Row, percentile
from bench.shop import Shop, Size, need_books, open_shop
from tests.support import racing

PROCESSES, THREADS = 4, 8
# One more buyer in five than there is stock for.
DEMAND = 1.2
_BARE = (
    "UPDATE products SET reserved_quantity = reserved_quantity + 1"
    " WHERE id = 2 AND status = 'active' AND stock_quantity - reserved_quantity >= 1"
)


def measure(size: Size) -> list[Row]:
    """Rates with the stock ending in the middle of the run, and that exactly the stock is sold."""
    stock = size.pick(500, 4000)
    each = int(stock * DEMAND) // (PROCESSES * THREADS)
    demand = each * PROCESSES * THREADS
    with open_shop("hot_product") as shop:
        orders = _prepare(shop, stock, demand)
        turns = {"processes": PROCESSES, "threads": THREADS, "times": each, "url": shop.database_url}
        bare = load.run("bench.hot_product:guarded_update", **turns)
        ours = load.run("bench.hot_product:reservation", orders=orders, **turns)
        with shop.resources.engine.connect() as connection:
            # The bare update writes no books; what it took is given back before they are looked at.
            sold_bare = _held(connection, 2)
            connection.execute(text("UPDATE products SET reserved_quantity = 0 WHERE id = 2"))
            connection.commit()
            sold = _held(connection, 1)
        need_books(shop, orders=demand)
    refused = ours.outcomes["short"]
    exact = sold == sold_bare == stock and ours.outcomes == {"reserved": stock, "short": demand - stock}
    return [
        Row(
            "one hot product, 32 buyers",
            ours.rate,
            "calls/s",
            bare.rate,
            "a bare guarded UPDATE",
            "at least 70 %, exactly the stock sold",
            exact and ours.rate >= 0.7 * bare.rate,
            {
                "stock": stock,
                "sold": sold,
                "refused": refused,
                "outcomes": dict(ours.outcomes),
                "p99_ms": percentile(ours.latencies, 0.99) * 1000,
                "bare_p99_ms": percentile(bare.latencies, 0.99) * 1000,
            },
        )
    ]


def guarded_update(*, process: int, url: str) -> Callable[[int], str]:
    """The floor: one guarded UPDATE and its commit."""
    connections = _connections(url)

    def act(thread: int) -> str:
        with connections(thread).cursor() as cursor:
            return "reserved" if cursor.execute(_BARE) else "short"

    return act


def reservation(*, process: int, url: str, orders: Sequence[int]) -> Callable[[int], str]:
    """One CALL for one waiting order: the counter, the hold and the ledger row."""
    connections = _connections(url)
    mine = itertools.islice(orders, process, None, PROCESSES)

    def act(thread: int) -> str:
        try:
            with connections(thread).cursor() as cursor:
                return str(racing.call(cursor, "CALL sp_reserve_order_inventory(%s, 60)", next(mine))[0])
        except racing.pymysql.MySQLError as error:
            return "short" if error.args[0] == 31001 else f"error {error.args[0]}"

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
