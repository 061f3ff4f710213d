"""What a process needs once: settings, engines and session factories, Redis."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import Engine

from services import db
from services.settings import Settings


@dataclass(frozen=True)
class Resources:
    """Built once a process, handed to whatever needs it."""

    settings: Settings
    engine: Engine
    sessions: db.Sessions
    # For what is one statement and nothing else: no COMMIT to send and wait for.
    single: Engine
    redis: Redis

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()
        self.single.dispose()
        self.redis.close()


def build(settings: Settings) -> Resources:
    """Build the resources of one process; connects to nothing yet."""
    engine = db.make_engine(settings)
    return Resources(
        settings=settings,
        engine=engine,
        sessions=db.make_sessions(engine),
        single=db.make_engine(settings, autocommit=True),
        redis=make_redis(settings),
    )


def make_redis(settings: Settings) -> Redis:
    """A Redis client that gives up quickly: Redis is only the bell, nobody may wait for it."""
    wait = settings.redis_timeout.total_seconds()
    return Redis.from_url(
        settings.redis_url,
        socket_connect_timeout=wait,
        socket_timeout=wait,
        retry=Retry(NoBackoff(), 0),
        max_connections=64,
        health_check_interval=30,
    )


@lru_cache(maxsize=1)
def resources() -> Resources:
    """This process's resources, from its environment. Raises SettingsError."""
    return build(Settings.from_env(os.environ))
