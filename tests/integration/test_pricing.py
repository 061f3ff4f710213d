"""One quote for what is shown and what is sold: totals, problems, and what is left out of them."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from services import pricing
from services.pricing import QuoteLine
from services.settings import Settings
from tests import factories as make

MONEY = Decimal


def test_adds_up_lines_delivery_and_promo(session: Session, settings: Settings) -> None:
    make.zone(session, "Cebu", fee="150.00", per_kg=MONEY("20.00"))
    make.promo(session, "TEN")
    tea = make.product(session, price="99.99", weight_kg=MONEY("0.400"))
    quote = pricing.quote(
        session, settings=settings, lines=[QuoteLine(tea.id, 3)], province="Province of Cebu", promo_code="ten"
    )
    assert quote.problems == []
    assert (quote.subtotal, quote.total_weight_kg) == (MONEY("299.97"), MONEY("1.200"))
    assert (quote.shipping_fee, quote.discount_amount) == (MONEY("170.00"), MONEY("30.00"))
    assert quote.total_amount == MONEY("439.97")


def test_prices_what_it_can_and_says_what_is_wrong(session: Session, settings: Settings) -> None:
    make.zone(session)
    tea, gone = make.product(session, stock=1), make.product(session, status="inactive")
    quote = pricing.quote(
        session,
        settings=settings,
        lines=[QuoteLine(tea.id, 2), QuoteLine(gone.id, 1)],
        province="Atlantis",
        promo_code="NOPE",
    )
    assert quote.codes == ["PRODUCT_UNAVAILABLE", "INSUFFICIENT_STOCK", "ADDRESS_UNSERVED", "INVALID_PROMO"]
    assert quote.subtotal == MONEY("2000.00")


def test_an_empty_order_costs_nothing_and_is_refused(session: Session, settings: Settings) -> None:
    quote = pricing.quote(session, settings=settings, lines=[], province=None)
    assert (quote.codes, quote.total_amount) == (["ITEMS_REQUIRED"], MONEY("0.00"))


def test_counts_no_delivery_before_it_knows_where_to(session: Session, settings: Settings) -> None:
    tea = make.product(session)
    quote = pricing.quote(session, settings=settings, lines=[QuoteLine(tea.id, 1)], province=None)
    assert (quote.problems, quote.shipping_fee, quote.total_amount) == ([], MONEY("0.00"), MONEY("1000.00"))


def test_a_zone_of_everywhere_else_takes_the_rest(session: Session, settings: Settings) -> None:
    make.zone(session, "Cebu", fee="150.00")
    make.zone(session, "*", fee="250.00")
    tea = make.product(session)
    fees = [
        pricing.quote(session, settings=settings, lines=[QuoteLine(tea.id, 1)], province=province).shipping_fee
        for province in ("Cebu", "Batanes", "Metro Manila")
    ]
    assert fees == [MONEY("150.00"), MONEY("250.00"), MONEY("250.00")]


def test_several_of_a_kind_can_be_added_but_one_choice_is_made(session: Session, settings: Settings) -> None:
    burger = make.product(
        session,
        options={
            "addon": {"kind": "addon", "values": {"cheese": ["keso"], "egg": ["itlog"]}},
            "size": {"kind": "choice", "values": ["regular", "large"]},
        },
    )

    def codes(**options: str | list[str]) -> list[str]:
        line = QuoteLine(burger.id, 1, options)
        return pricing.quote(session, settings=settings, lines=[line], province=None).codes

    assert codes(addon=["cheese", "egg"], size="large") == []
    assert codes(addon=["cheese", "bacon"]) == ["OPTION_UNKNOWN"]
    assert codes(size=["regular", "large"]) == ["OPTION_UNKNOWN"]


def test_a_variant_can_be_named_by_its_own_row(session: Session, settings: Settings) -> None:
    parent, (small,) = make.family(
        session, {"S": 5}, required=["size"], options={"size": {"values": {"S": [], "L": []}}}
    )
    quote = pricing.quote(session, settings=settings, lines=[QuoteLine(small.id, 1)], province=None)
    assert quote.problems == []
    assert quote.lines[0].options == {"size": "S"}
    assert quote.lines[0].parent_id == parent.id
    other = pricing.quote(session, settings=settings, lines=[QuoteLine(small.id, 1, {"size": "L"})], province=None)
    assert other.codes == ["OPTION_UNKNOWN"]
