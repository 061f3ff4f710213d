"""docs/adr/0002: whatever is done with an order, locks are taken in one order. The statements are read here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event

from services import order_processor
from services.resources import Resources
from tests import factories
from tests.support.books import assert_books

# Only what exists already can be waited for; a row that a transaction has inserted is its own.
PLACES = ("idempotency_keys", "conversations", "orders", "users", "promos", "stock")
_LOCKING = re.compile(r"\bFROM\s+(\w+)\b.*\bFOR\s+UPDATE\b|^\s*UPDATE\s+(\w+)\b", re.IGNORECASE | re.DOTALL)
_STOCK = re.compile(r"^\s*CALL\s+sp_(?:reserve|commit|release|return|expire)_", re.IGNORECASE)
Transactions = list[list[str]]


@contextmanager
def locks_of(resources: Resources) -> Iterator[Transactions]:
    """For each transaction, the places that are locked in it, in the order of their first lock."""
    transactions: Transactions = [[]]

    def sent(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        found = _LOCKING.search(statement)
        place = "stock" if _STOCK.search(statement) else (found[1] or found[2]) if found else ""
        if place in PLACES and place not in transactions[-1]:
            transactions[-1].append(place)

    def ended(_connection: Any) -> None:
        transactions.append([])

    listeners = (("before_cursor_execute", sent), ("commit", ended), ("rollback", ended))
    for name, listener in listeners:
        event.listen(resources.engine, name, listener)
    try:
        yield transactions
    finally:
        for name, listener in listeners:
            event.remove(resources.engine, name, listener)


@pytest.fixture
def order(clean: Resources) -> dict[str, Any]:
    """A placed order with a promo and two products, and what it was placed with."""
    with clean.sessions.begin() as session:
        buyer = factories.customer(session)
        products = [factories.product(session) for _ in range(2)]
        factories.zone(session, "Metro Manila")
        factories.promo(session)
        data = factories.order_data(buyer.id, *((product.id, 1) for product in reversed(products)), promo_code="SAVE10")
    return {"data": data, **_ok(order_processor.create_order(data, resources=clean))["order"]}


def _ok(answer: dict[str, Any]) -> dict[str, Any]:
    assert answer["success"], answer
    return answer


Action = Callable[[dict[str, Any], Resources], dict[str, Any]]
ACTIONS: dict[str, tuple[Action, list[str]]] = {
    "create": (
        lambda order, kit: order_processor.create_order({**order["data"], "draft_id": uuid4().hex}, resources=kit),
        ["users", "promos", "stock"],
    ),
    "confirm": (lambda order, kit: order_processor.confirm_order(order["id"], resources=kit), ["orders", "stock"]),
    "cancel": (
        lambda order, kit: order_processor.cancel_order(order["id"], "changed my mind", resources=kit),
        ["orders", "stock"],
    ),
    "return": (
        lambda order, kit: _returned(order, kit),
        ["orders", "users", "stock"],
    ),
}


def _returned(order: dict[str, Any], kit: Resources) -> dict[str, Any]:
    _ok(order_processor.confirm_order(order["id"], resources=kit))
    _ok(order_processor.ship_order(order["id"], tracking_number="1", courier="J&T", resources=kit))
    _ok(order_processor.deliver_order(order["id"], resources=kit))
    return order_processor.return_order(order["id"], reason="damaged", resources=kit)


@pytest.mark.parametrize("name", ACTIONS)
def test_locks_are_taken_in_the_one_order(clean: Resources, order: dict[str, Any], name: str) -> None:
    action, least = ACTIONS[name]
    with locks_of(clean) as transactions:
        _ok(action(order, clean))

    assert any(set(least) <= set(taken) for taken in transactions), transactions
    for taken in transactions:
        assert taken == sorted(taken, key=PLACES.index), transactions
    with clean.engine.connect() as connection:
        assert_books(connection)
