"""What waits for the clean-up of holds past their time."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session


def count_overdue(session: Session) -> int:
    """How many orders hold stock past their time right now, by the database's clock."""
    query = (
        "SELECT COUNT(DISTINCT order_id) FROM inventory_reservations "
        "WHERE status = 'reserved' AND expires_at <= UTC_TIMESTAMP(6)"
    )
    return int(session.execute(text(query)).scalar_one())
