"""Holds past their time never block a buyer: ended on demand, whatever the cart and the books look like."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from services import order_processor, reservations
from services.resources import Resources
from tests import factories as make
from tests.support.books import assert_books


@pytest.fixture
def shop(clean: Resources) -> Iterator[Session]:
    """A session that commits each statement, for arranging and looking; the books balance when the test is over."""
    with clean.sessions() as session:
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        make.zone(session)
        yield session
        assert_books(session)


def test_a_buyer_of_many_products_needs_no_round_for_each(clean: Resources, shop: Session) -> None:
    products = [make.product(shop, stock=1).id for _ in range(7)]
    for product in products:
        old = make.order_data(make.customer(shop).id, (product, 1), payment_method="maya")
        make.let_holds_end(shop, order_processor.create_order(old, resources=clean)["order"]["id"])
    data = make.order_data(make.customer(shop).id, *((product, 1) for product in products))
    assert order_processor.create_order(data, resources=clean)["success"] is True
    assert [make.counters(shop, product) for product in products] == [(1, 1)] * 7


def test_a_hold_that_cannot_be_ended_is_a_shortage_like_any_other(clean: Resources, shop: Session) -> None:
    product = make.product(shop, stock=2).id
    old = make.order_data(make.customer(shop).id, (product, 2), payment_method="maya")
    make.let_holds_end(shop, order_processor.create_order(old, resources=clean)["order"]["id"])
    # As if the books of this product had been tampered with: its hold cannot be given back.
    spoilt = "UPDATE products SET stock_quantity = :n, reserved_quantity = :n WHERE id = :id"
    shop.execute(text(spoilt), {"n": 1, "id": product})
    data = make.order_data(make.customer(shop).id, (product, 1))
    answer = order_processor.create_order(data, resources=clean)
    assert (answer["success"], answer["status"], answer["code"]) == (False, 400, "validation_failed")
    assert [found["code"] for found in answer["validation_errors"]] == ["INSUFFICIENT_STOCK"]
    assert answer["validation_errors"][0]["field"] == "items.0.quantity"
    assert make.count(shop, "orders") == 1
    assert make.rows(shop, "SELECT error_code FROM order_errors") == [{"error_code": "INSUFFICIENT_STOCK"}]
    shop.execute(text(spoilt), {"n": 2, "id": product})


def test_holds_that_cannot_be_ended_do_not_keep_the_sweep_from_the_rest(clean: Resources, shop: Session) -> None:
    broken, sound = (make.product(shop, stock=5).id for _ in range(2))
    for product in (broken, broken, sound):
        old = make.order_data(make.customer(shop).id, (product, 1), payment_method="maya")
        make.let_holds_end(shop, order_processor.create_order(old, resources=clean)["order"]["id"])
    # The two that fail are the oldest and fill a batch of two.
    shop.execute(
        text("UPDATE inventory_reservations SET expires_at = expires_at - INTERVAL 1 HOUR WHERE product_id = :id"),
        {"id": broken},
    )
    spoilt = "UPDATE products SET reserved_quantity = :held WHERE id = :id"
    shop.execute(text(spoilt), {"held": 0, "id": broken})
    outcomes = [reservations.sweep(clean.sessions, 2) for _ in range(4)]
    assert [(counts["failed"], counts["cancelled"]) for counts in outcomes] == [(2, 0), (2, 0), (2, 0), (0, 1)]
    assert make.counters(shop, sound) == (5, 0)
    shop.execute(text(spoilt), {"held": 2, "id": broken})
