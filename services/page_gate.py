"""Whether the page may send now: paused on a dead token or a restriction, slowed by the platform, resting after faults.

What all processes must know is one row of `messenger_pages`; how fast they send together is one key in Redis.
"""

from __future__ import annotations

import hashlib
import random
import threading
import time
from dataclasses import dataclass
from datetime import timedelta

import structlog
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.orm import Session

from services import alerts
from services.clients.messenger_errors import PAUSES_PAGE, Action
from services.settings import Settings

THROTTLE, API_DOWN = "throttle", "api_down"
_LONGEST_SHORT_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(minutes=15)
_HIGHEST_LEVEL = 12
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Gate:
    """What the page may do now: anything, one message as a trial, or nothing."""

    is_open: bool
    is_trial: bool = False
    level: int = 0


_READ = text(
    """
    SELECT pause_reason, pause_level, token_hash, paused_until > UTC_TIMESTAMP(6) AS is_paused
    FROM messenger_pages WHERE page_id = :page_id
    """
)
# Only one process gets the trial: the pause is prolonged by whoever takes it.
_TAKE_TRIAL = text(
    """
    UPDATE messenger_pages SET paused_until = TIMESTAMPADD(MICROSECOND, :lease, UTC_TIMESTAMP(6))
    WHERE page_id = :page_id AND pause_reason IS NOT NULL AND paused_until <= UTC_TIMESTAMP(6)
    """
)
_GIVE_TRIAL_BACK = text(
    """
    UPDATE messenger_pages SET paused_until = UTC_TIMESTAMP(6) WHERE page_id = :page_id AND pause_reason IS NOT NULL
    """
)
_PAUSE = text(
    """
    INSERT INTO messenger_pages (page_id, paused_until, pause_reason, pause_level, token_hash)
    VALUES (:page_id, TIMESTAMPADD(MICROSECOND, :pause, UTC_TIMESTAMP(6)), :reason, :level, :token_hash)
    ON DUPLICATE KEY UPDATE paused_until = TIMESTAMPADD(MICROSECOND, :pause, UTC_TIMESTAMP(6)), pause_reason = :reason,
        pause_level = :level, token_hash = :token_hash, updated_at = UTC_TIMESTAMP(6)
    """
)
_CLEAR = text(
    """
    UPDATE messenger_pages
    SET paused_until = NULL, pause_reason = NULL, pause_level = 0, token_hash = :token_hash,
        updated_at = UTC_TIMESTAMP(6)
    WHERE page_id = :page_id
    """
)


def look(session: Session, settings: Settings) -> Gate:
    """Say what the page may do now. When a pause has run out, one caller gets a trial; a new token ends it at once."""
    page_id = settings.messenger_page_id
    row = session.execute(_READ, {"page_id": page_id}).one_or_none()
    if row is None or row.pause_reason is None:
        return Gate(is_open=True)
    if row.pause_reason in set(PAUSES_PAGE) and row.token_hash != token_hash(settings):
        clear(session, settings)
        return Gate(is_open=True)
    if row.is_paused:
        return Gate(is_open=False, level=row.pause_level)
    taken = session.execute(_TAKE_TRIAL, {"page_id": page_id, "lease": _microseconds(settings.lease)})
    is_ours = bool(taken.rowcount)  # type: ignore[attr-defined]
    return Gate(is_open=is_ours, is_trial=is_ours, level=row.pause_level)


def give_trial_back(session: Session, settings: Settings) -> None:
    """The trial found nothing to send: let the next one have it."""
    session.execute(_GIVE_TRIAL_BACK, {"page_id": settings.messenger_page_id})


def clear(session: Session, settings: Settings) -> None:
    """The page sends again: the pause and its alert are over."""
    session.execute(_CLEAR, {"page_id": settings.messenger_page_id, "token_hash": token_hash(settings)})
    alerts.resolve(session, [_alert_key(settings)])


def slow_down(
    session: Session, settings: Settings, *, reason: str, level: int, at_least: timedelta | None = None
) -> timedelta:
    """Rest for a short while, longer each time in a row; returns for how long."""
    pause = settings.outbox_backoff_base * 2 ** min(level, _HIGHEST_LEVEL) * (0.5 + random.random() / 2)
    pause = max(min(pause, _LONGEST_SHORT_PAUSE), min(at_least or timedelta(0), _LONGEST_PAUSE))
    _pause(session, settings, pause, reason, level + 1)
    return pause


def stop(session: Session, settings: Settings, *, action: Action, level: int, words: str) -> timedelta:
    """Stop until somebody repairs the token, the permission or the page's standing; raises one alert.

    A trial message is let through now and then; a new token in the settings ends the pause at once.
    """
    pause = min(settings.outbox_backoff_base * 15 * 2 ** min(level, _HIGHEST_LEVEL), _LONGEST_PAUSE)
    _pause(session, settings, pause, action, level + 1)
    alerts.raise_alert(
        session,
        severity="critical",
        type="messenger_page_paused",
        title=f"Nothing is being sent to customers: {_PLAIN[action]}",
        message=f"{words} Messages wait and lose no attempts; they go out once this is repaired.",
        dedupe_key=_alert_key(settings),
        is_task=True,
        details={"reason": str(action)},
    )
    return pause


_PLAIN = {
    Action.TOKEN: "the page access token is not valid",
    Action.PERMISSION: "the app lacks a permission for the page",
    Action.POLICY: "Meta has restricted the page",
}


def _pause(session: Session, settings: Settings, pause: timedelta, reason: str, level: int) -> None:
    values = {
        "page_id": settings.messenger_page_id,
        "pause": _microseconds(pause),
        "reason": str(reason),
        "level": min(level, _HIGHEST_LEVEL),
        "token_hash": token_hash(settings),
    }
    session.execute(_PAUSE, values)
    log.warning("messenger_page_paused", reason=str(reason), seconds=round(pause.total_seconds(), 3))


def _alert_key(settings: Settings) -> str:
    return f"messenger_page_paused:{settings.messenger_page_id}"


def token_hash(settings: Settings) -> str:
    """Tells two tokens apart without keeping either."""
    return hashlib.sha256(settings.messenger_page_access_token.encode()).hexdigest()


def _microseconds(length: timedelta) -> int:
    return round(length.total_seconds() * 1_000_000)


# The page's rate: one bucket for all processes, that holds what a second allows. Kept as the time at which it would be
# full again (the generic cell rate algorithm), so that it is one number.
_TAKE_FROM_BUCKET = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local wait = full + tonumber(ARGV[1]) - now - tonumber(ARGV[2])
if wait > 0 then return math.ceil(wait) end
redis.call('SET', KEYS[1], string.format('%.0f', full + tonumber(ARGV[1])), 'PX', 2000)
return 0
"""
_BURST_MICROSECONDS = 1_000_000
_WITHOUT_REDIS_SECONDS = 5.0


class Rate:
    """How fast the page may send. While Redis is away each process keeps to the rate by itself."""

    def __init__(self, redis: Redis, settings: Settings) -> None:
        self._redis = redis
        self._key = f"quicksell:page_rate:{settings.messenger_page_id}"
        self._step = 1_000_000 / settings.page_messages_per_second
        self._lock = threading.Lock()
        self._full = 0.0
        self._redis_again_at = 0.0

    def wait(self, until: float | None) -> bool:
        """Wait for a turn, not past `until` (of `time.monotonic()`). False when there was none in time."""
        while (pause := self._take()) > 0:
            if until is not None and time.monotonic() + pause > until:
                return False
            time.sleep(pause)
        return True

    def _take(self) -> float:
        """Take one turn: 0 when there was one, else the seconds until the next."""
        if time.monotonic() >= self._redis_again_at:
            try:
                answer = self._redis.eval(_TAKE_FROM_BUCKET, 1, self._key, self._step, _BURST_MICROSECONDS)
                return int(answer) / 1_000_000  # type: ignore[arg-type]
            except RedisError:
                self._redis_again_at = time.monotonic() + _WITHOUT_REDIS_SECONDS
        with self._lock:
            now = time.monotonic() * 1_000_000
            full = max(self._full, now)
            if full + self._step - now > _BURST_MICROSECONDS:
                return (full + self._step - now - _BURST_MICROSECONDS) / 1_000_000
            self._full = full + self._step
            return 0.0


class Failures:
    """How many calls in a row the Graph API did not take. Past a few, the page rests for all processes."""

    def __init__(self, most: int = 5) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._in_a_row = 0

    def succeeded(self) -> None:
        with self._lock:
            self._in_a_row = 0

    def failed(self) -> bool:
        """Count one; True when it is time to rest."""
        with self._lock:
            self._in_a_row += 1
            return self._in_a_row >= self._most
