"""Several processes let loose on one database at the same moment, each over a connection of its own."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import Any

import pymysql
from pymysql.constants import CLIENT
from sqlalchemy.engine import make_url

_LIMIT_SECONDS = 90
Cursor = pymysql.cursors.Cursor


@dataclass(frozen=True)
class Runner:
    """What one process does: `action` (a function of this module) once for each of `orders`."""

    action: str
    orders: Sequence[int]
    argument: str = ""
    set_up: Sequence[str] = ()
    found_rows: bool = False


@dataclass
class Race:
    """How it went: outcomes by action, the orders behind each, and every database error by number."""

    outcomes: Counter[str] = field(default_factory=Counter)
    orders: dict[str, list[int]] = field(default_factory=dict)

    @property
    def deadlocks(self) -> int:
        return sum(
            count for outcome, count in self.outcomes.items() if outcome in {"error 1213", "error 1205", "error 1020"}
        )


def run(url: str, runners: Sequence[Runner]) -> Race:
    """Start one process for each runner, release them together, and collect what each order came to."""
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(len(runners)), context.Queue()
    processes = [context.Process(target=_work, args=(url, runner, barrier, results), daemon=True) for runner in runners]
    for process in processes:
        process.start()
    race = Race()
    try:
        for _ in processes:
            for order, outcome in results.get(timeout=_LIMIT_SECONDS):
                race.outcomes[outcome] += 1
                race.orders.setdefault(outcome, []).append(order)
    finally:
        for process in processes:
            process.join(timeout=5)
            process.kill()
    return race


def connect(
    url: str, *, autocommit: bool = False, found_rows: bool = False, set_up: Sequence[str] = ()
) -> pymysql.Connection[Any]:
    """A plain connection as a client outside our engine would open it, at READ COMMITTED."""
    parts = make_url(url)
    connection = pymysql.connect(
        host=parts.host,
        port=parts.port or 3306,
        user=parts.username,
        password=parts.password or "",
        database=parts.database,
        autocommit=autocommit,
        client_flag=CLIENT.FOUND_ROWS if found_rows else 0,
        connect_timeout=5,
        read_timeout=60,
        charset="utf8mb4",
    )
    with connection.cursor() as cursor:
        for statement in (
            "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
            "SET time_zone = '+00:00'",
            *set_up,
        ):
            cursor.execute(statement)
    return connection


def call(cursor: Cursor, statement: str, *arguments: object) -> tuple[Any, ...]:
    """CALL, and the first row it answers."""
    cursor.execute(statement, arguments)
    row = cursor.fetchone()
    while cursor.nextset():
        pass
    return row or ()


def _work(url: str, runner: Runner, barrier: Barrier, results: Queue[list[tuple[int, str]]]) -> None:
    done: list[tuple[int, str]] = []
    connection = connect(url, found_rows=runner.found_rows, set_up=runner.set_up)
    barrier.wait(timeout=60)
    try:
        for order in runner.orders:
            done.append((order, _one(connection, runner, order)))
    finally:
        results.put(done)
        connection.close()


def _one(connection: pymysql.Connection[Any], runner: Runner, order: int) -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("START TRANSACTION")
            outcome = str(globals()[runner.action](cursor, order, runner.argument))
        connection.commit()
        return outcome
    except pymysql.MySQLError as error:
        connection.rollback()
        return {31001: "short", 31003: "not pending"}.get(error.args[0], f"error {error.args[0]}")


def reserve(cursor: Cursor, order: int, procedure: str) -> str:
    """Hold an order's stock for an hour; another procedure of the same shape may be named."""
    if procedure:
        cursor.execute(f"CALL {procedure}(%s, 60, @outcome, @lines, @until)", (order,))
        return "reserved"
    return str(call(cursor, "CALL sp_reserve_order_inventory(%s, 60)", order)[0])


def confirm(cursor: Cursor, order: int, _argument: str) -> str:
    """Move a pending order to confirmed and its stock with it, as the order service does."""
    return _move(cursor, order, "confirmed", "CALL sp_commit_order_inventory(%s)")


def cancel(cursor: Cursor, order: int, _argument: str) -> str:
    """Move a pending order to cancelled and give its stock back."""
    return _move(cursor, order, "cancelled", "CALL sp_release_order_inventory(%s, 'changed my mind')")


def expire(cursor: Cursor, order: int, _argument: str) -> str:
    """End an order's hold if it is due."""
    return f"expiry {call(cursor, 'CALL sp_expire_order_reservations(%s)', order)[0]}"


def sell_by_hand(cursor: Cursor, product: int, _argument: str) -> str:
    """One unit by a bare guarded UPDATE: the floor that a procedure is measured against."""
    cursor.execute(
        "UPDATE products SET reserved_quantity = reserved_quantity + 1"
        " WHERE id = %s AND stock_quantity - reserved_quantity >= 1",
        (product,),
    )
    return "reserved" if cursor.rowcount == 1 else "short"


def _move(cursor: Cursor, order: int, to: str, procedure: str) -> str:
    cursor.execute("SELECT order_status FROM orders WHERE id = %s FOR UPDATE", (order,))
    row = cursor.fetchone()
    if row is None or row[0] != "pending":
        return "too late"
    cursor.execute("SELECT COUNT(*) FROM inventory_reservations WHERE order_id = %s AND status = 'reserved'", (order,))
    if to == "confirmed" and cursor.fetchone() == (0,):
        return "hold ended"
    call(cursor, procedure, order)
    cursor.execute(
        "UPDATE orders SET order_status = %s, version = version + 1 WHERE id = %s AND order_status = 'pending'",
        (to, order),
    )
    return to
