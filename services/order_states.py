"""Where an order may go from where it stands. The table, and the one update that moves an order along it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from services.errors import ServiceError

ALLOWED_MOVES: dict[str, tuple[str, ...]] = {
    "pending": ("confirmed", "cancelled"),
    "confirmed": ("processing", "cancelled"),
    "processing": ("shipped", "cancelled"),
    "shipped": ("delivered", "returned"),
    "delivered": ("returned",),
    "cancelled": (),
    "returned": (),
}
OPEN = ("pending", "confirmed", "processing")
_STAMPS = {
    "confirmed": "confirmed_at",
    "shipped": "shipped_at",
    "delivered": "delivered_at",
    "cancelled": "cancelled_at",
}
_SETTABLE = frozenset(
    {"admin_notes", "cancellation_reason", "cancelled_by", "courier", "tracking_number", "payment_status"}
)


class OrderNotFound(ServiceError):
    """There is no such order."""

    code = "order_not_found"

    def __init__(self, order_id: int) -> None:
        super().__init__(f"Order {order_id} does not exist", order_id=order_id)


class InvalidTransition(ServiceError):
    """The order stands where this move does not start."""

    code = "invalid_transition"

    def __init__(self, order_number: str, standing: str, wanted: str, message: str = "") -> None:
        super().__init__(
            message or f"Order {order_number} is {standing} and cannot become {wanted}",
            standing=standing,
            wanted=wanted,
        )


class VersionConflict(ServiceError):
    """The order was changed since the caller looked at it."""

    code = "version_conflict"

    def __init__(self, order_number: str, expected: int, actual: int) -> None:
        super().__init__(
            f"Order {order_number} was changed meanwhile: version {actual}, not {expected}",
            expected=expected,
            actual=actual,
        )


def lock(session: Session, order_id: int) -> RowMapping:
    """Lock an order's row and read it. Raises OrderNotFound."""
    # The server would read an id of "5 dozen" as 5.
    if isinstance(order_id, bool) or not isinstance(order_id, int):
        raise OrderNotFound(order_id)
    row = session.execute(text("SELECT * FROM orders WHERE id = :id FOR UPDATE"), {"id": order_id}).mappings().first()
    if row is None:
        raise OrderNotFound(order_id)
    return row


def check(order: RowMapping, to: str, *, expected_version: int | None = None) -> None:
    """Raise InvalidTransition or VersionConflict unless the order, as read, may move to `to`."""
    if to not in ALLOWED_MOVES[order["order_status"]]:
        raise InvalidTransition(order["order_number"], order["order_status"], to)
    if expected_version is not None and expected_version != order["version"]:
        raise VersionConflict(order["order_number"], expected_version, order["version"])


def move(session: Session, order: RowMapping, to: str, **columns: Any) -> RowMapping:
    """Move a locked order along the table, setting columns on the way, and read it again.

    One conditional update: of two that try, one moves it. The trigger writes the history row.
    Raises InvalidTransition, VersionConflict.
    """
    check(order, to)
    if not columns.keys() <= _SETTABLE:
        raise ValueError(f"not set by a move: {sorted(columns.keys() - _SETTABLE)}")
    stamp = f", {_STAMPS[to]} = UTC_TIMESTAMP(6)" if to in _STAMPS else ""
    extra = "".join(f", {name} = :{name}" for name in columns)
    result = session.execute(
        text(
            "UPDATE orders SET order_status = :to, version = version + 1, updated_at = UTC_TIMESTAMP(6)"
            f"{stamp}{extra} WHERE id = :id AND order_status = :standing AND version = :version"
        ),
        {"to": to, "id": order["id"], "standing": order["order_status"], "version": order["version"], **columns},
    )
    if result.rowcount != 1:  # type: ignore[attr-defined]
        raise VersionConflict(order["order_number"], order["version"], lock(session, order["id"])["version"])
    return lock(session, order["id"])
