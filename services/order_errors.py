"""What can be wrong with an order: refusals with stable codes, and the table that keeps what went wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from services import db
from services.errors import ServiceError

log = structlog.get_logger(__name__)
Problem = dict[str, str]

# Refusals that tell the shop something: demand it could not meet, limits somebody ran into.
RECORDED = frozenset({"INSUFFICIENT_STOCK", "CUSTOMER_LIMIT", "PROMO_LIMIT"})
_SAFE_KEYS = frozenset({"product_id", "quantity", "asked", "left", "codes", "fields", "payment_method", "order_source"})
_LONGEST = 500


class OrderRefused(ServiceError):
    """The order breaks rules; `validation_errors` holds every one as {field, message, code}. Nothing was written."""

    code = "validation_failed"

    def __init__(self, validation_errors: Sequence[Problem]) -> None:
        self.validation_errors = list(validation_errors)
        super().__init__(
            self.validation_errors[0]["message"] if len(self.validation_errors) == 1 else "Validation failed"
        )

    @property
    def codes(self) -> list[str]:
        """The codes of all that is wrong, in the order found."""
        return [found["code"] for found in self.validation_errors]


def problem(field: str, code: str, message: str) -> Problem:
    """One broken rule in the form every answer uses."""
    return {"field": field, "message": message, "code": code}


def record(
    sessions: db.Sessions,
    *,
    stage: str,
    code: str,
    message: str,
    order_id: int | None = None,
    user_id: int | None = None,
    context: Mapping[str, Any] | None = None,
) -> None:
    """Keep what went wrong, in a transaction of its own after the failed one ended. Never raises: the caller has a
    failure to report already. Of the context only ids, counts and codes are kept, never personal data.
    """
    values = {
        "order_id": order_id,
        "user_id": user_id,
        "stage": stage[:32],
        "code": code[:64],
        "message": message[:_LONGEST],
        "context": json.dumps({key: value for key, value in (context or {}).items() if key in _SAFE_KEYS}, default=str),
    }
    try:
        db.transact(sessions, lambda session: _insert(session, values))
    except (ServiceError, SQLAlchemyError) as error:
        log.warning("order_error_not_recorded", stage=stage, code=code, reason=type(error).__name__)


def _insert(session: Session, values: Mapping[str, Any]) -> None:
    if values["order_id"] is not None:
        # The trigger counts on the order's row: its lock comes before the insert.
        session.execute(text("SELECT id FROM orders WHERE id = :id FOR UPDATE"), {"id": values["order_id"]})
    session.execute(
        text(
            "INSERT INTO order_errors (order_id, user_id, stage, error_code, message, context) "
            "VALUES (:order_id, :user_id, :stage, :code, :message, :context)"
        ),
        values,
    )


def record_refusal(sessions: db.Sessions, refused: OrderRefused, order_data: Mapping[str, Any]) -> None:
    """Keep a refusal that tells the shop something (stock, limits); what a client merely mistyped is not kept."""
    kept = [found for found in refused.validation_errors if found["code"] in RECORDED]
    if not kept:
        return
    user_id = order_data.get("user_id")
    record(
        sessions,
        stage="creation",
        code=kept[0]["code"],
        message=kept[0]["message"],
        user_id=user_id if isinstance(user_id, int) else None,
        context={
            "codes": [found["code"] for found in refused.validation_errors],
            "fields": [found["field"] for found in refused.validation_errors],
        },
    )


def resolve(session: Session, error_id: int, *, by: str) -> bool:
    """Mark an error as dealt with; False when there is no such open error."""
    result = session.execute(
        text(
            "UPDATE order_errors SET is_resolved = 1, resolved_by = :by, resolved_at = UTC_TIMESTAMP(6) "
            "WHERE id = :id AND is_resolved = 0"
        ),
        {"id": error_id, "by": by[:100]},
    )
    return bool(result.rowcount == 1)  # type: ignore[attr-defined]
