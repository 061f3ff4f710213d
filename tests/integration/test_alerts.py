"""Alerts: one row for one fault."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from services import alerts


def raised(session: Session, **changes: object) -> int:
    values: dict[str, object] = {"severity": "error", "type": "test", "title": "T", "message": "M", "dedupe_key": "k"}
    return alerts.raise_alert(session, **{**values, **changes})  # type: ignore[arg-type]


def test_a_repeat_counts_on_the_row_that_is_there(session: Session) -> None:
    first = raised(session, is_task=True, details={"a": 1}, order_id=5)
    assert raised(session, message="again", severity="critical", details={"a": 2}, order_id=5) == first
    assert raised(session, dedupe_key="K") != first
    row = session.execute(text("SELECT * FROM admin_notifications WHERE id = :id"), {"id": first}).one()
    assert (row.seen_count, row.message, row.severity, row.is_task, row.order_id) == (2, "again", "critical", 1, 5)


def test_a_resolved_fault_that_comes_back_is_news(session: Session) -> None:
    number = raised(session)
    session.execute(text("UPDATE admin_notifications SET read_at = UTC_TIMESTAMP(6) WHERE id = :id"), {"id": number})
    raised(session)
    assert state(session, number) == (True, False)
    assert alerts.resolve(session, ["k", "unknown"]) == 1
    assert alerts.resolve(session, ["k"]) == 0
    assert state(session, number) == (True, True)
    raised(session)
    assert state(session, number) == (False, False)


def test_long_words_are_cut_to_their_columns(session: Session) -> None:
    number = raised(session, title="ñ" * 300, message="m" * 2000, dedupe_key="é" * 200)
    row = session.execute(text("SELECT title, message FROM admin_notifications WHERE id = :id"), {"id": number}).one()
    assert (len(row.title), len(row.message)) == (200, 1000)
    assert raised(session, dedupe_key="é" * 200) == number


def state(session: Session, number: int) -> tuple[bool, bool]:
    row = session.execute(
        text("SELECT read_at, resolved_at FROM admin_notifications WHERE id = :id"), {"id": number}
    ).one()
    return row.read_at is not None, row.resolved_at is not None
