"""The rows of `notification_queue`: who may take one, and how each of them ends.

One message of a customer and channel is in flight at a time, in the order of ids. A row is `sending` from the moment
it is taken; taking it counts as the attempt, so a sender that dies leaves a row of which nobody knows whether it went
out. Such a row stays `sending` until its lease and the time for its echo are over.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from services import alerts, db

CHANNEL = "messenger"
OUTCOME_UNKNOWN = "outcome_unknown"
_NOWAIT_REFUSED = frozenset({db.LOCK_WAIT, 3572})  # MariaDB, MySQL
_RECOVER_AT_ONCE = 50


class Busy(Exception):
    """Somebody else holds this customer's messages right now."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A message that is ours to send until its lease ends; `fence` proves it."""

    id: int
    fence: int
    user_id: int | None
    order_id: int | None
    conversation_id: int | None
    kind: str
    window_class: str
    payload: dict[str, Any]
    attempts: int
    ambiguous: bool
    psid: str | None
    language: str
    first_name: str | None
    is_window_open: bool
    is_followed: bool


@dataclass(frozen=True)
class Head:
    """The next message of one customer, as seen without a lock."""

    id: int
    user_id: int | None


_HEADS = text(
    """
    SELECT n.id, n.user_id FROM notification_queue n
    WHERE n.status = 'pending' AND n.next_attempt_at <= UTC_TIMESTAMP(6) AND n.scheduled_at <= UTC_TIMESTAMP(6)
        AND n.channel = :channel
        AND (n.user_id IS NULL OR (
            n.user_id NOT IN :busy
            AND NOT EXISTS (
                SELECT 1 FROM notification_queue f
                WHERE f.user_id = n.user_id AND f.status = 'sending' AND f.channel = n.channel)
            AND NOT EXISTS (
                SELECT 1 FROM notification_queue e
                WHERE e.user_id = n.user_id AND e.status = 'pending' AND e.channel = n.channel AND e.id < n.id
                    AND e.scheduled_at <= UTC_TIMESTAMP(6))))
    ORDER BY n.priority, n.next_attempt_at, n.id
    LIMIT :limit
    """
).bindparams(bindparam("busy", expanding=True))

# The oldest that is due to be said, whether or not its own pause is over: later ones wait behind it.
_LOCK_HEAD = text(
    """
    SELECT id, next_attempt_at <= UTC_TIMESTAMP(6) AS is_due FROM notification_queue
    WHERE user_id = :user_id AND status = 'pending' AND channel = :channel AND scheduled_at <= UTC_TIMESTAMP(6)
    ORDER BY id LIMIT 1 FOR UPDATE NOWAIT
    """
)
_LOCK_ONE = text(
    """
    SELECT id, 1 AS is_due FROM notification_queue
    WHERE id = :id AND status = 'pending' AND user_id IS NULL FOR UPDATE NOWAIT
    """
)
_OTHER_IN_FLIGHT = text(
    """
    SELECT id FROM notification_queue
    WHERE user_id = :user_id AND status = 'sending' AND channel = :channel AND id <> :id LIMIT 1 FOR UPDATE NOWAIT
    """
)
# A message whose first answer was lost is from now on one that the customer may have read twice.
_TAKE = text(
    """
    UPDATE notification_queue
    SET status = 'sending', fence = fence + 1, attempts = attempts + 1, last_attempt_at = UTC_TIMESTAMP(6),
        lease_until = TIMESTAMPADD(MICROSECOND, :lease, UTC_TIMESTAMP(6)),
        ambiguous = IF(last_error = 'outcome_unknown', 1, ambiguous)
    WHERE id = :id
    """
)
_READ_TAKEN = text(
    """
    SELECT n.id, n.fence, n.user_id, n.order_id, n.kind, n.window_class, n.payload, n.attempts, n.ambiguous,
        u.messenger_id AS psid, COALESCE(u.language, 'en') AS language, u.facebook_name, c.id AS conversation_id,
        c.window_opened_at > TIMESTAMPADD(MICROSECOND, -:window, UTC_TIMESTAMP(6)) AS is_window_open,
        EXISTS (SELECT 1 FROM notification_queue m WHERE m.user_id = n.user_id AND m.status = 'pending') AS is_followed
    FROM notification_queue n
    LEFT JOIN users u ON u.id = n.user_id
    LEFT JOIN conversations c ON c.id = (
        SELECT k.id FROM conversations k
        WHERE k.user_id = n.user_id AND k.page_id = :page_id ORDER BY k.id LIMIT 1)
    WHERE n.id = :id
    """
)


def heads(session: Session, *, busy: Collection[int], limit: int) -> list[Head]:
    """The next due message of each customer, most urgent first, leaving out the customers in `busy`."""
    rows = session.execute(_HEADS, {"channel": CHANNEL, "busy": list(busy) or [0], "limit": limit})
    return [Head(row.id, row.user_id) for row in rows]


def take(session: Session, head: Head, *, page_id: str, lease: timedelta, window: timedelta) -> Taken | None:
    """Take the next message of a customer, or None when none is due. Raises Busy when somebody else is at it.

    The update comes before the look at what else is in flight: of two takers at least one then meets the other's lock.
    """
    try:
        row = session.execute(
            _LOCK_ONE if head.user_id is None else _LOCK_HEAD,
            {"user_id": head.user_id, "channel": CHANNEL, "id": head.id},
        ).one_or_none()
        if row is None or not row.is_due:
            return None
        session.execute(_TAKE, {"id": row.id, "lease": _microseconds(lease)})
        others = {"user_id": head.user_id, "channel": CHANNEL, "id": row.id}
        if head.user_id is not None and session.execute(_OTHER_IN_FLIGHT, others).first() is not None:
            raise Busy
    except OperationalError as error:
        if db.errno(error) in _NOWAIT_REFUSED:
            raise Busy from error
        raise
    return _read_taken(session, row.id, page_id, window)


def _read_taken(session: Session, outbox_id: int, page_id: str, window: timedelta) -> Taken:
    row = session.execute(_READ_TAKEN, {"id": outbox_id, "page_id": page_id, "window": _microseconds(window)}).one()
    payload = row.payload if isinstance(row.payload, dict) else json.loads(row.payload)
    return Taken(
        id=row.id,
        fence=row.fence,
        user_id=row.user_id,
        order_id=row.order_id,
        conversation_id=row.conversation_id,
        kind=row.kind,
        window_class=row.window_class,
        payload=payload,
        attempts=row.attempts,
        ambiguous=bool(row.ambiguous),
        psid=row.psid,
        language=row.language,
        first_name=(row.facebook_name or "").split(" ")[0] or None,
        is_window_open=bool(row.is_window_open),
        is_followed=bool(row.is_followed),
    )


def _microseconds(length: timedelta) -> int:
    return round(length.total_seconds() * 1_000_000)


# How a message that was taken ends. Each says whether the row was still ours.

_SENT = text(
    """
    UPDATE notification_queue
    SET status = 'sent', external_id = :mid, sent_at = UTC_TIMESTAMP(6), sent_as = :sent_as, lease_until = NULL,
        last_error = NULL
    WHERE id = :id AND fence = :fence AND status = 'sending'
    """
)
_AGAIN = text(
    """
    UPDATE notification_queue
    SET status = 'pending', lease_until = NULL, last_error = :error, attempts = attempts - :not_counted,
        next_attempt_at = TIMESTAMPADD(MICROSECOND, :delay, UTC_TIMESTAMP(6))
    WHERE id = :id AND fence = :fence AND status = 'sending'
    """
)
_END = text(
    """
    UPDATE notification_queue SET status = :status, lease_until = NULL, last_error = :error
    WHERE id = :id AND fence = :fence AND status = 'sending'
    """
)
_AWAIT_ECHO = text(
    """
    UPDATE notification_queue
    SET lease_until = TIMESTAMPADD(MICROSECOND, :wait, last_attempt_at), last_error = 'outcome_unknown'
    WHERE id = :id AND fence = :fence AND status = 'sending'
    """
)
_EXTEND = text(
    """
    UPDATE notification_queue
    SET last_attempt_at = UTC_TIMESTAMP(6), lease_until = TIMESTAMPADD(MICROSECOND, :lease, UTC_TIMESTAMP(6))
    WHERE id = :id AND fence = :fence AND status = 'sending' AND lease_until > UTC_TIMESTAMP(6)
    """
)


def sent(session: Session, taken: Taken, *, mid: str, sent_as: str) -> bool:
    """It went out under this message id."""
    return _settled(session, _SENT, taken, mid=mid.encode(), sent_as=sent_as)


def again(session: Session, taken: Taken, *, delay: timedelta, error: str, counted: bool = True) -> bool:
    """It surely did not go out: try once more after a pause. `counted=False` gives the attempt back."""
    return _settled(
        session, _AGAIN, taken, delay=_microseconds(delay), error=error[:500], not_counted=0 if counted else 1
    )


def end(session: Session, taken: Taken, *, status: str, error: str) -> bool:
    """It will not go out by itself: `dead`, `window_closed` or `cancelled`."""
    return _settled(session, _END, taken, status=status, error=error[:500])


def await_echo(session: Session, taken: Taken, *, wait: timedelta) -> bool:
    """Nobody knows whether it went out: its echo has until `wait` after the attempt to tell."""
    return _settled(session, _AWAIT_ECHO, taken, wait=_microseconds(wait))


def extend(session: Session, taken: Taken, *, lease: timedelta) -> bool:
    """Begin another call for the same message; False when the lease is already over."""
    return _settled(session, _EXTEND, taken, lease=_microseconds(lease))


def _settled(session: Session, statement: Any, taken: Taken, **values: Any) -> bool:
    result = session.execute(statement, {"id": taken.id, "fence": taken.fence, **values})
    return bool(result.rowcount)  # type: ignore[attr-defined]


# Rows whose sender never came back, and what settles them.

_LOST = text(
    """
    SELECT id, ambiguous, order_id, conversation_id FROM notification_queue
    WHERE status = 'sending' AND lease_until <= UTC_TIMESTAMP(6)
        AND last_attempt_at <= TIMESTAMPADD(MICROSECOND, -:wait, UTC_TIMESTAMP(6))
    ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED
    """
)
_ONCE_MORE = text(
    """
    UPDATE notification_queue
    SET status = 'pending', fence = fence + 1, lease_until = NULL, next_attempt_at = UTC_TIMESTAMP(6),
        last_error = 'outcome_unknown'
    WHERE id IN :ids
    """
).bindparams(bindparam("ids", expanding=True))
_GIVE_UP = text(
    """
    UPDATE notification_queue SET status = 'dead', fence = fence + 1, lease_until = NULL, last_error = 'outcome_unknown'
    WHERE id IN :ids
    """
).bindparams(bindparam("ids", expanding=True))


def recover(session: Session, *, echo_wait: timedelta) -> int:
    """Deal with messages whose answer was lost and whose echo did not come. Returns how many.

    The first time a message goes out once more; the second time it ends as dead, with an alert: never a third time.
    """
    lost = session.execute(_LOST, {"wait": _microseconds(echo_wait), "limit": _RECOVER_AT_ONCE}).all()
    once_more = [row.id for row in lost if not row.ambiguous]
    if once_more:
        session.execute(_ONCE_MORE, {"ids": once_more})
    given_up = [row for row in lost if row.ambiguous]
    if given_up:
        session.execute(_GIVE_UP, {"ids": [row.id for row in given_up]})
    for row in given_up:
        alerts.raise_alert(
            session,
            severity="error",
            type="message_dead",
            title="A message may not have reached the customer",
            message="It was handed over twice, and neither an answer nor an echo came. It is not sent a third time.",
            dedupe_key=dead_key(row.id),
            order_id=row.order_id,
            conversation_id=row.conversation_id,
            is_task=True,
            details={"outbox_id": row.id, "error": OUTCOME_UNKNOWN},
        )
    return len(lost)


def dead_key(outbox_id: int) -> str:
    """The dedupe key of the alert about a message that died."""
    return f"message_dead:{outbox_id}"


def window_key(outbox_id: int) -> str:
    """The dedupe key of the task about a message that came too late for the 24-hour window."""
    return f"window_closed:{outbox_id}"


_FIND_FOR_ECHO = text(
    """
    SELECT n.id, n.status, n.last_error, n.attempts FROM notification_queue n
    JOIN users u ON u.id = n.user_id
    WHERE n.id = :id AND u.messenger_id = :psid
    """
)
_SETTLE = text(
    """
    UPDATE notification_queue
    SET status = 'sent', external_id = :mid, sent_at = COALESCE(sent_at, UTC_TIMESTAMP(6)), lease_until = NULL,
        last_error = NULL, fence = fence + 1
    WHERE id = :id AND status IN ('pending', 'sending', 'dead') AND attempts > 0
    """
)


def settle_by_echo(session: Session, *, outbox_id: int, psid: str, mid: str) -> bool:
    """An echo proves that a message of this customer went out. Returns False when it is none of theirs.

    The metadata of an echo is what we sent, but an id in it counts only together with the person it came from.
    """
    row = session.execute(_FIND_FOR_ECHO, {"id": outbox_id, "psid": psid}).one_or_none()
    if row is None:
        return False
    if row.status == "sent":
        return True
    if session.execute(_SETTLE, {"id": outbox_id, "mid": mid.encode()}).rowcount:  # type: ignore[attr-defined]
        if row.status == "dead":
            alerts.resolve(session, [dead_key(outbox_id)])
        return True
    return False


_CLOSED = text(
    """
    SELECT id FROM notification_queue
    WHERE user_id = :user_id AND status = 'window_closed' AND window_class = 'notice' ORDER BY id FOR UPDATE
    """
)
_REOPEN = text(
    """
    UPDATE notification_queue
    SET status = 'pending', attempts = 0, next_attempt_at = UTC_TIMESTAMP(6), last_error = NULL, fence = fence + 1
    WHERE id IN :ids
    """
).bindparams(bindparam("ids", expanding=True))


def reopen(session: Session, user_id: int) -> int:
    """The customer wrote again: notices that came too late for the window may go out now. Returns how many."""
    ids = list(session.execute(_CLOSED, {"user_id": user_id}).scalars())
    if ids:
        session.execute(_REOPEN, {"ids": ids})
        alerts.resolve(session, [window_key(number) for number in ids])
    return len(ids)
