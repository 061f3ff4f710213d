"""What the lists that staff keep share: rows as dicts, and the three ways a change is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy.orm import Session

from services.errors import ServiceError

Row = dict[str, Any]


class NotFound(ServiceError):
    """There is no such row."""

    code = "not_found"

    def __init__(self, kind: str, id_: int) -> None:
        super().__init__(f"There is no {kind} {id_}")


class Taken(ServiceError):
    """Another row has this name, code or id."""

    code = "already_exists"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is taken")


class InUse(ServiceError):
    """It has been used and can be switched off, not removed."""

    code = "in_use"


def read(session: Session, query: Select[Any]) -> list[Row]:
    """The rows of a query as dicts."""
    return [dict(row) for row in session.execute(query).mappings()]


def columns(model: Any, *left_out: str) -> list[Any]:
    """A table's columns but for some."""
    return [column for column in model.__table__.columns if column.name not in left_out]


def change(session: Session, row: Any, values: Mapping[str, Any]) -> None:
    """Set a row's columns, and when it was changed if anything was."""
    for key, value in values.items():
        setattr(row, key, value)
    if session.is_modified(row):
        row.updated_at = func.utc_timestamp(6)
    session.flush()
