"""/api/products, /api/promos, /api/shipping-zones."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.support.api import Api, fields_of, refused, told

SOAP: dict[str, Any] = {"sku": "S1", "name": "Soap", "price": 55.5, "stock_quantity": 10, "category": "Beauty"}
SIZES = {"size": {"kind": "choice", "values": {"S": ["s"], "M": ["m"]}}}


def make(api: Api, **values: Any) -> dict[str, Any]:
    response = api.post("/api/products", {**SOAP, **values})
    assert response.status_code == 201, response.get_data(as_text=True)
    product: dict[str, Any] = told(response)["product"]
    return product


class TestProducts:
    def test_are_made_with_opening_stock_through_the_ledger(self, api: Api) -> None:
        product = make(api)
        assert (product["sku"], product["price"], product["stock_quantity"]) == ("S1", Decimal("55.50"), 10)
        assert (product["category"], product["available_quantity"], product["version"]) == ("beauty", 10, 1)
        assert api.rows("SELECT cause, delta_stock, actor, reason FROM inventory_ledger") == [
            ("received", 10, "api", "opening stock")
        ]

    def test_money_is_a_number_with_two_places(self, api: Api) -> None:
        make(api, price=1000)
        assert '"price":1000.00' in api.get("/api/products/1").get_data(as_text=True)

    def test_a_variant_belongs_to_a_product_without_stock(self, api: Api) -> None:
        shirt = make(api, sku="T1", name="Shirt", stock_quantity=0, options=SIZES, required=["size"])
        make(api, sku="T1-S", name="Shirt S", variant_of=shirt["id"], options={"size": "S"}, stock_quantity=3)
        parent = told(api.get(f"/api/products/{shirt['id']}"))["product"]
        assert (parent["low_stock_threshold"], [v["sku"] for v in parent["variants"]]) == (None, ["T1-S"])
        assert refused(api.post(f"/api/products/{shirt['id']}/stock", {"delta": 1, "reason": "x"})) == (
            409,
            "has_variants",
        )
        soap = make(api)
        other = {**SOAP, "sku": "S2", "variant_of": soap["id"], "options": {"size": "S"}}
        assert refused(api.post("/api/products", other)) == (409, "not_a_parent")

    @pytest.mark.parametrize(
        ("change", "wrong"),
        [
            ({"price": "55"}, "price"),
            ({"price": 55.555}, "price"),
            ({"price": -1}, "price"),
            ({"price": True}, "price"),
            ({"stock_quantity": 1.0}, "stock_quantity"),
            ({"name": ""}, "name"),
            ({"name": "a\u202eb"}, "name"),
            ({"name": "x" * 151}, "name"),
            ({"status": "gone"}, "status"),
            ({"reserved_quantity": 1}, "reserved_quantity"),
            ({"id": 7}, "id"),
            ({"options": {"size": "S"}}, "options.size.value._schema"),
        ],
    )
    def test_are_refused_by_field(self, api: Api, change: dict[str, Any], wrong: str) -> None:
        response = api.post("/api/products", {**SOAP, **change})
        assert refused(response) == (400, "validation_failed")
        assert len(fields_of(response)) == 1
        assert fields_of(response)[0][0].split(".")[0] == wrong.split(".")[0]
        assert api.rows("SELECT id FROM products") == []

    def test_a_sku_is_taken_once(self, api: Api) -> None:
        make(api)
        assert refused(api.post("/api/products", SOAP)) == (409, "sku_taken")
        assert api.rows("SELECT COUNT(*) FROM products") == [(1,)]

    def test_change_but_never_their_counters(self, api: Api) -> None:
        make(api)
        changed = told(api.patch("/api/products/1", {"price": 60, "name": "Soap bar"}))["product"]
        assert (changed["price"], changed["name"], changed["version"]) == (Decimal("60.00"), "Soap bar", 2)
        response = api.patch("/api/products/1", {"stock_quantity": 99, "price": 1})
        assert (refused(response), fields_of(response)) == (
            (400, "validation_failed"),
            [("stock_quantity", "UNKNOWN_FIELD")],
        )
        assert api.rows("SELECT stock_quantity, price, version FROM products") == [(10, Decimal("60.00"), 2)]

    def test_if_match_refuses_a_change_that_came_second(self, api: Api) -> None:
        make(api)
        assert api.patch("/api/products/1", {"price": 60}, headers={"If-Match": '"1"'}).status_code == 200
        assert refused(api.patch("/api/products/1", {"price": 70}, headers={"If-Match": "1"})) == (
            409,
            "version_conflict",
        )
        assert refused(api.patch("/api/products/1", {"price": 70}, headers={"If-Match": "one"})) == (
            400,
            "invalid_if_match",
        )
        assert api.rows("SELECT price FROM products") == [(Decimal("60.00"),)]

    def test_are_archived_not_deleted(self, api: Api) -> None:
        make(api)
        assert api.delete("/api/products/1").status_code == 200
        assert api.delete("/api/products/1").status_code == 200
        assert api.rows("SELECT status, stock_quantity, version FROM products") == [("archived", 10, 2)]
        assert refused(api.delete("/api/products/2")) == (404, "product_not_found")

    def test_are_listed_in_pages(self, api: Api) -> None:
        for number in range(5):
            make(api, sku=f"S{number}")
        seen, cursor, pages = [], None, 0
        while True:
            page = told(api.get("/api/products?limit=2" + (f"&cursor={cursor}" if cursor else "")))
            seen += [row["sku"] for row in page["products"]]
            pages, cursor = pages + 1, page["next_cursor"]
            if cursor is None:
                break
        assert (seen, pages) == (["S0", "S1", "S2", "S3", "S4"], 3)

    def test_a_cursor_is_good_for_its_own_list_only(self, api: Api) -> None:
        for number in range(3):
            make(api, sku=f"S{number}")
        cursor = told(api.get("/api/products?limit=1"))["next_cursor"]
        for wrong in (cursor[:-1], "x", cursor + "x"):
            assert refused(api.get(f"/api/products?cursor={wrong}")) == (400, "invalid_cursor")
        assert refused(api.get(f"/api/products?status=active&cursor={cursor}")) == (400, "invalid_cursor")
        assert refused(api.get(f"/api/customers?cursor={cursor}")) == (400, "invalid_cursor")

    def test_are_found_by_filter(self, api: Api) -> None:
        make(api)
        make(api, sku="R1", name="100% Rice", category="Grocery", stock_quantity=2)
        make(api, sku="O1", name="Old", category=None, status="inactive")

        def found(query: str) -> list[str]:
            return [row["sku"] for row in told(api.get(f"/api/products?{query}"))["products"]]

        assert found("category=grocery") == ["R1"]
        assert found("status=inactive") == ["O1"]
        assert found("low_stock=true") == ["R1"]
        assert found("q=100%25") == ["R1"]
        assert found("q=S1") == ["S1"]
        assert found("q=_") == []

    @pytest.mark.parametrize(
        "query", ["limit=0", "limit=101", "limit=1e9", "limit=x", "status=x", "nope=1", "limit=1&limit=2"]
    )
    def test_queries_are_strict(self, api: Api, query: str) -> None:
        assert refused(api.get(f"/api/products?{query}")) == (400, "validation_failed")


class TestStock:
    def test_moves_through_the_ledger(self, api: Api) -> None:
        make(api)
        response = api.post("/api/products/1/stock", {"delta": -3, "reason": "broken"}, headers={"X-Actor": "liza"})
        assert told(response) == {"success": True, "stock_quantity": 7, "reserved_quantity": 0, "available_quantity": 7}
        last = api.rows(
            "SELECT cause, delta_stock, stock_after, actor, reason FROM inventory_ledger ORDER BY id DESC LIMIT 1"
        )
        assert last == [("adjusted", -3, 7, "liza", "broken")]

    def test_does_not_go_below_what_is_held(self, api: Api, admin_engine: Any) -> None:
        make(api)
        with admin_engine.begin() as connection:
            connection.exec_driver_sql("UPDATE products SET reserved_quantity = 8")
        assert refused(api.post("/api/products/1/stock", {"delta": -3, "reason": "x"})) == (409, "below_reserved")
        assert api.rows("SELECT stock_quantity, reserved_quantity FROM products") == [(10, 8)]
        assert api.rows("SELECT COUNT(*) FROM inventory_ledger") == [(1,)]

    @pytest.mark.parametrize(
        "body",
        [
            {"delta": 0, "reason": "x"},
            {"delta": "1", "reason": "x"},
            {"delta": 1},
            {"delta": 1, "reason": ""},
            {"delta": 1, "reason": "x", "cause": "sold"},
        ],
    )
    def test_changes_are_strict(self, api: Api, body: dict[str, Any]) -> None:
        make(api)
        assert refused(api.post("/api/products/1/stock", body)) == (400, "validation_failed")
        assert api.rows("SELECT stock_quantity FROM products") == [(10,)]

    def test_of_an_unknown_product_is_404(self, api: Api) -> None:
        assert refused(api.post("/api/products/9/stock", {"delta": 1, "reason": "x"})) == (404, "product_not_found")


class TestPromos:
    def test_live_their_life(self, api: Api) -> None:
        make(api)
        made = told(
            api.post(
                "/api/promos", {"code": "TEN", "type": "percentage", "value": 10, "skus": ["S1"], "usage_limit": 5}
            )
        )
        assert (made["promo"]["code"], made["promo"]["value"], made["promo"]["skus"]) == (
            "TEN",
            Decimal("10.00"),
            ["S1"],
        )
        changed = told(api.patch("/api/promos/1", {"is_active": False, "skus": []}))["promo"]
        assert (changed["is_active"], changed["skus"]) == (False, [])
        assert told(api.get("/api/promos?active=true"))["promos"] == []
        assert [promo["code"] for promo in told(api.get("/api/promos"))["promos"]] == ["TEN"]

    def test_are_refused(self, api: Api) -> None:
        good = {"code": "TEN", "type": "percentage", "value": 10}
        assert api.post("/api/promos", good).status_code == 201
        assert refused(api.post("/api/promos", good)) == (409, "already_exists")
        for bad in ({"value": 101}, {"type": "half"}, {"code": "ten %"}, {"skus": ["NONE"]}, {"used_count": 0}):
            assert refused(api.post("/api/promos", {**good, "code": "NEW", **bad})) == (400, "validation_failed")
        assert refused(api.get("/api/promos/9")) == (404, "not_found")
        assert api.rows("SELECT code FROM promos") == [("TEN",)]

    def test_a_limit_stays_above_what_is_used(self, api: Api, admin_engine: Any) -> None:
        api.post("/api/promos", {"code": "TEN", "type": "fixed", "value": 10, "usage_limit": 5})
        with admin_engine.begin() as connection:
            connection.exec_driver_sql("UPDATE promos SET used_count = 3")
        assert refused(api.patch("/api/promos/1", {"usage_limit": 2})) == (409, "in_use")
        assert api.rows("SELECT usage_limit FROM promos") == [(5,)]


class TestShippingZones:
    def test_live_their_life(self, api: Api) -> None:
        made = told(api.post("/api/shipping-zones", {"name": "Manila", "provinces": ["Metro Manila"], "fee": 100}))
        assert (made["shipping_zone"]["fee"], made["shipping_zone"]["provinces"]) == (
            Decimal("100.00"),
            ["Metro Manila"],
        )
        told(api.post("/api/shipping-zones", {"name": "Luzon", "provinces": ["Laguna", "NCR"], "fee": 130}))
        changed = told(api.patch("/api/shipping-zones/1", {"fee": 90.5, "provinces": ["Cavite"]}))["shipping_zone"]
        assert (changed["fee"], changed["provinces"]) == (Decimal("90.50"), ["Cavite"])
        zones = told(api.get("/api/shipping-zones"))["shipping_zones"]
        assert {zone["name"]: zone["provinces"] for zone in zones} == {"Manila": ["Cavite"], "Luzon": ["Laguna", "NCR"]}

    def test_are_refused(self, api: Api) -> None:
        good = {"name": "Manila", "provinces": ["Metro Manila"], "fee": 100}
        api.post("/api/shipping-zones", good)
        assert refused(api.post("/api/shipping-zones", good)) == (409, "already_exists")
        for bad in ({"fee": "100"}, {"provinces": []}, {"provinces": ["NCR", "Metro Manila"]}, {"fees": 1}):
            assert refused(api.post("/api/shipping-zones", {**good, "name": "New", **bad})) == (
                400,
                "validation_failed",
            )
        assert refused(api.patch("/api/shipping-zones/9", {"fee": 1})) == (404, "not_found")
        assert api.rows("SELECT name, fee FROM shipping_zones") == [("Manila", Decimal("100.00"))]
