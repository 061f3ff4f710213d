"""Orders at the edge of what is reasonable: odd ids and names, huge sums, stock moved by hand, decisions too late."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from services import db, order_processor
from services.resources import Resources
from tests import factories as make
from tests.support.api import Api, told
from tests.support.books import assert_books


@pytest.fixture
def shop(clean: Resources) -> Iterator[Session]:
    """A session that commits each statement, for arranging and looking; the books balance when the test is over."""
    with clean.sessions() as session:
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        make.zone(session)
        yield session
        assert_books(session)


def _placed(kit: Resources, session: Session, product: int, quantity: int = 1) -> int:
    data = make.order_data(make.customer(session).id, (product, quantity))
    order: int = order_processor.create_order(data, resources=kit)["order"]["id"]
    return order


def _refusals(answer: dict[str, Any]) -> list[tuple[str, str]]:
    assert answer["success"] is False
    return [(found["field"], found["code"]) for found in answer["validation_errors"]]


class TestStockMovedByHand:
    def test_sold_before_its_confirmation_is_not_sold_twice(self, clean: Resources, shop: Session) -> None:
        product = make.product(shop).id
        order = _placed(clean, shop, product, 2)
        assert db.call(shop, "sp_commit_order_inventory", order)["outcome"] == "committed"
        held = db.call(shop, "sp_reserve_order_inventory", order, "15")
        assert held == {"outcome": "already_committed", "lines_changed": 0, "expires_at": None}
        assert order_processor.confirm_order(order, resources=clean)["success"] is True
        assert make.counters(shop, product) == (8, 0)
        assert order_processor.cancel_order(order, "changed my mind", resources=clean)["success"] is True
        assert make.counters(shop, product) == (10, 0)

    def test_an_adjustment_without_a_cause_changes_nothing(self, clean: Resources, shop: Session) -> None:
        product = make.product(shop).id
        with clean.sessions.begin() as session, pytest.raises(DBAPIError) as refused:
            session.execute(text("CALL sp_adjust_stock(:id, 5, NULL, 'found some')"), {"id": product})
        assert db.errno(refused.value) == 31010
        assert make.counters(shop, product) == (10, 0)


class TestOptions:
    @pytest.mark.parametrize("chosen", [[], ["ube"]])
    def test_an_empty_choice_is_none(self, clean: Resources, shop: Session, chosen: list[str]) -> None:
        toppings = {"toppings": {"kind": "several", "values": {"ube": [], "leche": []}}}
        product = make.product(shop, options=toppings, required=["toppings"]).id
        data = make.order_data(make.customer(shop).id, (product, 1))
        data["items"][0]["options"] = {"toppings": chosen}
        answer = order_processor.create_order(data, resources=clean)
        if chosen:
            assert answer["success"] is True
        else:
            assert _refusals(answer) == [("items.0.options", "OPTION_REQUIRED")]
            assert make.count(shop, "orders") == 0


class TestTooLarge:
    @pytest.mark.parametrize("columns", [{"price": "99999999.99"}, {"weight_kg": Decimal("99999.999")}])
    def test_a_cart_no_column_can_hold_is_refused(
        self, clean: Resources, shop: Session, columns: dict[str, Any]
    ) -> None:
        products = [make.product(shop, stock=100, **columns).id for _ in range(2)]
        make.promo(shop, "MOST", value=Decimal(99))
        lines = [(product, 100) for product in products]
        data = make.order_data(make.customer(shop).id, *lines, promo_code="MOST")
        answer = order_processor.create_order(data, resources=clean)
        assert _refusals(answer) == [("total_amount", "QUANTITY_LIMIT")]
        assert make.count(shop, "orders") == 0


class TestChecks:
    def test_are_not_decided_after_the_fact(self, clean: Resources, shop: Session) -> None:
        order = _placed(clean, shop, make.product(shop, price="60000.00").id)
        approve: dict[str, Any] = {"by": "lia", "resources": clean}
        assert order_processor.verify_order(order, "id_check", "approved", **approve)["success"] is True
        assert order_processor.confirm_order(order, resources=clean)["success"] is True

        late = order_processor.verify_order(order, "id_check", "rejected", **approve)
        assert (late["success"], late["code"], late["status"]) == (False, "invalid_transition", 409)
        assert make.rows(shop, "SELECT status FROM order_verifications") == [{"status": "approved"}]
        assert order_processor.verify_order(order, "id_check", "approved", **approve)["success"] is True

    @pytest.mark.parametrize(("approver", "confirmer"), [("x" * 120, "x" * 120), ("maria", " Maria "), ("m", "M")])
    def test_the_same_person_in_other_letters_is_no_second_one(
        self, clean: Resources, shop: Session, approver: str, confirmer: str
    ) -> None:
        order = _placed(clean, shop, make.product(shop, price="600000.00").id)
        order_processor.verify_order(order, "id_check", "approved", by="lia", resources=clean)
        order_processor.verify_order(order, "approval", "approved", by=approver, resources=clean)
        answer = order_processor.confirm_order(order, actor=confirmer, resources=clean)
        assert (answer["success"], answer["code"]) == (False, "verification_required")
        assert order_processor.confirm_order(order, actor="lia", resources=clean)["success"] is True


class TestOddArguments:
    @pytest.mark.parametrize("wrong", [True, 1.0, -1, 0, 2**70, None, "id", "id dozen"])
    def test_only_an_order_id_names_an_order(self, clean: Resources, shop: Session, wrong: Any) -> None:
        order = _placed(clean, shop, make.product(shop).id)
        wrong = wrong.replace("id", str(order)) if isinstance(wrong, str) else wrong
        answer = order_processor.cancel_order(wrong, "changed my mind", resources=clean)
        assert (answer["success"], answer["code"], answer["status"]) == (False, "order_not_found", 404)
        assert make.rows(shop, "SELECT order_status FROM orders") == [{"order_status": "pending"}]

    def test_nobody_named_is_staff(self, clean: Resources, shop: Session) -> None:
        order = _placed(clean, shop, make.product(shop).id)
        assert order_processor.cancel_order(order, None, None, resources=clean)["success"] is True
        assert make.rows(shop, "SELECT cancelled_by FROM orders") == [{"cancelled_by": "admin"}]

    @pytest.mark.parametrize(
        "query", ["created_from=0001-01-01T00:00:00%2B14:00", "created_to=9999-12-31T23:59:59-14:00"]
    )
    def test_moments_outside_the_calendar_find_what_is_inside(self, api: Api, query: str) -> None:
        with api.resources.sessions.begin() as session:
            make.zone(session)
            data = make.order_data(make.customer(session).id, (make.product(session).id, 1))
        order_processor.create_order(data, resources=api.resources)
        response = api.get(f"/api/orders?{query}")
        assert response.status_code == 200
        assert len(told(response)["orders"]) == 1
