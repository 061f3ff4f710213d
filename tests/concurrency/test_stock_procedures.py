"""What each stock procedure does, undoes and refuses, from our engine and from a bare client."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import pymysql
import pytest
from sqlalchemy import Connection, text

from services.resources import Resources
from tests.support import racing
from tests.support.books import assert_books
from tests.support.rows import add_order, add_product, at, counters, holds

Bare: TypeAlias = "pymysql.Connection[Any]"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TABLES = ("inventory_reservations", "inventory_ledger", "order_state_history", "notification_queue")


@pytest.fixture
def books(clean: Resources) -> Iterator[Connection]:
    """A connection for arranging and looking; the books balance when the test is over."""
    with clean.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection
        assert_books(connection)


@pytest.fixture
def bare(books: Connection) -> Iterator[Bare]:
    """A client as an operator would open it: autocommit, rows changed rather than found."""
    connection = racing.connect(_url(books), autocommit=True)
    yield connection
    connection.close()


def _url(books: Connection) -> str:
    return books.engine.url.render_as_string(hide_password=False)


def _call(connection: Bare, statement: str, *arguments: object) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        return racing.call(cursor, statement, *arguments)


def _refusal(connection: Bare, statement: str, *arguments: object) -> tuple[int, str]:
    with pytest.raises(pymysql.MySQLError) as caught:
        _call(connection, statement, *arguments)
    return int(caught.value.args[0]), str(caught.value.args[1])


def _rows(books: Connection) -> dict[str, int]:
    return {table: int(books.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one()) for table in TABLES}


class TestReserve:
    def test_lowers_what_can_be_sold_and_leaves_the_shelf_alone(self, books: Connection, bare: Bare) -> None:
        product = add_product(books, 10)
        order = add_order(books, [(product, 2)])

        outcome = _call(bare, "CALL sp_reserve_order_inventory(%s, 15)", order)

        assert outcome[:2] == ("reserved", 1)
        assert counters(books, product) == (10, 2)
        assert (
            books.execute(text("SELECT available_quantity FROM products WHERE id = :id"), {"id": product}).scalar() == 8
        )
        assert holds(books, order) == [(product, 2, "reserved")]

    def test_deadline_is_the_database_clock_plus_a_fraction_of_minutes(self, books: Connection, bare: Bare) -> None:
        order = add_order(books, [(add_product(books, 10), 1)])
        with bare.cursor() as cursor:
            cursor.execute(at(NOON))

        assert _call(bare, "CALL sp_reserve_order_inventory(%s, 0.5)", order)[2] == _stored(
            NOON + timedelta(seconds=30)
        )

    def test_second_call_changes_nothing_and_says_so(self, books: Connection, bare: Bare) -> None:
        product = add_product(books, 10)
        order = add_order(books, [(product, 2)])
        first = _call(bare, "CALL sp_reserve_order_inventory(%s, 15)", order)
        before = _rows(books)

        second = _call(bare, "CALL sp_reserve_order_inventory(%s, 90)", order)

        assert second == ("already_reserved", 0, first[2])
        assert (counters(books, product), _rows(books)) == ((10, 2), before)

    def test_short_line_holds_nothing_of_the_order_and_keeps_the_callers_work(self, books: Connection) -> None:
        plenty, scarce = add_product(books, 10), add_product(books, 1)
        order = add_order(books, [(scarce, 2), (plenty, 2)])
        before = _rows(books)
        connection = racing.connect(_url(books))
        with connection.cursor() as cursor:
            cursor.execute("UPDATE orders SET admin_notes = 'mine' WHERE id = %s", (order,))
        assert _refusal(connection, "CALL sp_reserve_order_inventory(%s, 15)", order) == (31001, f"{scarce}|2|1")
        connection.commit()
        connection.close()

        assert (counters(books, plenty), counters(books, scarce), _rows(books)) == ((10, 0), (1, 0), before)
        assert books.execute(text("SELECT admin_notes FROM orders WHERE id = :id"), {"id": order}).scalar() == "mine"

    @pytest.mark.parametrize(("status", "number"), [("inactive", 31005), ("archived", 31005)])
    def test_product_off_the_shelf_is_refused(self, books: Connection, bare: Bare, status: str, number: int) -> None:
        fine, gone = add_product(books, 10), add_product(books, 10)
        order = add_order(books, [(fine, 1), (gone, 1)])
        books.execute(text("UPDATE products SET status = :status WHERE id = :id"), {"status": status, "id": gone})

        assert _refusal(bare, "CALL sp_reserve_order_inventory(%s, 15)", order) == (number, str(gone))
        assert counters(books, fine) == (10, 0)

    def test_unknown_settled_and_empty_orders_are_refused(self, books: Connection, bare: Bare) -> None:
        product = add_product(books, 10)
        settled, empty = add_order(books, [(product, 1)]), add_order(books, [])
        books.execute(text("UPDATE orders SET order_status = 'cancelled' WHERE id = :id"), {"id": settled})

        numbers = [
            _refusal(bare, "CALL sp_reserve_order_inventory(%s, 15)", order)[0] for order in (10**9, settled, empty)
        ]

        assert numbers == [31002, 31003, 31004]
        assert counters(books, product) == (10, 0)

    def test_released_hold_can_be_taken_again_in_the_same_row(self, books: Connection, bare: Bare) -> None:
        product = add_product(books, 10)
        order = add_order(books, [(product, 2)])
        _call(bare, "CALL sp_reserve_order_inventory(%s, 15)", order)
        _call(bare, "CALL sp_release_order_inventory(%s, 'Manual cleanup')", order)

        assert _call(bare, "CALL sp_reserve_order_inventory(%s, 15)", order)[0] == "reserved"
        assert (counters(books, product), holds(books, order)) == ((10, 2), [(product, 2, "reserved")])


class TestTheOtherDoors:
    @pytest.mark.parametrize(
        ("statement", "outcome", "again", "left", "state"),
        [
            (
                "CALL sp_release_order_inventory(%s, 'Manual cleanup')",
                "released",
                "nothing_reserved",
                (10, 0),
                "released",
            ),
            ("CALL sp_commit_order_inventory(%s)", "committed", "nothing_reserved", (8, 0), "committed"),
        ],
    )
    def test_second_call_changes_nothing_and_says_so(
        self, books: Connection, bare: Bare, statement: str, outcome: str, again: str, left: tuple[int, int], state: str
    ) -> None:
        product = add_product(books, 10)
        order = add_order(books, [(product, 2)])
        _call(bare, "CALL sp_reserve_order_inventory(%s, 15)", order)

        assert _call(bare, statement, order) == (outcome, 1)
        rows = _rows(books)
        assert _call(bare, statement, order) == (again, 0)

        assert (counters(books, product), holds(books, order), _rows(books)) == (left, [(product, 2, state)], rows)
        _settle(books, order, state)

    def test_sold_stock_comes_back_once(self, books: Connection, bare: Bare) -> None:
        product = add_product(books, 10)
        order = add_order(books, [(product, 2)])
        _call(bare, "CALL sp_reserve_order_inventory(%s, 15)", order)
        _call(bare, "CALL sp_commit_order_inventory(%s)", order)

        assert _call(bare, "CALL sp_release_order_inventory(%s, 'late')", order) == ("nothing_reserved", 0)
        assert counters(books, product) == (8, 0)
        assert _call(bare, "CALL sp_return_order_inventory(%s, 'came back')", order) == ("returned", 1)
        assert _call(bare, "CALL sp_return_order_inventory(%s, 'came back')", order) == ("nothing_committed", 0)
        assert counters(books, product) == (10, 0)

    def test_stock_edits_go_through_the_ledger_and_never_below_what_is_held(
        self, books: Connection, bare: Bare
    ) -> None:
        product = add_product(books, 10)
        order = add_order(books, [(product, 4)])
        _call(bare, "CALL sp_reserve_order_inventory(%s, 15)", order)

        assert _call(bare, "CALL sp_adjust_stock(%s, -6, 'written_off', 'wet')", product) == (4, 4, 0)
        assert _refusal(bare, "CALL sp_adjust_stock(%s, -1, 'adjusted', 'x')", product) == (31009, f"{product}|4|4")
        assert _refusal(bare, "CALL sp_adjust_stock(%s, 0, 'adjusted', 'x')", product)[0] == 31010
        assert _refusal(bare, "CALL sp_adjust_stock(%s, 1, 'reserved', 'x')", product)[0] == 31010
        assert _refusal(bare, "CALL sp_adjust_stock(999999999, 1, 'adjusted', 'x')")[0] == 31007
        assert counters(books, product) == (4, 4)

    def test_counter_that_does_not_cover_its_holds_stops_everything(self, books: Connection, bare: Bare) -> None:
        first, second = add_product(books, 10), add_product(books, 10)
        order = add_order(books, [(first, 2), (second, 2)])
        _call(bare, "CALL sp_reserve_order_inventory(%s, 15)", order)
        books.execute(text("UPDATE products SET reserved_quantity = 1 WHERE id = :id"), {"id": second})

        assert _refusal(bare, "CALL sp_release_order_inventory(%s, 'x')", order)[0] == 31006

        assert (counters(books, first), counters(books, second)) == ((10, 2), (10, 1))
        assert [status for *_, status in holds(books, order)] == ["reserved", "reserved"]
        books.execute(text("UPDATE products SET reserved_quantity = 2 WHERE id = :id"), {"id": second})


class TestExpiry:
    def test_hold_in_time_is_left_alone(self, books: Connection, bare: Bare) -> None:
        product = add_product(books, 10)
        order = add_order(books, [(product, 2)])
        _call(bare, "CALL sp_reserve_order_inventory(%s, 15)", order)

        assert _call(bare, "CALL sp_expire_order_reservations(%s)", order) == ("not_due", 0)
        assert counters(books, product) == (10, 2)

    @pytest.mark.parametrize(
        ("method", "outcome", "status", "notices"),
        [("gcash", "cancelled", "cancelled", 1), ("cod", "expired", "pending", 0)],
    )
    def test_past_its_time_the_stock_is_free_and_the_payment_method_decides_the_order(
        self, books: Connection, bare: Bare, method: str, outcome: str, status: str, notices: int
    ) -> None:
        product = add_product(books, 10)
        order = add_order(books, [(product, 2)], payment_method=method)
        _travel(bare, NOON)
        _call(bare, "CALL sp_reserve_order_inventory(%s, 15)", order)
        _travel(bare, NOON + timedelta(minutes=15))

        assert _call(bare, "CALL sp_expire_order_reservations(%s)", order) == (outcome, 1)
        assert _call(bare, "CALL sp_expire_order_reservations(%s)", order) == ("not_due", 0)

        assert (counters(books, product), holds(books, order)) == ((10, 0), [(product, 2, "expired")])
        assert books.execute(text("SELECT order_status FROM orders WHERE id = :id"), {"id": order}).scalar() == status
        assert _rows(books)["notification_queue"] == notices

    def test_late_confirmation_honours_a_hold_nobody_has_taken_away(self, books: Connection, bare: Bare) -> None:
        product = add_product(books, 10)
        order = add_order(books, [(product, 2)])
        _travel(bare, NOON)
        _call(bare, "CALL sp_reserve_order_inventory(%s, 15)", order)
        _travel(bare, NOON + timedelta(days=1))

        assert _call(bare, "CALL sp_commit_order_inventory(%s)", order) == ("committed", 1)
        assert counters(books, product) == (8, 0)
        _settle(books, order, "committed")

    def test_sweep_ends_the_due_ones_alone_and_leaves_a_faulty_order_to_a_person(
        self, books: Connection, bare: Bare
    ) -> None:
        product, broken = add_product(books, 10), add_product(books, 10)
        _travel(bare, NOON)
        due = [add_order(books, [(product, 1)], payment_method=method) for method in ("cod", "maya")]
        fresh, faulty = add_order(books, [(product, 1)]), add_order(books, [(broken, 1)])
        for order, minutes in ((due[0], 15), (due[1], 15), (fresh, 60), (faulty, 15)):
            _call(bare, "CALL sp_reserve_order_inventory(%s, %s)", order, minutes)
        books.execute(text("UPDATE products SET reserved_quantity = 0 WHERE id = :id"), {"id": broken})
        _travel(bare, NOON + timedelta(minutes=30))

        sweeps = [_call(bare, "CALL sp_sweep_expired_reservations(100)") for _ in range(5)]

        # looked at, expired, cancelled, failed
        assert sweeps == [(3, 1, 1, 1), (1, 0, 0, 1), (1, 0, 0, 1), (0, 0, 0, 0), (0, 0, 0, 0)]
        assert counters(books, product) == (10, 1)
        errors = books.execute(text("SELECT error_count FROM orders WHERE id = :id"), {"id": faulty}).scalar()
        assert errors == 3
        books.execute(text("UPDATE products SET reserved_quantity = 1 WHERE id = :id"), {"id": broken})


class TestWhoeverCalls:
    def test_bare_client_and_a_transaction_leave_the_same_rows(self, books: Connection, bare: Bare) -> None:
        steps = (
            "CALL sp_reserve_order_inventory(%s, 15)",
            "CALL sp_release_order_inventory(%s, 'Manual cleanup')",
            "CALL sp_reserve_order_inventory(%s, 15)",
            "CALL sp_commit_order_inventory(%s)",
            "CALL sp_return_order_inventory(%s, 'came back')",
        )
        inside = racing.connect(_url(books), found_rows=True)
        left = []
        for connection in (bare, inside):
            product = add_product(books, 10)
            order = add_order(books, [(product, 2), (product, 1)])
            _travel(connection, NOON)
            answers = [_call(connection, step, order) for step in steps]
            connection.commit()
            left.append((answers, counters(books, product), _story(books, order)))
        inside.close()

        assert left[0] == left[1]
        assert left[0][1] == (10, 0)

    def test_nothing_is_left_when_the_transaction_is_rolled_back(self, books: Connection) -> None:
        product = add_product(books, 10)
        order = add_order(books, [(product, 2)])
        before = _rows(books)
        connection = racing.connect(_url(books))
        _call(connection, "CALL sp_reserve_order_inventory(%s, 15)", order)
        _call(connection, "CALL sp_commit_order_inventory(%s)", order)
        connection.rollback()
        connection.close()

        assert (counters(books, product), holds(books, order), _rows(books)) == ((10, 0), [], before)

    def test_killed_connection_leaves_nothing_and_blocks_nobody(self, books: Connection, bare: Bare) -> None:
        product = add_product(books, 10)
        order = add_order(books, [(product, 2)])
        doomed = racing.connect(_url(books))
        _call(doomed, "CALL sp_reserve_order_inventory(%s, 15)", order)
        books.execute(text(f"KILL {doomed.thread_id()}"))

        assert _call(bare, "CALL sp_reserve_order_inventory(%s, 15)", order)[0] == "reserved"
        assert counters(books, product) == (10, 2)


def _travel(connection: Bare, moment: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(at(moment))


def _stored(moment: datetime) -> datetime:
    """A time as a plain client reads it back: UTC without a zone."""
    return moment.replace(tzinfo=None)


def _settle(books: Connection, order: int, state: str) -> None:
    """Bring the order's own state in line with stock that was moved from a bare client."""
    if state == "committed":
        books.execute(text("UPDATE orders SET order_status = 'confirmed' WHERE id = :id"), {"id": order})


def _story(books: Connection, order: int) -> list[tuple[Any, ...]]:
    ledger = books.execute(
        text(
            "SELECT cause, delta_stock, delta_reserved, stock_after, reserved_after, actor, reason"
            " FROM inventory_ledger WHERE order_id = :id ORDER BY id"
        ),
        {"id": order},
    )
    held = books.execute(
        text(
            "SELECT quantity, status, reserved_at, expires_at, committed_at, released_at, release_reason"
            " FROM inventory_reservations WHERE order_id = :id"
        ),
        {"id": order},
    )
    return [tuple(row) for row in (*ledger, *held)]
