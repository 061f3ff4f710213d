"""create_order with three lines, beside the same SQL sent by hand over one plain connection."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from sqlalchemy import event

from bench import load
from bench.row import Row, percentile
from bench.shop import Shop, Size, need_books, open_shop, order_body
from services import order_processor
from services.resources import Resources, build
from services.settings import Settings
from tests.support import racing


@dataclass
class Recorded:
    """What one order sent to the server: (statement, parameters, many) or None for COMMIT; and what was its own."""

    steps: list[tuple[str, Any, bool] | None] = field(default_factory=list)
    own: dict[object, str] = field(default_factory=dict)


def measure(size: Size) -> list[Row]:
    """The rate of one process, and the 95th percentile under 16 clients."""
    count = size.pick(200, 1500)
    with open_shop("create_order") as shop:
        recorded = _record(shop)
        for number in range(50):
            create(shop.resources, number)
        ours, by_hand = [], []
        # In turns, so that a noisy neighbour disturbs both alike.
        with racing.connect(shop.database_url, found_rows=True) as connection:
            for start in range(0, count, 100):
                ours += _timed(lambda n: create(shop.resources, n), range(start, start + 100))
                by_hand += _timed(lambda n: _replay(connection, recorded, n), range(start, start + 100))
        clients = load.run(
            "bench.create_order:client",
            load.Pace(seconds=size.pick(3, 10)),
            processes=2,
            threads=8,
            environment=shop.environment,
        )
        need_books(shop, orders=52 + len(ours) + len(by_hand) + len(clients.latencies))
    rate, floor = len(ours) / sum(ours), len(by_hand) / sum(by_hand)
    p95 = percentile(clients.latencies, 0.95) * 1000
    return [
        Row(
            "create_order, 3 lines, one process",
            rate,
            "orders/s",
            floor,
            "the same SQL by hand",
            "at least 50 %",
            rate >= 0.5 * floor,
            {"orders": len(ours), "statements": len([step for step in recorded.steps if step])},
        ),
        Row(
            "create_order, 16 clients, p95",
            p95,
            "ms",
            None,
            "",
            "under 500 ms",
            p95 < 500 and set(clients.outcomes) == {"created"},
            {"orders_per_second": clients.rate, "outcomes": dict(clients.outcomes)},
        ),
    ]


def client(*, process: int, environment: dict[str, str]) -> Callable[[int], str]:
    """What one of the 16 clients does."""
    resources = build(Settings.from_env(environment))
    numbers = itertools.count(1_000_000 * (process + 1))

    def act(_thread: int) -> str:
        create(resources, next(numbers))
        return "created"

    return act


def create(resources: Resources, number: int) -> dict[str, Any]:
    """Place one order. Raises RuntimeError when it is refused."""
    answer = order_processor.create_order(order_body(number), resources=resources)
    if not answer["success"]:
        raise RuntimeError(f"an order was refused: {answer}")
    return answer


def _timed(action: Callable[[int], object], numbers: range) -> list[float]:
    took = []
    for number in numbers:
        began = time.perf_counter()
        action(number)
        took.append(time.perf_counter() - began)
    return took


def _record(shop: Shop) -> Recorded:
    recorded = Recorded()

    def sent(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        recorded.steps.append((statement, parameters, many))

    def committed(_connection: Any) -> None:
        recorded.steps.append(None)

    create(shop.resources, 0)
    event.listen(shop.resources.engine, "before_cursor_execute", sent)
    event.listen(shop.resources.engine, "commit", committed)
    order = create(shop.resources, 1)["order"]
    event.remove(shop.resources.engine, "before_cursor_execute", sent)
    event.remove(shop.resources.engine, "commit", committed)
    recorded.own = {order["id"]: "id", order["order_number"]: "number"}
    for step in recorded.steps:
        if step and "INSERT INTO orders" in step[0]:
            values = step[1].values() if isinstance(step[1], dict) else step[1]
            recorded.own |= {value: "draft" for value in values if isinstance(value, str) and len(value) in {32, 36}}
    return recorded


def _replay(connection: Any, recorded: Recorded, _number: int) -> None:
    """Send the statements again as another order, with an id, a number and a draft of its own."""
    fresh: dict[str, object] = {"number": f"B-{uuid4().hex[:20]}", "draft": uuid4().hex, "id": None}

    def other(value: Any) -> Any:
        kind = recorded.own.get(value) if isinstance(value, int | str) and not isinstance(value, bool) else None
        return fresh[kind] if kind and fresh[kind] is not None else value

    def replace(parameters: Any) -> Any:
        if isinstance(parameters, dict):
            return {name: other(value) for name, value in parameters.items()}
        return tuple(other(value) for value in parameters)

    with connection.cursor() as cursor:
        for step in recorded.steps:
            if step is None:
                connection.commit()
                continue
            statement, parameters, many = step
            if many:
                cursor.executemany(statement, [replace(one) for one in parameters])
                continue
            cursor.execute(statement, replace(parameters) if parameters else None)
            if "INSERT INTO orders" in statement:
                fresh["id"] = cursor.lastrowid
            cursor.fetchall()
            while cursor.nextset():
                pass
