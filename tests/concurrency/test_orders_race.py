"""Whole orders raced from several processes through the order processor; afterwards the books must balance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session

from services import order_processor
from services.resources import Resources
from tests import factories as make
from tests.support import buyers
from tests.support.books import assert_books

PROCESSES = 8


@pytest.fixture
def shop(clean: Resources) -> Iterator[Session]:
    """A session that commits each statement, for arranging and looking; the books balance when the test is over."""
    with clean.sessions() as session:
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        make.zone(session)
        yield session
        assert_books(session)


def _dealt(tasks: list[buyers.Task], processes: int = PROCESSES) -> list[list[buyers.Task]]:
    return [tasks[place::processes] for place in range(processes)]


def _customers(session: Session, number: int) -> list[int]:
    return [make.customer(session).id for _ in range(number)]


def test_five_hundred_buyers_of_fifty_units(environment: dict[str, str], clean: Resources, shop: Session) -> None:
    product = make.product(shop, stock=50)
    tasks: list[buyers.Task] = [
        ("create", make.order_data(customer, (product.id, 1))) for customer in _customers(shop, 500)
    ]
    outcomes = buyers.run(environment, _dealt(tasks))
    assert outcomes == {"create ok": 50, "create INSUFFICIENT_STOCK": 450}
    assert make.counters(shop, product.id) == (50, 50)
    assert make.count(shop, "orders") == 50


def test_two_buyers_of_the_last_unit(environment: dict[str, str], clean: Resources, shop: Session) -> None:
    customers = _customers(shop, 2)
    products = [make.product(shop, stock=1).id for _ in range(20)]
    tasks = [[("create", make.order_data(customer, (product, 1))) for product in products] for customer in customers]
    outcomes = buyers.run(environment, tasks)
    assert outcomes == {"create ok": 20, "create INSUFFICIENT_STOCK": 20}
    assert [make.counters(shop, product) for product in products] == [(1, 1)] * 20


def test_nobody_is_refused_while_holds_past_their_time_are_in_the_way(
    environment: dict[str, str], clean: Resources, shop: Session
) -> None:
    product = make.product(shop, stock=40)
    for customer in _customers(shop, 20):
        held = order_processor.create_order(
            make.order_data(customer, (product.id, 2), payment_method="maya"), resources=clean
        )
        make.let_holds_end(shop, held["order"]["id"])
    tasks: list[buyers.Task] = [
        ("create", make.order_data(customer, (product.id, 1))) for customer in _customers(shop, 40)
    ]
    assert buyers.run(environment, _dealt(tasks)) == {"create ok": 40}
    assert make.counters(shop, product.id) == (40, 40)


def test_orders_of_the_same_products_in_opposite_order(
    environment: dict[str, str], clean: Resources, shop: Session
) -> None:
    products = [make.product(shop, stock=1000).id for _ in range(4)]
    tasks: list[buyers.Task] = []
    for number, customer in enumerate(_customers(shop, 160)):
        lines = [(product, 1) for product in (products if number % 2 else products[::-1])]
        tasks.append(("create", make.order_data(customer, *lines)))
    assert buyers.run(environment, _dealt(tasks)) == {"create ok": 160}
    assert [make.counters(shop, product) for product in products] == [(1000, 160)] * 4


def test_confirm_cancel_and_expiry_of_the_same_orders(
    environment: dict[str, str], clean: Resources, shop: Session
) -> None:
    product = make.product(shop, stock=200)
    orders = []
    for customer in _customers(shop, 60):
        placed = order_processor.create_order(
            make.order_data(customer, (product.id, 2), payment_method="gcash"), resources=clean
        )
        orders.append(placed["order"]["id"])
        make.let_holds_end(shop, placed["order"]["id"])
    actions = ("confirm", "cancel", "expire", "confirm", "cancel", "expire")

    outcomes = buyers.run(environment, [[(action, order) for order in orders] for action in actions])

    allowed = {"confirm ok", "confirm invalid_transition", "cancel ok", "expire cancelled", "expire not_due"}
    assert set(outcomes) <= allowed
    states: dict[str, Any] = {
        row["order_status"]: int(row["n"])
        for row in make.rows(shop, "SELECT order_status, COUNT(*) AS n FROM orders GROUP BY order_status")
    }
    assert sum(states.values()) == 60
    sold = make.rows(
        shop, "SELECT COALESCE(SUM(quantity), 0) AS n FROM inventory_reservations WHERE status = 'committed'"
    )
    assert make.counters(shop, product.id) == (200 - int(sold[0]["n"]), 0)
    # Each real move told the buyer once.
    told = make.rows(
        shop, "SELECT order_id, kind, COUNT(*) AS n FROM notification_queue GROUP BY order_id, kind HAVING n > 1"
    )
    assert told == []


def test_a_promo_is_used_no_oftener_than_it_may_be(
    environment: dict[str, str], clean: Resources, shop: Session
) -> None:
    product = make.product(shop, stock=500)
    make.promo(shop, usage_limit=10)
    tasks: list[buyers.Task] = [
        ("create", make.order_data(customer, (product.id, 1), promo_code="SAVE10")) for customer in _customers(shop, 80)
    ]
    assert buyers.run(environment, _dealt(tasks)) == {"create ok": 10, "create PROMO_LIMIT": 70}
    assert make.rows(shop, "SELECT used_count FROM promos") == [{"used_count": 10}]
    assert make.counters(shop, product.id) == (500, 10)


def test_one_customer_gets_one_order_of_a_draft_and_keeps_to_the_limits(
    environment: dict[str, str], clean: Resources, shop: Session
) -> None:
    product, customer = make.product(shop, stock=500), make.customer(shop).id
    same = [("create", make.order_data(customer, (product.id, 1), draft_id="one"))] * 5
    assert buyers.run(environment, [same] * 4) == {"create ok": 20}
    assert make.count(shop, "orders") == 1
    other: list[buyers.Task] = [("create", make.order_data(customer, (product.id, 1))) for _ in range(40)]
    assert buyers.run(environment, _dealt(other, 4)) == {"create ok": 19, "create CUSTOMER_LIMIT": 21}
    assert make.counters(shop, product.id) == (500, 20)
