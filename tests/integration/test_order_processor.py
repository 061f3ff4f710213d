"""Placing and moving orders against the real database: totals, stock, history, notices, steps, and refusals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from services import order_processor
from services.errors import ServiceError
from services.resources import Resources
from tests import factories as make
from tests.support.books import assert_books

MONEY = Decimal


@pytest.fixture
def shop(clean: Resources) -> Iterator[Session]:
    """A session that commits each statement, for arranging and looking; the books balance when the test is over."""
    with clean.sessions() as session:
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        make.zone(session)
        yield session
        assert_books(session)


def _create(kit: Resources, data: dict[str, Any], **more: Any) -> dict[str, Any]:
    return order_processor.create_order(data, resources=kit, **more)


def _placed(kit: Resources, session: Session, *, stock: int = 10, quantity: int = 2, **fields: Any) -> tuple[int, int]:
    """(order, product) of an order just placed."""
    product = make.product(session, stock=stock)
    data = make.order_data(make.customer(session).id, (product.id, quantity), **fields)
    answer = _create(kit, data)
    assert answer["success"], answer
    return answer["order"]["id"], product.id


def _history(session: Session, order: int) -> list[tuple[Any, ...]]:
    found = make.rows(session, "SELECT * FROM order_state_history WHERE order_id = :id ORDER BY id", id=order)
    return [
        (row["from_status"], row["to_status"], row["changed_by"], row["changed_by_type"], row["reason"])
        for row in found
    ]


def _notices(session: Session, order: int) -> list[str]:
    return [
        row["kind"]
        for row in make.rows(session, "SELECT kind FROM notification_queue WHERE order_id = :id ORDER BY id", id=order)
    ]


def _steps(session: Session, order: int) -> dict[str, str]:
    found = make.rows(
        session, "SELECT queue_type, status FROM order_processing_queue WHERE order_id = :id ORDER BY id", id=order
    )
    return {row["queue_type"]: row["status"] for row in found}


class TestTheSeedsOrder:
    """The acceptance tests of the source document, with its numbers unchanged."""

    def test_goes_from_creation_to_confirmation(self, clean: Resources, shop: Session) -> None:
        customer, product = make.customer(shop), make.product(shop, price="1000.00", stock=10)
        test_order = make.order_data(
            customer.id,
            (product.id, 2),
            subtotal=2000.00,
            shipping_fee=100.00,
            discount_amount=0.00,
            total_amount=2100.00,
        )

        created = _create(clean, test_order)

        order = created["order"]
        assert created["success"] is True
        assert re.fullmatch(r"ORD-\d{8}-\d{5}", order["order_number"])
        assert (order["order_status"], order["total_amount"]) == ("pending", MONEY("2100.00"))
        assert (created["warnings"], created["message"]) == ([], "Order created successfully")
        # Physical stock falls at confirmation, what may be sold at once.
        assert make.counters(shop, product.id) == (10, 2)
        held = make.rows(
            shop, "SELECT quantity, status FROM inventory_reservations WHERE order_id = :id", id=order["id"]
        )
        assert held == [{"quantity": 2, "status": "reserved"}]
        assert _history(shop, order["id"]) == [(None, "pending", "api", "api", None)]

        confirmed = order_processor.confirm_order(order["id"], "Payment verified", resources=clean)

        assert confirmed["success"] is True
        assert confirmed["order"]["order_status"] == "confirmed"
        assert make.counters(shop, product.id) == (8, 0)
        assert _history(shop, order["id"])[1:] == [("pending", "confirmed", "admin", "admin", "Payment verified")]
        assert _notices(shop, order["id"]) == ["order_confirmed"]
        assert _steps(shop, order["id"]) == {"prepare": "pending"}

    def test_keeps_phone_in_e164_and_times_each_stage(self, clean: Resources, shop: Session) -> None:
        order, _ = _placed(clean, shop)

        row = make.rows(shop, "SELECT phone, order_source, draft_id FROM orders WHERE id = :id", id=order)[0]
        timings = make.rows(shop, "SELECT * FROM order_metrics WHERE order_id = :id", id=order)[0]

        assert row["phone"] == "+639123456789"
        assert row["order_source"] == "api"
        assert row["draft_id"].startswith("api-")
        stages = [timings[f"{stage}_duration_ms"] for stage in ("validation", "pricing", "reservation")]
        assert all(stage > 0 for stage in stages)
        assert timings["total_processing_duration_ms"] >= sum(stages)

    def test_can_be_called_with_the_process_own_resources(
        self, environment: dict[str, str], clean: Resources, shop: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from services import resources as process

        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        process.resources.cache_clear()
        product = make.product(shop)

        answer = order_processor.create_order(make.order_data(make.customer(shop).id, (product.id, 1)))
        cancelled = order_processor.cancel_order(answer["order"]["id"], "Customer changed mind", "customer")
        process.resources().close()
        process.resources.cache_clear()

        assert cancelled["success"] is True
        assert _history(shop, answer["order"]["id"])[1:] == [
            ("pending", "cancelled", "customer", "customer", "Customer changed mind")
        ]


class TestRefusals:
    def _refused(self, kit: Resources, session: Session, data: Any) -> list[tuple[str, str]]:
        before = [
            make.count(session, table) for table in ("orders", "order_items", "inventory_ledger", "promo_redemptions")
        ]
        answer = _create(kit, data)
        after = [
            make.count(session, table) for table in ("orders", "order_items", "inventory_ledger", "promo_redemptions")
        ]
        assert answer["success"] is False
        assert (answer["code"], answer["status"]) == ("validation_failed", 400)
        assert after == before
        return [(found["field"], found["code"]) for found in answer["validation_errors"]]

    def test_names_everything_that_is_wrong_at_once(self, clean: Resources, shop: Session) -> None:
        product = make.product(shop, stock=1)
        data = make.order_data(999, (product.id, 2), (987654, 1), payment_method="barter", promo_code="NOPE")
        data["shipping_address"] |= {"phone": "02 8123 4567", "province": "Atlantis"}
        data["colour"] = "red"

        assert self._refused(clean, shop, data) == [
            ("shipping_address.phone", "INVALID_PHONE"),
            ("colour", "UNKNOWN_FIELD"),
            ("payment_method", "INVALID_PAYMENT"),
            ("user_id", "USER_NOT_FOUND"),
            ("items.1.product_id", "PRODUCT_NOT_FOUND"),
            ("items.0.quantity", "INSUFFICIENT_STOCK"),
            ("promo_code", "INVALID_PROMO"),
        ]

    @pytest.mark.parametrize("quantity", ["3", True, 1.0, 1e30, 0, -1, None, [], float("nan")])
    def test_takes_no_quantity_that_is_not_a_whole_number(self, clean: Resources, shop: Session, quantity: Any) -> None:
        product = make.product(shop)
        data = make.order_data(make.customer(shop).id, (product.id, quantity))
        assert self._refused(clean, shop, data) == [("items.0.quantity", "INVALID_QUANTITY")]

    @pytest.mark.parametrize("quantity", [101, 2**31, 10**30])
    def test_limits_the_quantity_of_a_line(self, clean: Resources, shop: Session, quantity: int) -> None:
        product = make.product(shop, stock=500)
        data = make.order_data(make.customer(shop).id, (product.id, quantity))
        assert self._refused(clean, shop, data) == [("items.0.quantity", "QUANTITY_LIMIT")]

    def test_adds_up_lines_of_the_same_product(self, clean: Resources, shop: Session) -> None:
        product, customer = make.product(shop, stock=5), make.customer(shop)
        data = make.order_data(customer.id, (product.id, 3), (product.id, 3))
        assert self._refused(clean, shop, data) == [("items.0.quantity", "INSUFFICIENT_STOCK")]
        many = make.product(shop, stock=500)
        data = make.order_data(customer.id, (many.id, 60), (many.id, 60))
        assert self._refused(clean, shop, data) == [("items.0.quantity", "QUANTITY_LIMIT")]

    @pytest.mark.parametrize("items", [None, [], {}, "tea"])
    def test_needs_items(self, clean: Resources, shop: Session, items: Any) -> None:
        data = make.order_data(make.customer(shop).id) | {"items": items}
        assert self._refused(clean, shop, data) == [("items", "ITEMS_REQUIRED")]

    def test_limits_the_number_of_items(self, clean: Resources, shop: Session) -> None:
        product = make.product(shop, stock=500)
        data = make.order_data(make.customer(shop).id, *[(product.id, 1)] * 51)
        assert self._refused(clean, shop, data) == [("items", "TOO_MANY_ITEMS")]

    @pytest.mark.parametrize("data", [None, [], "order", 5])
    def test_needs_an_object(self, clean: Resources, shop: Session, data: Any) -> None:
        assert self._refused(clean, shop, data) == [("", "INVALID_FIELD")]

    @pytest.mark.parametrize("status", ["inactive", "blocked", "erased"])
    def test_serves_active_customers_only(self, clean: Resources, shop: Session, status: str) -> None:
        customer, product = make.customer(shop, account_status=status), make.product(shop)
        assert self._refused(clean, shop, make.order_data(customer.id, (product.id, 1))) == [
            ("user_id", "USER_INACTIVE")
        ]

    @pytest.mark.parametrize("columns", [{"status": "inactive"}, {"status": "archived"}, {"price": "0.00"}])
    def test_sells_only_what_is_on_sale(self, clean: Resources, shop: Session, columns: dict[str, str]) -> None:
        product = make.product(shop, **columns)
        data = make.order_data(make.customer(shop).id, (product.id, 1))
        assert self._refused(clean, shop, data) == [("items.0.product_id", "PRODUCT_UNAVAILABLE")]

    def test_wants_a_variant_that_is_one_and_on_sale(self, clean: Resources, shop: Session) -> None:
        customer = make.customer(shop)
        parent, (small, large) = make.family(shop, {"S": 5, "L": 5})
        _, (other,) = make.family(shop, {"M": 5})
        shop.execute(text("UPDATE products SET status = 'inactive' WHERE id = :id"), {"id": large.id})

        def codes(**item: int) -> list[tuple[str, str]]:
            data = make.order_data(customer.id) | {"items": [{"quantity": 1, **item}]}
            return self._refused(clean, shop, data)

        assert codes(product_id=parent.id) == [("items.0.variant_id", "VARIANT_NOT_FOUND")]
        assert codes(product_id=parent.id, variant_id=other.id) == [("items.0.variant_id", "VARIANT_NOT_FOUND")]
        assert codes(product_id=parent.id, variant_id=10**9) == [("items.0.variant_id", "VARIANT_NOT_FOUND")]
        assert codes(product_id=parent.id, variant_id=large.id) == [("items.0.variant_id", "VARIANT_UNAVAILABLE")]
        answer = _create(
            clean,
            make.order_data(customer.id)
            | {"items": [{"product_id": parent.id, "variant_id": small.id, "quantity": 2}]},
        )
        assert answer["success"] is True
        assert make.counters(shop, small.id) == (5, 2)
        item = make.rows(
            shop, "SELECT product_id, options FROM order_items WHERE order_id = :id", id=answer["order"]["id"]
        )
        assert item == [{"product_id": small.id, "options": '{"size": "S"}'}]

    def test_wants_the_options_a_product_needs(self, clean: Resources, shop: Session) -> None:
        product = make.product(
            shop, required=["sugar"], options={"sugar": {"kind": "choice", "values": {"0%": ["zero"], "50%": ["half"]}}}
        )
        customer = make.customer(shop)

        def codes(options: dict[str, Any]) -> list[str]:
            data = make.order_data(customer.id) | {
                "items": [{"product_id": product.id, "quantity": 1, "options": options}]
            }
            return [code for _, code in self._refused(clean, shop, data)]

        assert codes({}) == ["OPTION_REQUIRED"]
        assert codes({"sugar": "99%"}) == ["OPTION_UNKNOWN"]
        assert codes({"sugar": "50%", "ice": "none"}) == ["OPTION_UNKNOWN"]

    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("subtotal", "INVALID_SUBTOTAL"),
            ("shipping_fee", "AMOUNT_MISMATCH"),
            ("discount_amount", "AMOUNT_MISMATCH"),
            ("total_amount", "AMOUNT_MISMATCH"),
        ],
    )
    @pytest.mark.parametrize("amount", [1.0, "2000.00", float("nan"), float("inf"), True, 1.005, -5])
    def test_compares_what_the_caller_worked_out(
        self, clean: Resources, shop: Session, name: str, code: str, amount: Any
    ) -> None:
        product = make.product(shop)
        data = make.order_data(make.customer(shop).id, (product.id, 2), **{name: amount})
        assert self._refused(clean, shop, data) == [(name, code)]

    def test_says_the_right_figure(self, clean: Resources, shop: Session) -> None:
        product = make.product(shop)
        data = make.order_data(make.customer(shop).id, (product.id, 2), total_amount=1.5)
        assert _create(clean, data)["error"] == "total_amount is 2100.00, not 1.50"

    @pytest.mark.parametrize("missing", ["recipient_name", "phone", "address", "city", "province"])
    def test_needs_the_whole_address(self, clean: Resources, shop: Session, missing: str) -> None:
        product = make.product(shop)
        data = make.order_data(make.customer(shop).id, (product.id, 1))
        del data["shipping_address"][missing]
        assert self._refused(clean, shop, data) == [(f"shipping_address.{missing}", "ADDRESS_INCOMPLETE")]

    def test_delivers_where_there_is_a_zone(self, clean: Resources, shop: Session) -> None:
        product = make.product(shop)
        data = make.order_data(make.customer(shop).id, (product.id, 1))
        data["shipping_address"]["province"] = "Batanes"
        assert self._refused(clean, shop, data) == [("shipping_address.province", "ADDRESS_UNSERVED")]

    def test_limits_what_is_paid_online(self, clean: Resources, shop: Session) -> None:
        product = make.product(shop, price="50000.00")
        data = make.order_data(make.customer(shop).id, (product.id, 2), payment_method="gcash")
        assert self._refused(clean, shop, data) == [("payment_method", "INVALID_PAYMENT")]

    def test_limits_what_one_customer_holds(self, clean: Resources, shop: Session) -> None:
        product, customer = make.product(shop, stock=1000), make.customer(shop)
        for _ in range(5):
            assert _create(clean, make.order_data(customer.id, (product.id, 100)))["success"]
        assert self._refused(clean, shop, make.order_data(customer.id, (product.id, 1))) == [
            ("user_id", "CUSTOMER_LIMIT")
        ]
        recorded = make.rows(shop, "SELECT stage, error_code, user_id, is_resolved FROM order_errors")
        assert recorded == [
            {"stage": "creation", "error_code": "CUSTOMER_LIMIT", "user_id": customer.id, "is_resolved": 0}
        ]

    def test_limits_open_orders(self, clean: Resources, shop: Session) -> None:
        product, customer = make.product(shop, stock=100), make.customer(shop)
        for _ in range(20):
            assert _create(clean, make.order_data(customer.id, (product.id, 1)))["success"]
        assert self._refused(clean, shop, make.order_data(customer.id, (product.id, 1))) == [
            ("user_id", "CUSTOMER_LIMIT")
        ]

    def test_keeps_no_personal_data_of_a_refusal(self, clean: Resources, shop: Session) -> None:
        product = make.product(shop, stock=0)
        self._refused(clean, shop, make.order_data(make.customer(shop).id, (product.id, 1)))
        row = make.rows(shop, "SELECT error_code, context FROM order_errors")[0]
        assert row["error_code"] == "INSUFFICIENT_STOCK"
        assert row["context"] == '{"codes": ["INSUFFICIENT_STOCK"], "fields": ["items.0.quantity"]}'


class TestPromos:
    def _order(
        self, kit: Resources, session: Session, code: str, user_id: int | None = None, **fields: Any
    ) -> dict[str, Any]:
        product = make.product(session)
        user = user_id or make.customer(session).id
        return _create(kit, make.order_data(user, (product.id, 2), promo_code=code, **fields))

    def test_counts_a_use_and_gives_it_back(self, clean: Resources, shop: Session) -> None:
        promo = make.promo(shop, usage_limit=1)

        placed = self._order(clean, shop, "save10", discount_amount=200, total_amount=1900)
        refused = self._order(clean, shop, "SAVE10")

        assert placed["order"]["total_amount"] == MONEY("1900.00")
        assert [found["code"] for found in refused["validation_errors"]] == ["PROMO_LIMIT"]
        assert make.rows(shop, "SELECT used_count FROM promos WHERE id = :id", id=promo.id) == [{"used_count": 1}]
        order_processor.cancel_order(placed["order"]["id"], "changed mind", "customer", resources=clean)
        order_processor.cancel_order(placed["order"]["id"], "changed mind", "customer", resources=clean)
        assert make.rows(shop, "SELECT used_count FROM promos WHERE id = :id", id=promo.id) == [{"used_count": 0}]
        assert self._order(clean, shop, "SAVE10")["success"] is True

    def test_limits_uses_of_one_customer(self, clean: Resources, shop: Session) -> None:
        make.promo(shop, per_customer_limit=1)
        user = make.customer(shop).id
        assert self._order(clean, shop, "SAVE10", user)["success"] is True
        refused = self._order(clean, shop, "SAVE10", user)
        assert [found["code"] for found in refused["validation_errors"]] == ["PROMO_LIMIT"]
        assert self._order(clean, shop, "SAVE10")["success"] is True

    @pytest.mark.parametrize(
        ("columns", "code"),
        [
            ({"is_active": False}, "INVALID_PROMO"),
            ({"starts_at": make.utc(2100, 1, 1)}, "INVALID_PROMO"),
            ({"ends_at": make.utc(2020, 1, 1)}, "PROMO_EXPIRED"),
            ({"min_purchase_amount": MONEY("2000.01")}, "MIN_PURCHASE"),
            ({"usage_limit": 0}, "PROMO_LIMIT"),
        ],
    )
    def test_is_refused(self, clean: Resources, shop: Session, columns: dict[str, Any], code: str) -> None:
        make.promo(shop, **columns)
        answer = self._order(clean, shop, "SAVE10")
        assert [found["code"] for found in answer["validation_errors"]] == [code]
        assert (make.count(shop, "orders"), make.count(shop, "promo_redemptions")) == (0, 0)

    def test_counts_only_its_own_products(self, clean: Resources, shop: Session) -> None:
        tea, rice = make.product(shop, price="99.99"), make.product(shop, price="500.00")
        make.promo(shop, "TEA15", value=MONEY(15), products=[tea.id])
        user = make.customer(shop).id
        answer = _create(clean, make.order_data(user, (tea.id, 1), (rice.id, 1), promo_code="TEA15"))
        # 15 % of 99.99 is 14.9985: half a centavo and more goes up.
        assert answer["order"]["total_amount"] == MONEY("99.99") + 500 + 100 - MONEY("15.00")
        refused = _create(clean, make.order_data(user, (rice.id, 1), promo_code="TEA15"))
        assert [found["code"] for found in refused["validation_errors"]] == ["INVALID_PROMO"]


class TestRisk:
    def test_asks_for_an_id_check_of_a_large_cash_order(self, clean: Resources, shop: Session) -> None:
        product = make.product(shop, price="30000.00")
        customer = make.customer(shop)
        placed = _create(clean, make.order_data(customer.id, (product.id, 2)))
        order = placed["order"]["id"]

        assert placed["warning_codes"] == ["VERIFICATION_REQUIRED"]
        refused = order_processor.confirm_order(order, resources=clean)
        assert (refused["success"], refused["code"], refused["status"]) == (False, "verification_required", 409)
        assert _history(shop, order) == [(None, "pending", "api", "api", None)]
        assert _notices(shop, order) == ["order_needs_id"]
        order_processor.verify_order(order, "id_check", "rejected", by="maria", resources=clean)
        assert order_processor.confirm_order(order, resources=clean)["code"] == "verification_required"
        order_processor.verify_order(order, "id_check", "approved", by="maria", notes="passport seen", resources=clean)
        assert order_processor.confirm_order(order, "ID verified", resources=clean)["success"] is True

    def test_trusts_those_who_are_trusted(self, clean: Resources, shop: Session) -> None:
        product, customer = make.product(shop, price="30000.00"), make.customer(shop)
        make.trusted(shop, customer.id, max_order_amount=MONEY("70000.00"))
        placed = _create(clean, make.order_data(customer.id, (product.id, 2)))
        row = make.rows(shop, "SELECT risk_reasons, requires_verification FROM orders")[0]
        assert placed["warnings"] == []
        assert (row["requires_verification"], row["risk_reasons"]) == (0, '["COD_ABOVE_LIMIT", "TRUSTED_BUYER"]')
        assert order_processor.confirm_order(placed["order"]["id"], resources=clean)["success"] is True

    def test_wants_two_persons_for_a_very_large_order(self, clean: Resources, shop: Session) -> None:
        product, customer = make.product(shop, price="300000.00"), make.customer(shop)
        make.trusted(shop, customer.id)
        order = _create(clean, make.order_data(customer.id, (product.id, 2)))["order"]["id"]

        assert order_processor.confirm_order(order, actor="maria", resources=clean)["code"] == "verification_required"
        order_processor.verify_order(order, "approval", "approved", by="maria", resources=clean)
        assert order_processor.confirm_order(order, actor="maria", resources=clean)["code"] == "verification_required"
        assert order_processor.confirm_order(order, actor="jose", resources=clean)["success"] is True

    def test_warns_of_a_repeat_and_of_many_pending_orders(self, clean: Resources, shop: Session) -> None:
        first, second, customer = make.product(shop), make.product(shop), make.customer(shop)
        data = make.order_data(customer.id, (first.id, 1), (second.id, 1))
        turned = make.order_data(customer.id, (second.id, 1), (first.id, 1))
        codes = [_create(clean, each)["warning_codes"] for each in (data, turned, data, data, data, data)]
        assert codes[0] == []
        assert codes[1] == ["DUPLICATE_ORDER"]
        assert codes[5] == ["MANY_PENDING_ORDERS", "DUPLICATE_ORDER", "ORDER_VELOCITY"]

    def test_has_no_check_to_decide_on_a_plain_order(self, clean: Resources, shop: Session) -> None:
        order, _ = _placed(clean, shop)
        answer = order_processor.verify_order(order, "id_check", "approved", by="maria", resources=clean)
        assert (answer["success"], answer["status"]) == (False, 404)


class TestDrafts:
    def test_the_same_draft_is_the_same_order(self, clean: Resources, shop: Session) -> None:
        product, customer = make.product(shop), make.customer(shop)
        data = make.order_data(customer.id, (product.id, 2), draft_id="draft-1")
        first, second = _create(clean, data), _create(clean, data)
        assert first["order"] == second["order"]
        assert make.count(shop, "orders") == 1
        assert make.counters(shop, product.id) == (10, 2)

    def test_a_draft_belongs_to_one_customer(self, clean: Resources, shop: Session) -> None:
        product = make.product(shop)
        _create(clean, make.order_data(make.customer(shop).id, (product.id, 2), draft_id="draft-1"))
        answer = _create(clean, make.order_data(make.customer(shop).id, (product.id, 2), draft_id="draft-1"))
        assert [found["code"] for found in answer["validation_errors"]] == ["DRAFT_TAKEN"]
        assert make.count(shop, "orders") == 1

    def test_a_refusal_leaves_the_callers_transaction_usable(self, clean: Resources, shop: Session) -> None:
        product, customer = make.product(shop, stock=3), make.customer(shop)
        make.promo(shop, per_customer_limit=1)
        data = make.order_data(customer.id, (product.id, 2), promo_code="SAVE10")
        with clean.sessions.begin() as session:
            session.execute(text("UPDATE users SET facebook_name = 'Kept' WHERE id = :id"), {"id": customer.id})
            order_processor.place_order(
                session, settings=clean.settings, order_data=data, actor="x", actor_type="customer"
            )
            with pytest.raises(order_processor.OrderRefused) as caught:
                order_processor.place_order(
                    session, settings=clean.settings, order_data=data, actor="x", actor_type="customer"
                )
        assert caught.value.codes == ["INSUFFICIENT_STOCK", "PROMO_LIMIT"]
        assert make.count(shop, "orders") == 1
        assert make.rows(shop, "SELECT facebook_name FROM users") == [{"facebook_name": "Kept"}]


class TestOrderNumbers:
    def test_a_taken_number_is_tried_again_and_then_made_longer(
        self, clean: Resources, shop: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("secrets.randbelow", lambda _bound: 7)
        product = make.product(shop)
        numbers = [
            _create(clean, make.order_data(make.customer(shop).id, (product.id, 1)))["order"]["order_number"]
            for _ in range(3)
        ]
        assert [number[13:] for number in numbers] == ["00007", "000007", "0000007"]
        with pytest.raises(ServiceError) as caught:
            _create(clean, make.order_data(make.customer(shop).id, (product.id, 1)))
        assert caught.value.code == "no_free_order_number"
        assert make.count(shop, "orders") == 3
        assert make.counters(shop, product.id) == (10, 3)
        assert make.rows(shop, "SELECT error_code FROM order_errors") == [{"error_code": "NO_FREE_ORDER_NUMBER"}]
