"""What a promo takes off: exact to the centavo, never more than there is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.order_lines import PricedLine
from services.promos import Promo, discount

MONEY = Decimal
AMOUNTS = st.decimals(min_value=0, max_value=100_000, places=2)


def line(price: str | Decimal, quantity: int = 1, product_id: int = 1, parent_id: int | None = None) -> PricedLine:
    return PricedLine(product_id, parent_id, "SKU", "Tea", {}, MONEY(price), quantity, MONEY(0), 100)


def promo(**columns: Any) -> Promo:
    return Promo(**{"id": 1, "code": "SAVE", "type": "percentage", "value": MONEY(10)} | columns)


@pytest.mark.parametrize(
    ("columns", "price", "off"),
    [
        ({}, "1000.00", "100.00"),
        ({"value": MONEY("12.50")}, "99.99", "12.50"),
        ({"value": MONEY(15)}, "0.10", "0.02"),
        ({"value": MONEY(5)}, "0.10", "0.01"),
        ({"value": MONEY(4)}, "0.10", "0.00"),
        ({"value": MONEY(50), "max_discount_amount": MONEY("200.00")}, "1000.00", "200.00"),
        ({"value": MONEY(100)}, "1000.00", "1000.00"),
        ({"value": MONEY(250)}, "1000.00", "1000.00"),
        ({"type": "fixed", "value": MONEY(150)}, "1000.00", "150.00"),
        ({"type": "fixed", "value": MONEY(150)}, "100.00", "100.00"),
        ({"type": "free_shipping", "value": MONEY(0)}, "100.00", "80.00"),
        ({"type": "free_shipping", "max_discount_amount": MONEY(50)}, "100.00", "50.00"),
    ],
)
def test_takes_off(columns: dict[str, Any], price: str, off: str) -> None:
    assert discount(promo(**columns), [line(price)], shipping_fee=MONEY("80.00")) == MONEY(off)


def test_counts_only_the_products_it_is_for() -> None:
    lines = [
        line("100.00", 2, product_id=1),
        line("500.00", 1, product_id=2),
        line("40.00", 1, product_id=3, parent_id=9),
    ]
    assert discount(promo(product_ids=frozenset({1, 9})), lines, shipping_fee=MONEY(0)) == MONEY("24.00")


@given(AMOUNTS, st.integers(1, 100), AMOUNTS, st.sampled_from(["percentage", "fixed", "free_shipping"]), AMOUNTS)
def test_never_takes_more_than_the_order_is(
    price: Decimal, quantity: int, value: Decimal, kind: str, fee: Decimal
) -> None:
    off = discount(promo(type=kind, value=value), [line(price, quantity)], shipping_fee=fee)
    assert 0 <= off <= price * quantity + fee
    assert off == off.quantize(MONEY("0.01"))
