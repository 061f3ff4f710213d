"""Provinces however they are written, and what a parcel costs."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.shipping import Zone, fee_of, province_key

MANILA = Zone(id=1, name="Metro Manila", fee=Decimal("100.00"), per_kg=Decimal("25.50"), free_above=Decimal("3000.00"))


@pytest.mark.parametrize(
    "spelling",
    [
        "Metro Manila",
        "METRO  MANILA ",
        "metro-manila",
        "NCR",
        "N.C.R.",
        "National Capital Region",
        "National Capital Region (NCR)",
        "Metro Manila (NCR)",
        "Kalakhang Maynila",
        "Manila",
    ],
)
def test_metro_manila_has_many_names(spelling: str) -> None:
    assert province_key(spelling) == "metro-manila"


@pytest.mark.parametrize(
    ("spelling", "key"),
    [
        ("Cebu", "cebu"),
        ("Province of Cebu", "cebu"),
        ("cebu province", "cebu"),
        ("Lalawigan ng Batangas", "batangas"),
        ("Mountain Province", "mountain-province"),
        ("Mt. Province", "mountain-province"),
        ("Compostela Valley", "davao-de-oro"),
        ("Parañaque", "metro-manila"),
        ("Quezon", "quezon"),
        ("Quezon City", "metro-manila"),
        ("*", "*"),
        ("", ""),
        ("北京", ""),
    ],
)
def test_other_provinces(spelling: str, key: str) -> None:
    assert province_key(spelling) == key


@given(st.text())
def test_a_key_is_short_plain_and_settled(name: str) -> None:
    key = province_key(name)
    assert key.isascii()
    assert len(key) <= 100
    assert key == key.lower()


@pytest.mark.parametrize(
    ("weight", "subtotal", "fee"),
    [
        ("0.000", "500.00", "100.00"),
        ("1.000", "500.00", "100.00"),
        ("1.001", "500.00", "125.50"),
        ("2.000", "500.00", "125.50"),
        ("4.200", "500.00", "202.00"),
        ("4.200", "2999.99", "202.00"),
        ("4.200", "3000.00", "0.00"),
    ],
)
def test_the_fee_covers_a_kilogram(weight: str, subtotal: str, fee: str) -> None:
    assert fee_of(MANILA, weight_kg=Decimal(weight), subtotal=Decimal(subtotal)) == Decimal(fee)
