"""What an order notice says, in English and Filipino, as free text and as an approved template.

The words are made when the notice is sent, from the order as it then is. A notice states one fact; when that fact is no
longer how things stand (an order confirmed, then cancelled), nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from services.errors import ServiceError

LANGUAGES = ("en", "fil")


class Superseded(ServiceError):
    """What the notice would say is no longer how things stand."""

    code = "superseded"


class Unsayable(ServiceError):
    """There is no such kind of notice, or no such order."""

    code = "unsayable"


@dataclass(frozen=True)
class Wording:
    """One kind of notice. The words take {name}, {number}, {total}, {payment}, {parcel} and {due}. What staff
    noted as a reason is for staff.

    `template` is the same fact for the time outside the 24-hour window: {1}, {2} … are its `parameters`, and it neither
    starts nor ends with one, as Meta's review asks.
    """

    is_true: Callable[[Row[Any]], bool]
    words: Mapping[str, str]
    template: Mapping[str, str]
    parameters: tuple[str, ...]
    replies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notice:
    """A notice in words: a message for inside the window, a template for outside of it."""

    message: dict[str, Any]
    template: dict[str, Any]


def _status_in(*statuses: str) -> Callable[[Row[Any]], bool]:
    return lambda order: order.order_status in statuses


def _expired(order: Row[Any]) -> bool:
    return bool(order.order_status == "cancelled" and order.cancellation_reason == "reservation_expired")


KINDS: Mapping[str, Wording] = {
    "order_confirmed": Wording(
        is_true=_status_in("confirmed", "processing", "shipped", "delivered"),
        words={
            "en": "Good news{name}! Your order {number} is confirmed. Total: {total} ({payment}). "
            "We will tell you when it is on its way.",
            "fil": "Magandang balita{name}! Kumpirmado na ang order mo na {number}. Kabuuan: {total} ({payment}). "
            "Sasabihan ka namin kapag naipadala na ito.",
        },
        template={
            "en": "Good news, your order {{1}} is confirmed. The total of your order is {{2}} as we agreed. "
            "Thank you for ordering.",
            "fil": "Magandang balita, kumpirmado na ang order mo na {{1}} sa shop. "
            "Ang kabuuan ay {{2}} ayon sa usapan natin. Salamat sa pag-order.",
        },
        parameters=("number", "total"),
        replies=("track", "menu"),
    ),
    "order_cancelled": Wording(
        is_true=_status_in("cancelled"),
        words={
            "en": "Your order {number} has been cancelled. If this is a mistake, just write to us here.",
            "fil": "Nakansela ang order mo na {number}. Kung mali ito, mag-message lang dito.",
        },
        template={
            "en": "We are sorry, your order {{1}} has been cancelled. Write to us here if this is a mistake.",
            "fil": "Paumanhin, nakansela ang order mo na {{1}} sa amin. Mag-message lang dito kung mali ito.",
        },
        parameters=("number",),
        replies=("reorder", "human"),
    ),
    "order_shipped": Wording(
        is_true=_status_in("shipped", "delivered"),
        words={
            "en": "Your order {number} is on its way!{parcel} {due}",
            "fil": "Naipadala na ang order mo na {number}!{parcel} {due}",
        },
        template={
            "en": "Your order {{1}} is on its way to you. Tracking: {{2}} for the parcel. "
            "Thank you for ordering from our shop.",
            "fil": "Naipadala na ang order mo na {{1}} papunta sa iyo. Tracking: {{2}} para sa parcel. "
            "Salamat sa pag-order sa amin.",
        },
        parameters=("number", "tracking"),
        replies=("track",),
    ),
    "order_delivered": Wording(
        is_true=_status_in("delivered"),
        words={
            "en": "Your order {number} has been delivered. Thank you{name}! "
            "If anything is not right, just write to us here.",
            "fil": "Naihatid na ang order mo na {number}. Salamat{name}! Kung may problema, mag-message lang dito.",
        },
        template={
            "en": "Your order {{1}} has been delivered. Write to us here if anything is not right.",
            "fil": "Naihatid na ang order mo na {{1}} sa iyo. Mag-message lang dito kung may problema.",
        },
        parameters=("number",),
        replies=("reorder", "menu"),
    ),
    "order_returned": Wording(
        is_true=_status_in("returned"),
        words={
            "en": "Your order {number} is back with us. Write to us here if you have a question about it.",
            "fil": "Naibalik na sa amin ang order mo na {number}. Mag-message lang dito kung may tanong ka.",
        },
        template={
            "en": "Your order {{1}} is back with us. Write to us here if you have a question about it.",
            "fil": "Naibalik na sa amin ang order mo na {{1}} ngayon. Mag-message lang dito kung may tanong ka.",
        },
        parameters=("number",),
        replies=("human",),
    ),
    "order_expired": Wording(
        is_true=_expired,
        words={
            "en": "The time to pay for order {number} is over, so it was cancelled and its items were given back. "
            "Tap below to order the same again.",
            "fil": "Lumipas na ang oras ng pagbabayad para sa order {number}, kaya nakansela ito at ibinalik ang mga "
            "item. I-tap ang nasa ibaba para umorder ulit.",
        },
        template={
            "en": "The time to pay for your order {{1}} is over and it was cancelled. Write to us here to order again.",
            "fil": "Lumipas na ang oras ng pagbabayad para sa order mo na {{1}} kaya nakansela ito. "
            "Mag-message para umorder ulit.",
        },
        parameters=("number",),
        replies=("reorder", "menu"),
    ),
    "order_needs_id": Wording(
        is_true=_status_in("pending"),
        words={
            "en": "Before we confirm order {number} ({total}), a member of our team will check a few details with you "
            "here.",
            "fil": "Bago namin kumpirmahin ang order {number} ({total}), may kausap kang staff dito para sa ilang "
            "detalye.",
        },
        template={
            "en": "Before we confirm your order {{1}} a member of our team will check a few details with you here.",
            "fil": "Bago namin kumpirmahin ang order mo na {{1}} may staff na kakausap sa iyo dito para sa ilang "
            "detalye.",
        },
        parameters=("number",),
        replies=("human",),
    ),
    "staff_task": Wording(
        is_true=lambda order: True,
        words={
            "en": "A member of our team is looking into order {number} and will write to you here.",
            "fil": "Tinitingnan na ng staff namin ang order {number} at magme-message sa iyo dito.",
        },
        template={
            "en": "A member of our team is looking into your order {{1}} and will write to you here.",
            "fil": "Tinitingnan na ng staff namin ang order mo na {{1}} at magme-message sa iyo dito.",
        },
        parameters=("number",),
    ),
}

_PAYMENTS = {
    "cod": {"en": "cash on delivery", "fil": "cash on delivery"},
    "gcash": {"en": "GCash", "fil": "GCash"},
    "maya": {"en": "Maya", "fil": "Maya"},
    "bank_transfer": {"en": "bank transfer", "fil": "bank transfer"},
}
_REPLIES = {
    "track": ({"en": "Track order", "fil": "I-track ang order"}, "ORDER_TRACK|{number}"),
    "reorder": ({"en": "Order again", "fil": "Umorder ulit"}, "REORDER|{number}"),
    "menu": ({"en": "Shop more", "fil": "Tingnan ang menu"}, "MENU"),
    "human": ({"en": "Talk to a person", "fil": "Kausapin ang staff"}, "HUMAN"),
}
_PARCEL = " Courier: {courier}. Tracking number: {tracking}."
_TO_PAY = {"en": "Please prepare {total} for the courier.", "fil": "Pakihanda ang {total} para sa courier."}
_NOTHING_TO_PAY = {"en": "Thank you for ordering!", "fil": "Salamat sa pag-order!"}
_ORDER = text(
    """
    SELECT o.order_number, o.order_status, o.payment_status, o.payment_method, o.total_amount, o.courier,
        o.tracking_number, o.cancellation_reason, o.cancelled_by
    FROM orders o WHERE o.id = :order_id
    """
)


def template_name(kind: str, language: str) -> str:
    """The name under which a kind of notice is approved in a language."""
    return f"quicksell_{kind}_{language}"


def render(
    session: Session, *, kind: str, order_id: int | None, language: str, first_name: str | None = None
) -> Notice:
    """Put a notice into words. Raises Superseded when it is no longer true, Unsayable when it cannot be said at all."""
    wording = KINDS.get(kind)
    order = session.execute(_ORDER, {"order_id": order_id}).one_or_none() if order_id is not None else None
    if wording is None or order is None:
        raise Unsayable(f"no notice of kind {kind} about this order")
    if not wording.is_true(order):
        raise Superseded(f"the order is {order.order_status}")
    spoken = language if language in LANGUAGES else "en"
    values = _values(order, spoken, first_name)
    message: dict[str, Any] = {"text": wording.words[spoken].format_map(values).strip()}
    if wording.replies:
        message["quick_replies"] = [_quick_reply(name, spoken, order.order_number) for name in wording.replies]
    return Notice(message=message, template=_template(kind, wording, spoken, values))


def _values(order: Row[Any], language: str, first_name: str | None) -> dict[str, str]:
    total = pesos(order.total_amount)
    tracking = order.tracking_number or ""
    is_to_pay = order.payment_method == "cod" and order.payment_status == "pending" and order.order_status == "shipped"
    due = _TO_PAY if is_to_pay else _NOTHING_TO_PAY
    parcel = _PARCEL.format(courier=order.courier or "-", tracking=tracking) if tracking else ""
    return {
        "name": f", {first_name[:40]}" if first_name else "",
        "number": order.order_number,
        "total": total,
        "payment": _PAYMENTS.get(order.payment_method, {}).get(language, order.payment_method),
        "tracking": tracking or order.order_number,
        "parcel": parcel,
        "due": due[language].format(total=total),
    }


def _quick_reply(name: str, language: str, number: str) -> dict[str, str]:
    titles, payload = _REPLIES[name]
    return {"content_type": "text", "title": titles[language], "payload": payload.format(number=number)}


def _template(kind: str, wording: Wording, language: str, values: Mapping[str, str]) -> dict[str, Any]:
    parameters = [{"type": "text", "text": _plain(values[name])} for name in wording.parameters]
    return {
        "name": template_name(kind, language),
        "language": {"code": language},
        "components": [{"type": "body", "parameters": parameters}],
    }


def _plain(value: str) -> str:
    """A template parameter may not hold any of # $ %."""
    return value.translate(str.maketrans("#$%", "   ")).strip() or "-"


def pesos(amount: Decimal) -> str:
    """An amount as customers read it."""
    return f"₱{amount:,.2f}"


def templates() -> list[dict[str, Any]]:
    """Every template as it is handed in for review, one for each kind and language."""
    examples = {"number": "ORD-20260101-00042", "total": "₱1,234.00", "tracking": "JT0123456789PH"}
    return [
        {
            "name": template_name(kind, language),
            "language": language,
            "category": "UTILITY",
            "components": [
                {
                    "type": "BODY",
                    "text": wording.template[language],
                    "example": {"body_text": [[examples[name] for name in wording.parameters]]},
                }
            ],
        }
        for kind, wording in KINDS.items()
        for language in LANGUAGES
    ]
