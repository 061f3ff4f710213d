"""A customer's own orders, as the conversation shows them. Every look-up is by owner: nobody sees another's order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.models import Order, OrderItem


@dataclass(frozen=True)
class OwnLine:
    """One line as it was ordered."""

    product_id: int
    sku: str
    name: str
    options: Mapping[str, Any]
    quantity: int
    unit_price: Decimal
    line_total: Decimal


@dataclass(frozen=True)
class OwnOrder:
    """One order with its lines; money in pesos, times UTC."""

    id: int
    order_number: str
    order_status: str
    payment_method: str
    subtotal: Decimal
    shipping_fee: Decimal
    discount_amount: Decimal
    total_amount: Decimal
    promo_code: str | None
    recipient_name: str
    address: str
    barangay: str | None
    city: str
    province: str
    postal_code: str | None
    courier: str | None
    tracking_number: str | None
    created_at: datetime
    lines: tuple[OwnLine, ...] = ()


_COLUMNS = tuple(getattr(Order, name) for name in OwnOrder.__dataclass_fields__ if name != "lines")


def recent(session: Session, user_id: int, *, limit: int = 5) -> list[OwnOrder]:
    """The customer's newest orders, without their lines."""
    rows = session.execute(
        select(*_COLUMNS)
        .where(Order.user_id == user_id)
        .order_by(Order.created_at.desc(), Order.id.desc())
        .limit(limit)
    )
    return [OwnOrder(**row._asdict()) for row in rows]


def by_number(session: Session, user_id: int, number: str) -> OwnOrder | None:
    """The customer's order with this number and its lines; None where it is nobody's or somebody else's."""
    if not number.isascii() or len(number) > 32:
        return None
    return _one(session, Order.order_number == number, user_id)


def by_draft(session: Session, user_id: int, draft_id: str) -> OwnOrder | None:
    """The order that came of one attempt to order, or None."""
    if not draft_id or not draft_id.isascii() or len(draft_id) > 40:
        return None
    return _one(session, Order.draft_id == draft_id, user_id)


def _one(session: Session, condition: Any, user_id: int) -> OwnOrder | None:
    row = session.execute(select(*_COLUMNS).where(condition, Order.user_id == user_id)).first()
    if row is None:
        return None
    lines = session.execute(
        select(
            OrderItem.product_id,
            OrderItem.sku,
            OrderItem.product_name.label("name"),
            OrderItem.options,
            OrderItem.quantity,
            OrderItem.unit_price,
            OrderItem.line_total,
        )
        .where(OrderItem.order_id == row.id)
        .order_by(OrderItem.id)
    )
    return OwnOrder(**row._asdict(), lines=tuple(OwnLine(**line._asdict()) for line in lines))
