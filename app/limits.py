"""Rate limits: counted in Redis for all processes together, in this process alone while Redis is away."""

from __future__ import annotations

import time
from typing import Any

from flask import Flask, current_app, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError
from werkzeug.exceptions import TooManyRequests

from services.resources import Resources

FAILED_SIGN_INS = parse("120 per minute")
WINDOW_SECONDS = 60


class Limits:
    """The limiter of one application. The webhook and the health answers are never limited."""

    def __init__(self, app: Flask, resources: Resources) -> None:
        settings = resources.settings
        # Typed as texts and numbers, and handed on as it is to the Redis client.
        options: Any = {"connection_pool": resources.redis.connection_pool}
        self._alone = FixedWindowRateLimiter(MemoryStorage())
        self.limiter = Limiter(
            _who,
            app=app,
            default_limits=[f"{settings.api_requests_per_minute} per minute"],
            enabled=settings.rate_limit_enabled,
            strategy="fixed-window",
            key_prefix="quicksell-limits",
            storage_uri="redis://",
            storage_options=options,
            in_memory_fallback_enabled=True,
            swallow_errors=True,
        )

        @self.limiter.request_filter
        def _is_free() -> bool:
            return not request.path.startswith("/api") or (request.endpoint or "").startswith("health.")

    def seconds_to_wait(self) -> int:
        """How long until the limit that was broken in this request begins anew."""
        broken = self.limiter.current_limit
        return min(WINDOW_SECONDS, max(1, int(broken.reset_at - time.time()))) if broken else WINDOW_SECONDS

    def count_failed_sign_in(self) -> None:
        """Count a wrong token against its sender's address. Raises TooManyRequests beyond the limit."""
        if not self.limiter.enabled:
            return
        sender = get_remote_address()
        try:
            is_within = self.limiter.limiter.hit(FAILED_SIGN_INS, "sign-in", sender)
        except RedisError:
            is_within = self._alone.hit(FAILED_SIGN_INS, "sign-in", sender)
        if not is_within:
            raise TooManyRequests


def _who() -> str:
    return "token" if g.get("is_staff") else f"address:{get_remote_address()}"


def limits_of_this_app() -> Limits:
    """The limits of the application that answers the present request."""
    limits: Limits = current_app.extensions["limits"]
    return limits
