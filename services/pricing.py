"""What an order costs: one pass over lines, promo and delivery, the same for a summary shown and an order placed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from services import db, order_lines, promos, shipping
from services.order_errors import Problem, problem
from services.order_lines import PricedLine, QuoteLine
from services.promos import Promo
from services.settings import Settings
from services.shipping import Zone

__all__ = ["PricedLine", "Quote", "QuoteLine", "quote"]

MAX_TOTAL = Decimal("9999999999.99")
MAX_WEIGHT_KG = Decimal("9999999.999")
_NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Quote:
    """The price of an order, in pesos. With `problems` it is the price of what could be priced, and not to be sold."""

    lines: tuple[PricedLine, ...]
    subtotal: Decimal
    shipping_fee: Decimal
    discount_amount: Decimal
    total_amount: Decimal
    total_weight_kg: Decimal
    promo: Promo | None = None
    zone: Zone | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        """The codes of all that is wrong."""
        return [found["code"] for found in self.problems]


def quote(
    session: Session,
    *,
    settings: Settings,
    lines: Sequence[QuoteLine],
    province: str | None,
    promo_code: str | None = None,
    user_id: int | None = None,
    now: datetime | None = None,
) -> Quote:
    """Price an order and say everything that keeps it from being placed. Reads without locks; writes nothing.

    Without a province no delivery is counted; without a user the limits a customer has on a promo are not looked at.
    `now` (UTC) decides whether a promo runs; the database's clock where it is left out.
    """
    priced, problems = order_lines.resolve(session, lines, max_quantity=settings.max_quantity_per_item)
    if not lines:
        problems.append(problem("items", "ITEMS_REQUIRED", "An order needs at least one item"))
    subtotal = sum((line.line_total for line in priced), _NOTHING)
    weight = sum((line.weight_kg * line.quantity for line in priced), Decimal("0.000"))
    zone = shipping.zone_for(session, province) if province else None
    if province and zone is None:
        problems.append(
            problem("shipping_address.province", "ADDRESS_UNSERVED", f"We do not deliver to {province} yet")
        )
    fee = shipping.fee_of(zone, weight_kg=weight, subtotal=subtotal) if zone else _NOTHING
    promo, off = None, _NOTHING
    if promo_code:
        promo = promos.find(session, promo_code)
        moment = now or db.utc_now(session)
        wrong = promos.check(session, promo, lines=priced, user_id=user_id, now=moment) if priced else None
        if wrong:
            problems.append(wrong)
            promo = None
        elif promo:
            off = promos.discount(promo, priced, shipping_fee=fee)
    total = subtotal + fee - off
    if max(total, subtotal) > MAX_TOTAL or weight > MAX_WEIGHT_KG:
        problems.append(problem("total_amount", "QUANTITY_LIMIT", "The order is too large"))
    return Quote(tuple(priced), subtotal, fee, off, total, weight, promo, zone, problems)
