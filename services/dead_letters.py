"""What no retry could help: incoming events set aside, messages and fulfilment steps that gave up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from services import alerts, job_queue, outbox
from services.errors import ServiceError

INBOX, OUTBOX, FULFILMENT = "inbox", "outbox", "fulfilment"
MAX_PAGE = 200


class DeadLetterNotFound(ServiceError):
    """There is no such dead letter."""

    code = "not_found"


@dataclass(frozen=True)
class DeadLetter:
    """One of them. `key` is what `retry` takes: the kind and the row's id."""

    kind: str
    id: int
    what: str
    error: str | None
    attempts: int
    created_at: datetime
    order_id: int | None

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.id}"


@dataclass(frozen=True)
class _Source:
    queue: str
    listing: str
    retry: str
    exists: str


_SOURCES: Mapping[str, _Source] = {
    INBOX: _Source(
        job_queue.INBOUND,
        """
        SELECT id, kind AS what, error_code AS error, attempts, received_at AS created_at, NULL AS order_id
        FROM webhook_inbox WHERE state = 'parked' ORDER BY next_attempt_at DESC, id DESC LIMIT :limit
        """,
        """
        UPDATE webhook_inbox SET state = 'received', attempts = 0, error_code = NULL, fence = fence + 1,
            next_attempt_at = UTC_TIMESTAMP(6) WHERE id = :id AND state = 'parked'
        """,
        "SELECT 1 FROM webhook_inbox WHERE id = :id",
    ),
    OUTBOX: _Source(
        job_queue.NOTIFICATIONS,
        """
        SELECT id, kind AS what, last_error AS error, attempts, created_at, order_id
        FROM notification_queue WHERE status = 'dead' ORDER BY next_attempt_at DESC, id DESC LIMIT :limit
        """,
        """
        UPDATE notification_queue SET status = 'pending', attempts = 0, last_error = NULL, fence = fence + 1,
            next_attempt_at = UTC_TIMESTAMP(6) WHERE id = :id AND status = 'dead'
        """,
        "SELECT 1 FROM notification_queue WHERE id = :id",
    ),
    FULFILMENT: _Source(
        job_queue.FULFILMENT,
        """
        SELECT id, queue_type AS what, last_error AS error, attempts, created_at, order_id
        FROM order_processing_queue WHERE status = 'dead' ORDER BY id DESC LIMIT :limit
        """,
        """
        UPDATE order_processing_queue SET status = 'pending', attempts = 0, last_error = NULL, fence = fence + 1,
            next_attempt_at = UTC_TIMESTAMP(6) WHERE id = :id AND status = 'dead'
        """,
        "SELECT 1 FROM order_processing_queue WHERE id = :id",
    ),
}


def list_dead(session: Session, *, kind: str | None = None, limit: int = 50) -> list[DeadLetter]:
    """The newest dead letters of one kind or of all, newest first. Raises DeadLetterNotFound for an unknown kind."""
    kinds = [_known(kind)] if kind else list(_SOURCES)
    found: list[DeadLetter] = []
    for each in kinds:
        rows = session.execute(text(_SOURCES[each].listing), {"limit": min(limit, MAX_PAGE)}).mappings()
        found += [_letter(each, row) for row in rows]
    return sorted(found, key=lambda letter: letter.created_at, reverse=True)[:limit]


def retry(session: Session, kind: str, id: int) -> bool:
    """Have one worked off again. False when it is no dead letter any more: somebody else was first.

    Raises DeadLetterNotFound. The caller rings `queue_of(kind)` after its commit.
    """
    source = _SOURCES[_known(kind)]
    if session.execute(text(source.retry), {"id": id}).rowcount:  # type: ignore[attr-defined]
        if kind == OUTBOX:
            alerts.resolve(session, [outbox.dead_key(id)])
        return True
    if session.execute(text(source.exists), {"id": id}).first() is None:
        raise DeadLetterNotFound(f"there is no dead letter {kind}-{id}")
    return False


def retry_key(session: Session, key: str) -> tuple[str, bool]:
    """As retry, by the letter's key; also answers the queue to ring. Raises DeadLetterNotFound."""
    kind, _, number = key.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        raise DeadLetterNotFound(f"there is no dead letter {key[:40]}")
    return queue_of(kind), retry(session, kind, int(number))


def queue_of(kind: str) -> str:
    """The job that works on this kind. Raises DeadLetterNotFound."""
    return _SOURCES[_known(kind)].queue


def _known(kind: str) -> str:
    if kind not in _SOURCES:
        raise DeadLetterNotFound(f"there is no kind of dead letters called {kind[:40]}")
    return kind


def _letter(kind: str, row: Mapping[Any, Any]) -> DeadLetter:
    return DeadLetter(
        kind=kind,
        id=row["id"],
        what=row["what"],
        error=row["error"],
        attempts=row["attempts"],
        created_at=row["created_at"].replace(tzinfo=UTC),
        order_id=row["order_id"],
    )
