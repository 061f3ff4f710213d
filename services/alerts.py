"""Alerts and tasks for staff: one row for one fault, however often it happens."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

_TITLE, _MESSAGE, _DEDUPE_BYTES = 200, 1000, 191
# A fault that comes back after it was resolved is news again: unread, and open.
_RAISE = text(
    """
    INSERT INTO admin_notifications
        (severity, type, title, message, dedupe_key, order_id, conversation_id, details, is_task)
    VALUES (:severity, :type, :title, :message, :dedupe_key, :order_id, :conversation_id, :details, :is_task)
    ON DUPLICATE KEY UPDATE
        id = LAST_INSERT_ID(id), seen_count = seen_count + 1, severity = :severity, title = :title,
        message = :message, details = :details,
        read_at = IF(resolved_at IS NULL, read_at, NULL), resolved_at = NULL, updated_at = UTC_TIMESTAMP(6)
    """
)
_RESOLVE = text(
    """
    UPDATE admin_notifications SET resolved_at = UTC_TIMESTAMP(6), updated_at = UTC_TIMESTAMP(6)
    WHERE dedupe_key IN :keys AND resolved_at IS NULL
    """
).bindparams(bindparam("keys", expanding=True))


def raise_alert(
    session: Session,
    *,
    severity: str,
    type: str,
    title: str,
    message: str,
    dedupe_key: str,
    order_id: int | None = None,
    conversation_id: int | None = None,
    is_task: bool = False,
    details: Mapping[str, Any] | None = None,
) -> int:
    """Tell staff of a fault, or count it on the row that already tells of it. Returns the row's id.

    `severity` is info, warning, error or critical; `is_task` marks what a person must do something about. Title and
    message are cut to their columns and hold no personal data. Write it last in a transaction: it locks one row.
    """
    result = session.execute(
        _RAISE,
        {
            "severity": severity,
            "type": type,
            "title": title[:_TITLE],
            "message": message[:_MESSAGE],
            "dedupe_key": dedupe_key.encode()[:_DEDUPE_BYTES],
            "order_id": order_id,
            "conversation_id": conversation_id,
            "details": json.dumps(details, default=str) if details is not None else None,
            "is_task": is_task,
        },
    )
    return int(result.lastrowid)  # type: ignore[attr-defined]


def resolve(session: Session, dedupe_keys: Sequence[str]) -> int:
    """Mark alerts as dealt with; returns how many were still open."""
    if not dedupe_keys:
        return 0
    keys = [key.encode()[:_DEDUPE_BYTES] for key in dedupe_keys]
    return int(session.execute(_RESOLVE, {"keys": keys}).rowcount)  # type: ignore[attr-defined]
