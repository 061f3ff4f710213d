"""Customers as staff list and change them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services import db, staff_rows
from services.models import User


def find(
    session: Session, *, account_status: str | None = None, q: str | None = None, before: int | None = None, limit: int
) -> list[staff_rows.Row]:
    """Customers, newest first, beginning before an id; `q` is a phone, a messenger id or the beginning of a name."""
    query = select(*staff_rows.columns(User)).order_by(User.id.desc()).limit(limit)
    if before is not None:
        query = query.where(User.id < before)
    if account_status is not None:
        query = query.where(User.account_status == account_status)
    if q is not None:
        words = q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        query = query.where(or_(User.phone == q, User.facebook_name.like(f"{words}%"), _is_messenger_id(q)))
    return staff_rows.read(session, query)


def _is_messenger_id(q: str) -> Any:
    # The column is ASCII; comparing it with other characters is an error of the server's.
    return User.messenger_id == (q if q.isascii() else "")


def get(session: Session, user_id: int) -> staff_rows.Row:
    """One customer. Raises NotFound."""
    rows = staff_rows.read(session, select(*staff_rows.columns(User)).where(User.id == user_id))
    if not rows:
        raise staff_rows.NotFound("customer", user_id)
    return rows[0]


def create(session: Session, *, values: Mapping[str, Any]) -> int:
    """Add a customer. Raises Taken for a known messenger id."""
    user = User(**values)
    session.add(user)
    try:
        session.flush()
    except IntegrityError as error:
        if db.is_duplicate(error, "uq_users_messenger_id"):
            raise staff_rows.Taken(f"The messenger id {values['messenger_id']}") from None
        raise
    return user.id


def change(session: Session, user_id: int, *, values: Mapping[str, Any]) -> None:
    """Change a customer. Raises NotFound; an erased customer stays erased (InUse)."""
    user = session.scalar(select(User).where(User.id == user_id).with_for_update())
    if user is None:
        raise staff_rows.NotFound("customer", user_id)
    if user.account_status == "erased":
        raise staff_rows.InUse("An erased customer cannot be changed")
    staff_rows.change(session, user, values)
