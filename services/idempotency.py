"""Requests that must not be done twice: the first takes the key, its repeats get its answer.

The key's row is taken in a transaction of its own, the answer is written in the one that does the work. `fence` grows
with every owner: one that was too slow finds its key taken over and changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from services import db
from services.errors import ServiceError

DEFAULT_LEASE = timedelta(seconds=30)
_DECIMAL = "$decimal"
LONGEST_KEY = 255


class KeyInProgress(ServiceError):
    """The first request with this key is still being worked on."""

    code = "idempotency_key_in_progress"


class KeyReused(ServiceError):
    """The key was used for a different request."""

    code = "idempotency_key_reused"


class KeyTakenOver(ServiceError):
    """The lease ran out and another request owns the key now: nothing may be changed under it."""

    code = "idempotency_key_in_progress"


@dataclass(frozen=True)
class Started:
    """The right to do the work of a key; ends with `finish`, `abandon` or its lease."""

    scope: str
    key: str
    fence: int


@dataclass(frozen=True)
class Replay:
    """The answer the first request got: the HTTP-ish status and the body given to `finish`."""

    status: int
    body: dict[str, Any]


def hash_request(*parts: object) -> str:
    """A fingerprint of a request: the same parts in the same order give the same hash, however objects are ordered."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def begin(
    sessions: db.Sessions, *, scope: str, key: str, request_hash: str, lease: timedelta = DEFAULT_LEASE
) -> Started | Replay:
    """Take a key, or answer what its first request was answered.

    Raises KeyReused for another request under the same key, KeyInProgress while the first one is at work, ValueError
    for an empty or overlong key.
    """
    if not 0 < len(key.encode()) <= LONGEST_KEY:
        raise ValueError(f"an idempotency key has 1 to {LONGEST_KEY} bytes")
    microseconds = round(lease.total_seconds() * 1_000_000)
    values = {"scope": scope, "key": key.encode(), "hash": request_hash, "lease": microseconds}

    def unit(session: Session) -> Started | Replay:
        # A no-op for a known key, and then this row is locked: one statement decides who is first.
        session.execute(
            text(
                "INSERT INTO idempotency_keys (scope, idempotency_key, request_hash) VALUES (:scope, :key, :hash) "
                "ON DUPLICATE KEY UPDATE id = id"
            ),
            values,
        )
        row = session.execute(
            text(
                "SELECT id, request_hash, status, fence, response_status, response_body, "
                "lease_until IS NOT NULL AND lease_until > UTC_TIMESTAMP(6) AS is_leased "
                "FROM idempotency_keys WHERE scope = :scope AND idempotency_key = :key FOR UPDATE"
            ),
            values,
        ).one()
        if row.request_hash != request_hash:
            raise KeyReused("This idempotency key was used for a different request")
        if row.status == "completed":
            return Replay(row.response_status, json.loads(row.response_body, object_hook=_revive))
        if row.is_leased:
            raise KeyInProgress("The first request with this idempotency key is still in progress")
        session.execute(
            text(
                "UPDATE idempotency_keys SET fence = fence + 1, "
                "lease_until = UTC_TIMESTAMP(6) + INTERVAL :lease MICROSECOND WHERE id = :id"
            ),
            {"id": row.id, **values},
        )
        return Started(scope=scope, key=key, fence=row.fence + 1)

    return db.transact(sessions, unit)


def hold(session: Session, started: Started) -> None:
    """Lock the key's row: the first statement of the transaction that does the work. Raises KeyTakenOver."""
    row = session.execute(
        text("SELECT fence, status FROM idempotency_keys WHERE scope = :scope AND idempotency_key = :key FOR UPDATE"),
        {"scope": started.scope, "key": started.key.encode()},
    ).first()
    if row is None or row.fence != started.fence or row.status != "in_progress":
        raise KeyTakenOver("Another request with this idempotency key took over")


def finish(session: Session, started: Started, *, status: int, body: dict[str, Any]) -> None:
    """Keep the answer in the transaction that makes it true; `hold` came first. Raises KeyTakenOver."""
    result = session.execute(
        text(
            "UPDATE idempotency_keys SET status = 'completed', lease_until = NULL, response_status = :status, "
            "response_body = :body WHERE scope = :scope AND idempotency_key = :key AND fence = :fence "
            "AND status = 'in_progress'"
        ),
        {
            "scope": started.scope,
            "key": started.key.encode(),
            "fence": started.fence,
            "status": status,
            "body": json.dumps(body, default=_plain, ensure_ascii=False),
        },
    )
    if result.rowcount != 1:  # type: ignore[attr-defined]
        raise KeyTakenOver("Another request with this idempotency key took over")


def refuse(sessions: db.Sessions, started: Started, *, status: int, body: dict[str, Any]) -> None:
    """Keep the answer of a request that changed nothing, in a transaction of its own."""

    def unit(session: Session) -> None:
        hold(session, started)
        finish(session, started, status=status, body=body)

    db.transact(sessions, unit)


def abandon(sessions: db.Sessions, started: Started) -> None:
    """Give the key up after a fault, so that a repeat need not wait for the lease."""
    values = {"scope": started.scope, "key": started.key.encode(), "fence": started.fence}
    db.transact(
        sessions,
        lambda session: session.execute(
            text(
                "UPDATE idempotency_keys SET lease_until = NULL WHERE scope = :scope AND idempotency_key = :key "
                "AND fence = :fence AND status = 'in_progress'"
            ),
            values,
        ),
    )


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return {_DECIMAL: str(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be kept in an answer")


def _revive(value: dict[str, Any]) -> Any:
    return Decimal(value[_DECIMAL]) if value.keys() == {_DECIMAL} else value
