"""Many processes, one database: the procedures sell every unit once, whatever the order in which they are called."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, text

from migrations import replaceable
from services.resources import Resources
from tests.support import racing
from tests.support.books import assert_books
from tests.support.racing import Race, Runner
from tests.support.rows import add_order, add_product, add_user, counters, holds

PROCESSES = 8
SNAPSHOT = "SET SESSION innodb_snapshot_isolation = ON"
UNGUARDED = "sp_hold_order_lines_unguarded"


@pytest.fixture
def books(clean: Resources) -> Iterator[Connection]:
    """A connection for arranging and looking; the books balance when the test is over."""
    with clean.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection
        assert_books(connection)


def _race(books: Connection, orders: list[int], action: str, *, processes: int = PROCESSES, **how: object) -> Race:
    runners = [Runner(action, orders[place::processes], **how) for place in range(processes)]  # type: ignore[arg-type]
    return racing.run(_url(books), runners)


def _url(books: Connection) -> str:
    return books.engine.url.render_as_string(hide_password=False)


class TestManyBuyers:
    @pytest.mark.parametrize("found_rows", [False, True], ids=["rows-changed", "rows-found"])
    def test_five_hundred_get_exactly_the_fifty_units_there_are(self, books: Connection, found_rows: bool) -> None:
        product, buyer = add_product(books, 50), add_user(books)
        orders = [add_order(books, [(product, 1)], user_id=buyer) for _ in range(500)]

        race = _race(books, orders, "reserve", found_rows=found_rows)

        assert race.outcomes == {"reserved": 50, "short": 450}
        assert counters(books, product) == (50, 50)

    def test_nobody_is_refused_when_there_is_enough_for_all(self, books: Connection) -> None:
        product, buyer = add_product(books, 240), add_user(books)
        orders = [add_order(books, [(product, 3)], user_id=buyer) for _ in range(80)]

        race = _race(books, orders, "reserve")

        assert race.outcomes == {"reserved": 80}
        assert counters(books, product) == (240, 240)

    def test_two_buyers_of_the_last_unit_leave_one_winner(self, books: Connection) -> None:
        buyer = add_user(books)
        products = [add_product(books, 1) for _ in range(40)]
        mine = [add_order(books, [(product, 1)], user_id=buyer) for product in products]
        yours = [add_order(books, [(product, 1)], user_id=buyer) for product in products]

        race = racing.run(_url(books), [Runner("reserve", mine), Runner("reserve", yours)])

        assert race.outcomes == {"reserved": 40, "short": 40}
        assert [counters(books, product) for product in products] == [(1, 1)] * 40

    @pytest.mark.usefixtures("unguarded")
    def test_without_the_guard_they_oversell(self, books: Connection) -> None:
        """The control: had the race no teeth, this would sell 50 too."""
        product, buyer = add_product(books, 50), add_user(books)
        orders = [add_order(books, [(product, 1)], user_id=buyer) for _ in range(200)]

        race = _race(
            books, orders, "reserve", argument=UNGUARDED, set_up=("SET SESSION check_constraint_checks = OFF",)
        )

        assert race.outcomes == {"reserved": 200}
        assert counters(books, product) == (50, 200)
        with pytest.raises(AssertionError, match="I2"):
            assert_books(books)
        for order in orders:
            _release(books, order)


class TestSeveralLines:
    @pytest.mark.parametrize("set_up", [(), (SNAPSHOT,)], ids=["as-is", "snapshot-isolation"])
    def test_opposite_line_order_neither_deadlocks_nor_half_reserves(
        self, books: Connection, set_up: tuple[str, ...]
    ) -> None:
        buyer = add_user(books)
        products = [add_product(books, 60) for _ in range(6)]
        orders = [
            add_order(books, [(products[(first + step * way) % 6], 1) for step in range(3)], user_id=buyer)
            for first in range(6)
            for way in (1, -1)
            for _ in range(20)
        ]

        race = _race(books, orders, "reserve", set_up=set_up)

        assert race.deadlocks == 0
        assert set(race.outcomes) == {"reserved", "short"}
        taken = sum(held for _, held in (counters(books, product) for product in products))
        assert taken == 3 * race.outcomes["reserved"]
        for order in race.orders["short"]:
            assert holds(books, order) == []

    def test_one_product_on_two_lines_is_counted_together(self, books: Connection) -> None:
        product, buyer = add_product(books, 50), add_user(books)
        orders = [add_order(books, [(product, 2), (product, 3)], user_id=buyer) for _ in range(40)]

        race = _race(books, orders, "reserve")

        assert race.outcomes == {"reserved": 10, "short": 30}
        assert holds(books, race.orders["reserved"][0]) == [(product, 5, "reserved")]


class TestTheEndOfAnOrder:
    @pytest.mark.parametrize("set_up", [(), (SNAPSHOT,)], ids=["as-is", "snapshot-isolation"])
    def test_confirm_cancel_and_expiry_race_and_one_of_them_wins(
        self, books: Connection, set_up: tuple[str, ...]
    ) -> None:
        buyer = add_user(books)
        products = [add_product(books, 400) for _ in range(4)]
        orders = [
            add_order(
                books,
                [(products[number % 4], 1), (products[(number + 1) % 4], 1)],
                user_id=buyer,
                payment_method="gcash",
            )
            for number in range(120)
        ]
        books.execute(text("SET TIMESTAMP = UNIX_TIMESTAMP() - 7200"))
        for order in orders:
            books.execute(text("CALL sp_reserve_order_inventory(:order, 60)"), {"order": order})
        books.execute(text("SET TIMESTAMP = DEFAULT"))

        race = racing.run(
            _url(books),
            [
                Runner("confirm", orders, set_up=set_up),
                Runner("confirm", orders[::-1], set_up=set_up),
                Runner("cancel", orders, set_up=set_up, found_rows=True),
                Runner("expire", orders, set_up=set_up),
            ],
        )

        assert race.deadlocks == 0
        ended = race.outcomes["confirmed"] + race.outcomes["cancelled"] + race.outcomes["expiry cancelled"]
        assert ended == len(orders)
        moves = books.execute(text("SELECT order_id, COUNT(*) FROM order_state_history GROUP BY order_id")).all()
        assert {int(count) for _, count in moves} == {2}
        sold = 400 * 4 - sum(counters(books, product)[0] for product in products)
        assert sold == 2 * race.outcomes["confirmed"]
        assert all(counters(books, product)[1] == 0 for product in products)

    def test_sweepers_beside_each_other_end_each_hold_once(self, books: Connection) -> None:
        product, buyer = add_product(books, 100), add_user(books)
        orders = [add_order(books, [(product, 1)], user_id=buyer) for _ in range(100)]
        books.execute(text("SET TIMESTAMP = UNIX_TIMESTAMP() - 7200"))
        for order in orders:
            books.execute(text("CALL sp_reserve_order_inventory(:order, 60)"), {"order": order})
        books.execute(text("SET TIMESTAMP = DEFAULT"))

        race = racing.run(_url(books), [Runner("expire", orders) for _ in range(4)])

        assert race.outcomes == {"expiry expired": 100, "expiry not_due": 300}
        assert counters(books, product) == (100, 0)
        assert books.execute(text("SELECT COUNT(*) FROM inventory_ledger WHERE cause = 'expired'")).scalar() == 100


@pytest.fixture
def unguarded(admin_engine: Engine) -> Iterator[None]:
    """The reservation procedure with its guard taken out, for the control."""
    body = replaceable.read("procedures", "sp_hold_order_lines", "v1")
    guard = "AND stock_quantity - reserved_quantity >= v_quantity"
    assert body.count(guard) == 1
    broken = body.replace(guard, "").replace("PROCEDURE sp_hold_order_lines", f"PROCEDURE {UNGUARDED}")
    with admin_engine.connect() as connection:
        connection.exec_driver_sql(f"DROP PROCEDURE IF EXISTS {UNGUARDED}")
        connection.exec_driver_sql(broken, execution_options={"no_parameters": True})
        try:
            yield
        finally:
            connection.exec_driver_sql(f"DROP PROCEDURE {UNGUARDED}")


def _release(connection: Connection, order: int) -> None:
    """Give a control's holds back, so that the books balance again for the next test."""
    connection.execute(text("SET SESSION check_constraint_checks = OFF"))
    connection.execute(text("CALL sp_release_order_inventory(:order, 'control')"), {"order": order})
    connection.execute(text("SET SESSION check_constraint_checks = ON"))
