"""The connection breaks at COMMIT: the order is looked up before it is placed again, and there is one of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from services import order_processor
from services.resources import Resources, build
from tests import factories as make
from tests.support.books import assert_books
from tests.support.lossy import LossyLink


@pytest.fixture
def shop(clean: Resources) -> Iterator[Session]:
    """A session that commits each statement, for arranging and looking; the books balance when the test is over."""
    with clean.sessions() as session:
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        make.zone(session)
        yield session
        assert_books(session)


@pytest.fixture(params=[True, False], ids=["answer lost", "commit lost"])
def link(clean: Resources, request: pytest.FixtureRequest) -> Iterator[LossyLink]:
    url = make_url(clean.settings.database_url)
    with LossyLink(url.host or "", url.port or 3306, passes_commit=request.param) as opened:
        yield opened


@pytest.fixture
def kit(clean: Resources, link: LossyLink) -> Iterator[Resources]:
    """Resources whose way to the database loses its first COMMIT."""
    url = make_url(clean.settings.database_url).set(host="127.0.0.1", port=link.port)
    built = build(replace(clean.settings, database_url=url.render_as_string(hide_password=False)))
    with built.sessions() as session:
        session.connection()
    # Opening a connection commits too; from here on it is ours that is lost.
    link.losses_left = 1
    yield built
    built.close()


def test_there_is_one_order_and_it_is_told(kit: Resources, link: LossyLink, shop: Session) -> None:
    product, customer = make.product(shop), make.customer(shop)

    answer = order_processor.create_order(make.order_data(customer.id, (product.id, 2)), resources=kit)

    assert link.losses_left == 0
    assert answer["success"] is True
    assert [row["id"] for row in make.rows(shop, "SELECT id FROM orders")] == [answer["order"]["id"]]
    assert make.counters(shop, product.id) == (10, 2)


def test_a_confirmation_happens_once(clean: Resources, kit: Resources, link: LossyLink, shop: Session) -> None:
    product, customer = make.product(shop), make.customer(shop)
    order = order_processor.create_order(make.order_data(customer.id, (product.id, 2)), resources=clean)["order"]["id"]

    answer = order_processor.confirm_order(order, resources=kit)

    assert link.losses_left == 0
    assert answer["success"] is True
    assert make.counters(shop, product.id) == (8, 0)
    assert make.count(shop, "notification_queue") == 1
    assert [row["to_status"] for row in make.rows(shop, "SELECT to_status FROM order_state_history ORDER BY id")] == [
        "pending",
        "confirmed",
    ]
