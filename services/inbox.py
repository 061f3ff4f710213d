"""The inbox: what came in, taken in once for ever, and worked off one event of a conversation at a time.

Taking an event (`claim`) and doing its work (`inbox_work.work`) are two transactions. The first leases the conversation
and raises its fence; the second holds the conversation's row lock to the end and does nothing unless the fence is still
its own. A worker that died leaves a lease that ends; one that froze and woke up late changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection, bindparam, text
from sqlalchemy.orm import Session

from services import alerts, conversations, db
from services.messenger_events import InboxEvent
from services.models import Conversation

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 5
_INSERT_AT_ONCE = 200
_LOOK_AT = 20
_LOOKS = 10


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """An event that is ours to work on until the lease ends."""

    event_id: int
    event_fence: int
    conversation_id: int | None
    conversation_fence: int | None
    kind: str
    attempts: int


# --- taking in ---

_STORE = text(
    """
    INSERT INTO webhook_inbox (source, external_id, page_id, sender_psid, kind, body, event_at, state, error_code)
    VALUES (:source, :external_id, :page_id, :sender_psid, :kind, :body, :event_at, :state, :error_code)
    ON DUPLICATE KEY UPDATE id = id
    """
)
_KEEP = text(
    """
    INSERT INTO webhook_unusable (source, body_sha256, body, reason) VALUES (:source, :sha256, :body, :reason)
    ON DUPLICATE KEY UPDATE seen_count = seen_count + 1, last_seen_at = UTC_TIMESTAMP(6)
    """
)


def store(session: Session, events: Sequence[InboxEvent], source: str = "messenger") -> int:
    """Store events that are not there yet; returns how many were offered. Repeats change nothing."""
    # One order of keys for everybody: two deliveries of one batch then wait for each other instead of deadlocking.
    rows = [_row(event, source) for event in sorted(events, key=lambda event: event.external_id)]
    for start in range(0, len(rows), _INSERT_AT_ONCE):
        session.execute(_STORE, rows[start : start + _INSERT_AT_ONCE])
    for code in sorted({event.park_code for event in events if event.park_code}):
        _alert_parked(session, source, code)
    return len(rows)


def store_one(connection: Connection, event: InboxEvent, source: str = "messenger") -> None:
    """As store, for one event that is not parked: a single statement, for a connection that commits each by itself."""
    connection.execute(_STORE, _row(event, source))


def keep_unusable(session: Session, body: bytes, *, reason: str, source: str = "messenger") -> None:
    """Keep a signed body that holds no events, for a person to look at; the same bytes again only count."""
    session.execute(_KEEP, {"source": source, "sha256": hashlib.sha256(body).digest(), "body": body, "reason": reason})
    alerts.raise_alert(
        session,
        severity="warning",
        type="webhook_unusable",
        title="A signed webhook could not be read",
        message=f"A body with a valid signature holds no events ({reason}). It is kept in webhook_unusable.",
        dedupe_key=f"webhook_unusable:{source}:{reason}",
        details={"reason": reason},
    )


def _row(event: InboxEvent, source: str) -> dict[str, Any]:
    return {
        "source": source,
        "external_id": event.external_id.encode(),
        "page_id": event.page_id,
        "sender_psid": event.sender_psid,
        "kind": event.kind,
        "body": event.body,
        "event_at": event.event_at.replace(tzinfo=None),
        "state": "parked" if event.park_code else "received",
        "error_code": event.park_code,
    }


def _alert_parked(session: Session, source: str, code: str, conversation_id: int | None = None) -> None:
    alerts.raise_alert(
        session,
        severity="warning",
        type="inbox_parked",
        title="An incoming event was set aside",
        message=f"An event from {source} could not be worked off ({code}). Look at it and retry it as a dead letter.",
        dedupe_key=f"inbox_parked:{source}:{code}",
        conversation_id=conversation_id,
        is_task=True,
        details={"error_code": code},
    )


# --- taking out ---

# next_attempt_at of a row in work is the end of its lease: one index range finds both kinds of work.
_DUE = text(
    """
    (SELECT id, page_id, sender_psid, next_attempt_at FROM webhook_inbox FORCE INDEX (ix_webhook_inbox_claim)
     WHERE state = 'received' AND next_attempt_at <= UTC_TIMESTAMP(6)
        AND (sender_psid IS NULL OR sender_psid NOT IN :busy) AND id NOT IN :taken
     ORDER BY next_attempt_at, id LIMIT :limit)
    UNION ALL
    (SELECT id, page_id, sender_psid, next_attempt_at FROM webhook_inbox FORCE INDEX (ix_webhook_inbox_claim)
     WHERE state = 'processing' AND next_attempt_at <= UTC_TIMESTAMP(6)
        AND (sender_psid IS NULL OR sender_psid NOT IN :busy) AND id NOT IN :taken
     ORDER BY next_attempt_at, id LIMIT :limit)
    ORDER BY next_attempt_at, id
    """
).bindparams(bindparam("busy", expanding=True), bindparam("taken", expanding=True))
_LOCK_CONVERSATION = text(
    """
    SELECT id, fence, COALESCE(lease_until > UTC_TIMESTAMP(6), 0) AS is_leased FROM conversations
    WHERE page_id = :page_id AND sender_psid = :psid FOR UPDATE SKIP LOCKED
    """
)
_HEAD = text(
    """
    SELECT id, kind, attempts, fence, next_attempt_at, next_attempt_at <= UTC_TIMESTAMP(6) AS is_due FROM webhook_inbox
    WHERE sender_psid = :psid AND page_id = :page_id AND state IN ('received', 'processing')
    ORDER BY event_at, id LIMIT 1
    """
)
_WAIT_BEHIND = text(
    """
    UPDATE webhook_inbox SET next_attempt_at = :until
    WHERE sender_psid = :psid AND page_id = :page_id AND state = 'received' AND next_attempt_at < :until
    """
)
_TAKE_EVENT = text(
    """
    UPDATE webhook_inbox
    SET state = 'processing', attempts = attempts + 1, fence = fence + 1,
        lease_until = TIMESTAMPADD(MICROSECOND, :lease, UTC_TIMESTAMP(6)),
        next_attempt_at = TIMESTAMPADD(MICROSECOND, :lease, UTC_TIMESTAMP(6))
    WHERE id = :id AND fence = :fence AND state IN ('received', 'processing') AND next_attempt_at <= UTC_TIMESTAMP(6)
    """
)
_TAKE_CONVERSATION = text(
    """
    UPDATE conversations
    SET fence = fence + 1, lease_owner = :owner, lease_until = TIMESTAMPADD(MICROSECOND, :lease, UTC_TIMESTAMP(6))
    WHERE id = :id
    """
)
_PAGE_EVENT = text("SELECT id, kind, attempts, fence FROM webhook_inbox WHERE id = :id")


def claim(sessions: db.Sessions, *, lease: timedelta, owner: str) -> Claimed | None:
    """Take the oldest due event whose conversation nobody else is working on, or None when there is none.

    An event that was taken too often without an end (its worker died each time) is parked on the way.
    """
    busy: set[str] = set()
    taken: set[int] = set()
    for _ in range(_LOOKS):
        candidates = db.transact(sessions, lambda session: _due(session, busy, taken))
        if not candidates:
            return None
        for candidate in candidates:
            if candidate.sender_psid in busy:
                continue
            claimed = _try(sessions, candidate, lease, owner)
            if claimed is not None:
                return claimed
            if candidate.sender_psid is None:
                taken.add(candidate.id)
            else:
                busy.add(candidate.sender_psid)
    return None


def _due(session: Session, busy: set[str], taken: set[int]) -> Sequence[Any]:
    return session.execute(_DUE, {"busy": sorted(busy) or [""], "taken": sorted(taken) or [0], "limit": _LOOK_AT}).all()


def _try(sessions: db.Sessions, candidate: Any, lease: timedelta, owner: str) -> Claimed | None:
    if candidate.sender_psid is None:
        return db.transact(sessions, lambda session: _claim_page_event(session, candidate.id, lease))
    page_id, psid = candidate.page_id, candidate.sender_psid
    return db.transact(sessions, lambda session: _claim_next(session, page_id, psid, lease, owner))


def _claim_page_event(session: Session, event_id: int, lease: timedelta) -> Claimed | None:
    row = session.execute(_PAGE_EVENT, {"id": event_id}).one()
    if row.attempts >= MAX_ATTEMPTS:
        park(session, row.id, row.fence, "gave_up")
        return None
    return _take(session, row, lease)


def _claim_next(session: Session, page_id: str, psid: str, lease: timedelta, owner: str) -> Claimed | None:
    key = {"page_id": page_id, "psid": psid}
    conversation = session.execute(_LOCK_CONVERSATION, key).one_or_none()
    if conversation is None and conversations.find(session, page_id=page_id, psid=psid) is None:
        conversations.ensure(session, page_id=page_id, psid=psid)
        conversation = session.execute(_LOCK_CONVERSATION, key).one_or_none()
    if conversation is None or conversation.is_leased:
        return None
    while (head := session.execute(_HEAD, key).one_or_none()) is not None:
        if not head.is_due:
            # What came later waits behind it, and leaves the list of due work to other people.
            session.execute(_WAIT_BEHIND, {**key, "until": head.next_attempt_at})
            return None
        if head.attempts < MAX_ATTEMPTS:
            session.execute(
                _TAKE_CONVERSATION, {"id": conversation.id, "owner": owner[:100], "lease": microseconds(lease)}
            )
            return _take(session, head, lease, conversation.id, conversation.fence + 1)
        park(session, head.id, head.fence, "gave_up", conversation.id)
    return None


def _take(
    session: Session,
    row: Any,
    lease: timedelta,
    conversation_id: int | None = None,
    conversation_fence: int | None = None,
) -> Claimed | None:
    result = session.execute(_TAKE_EVENT, {"id": row.id, "fence": row.fence, "lease": microseconds(lease)})
    if result.rowcount != 1:  # type: ignore[attr-defined]
        return None
    return Claimed(
        event_id=row.id,
        event_fence=row.fence + 1,
        conversation_id=conversation_id,
        conversation_fence=conversation_fence,
        kind=row.kind,
        attempts=row.attempts + 1,
    )


_PARK = text(
    """
    UPDATE webhook_inbox SET state = 'parked', lease_until = NULL, error_code = :code
    WHERE id = :id AND fence = :fence AND state IN ('received', 'processing')
    """
)


def park(session: Session, event_id: int, fence: int, code: str, conversation_id: int | None = None) -> None:
    """Set an event aside for a person, if it is still this owner's, and tell staff."""
    parked = session.execute(_PARK, {"id": event_id, "fence": fence, "code": code})
    if parked.rowcount:  # type: ignore[attr-defined]
        log.error("inbox_event_parked", event_id=event_id, code=code)
        _alert_parked(session, "messenger", code, conversation_id)


def is_late(conversation: Conversation, event_at: datetime) -> bool:
    """Whether something newer of this person was already worked off: a late event never rewinds a conversation."""
    return conversation.last_event_at is not None and event_at < conversation.last_event_at


def microseconds(length: timedelta) -> int:
    """A length of time as the database's date functions take it."""
    return round(length.total_seconds() * 1_000_000)
