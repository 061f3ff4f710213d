"""Whether an order needs a second look before it is confirmed, and why. Every decision keeps its reasons."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from services import alerts
from services.errors import ServiceError
from services.order_errors import Problem, problem
from services.order_states import InvalidTransition, lock
from services.settings import Settings

MANY_PENDING = 5
VELOCITY_PER_HOUR = 5
MANY_CANCELLED = 3
DUPLICATE_MINUTES = 10
ID_CHECK, APPROVAL = "id_check", "approval"
DECISIONS = ("approved", "rejected")
_SCORES = {
    "COD_ABOVE_LIMIT": 40,
    "APPROVAL_ABOVE": 30,
    "MANY_PENDING": 10,
    "DUPLICATE_ORDER": 15,
    "VELOCITY": 15,
    "SHARED_PHONE": 10,
    "MANY_CANCELLED": 20,
}


class VerificationRequired(ServiceError):
    """The order may not be confirmed before its checks are passed; `missing` names them."""

    code = "verification_required"

    def __init__(self, order_number: str, missing: Sequence[str], message: str = "") -> None:
        names = {ID_CHECK: "the buyer's ID check", APPROVAL: "a second person's approval"}
        words = " and ".join(names[kind] for kind in missing)
        super().__init__(message or f"Order {order_number} needs {words} first", missing=list(missing))
        self.missing = tuple(missing)


class CheckNotFound(ServiceError):
    """The order does not need this check."""

    code = "not_found"


@dataclass(frozen=True)
class Risk:
    """The outcome of the rules for one order about to be placed."""

    score: int = 0
    reasons: tuple[str, ...] = ()
    requires_verification: bool = False
    requires_approval: bool = False
    warnings: tuple[Problem, ...] = ()
    refusals: list[Problem] = field(default_factory=list)


# One customer's figures in one statement; each part is a range of an index.
_FIGURES = text(
    "SELECT "
    "(SELECT COUNT(*) FROM orders WHERE user_id = :user AND order_status = 'pending') AS pending, "
    "(SELECT COUNT(*) FROM orders WHERE user_id = :user "
    "AND order_status IN ('pending', 'confirmed', 'processing')) AS open, "
    "(SELECT COUNT(*) FROM orders WHERE user_id = :user "
    "AND created_at > UTC_TIMESTAMP(6) - INTERVAL 1 HOUR) AS last_hour, "
    "(SELECT COUNT(*) FROM orders WHERE user_id = :user AND order_status = 'cancelled' "
    "AND created_at > UTC_TIMESTAMP(6) - INTERVAL 30 DAY) AS cancelled, "
    "(SELECT COUNT(*) FROM orders WHERE user_id = :user AND lines_hash = :lines_hash AND order_status <> 'cancelled' "
    f"AND created_at > UTC_TIMESTAMP(6) - INTERVAL {DUPLICATE_MINUTES} MINUTE) AS same_lines, "
    "EXISTS (SELECT 1 FROM orders WHERE phone = :phone AND user_id <> :user "
    "AND created_at > UTC_TIMESTAMP(6) - INTERVAL 30 DAY) AS shared_phone, "
    "(SELECT COALESCE(SUM(r.quantity), 0) FROM orders o JOIN inventory_reservations r ON r.order_id = o.id "
    "AND r.status = 'reserved' AND (r.expires_at IS NULL OR r.expires_at > UTC_TIMESTAMP(6)) "
    "WHERE o.user_id = :user AND o.order_status = 'pending') AS held, "
    "EXISTS (SELECT 1 FROM trusted_buyers WHERE user_id = :user AND is_active = 1 "
    "AND (expires_at IS NULL OR expires_at > UTC_TIMESTAMP(6)) "
    "AND (max_order_amount IS NULL OR max_order_amount >= :total)) AS trusted"
)


def assess(
    session: Session,
    *,
    settings: Settings,
    user_id: int,
    total: Decimal,
    units: int,
    payment_method: str,
    phone: str,
    lines_hash: str,
) -> Risk:
    """Apply the rules to an order about to be placed. The caller holds the customer's row, so the figures stand."""
    figures = session.execute(
        _FIGURES, {"user": user_id, "lines_hash": lines_hash, "phone": phone, "total": total}
    ).mappings().one()  # fmt: skip
    hits = {
        "COD_ABOVE_LIMIT": payment_method == "cod" and total > settings.cod_verification_above,
        "APPROVAL_ABOVE": total > settings.approval_above,
        "MANY_PENDING": figures["pending"] >= MANY_PENDING,
        "DUPLICATE_ORDER": figures["same_lines"] > 0,
        "VELOCITY": figures["last_hour"] >= VELOCITY_PER_HOUR,
        "SHARED_PHONE": bool(figures["shared_phone"]),
        "MANY_CANCELLED": figures["cancelled"] >= MANY_CANCELLED,
    }
    reasons = [code for code, hit in hits.items() if hit]
    needs_id = hits["COD_ABOVE_LIMIT"] and not figures["trusted"]
    if hits["COD_ABOVE_LIMIT"] and figures["trusted"]:
        reasons.append("TRUSTED_BUYER")
    return Risk(
        score=min(100, sum(_SCORES.get(code, 0) for code in reasons)),
        reasons=tuple(reasons),
        requires_verification=needs_id,
        requires_approval=hits["APPROVAL_ABOVE"],
        warnings=tuple(_warnings(figures, needs_id, hits)),
        refusals=_refusals(figures, units, settings),
    )


def _warnings(figures: RowMapping, needs_id: bool, hits: dict[str, bool]) -> list[Problem]:
    found = []
    if hits["MANY_PENDING"]:
        words = f"This customer already has {figures['pending']} pending orders"
        found.append(problem("user_id", "MANY_PENDING_ORDERS", words))
    if hits["DUPLICATE_ORDER"]:
        words = f"The same customer ordered the same items within {DUPLICATE_MINUTES} minutes"
        found.append(problem("items", "DUPLICATE_ORDER", words))
    if hits["VELOCITY"]:
        words = f"This customer placed {figures['last_hour']} orders within the last hour"
        found.append(problem("user_id", "ORDER_VELOCITY", words))
    if needs_id:
        words = "Cash on delivery of this amount needs an ID check before it is confirmed"
        found.append(problem("total_amount", "VERIFICATION_REQUIRED", words))
    if hits["APPROVAL_ABOVE"]:
        words = "An order of this amount needs a second person's approval before it is confirmed"
        found.append(problem("total_amount", "APPROVAL_REQUIRED", words))
    return found


def _refusals(figures: RowMapping, units: int, settings: Settings) -> list[Problem]:
    found = []
    if figures["open"] >= settings.max_open_orders_per_customer:
        words = f"A customer can have at most {settings.max_open_orders_per_customer} open orders"
        found.append(problem("user_id", "CUSTOMER_LIMIT", words))
    if figures["held"] + units > settings.max_held_units_per_customer:
        words = (
            f"A customer can hold at most {settings.max_held_units_per_customer} units; {figures['held']} are held now"
        )
        found.append(problem("user_id", "CUSTOMER_LIMIT", words))
    return found


def alert_key(order_id: int, kind: str) -> str:
    """The dedupe key of the task that asks staff for a check."""
    return f"order_{kind}:{order_id}"


def open_checks(session: Session, order_id: int, risk: Risk) -> None:
    """Write the checks an order needs; they stay pending until somebody decides."""
    kinds = [ID_CHECK] * risk.requires_verification + [APPROVAL] * risk.requires_approval
    for kind in kinds:
        session.execute(
            text("INSERT INTO order_verifications (order_id, kind, reasons) VALUES (:order, :kind, :reasons)"),
            {"order": order_id, "kind": kind, "reasons": json.dumps(risk.reasons)},
        )


def require_cleared(session: Session, order: RowMapping, *, confirmer: str) -> None:
    """Raise VerificationRequired unless every check of a locked order is passed, the approval by somebody else."""
    if not (order["requires_verification"] or order["requires_approval"]):
        return
    rows = session.execute(
        text("SELECT kind, status, decided_by FROM order_verifications WHERE order_id = :id ORDER BY kind DESC"),
        {"id": order["id"]},
    ).all()
    passed = {row.kind: row.decided_by for row in rows if row.status == "approved"}
    needed = [ID_CHECK] * bool(order["requires_verification"]) + [APPROVAL] * bool(order["requires_approval"])
    if missing := [kind for kind in needed if kind not in passed]:
        raise VerificationRequired(order["order_number"], missing)
    if APPROVAL in needed and _same_person(passed[APPROVAL], confirmer):
        words = f"Order {order['order_number']} must be confirmed by somebody else than {confirmer}, who approved it"
        raise VerificationRequired(order["order_number"], [APPROVAL], words)


def _same_person(one: str | None, other: str) -> bool:
    """Names as they were kept: cut to size; capitals and spaces around them do not make another person."""
    return (one or "").strip().casefold() == other[:100].strip().casefold()


def verify(session: Session, order_id: int, kind: str, decision: str, *, by: str, notes: str | None = None) -> bool:
    """Decide a check ('id_check' or 'approval') of an order: 'approved' or 'rejected'. A later decision replaces it.

    False when it already stood so. Raises OrderNotFound, CheckNotFound, InvalidTransition when the order is no longer
    pending, ValueError for another decision.
    """
    if decision not in DECISIONS:
        raise ValueError(f"decision must be one of {', '.join(DECISIONS)}")
    order = lock(session, order_id)
    found = session.execute(
        text("SELECT id, status, decided_by FROM order_verifications WHERE order_id = :id AND kind = :kind FOR UPDATE"),
        {"id": order_id, "kind": kind},
    ).first()
    if found is None:
        raise CheckNotFound(f"Order {order_id} needs no {kind}")
    if found.status == decision and found.decided_by == by[:100]:
        return False
    if order["order_status"] != "pending":
        number, standing = order["order_number"], order["order_status"]
        words = f"Order {number} is {standing}; its checks can no longer be decided"
        raise InvalidTransition(number, standing, "confirmed", words)
    session.execute(
        text(
            "UPDATE order_verifications SET status = :status, decided_by = :by, decided_at = UTC_TIMESTAMP(6), "
            "notes = :notes WHERE id = :id"
        ),
        {"status": decision, "by": by[:100], "notes": notes, "id": found.id},
    )
    alerts.resolve(session, [alert_key(order_id, kind)])
    return True
