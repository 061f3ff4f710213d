"""Alerts and tasks as staff read them; services.alerts writes them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from services import staff_rows
from services.models import AdminNotification


def find(
    session: Session,
    *,
    is_read: bool | None = None,
    severity: str | None = None,
    is_task: bool | None = None,
    before: int | None = None,
    limit: int,
) -> list[staff_rows.Row]:
    """Alerts, newest first, beginning before an id."""
    query = (
        select(*staff_rows.columns(AdminNotification, "dedupe_key")).order_by(AdminNotification.id.desc()).limit(limit)
    )
    if before is not None:
        query = query.where(AdminNotification.id < before)
    if is_read is not None:
        query = query.where(AdminNotification.read_at.is_not(None) if is_read else AdminNotification.read_at.is_(None))
    if severity is not None:
        query = query.where(AdminNotification.severity == severity)
    if is_task is not None:
        query = query.where(AdminNotification.is_task == is_task)
    return staff_rows.read(session, query)


def mark_read(session: Session, ids: Sequence[int] | None = None) -> int:
    """Mark these alerts, or all, as read; returns how many were not."""
    query = update(AdminNotification).where(AdminNotification.read_at.is_(None))
    if ids is not None:
        query = query.where(AdminNotification.id.in_(ids))
    done = session.execute(
        query.values(read_at=func.utc_timestamp(6)), execution_options={"synchronize_session": False}
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def exists(session: Session, alert_id: int) -> bool:
    """Whether there is such an alert."""
    return session.scalar(select(AdminNotification.id).where(AdminNotification.id == alert_id)) is not None


def remove(session: Session, alert_id: int) -> None:
    """Remove an alert. Raises NotFound."""
    done = session.execute(delete(AdminNotification).where(AdminNotification.id == alert_id))
    if not done.rowcount:  # type: ignore[attr-defined]
        raise staff_rows.NotFound("notification", alert_id)
