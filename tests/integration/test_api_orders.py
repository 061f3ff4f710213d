"""/api/orders from the outside: each move, each refusal with its code and nothing changed, repeats done once."""

from __future__ import annotations

import threading
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pytest

from app.api.order_schemas import ListedOrderSchema, OrderSchema
from services import catalogue_file, catalogue_loader
from tests.support.api import Api, fields_of, refused, told

DEMO = Path(__file__).resolve().parents[2] / "deploy" / "demo" / "shop.json"
# As the source documents print it.
TEST_ORDER: dict[str, Any] = {
    "user_id": 1,
    "items": [{"product_id": 1, "quantity": 2}],
    "subtotal": 2000.00,
    "shipping_fee": 100.00,
    "discount_amount": 0.00,
    "total_amount": 2100.00,
    "payment_method": "cod",
    "shipping_address": {
        "recipient_name": "Test User",
        "phone": "09123456789",
        "address": "123 Test Street, Brgy. Test",
        "city": "Manila",
        "province": "Metro Manila",
        "postal_code": "1000",
    },
}


@pytest.fixture
def shop(api: Api) -> Api:
    """The demo shop, open."""
    catalogue_loader.load(api.resources.sessions, catalogue_file.parse(DEMO.read_bytes()))
    return api


def place(shop: Api, **changes: Any) -> int:
    response = shop.post("/api/orders", {**TEST_ORDER, **changes})
    assert response.status_code == 201, response.get_data(as_text=True)
    order_id: int = told(response)["order_id"]
    return order_id


def state(shop: Api, order_id: int = 1) -> Any:
    return shop.rows("SELECT order_status, version FROM orders WHERE id = :id", id=order_id)[0]


def counters(shop: Api, product_id: int = 1) -> Any:
    return shop.rows("SELECT stock_quantity, reserved_quantity FROM products WHERE id = :id", id=product_id)[0]


class TestCreate:
    def test_takes_the_printed_test_order_as_it_stands(self, shop: Api) -> None:
        response = shop.post("/api/orders", TEST_ORDER, headers={"User-Agent": "test agent"})
        answer = told(response)
        assert response.status_code == 201
        assert set(answer) == {"success", "order_number", "order_id", "message", "warnings"}
        assert (answer["success"], answer["order_id"], answer["message"]) == (True, 1, "Order created successfully")
        assert answer["warnings"] == []
        assert response.headers["Location"] == "/api/orders/1"
        row = shop.rows("SELECT order_number, total_amount, order_source, ip_address, user_agent FROM orders")
        assert row == [(answer["order_number"], Decimal("2100.00"), "api", "127.0.0.1", "test agent")]
        assert counters(shop) == (120, 2)

    def test_amounts_may_be_left_out(self, shop: Api) -> None:
        amounts = ("subtotal", "shipping_fee", "discount_amount", "total_amount")
        body = {key: value for key, value in TEST_ORDER.items() if key not in amounts}
        assert shop.post("/api/orders", body).status_code == 201

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"user_id": 99}, "USER_NOT_FOUND"),
            ({"items": []}, "ITEMS_REQUIRED"),
            ({"items": [{"product_id": 9999, "quantity": 1}]}, "PRODUCT_NOT_FOUND"),
            ({"items": [{"product_id": 1, "quantity": "3"}]}, "INVALID_QUANTITY"),
            ({"items": [{"product_id": 1, "quantity": True}]}, "INVALID_QUANTITY"),
            ({"items": [{"product_id": 1, "quantity": 0}]}, "INVALID_QUANTITY"),
            ({"items": [{"product_id": 1, "quantity": 101}]}, "QUANTITY_LIMIT"),
            ({"total_amount": 1.00}, "AMOUNT_MISMATCH"),
            ({"payment_method": "gold"}, "INVALID_PAYMENT"),
            ({"promo_code": "NONE"}, "INVALID_PROMO"),
            ({"promo_code": "PASKO2025"}, "PROMO_EXPIRED"),
            ({"colour": "red"}, "UNKNOWN_FIELD"),
            ({"order_source": "messenger"}, "UNKNOWN_FIELD"),
            ({"ip_address": "1.2.3.4"}, "UNKNOWN_FIELD"),
            ({"draft_id": "x"}, "UNKNOWN_FIELD"),
        ],
    )
    def test_is_refused_with_its_code_and_leaves_nothing(self, shop: Api, change: dict[str, Any], code: str) -> None:
        response = shop.post("/api/orders", {**TEST_ORDER, **change})
        assert refused(response) == (400, "validation_failed")
        assert code in [found for _, found in fields_of(response)]
        assert shop.rows("SELECT COUNT(*) FROM orders") == [(0,)]
        assert counters(shop) == (120, 0)

    def test_says_all_that_is_wrong(self, shop: Api) -> None:
        response = shop.post(
            "/api/orders", {**TEST_ORDER, "payment_method": "gold", "items": [{"product_id": 1, "quantity": "2"}]}
        )
        assert set(fields_of(response)) == {
            ("payment_method", "INVALID_PAYMENT"),
            ("items.0.quantity", "INVALID_QUANTITY"),
        }

    @pytest.mark.parametrize(
        ("raw", "code"),
        [
            (b"[]", "invalid_body"),
            (b'"text"', "invalid_body"),
            (b"{", "invalid_json"),
            (b"\xff", "invalid_json"),
            (b'{"user_id": NaN}', "invalid_json"),
            (b'{"user_id": Infinity}', "invalid_json"),
            (b'{"user_id": 1, "user_id": 2}', "duplicate_key"),
            (b'{"user_id": 1000000000000000000000}', "number_out_of_range"),
            (b'{"user_id": 1e99999999999}', "number_out_of_range"),
            (b'{"a":' * 33 + b"1" + b"}" * 33, "json_too_deep"),
            (b"[" * 100_000, "json_too_deep"),
            (b'{"promo_code": "\\ud800"}', "invalid_text"),
            (b'{"promo_code": "a\\u0000b"}', "invalid_text"),
        ],
    )
    def test_a_body_that_could_be_read_two_ways_is_refused(self, shop: Api, raw: bytes, code: str) -> None:
        response = shop.send("POST", "/api/orders", data=raw, content_type="application/json")
        assert refused(response) == (400, code)
        assert shop.rows("SELECT COUNT(*) FROM orders") == [(0,)]

    def test_only_json_is_taken(self, shop: Api) -> None:
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            response = shop.send("POST", "/api/orders", data=b"{}", content_type=kind)
            assert refused(response) == (415, "unsupported_media_type")
        packed = shop.post("/api/orders", TEST_ORDER, headers={"Content-Encoding": "gzip"})
        assert refused(packed) == (415, "unsupported_media_type")

    def test_a_large_body_is_refused(self, shop: Api) -> None:
        response = shop.post("/api/orders", {**TEST_ORDER, "customer_notes": "x" * 300_000})
        assert refused(response) == (413, "body_too_large")


class TestIdempotencyKey:
    KEY: ClassVar = {"Idempotency-Key": "partner-7/order 1"}

    def test_a_repeat_gets_the_first_answer(self, shop: Api) -> None:
        first = shop.post("/api/orders", TEST_ORDER, headers=self.KEY)
        again = shop.post("/api/orders", TEST_ORDER, headers=self.KEY)
        assert (first.status_code, again.status_code) == (201, 201)
        assert again.get_data() == first.get_data()
        assert (first.headers.get("Idempotency-Replay"), again.headers.get("Idempotency-Replay")) == (None, "true")
        assert shop.rows("SELECT COUNT(*) FROM orders") == [(1,)]
        assert counters(shop) == (120, 2)

    def test_a_refusal_is_repeated_too(self, shop: Api) -> None:
        bad = {**TEST_ORDER, "total_amount": 1}
        first = shop.post("/api/orders", bad, headers=self.KEY)
        again = shop.post("/api/orders", bad, headers=self.KEY)
        assert (refused(first), refused(again)) == ((400, "validation_failed"), (400, "validation_failed"))
        assert fields_of(again) == fields_of(first)
        assert again.headers["Idempotency-Replay"] == "true"

    def test_another_order_under_the_same_key_is_refused(self, shop: Api) -> None:
        shop.post("/api/orders", TEST_ORDER, headers=self.KEY)
        other = {**TEST_ORDER, "items": [{"product_id": 1, "quantity": 1}], "subtotal": 1000, "total_amount": 1100}
        assert refused(shop.post("/api/orders", other, headers=self.KEY)) == (422, "idempotency_key_reused")
        assert shop.rows("SELECT COUNT(*) FROM orders") == [(1,)]

    @pytest.mark.parametrize("key", ["", "x" * 256, "caf\u00e9"])
    def test_a_wrong_key_is_refused(self, shop: Api, key: str) -> None:
        response = shop.post("/api/orders", TEST_ORDER, headers={"Idempotency-Key": key})
        assert refused(response) == (400, "invalid_idempotency_key")
        assert shop.rows("SELECT COUNT(*) FROM orders") == [(0,)]

    def test_many_at_once_make_one_order(self, shop: Api) -> None:
        answers: list[int] = []
        start = threading.Barrier(8)

        def buy() -> None:
            start.wait()
            client = Api(shop.app, shop.resources)
            answers.append(client.post("/api/orders", TEST_ORDER, headers=self.KEY).status_code)

        threads = [threading.Thread(target=buy) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(answers) <= {201, 409}
        assert 201 in answers
        assert shop.rows("SELECT COUNT(*) FROM orders") == [(1,)]
        assert shop.post("/api/orders", TEST_ORDER, headers=self.KEY).headers["Idempotency-Replay"] == "true"


class TestMoves:
    def test_from_pending_to_delivered(self, shop: Api) -> None:
        place(shop)
        confirmed = shop.post("/api/orders/1/confirm", {"notes": "Payment verified"}, headers={"X-Actor": "liza"})
        assert told(confirmed) == {"success": True, "message": "Order confirmed successfully"}
        assert counters(shop) == (118, 0)
        shipped = shop.post("/api/orders/1/ship", {"tracking_number": "JT123", "courier": "J&T"})
        assert told(shipped)["success"] is True
        assert shop.post("/api/orders/1/deliver").status_code == 200
        order = told(shop.get("/api/orders/1"))["order"]
        assert (order["order_status"], order["admin_notes"], order["tracking_number"]) == (
            "delivered",
            "Payment verified",
            "JT123",
        )
        moves = [(move["to_status"], move["changed_by"]) for move in order["history"]]
        assert moves == [
            ("pending", "api"),
            ("confirmed", "liza"),
            ("processing", "api"),
            ("shipped", "api"),
            ("delivered", "api"),
        ]

    def test_confirming_again_answers_the_same_and_does_nothing(self, shop: Api) -> None:
        place(shop)
        first = shop.post("/api/orders/1/confirm", {"notes": "ok"})
        before = (state(shop), counters(shop), shop.rows("SELECT COUNT(*) FROM notification_queue"))
        again = shop.post("/api/orders/1/confirm", {"notes": "ok"})
        assert (again.status_code, again.get_data()) == (200, first.get_data())
        assert (state(shop), counters(shop), shop.rows("SELECT COUNT(*) FROM notification_queue")) == before

    @pytest.mark.parametrize("send", [{}, {"body": {}}])
    def test_bodies_may_be_left_out(self, shop: Api, send: dict[str, Any]) -> None:
        place(shop)
        assert shop.post("/api/orders/1/cancel", **send).status_code == 200
        assert shop.rows("SELECT cancellation_reason, cancelled_by FROM orders") == [("Cancelled by admin", "admin")]

    def test_cancelling_gives_the_stock_back(self, shop: Api) -> None:
        place(shop)
        answer = shop.post("/api/orders/1/cancel", {"reason": "Changed mind"}, headers={"X-Actor": "liza"})
        assert told(answer) == {"success": True, "message": "Order cancelled and inventory released"}
        assert counters(shop) == (120, 0)
        assert shop.rows("SELECT order_status, cancellation_reason, cancelled_by FROM orders") == [
            ("cancelled", "Changed mind", "liza")
        ]
        again = shop.post("/api/orders/1/cancel", {"reason": "Changed mind"})
        assert (again.status_code, again.get_data()) == (200, answer.get_data())

    def test_what_cannot_be_is_refused(self, shop: Api) -> None:
        place(shop)
        shop.post("/api/orders/1/cancel")
        before = state(shop)
        assert refused(shop.post("/api/orders/1/confirm")) == (409, "invalid_transition")
        assert refused(shop.post("/api/orders/1/ship", {"tracking_number": "1", "courier": "x"})) == (
            409,
            "invalid_transition",
        )
        assert refused(shop.post("/api/orders/1/deliver")) == (409, "invalid_transition")
        assert refused(shop.post("/api/orders/1/return", {"reason": "x"})) == (409, "invalid_transition")
        assert (state(shop), counters(shop)) == (before, (120, 0))

    @pytest.mark.parametrize("move", ["confirm", "cancel", "deliver"])
    def test_an_unknown_order_is_404(self, shop: Api, move: str) -> None:
        assert refused(shop.post(f"/api/orders/77/{move}")) == (404, "order_not_found")
        assert refused(shop.get("/api/orders/77")) == (404, "order_not_found")
        assert refused(shop.post("/api/orders/abc/confirm")) == (404, "not_found")

    def test_if_match_refuses_a_stale_version(self, shop: Api) -> None:
        place(shop)
        assert refused(shop.post("/api/orders/1/confirm", headers={"If-Match": "9"})) == (409, "version_conflict")
        assert state(shop) == ("pending", 1)
        assert shop.post("/api/orders/1/confirm", headers={"If-Match": '"1"'}).status_code == 200

    def test_a_return_puts_goods_back(self, shop: Api) -> None:
        place(shop)
        for move, body in (("confirm", {}), ("ship", {"tracking_number": "1", "courier": "x"}), ("deliver", None)):
            assert shop.post(f"/api/orders/1/{move}", body).status_code == 200
        assert shop.post("/api/orders/1/return", {"reason": "broken", "restock": True}).status_code == 200
        assert (state(shop)[0], counters(shop)) == ("returned", (120, 0))

    @pytest.mark.parametrize(
        ("move", "body"),
        [
            ("ship", {}),
            ("ship", {"tracking_number": 5, "courier": "x"}),
            ("ship", {"tracking_number": "1", "courier": "x", "extra": 1}),
            ("confirm", {"notes": 5}),
            ("confirm", {"note": "x"}),
            ("cancel", {"reason": ""}),
            ("return", {"reason": "x", "restock": "yes"}),
            ("verify", {"kind": "id_check", "decision": "maybe"}),
        ],
    )
    def test_wrong_bodies_change_nothing(self, shop: Api, move: str, body: dict[str, Any]) -> None:
        place(shop)
        assert refused(shop.post(f"/api/orders/1/{move}", body)) == (400, "validation_failed")
        assert state(shop) == ("pending", 1)

    def test_a_costly_cod_order_waits_for_its_check(self, shop: Api) -> None:
        items = [{"product_id": 1, "quantity": 60}]
        place(shop, items=items, subtotal=60_000, shipping_fee=0, total_amount=60_000)
        assert refused(shop.post("/api/orders/1/confirm")) == (409, "verification_required")
        decided = shop.post(
            "/api/orders/1/verify", {"kind": "id_check", "decision": "approved"}, headers={"X-Actor": "liza"}
        )
        assert told(decided) == {"success": True, "message": "Check approved"}
        assert shop.post("/api/orders/1/confirm").status_code == 200
        check = told(shop.get("/api/orders/1"))["order"]["verifications"][0]
        assert (check["kind"], check["status"], check["decided_by"]) == ("id_check", "approved", "liza")


class TestReading:
    def test_one_order_shows_everything_its_schema_names(self, shop: Api) -> None:
        place(shop)
        response = shop.get("/api/orders/1")
        order = told(response)["order"]
        assert set(order) == set(OrderSchema().fields)
        assert '"total_amount":2100.00' in response.get_data(as_text=True)
        assert order["items"][0]["line_total"] == Decimal("2000.00")
        assert order["shipping_address"]["phone"] == "+639123456789"
        assert [hold["status"] for hold in order["reservations"]] == ["reserved"]
        assert order["created_at"].endswith("Z") or order["created_at"].endswith("+00:00")

    def test_lists_are_paged_newest_first(self, shop: Api) -> None:
        ids = [
            place(shop, items=[{"product_id": 1, "quantity": 1}], subtotal=1000, total_amount=1100) for _ in range(3)
        ]
        first = told(shop.get("/api/orders?limit=2"))
        assert set(first["orders"][0]) == set(ListedOrderSchema().fields)
        second = told(shop.get(f"/api/orders?limit=2&cursor={first['next_cursor']}"))
        assert [row["id"] for row in first["orders"] + second["orders"]] == sorted(ids, reverse=True)
        assert second["next_cursor"] is None

    def test_lists_are_filtered(self, shop: Api) -> None:
        one, two = place(shop), place(shop, payment_method="gcash", user_id=2)
        shop.post(f"/api/orders/{one}/confirm")

        def found(query: str) -> list[int]:
            return [row["id"] for row in told(shop.get(f"/api/orders?{query}"))["orders"]]

        number = told(shop.get(f"/api/orders/{two}"))["order"]["order_number"]
        assert found("status=confirmed") == [one]
        assert found("payment_method=gcash") == [two]
        assert found("user_id=2") == [two]
        assert found("payment_status=paid") == []
        assert found(f"q={number}") == [two]
        assert found("q=0912%20345%206789") == [two, one]
        assert found("created_to=2026-01-01T00:00:00%2B08:00") == []
        assert found("created_from=2026-01-01T00:00:00%2B08:00") == [two, one]
        for wrong in ("status=gone", "user_id=x", "created_from=yesterday", "limit=101"):
            assert refused(shop.get(f"/api/orders?{wrong}")) == (400, "validation_failed")
