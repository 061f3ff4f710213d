"""The clock that decides windows, expiries and time stamps. Tests move it; it never drives real waiting."""

from __future__ import annotations

import time
from datetime import UTC, datetime

SECOND = 1000
HOUR = 3600 * SECOND
DAY = 24 * HOUR


class Clock:
    """Real time plus an offset, in milliseconds since 1970, as Messenger counts."""

    def __init__(self, offset_ms: int = 0) -> None:
        self.offset_ms = offset_ms

    def now_ms(self) -> int:
        """Return the sandbox's time in milliseconds."""
        return time.time_ns() // 1_000_000 + self.offset_ms

    def advance(self, seconds: float) -> None:
        """Move the clock forward, or back when seconds is negative."""
        self.offset_ms += round(seconds * SECOND)

    def set(self, moment_ms: int) -> None:
        """Make it this moment now."""
        self.offset_ms += moment_ms - self.now_ms()

    def iso(self) -> str:
        """Return the time in ISO form, UTC."""
        return datetime.fromtimestamp(self.now_ms() / SECOND, UTC).isoformat(timespec="milliseconds")
