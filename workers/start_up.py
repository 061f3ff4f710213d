"""Before a worker or scheduler starts: settings, schema and both stores must be there, or one line says what is not."""

from __future__ import annotations

import os
import sys
import time
from typing import NoReturn

import structlog
from redis.exceptions import AuthenticationError, RedisError

from services import db, log, schema_version
from services.resources import Resources, build
from services.settings import Settings, SettingsError

logger = structlog.get_logger(__name__)

# A store that is just being started or restarted is worth this long a wait.
PATIENCE_SECONDS = 15.0
_PAUSE_SECONDS = 0.5


def ready() -> Settings:
    """The settings, once everything needed is there; otherwise says why in one line and exits with 1."""
    try:
        settings = Settings.from_env(os.environ)
    except SettingsError as error:
        refuse(str(error))
    log.configure(settings)
    resources = build(settings)
    try:
        _wait_for_stores(resources)
        _look_at_eviction(resources)
    finally:
        resources.close()
    return settings


def refuse(reason: str) -> NoReturn:
    """One line for the person who started it, and a status that says it did not."""
    print(f"quicksell: {reason}", file=sys.stderr, flush=True)
    raise SystemExit(1)


def _wait_for_stores(resources: Resources) -> None:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while True:
        trouble = _trouble(resources)
        if trouble is None:
            return
        if time.monotonic() >= give_up_at:
            refuse(trouble)
        time.sleep(_PAUSE_SECONDS)


def _trouble(resources: Resources) -> str | None:
    try:
        schema_version.check(resources.engine)
    except schema_version.OldSchema as error:
        refuse(error.message)
    except db.DatabaseUnavailable as error:
        if db.errno(error.__cause__ or error) in db.ACCOUNT_REFUSED:
            refuse(db.refusal(error) or error.message)
        return db.refusal(error) or error.message
    try:
        resources.redis.ping()
    except AuthenticationError:
        refuse("Redis refuses the password of REDIS_URL")
    except (RedisError, OSError) as error:
        return f"the Redis of REDIS_URL cannot be reached ({type(error).__name__})"
    return None


def _look_at_eviction(resources: Resources) -> None:
    try:
        found: dict[str, str] = resources.redis.config_get("maxmemory-policy")  # type: ignore[assignment]
    except (RedisError, OSError):
        return  # managed servers may not tell
    policy = found.get("maxmemory-policy")
    if policy and policy != "noeviction":
        logger.warning(
            "redis_may_evict", policy=policy, advice="set maxmemory-policy noeviction: evicted rings come late"
        )
