"""Order numbers: ORD-, the business day in Manila, and digits nobody can guess from the last one."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta, timezone

# The Philippines keep UTC+8 all year, so no time zone database is needed.
BUSINESS_ZONE = timezone(timedelta(hours=8), "Asia/Manila")
MAX_TRIES = 12
_DIGITS, _MOST_DIGITS, _TRIES_AT_ONE_WIDTH = 5, 12, 5


def digits(attempt: int) -> int:
    """How many random digits the given try (from 0) uses: five, and one more for every five that were taken."""
    return min(_MOST_DIGITS, _DIGITS + attempt // _TRIES_AT_ONE_WIDTH)


def make(now: datetime, *, attempt: int = 0) -> str:
    """A number to try, `ORD-YYYYMMDD-NNNNN`. A busy day runs out of free ones, so later tries are wider.

    `now` is aware. The unique key decides whether it is taken; the caller tries again.
    """
    day = now.astimezone(BUSINESS_ZONE).strftime("%Y%m%d")
    width = digits(attempt)
    return f"ORD-{day}-{secrets.randbelow(10**width):0{width}d}"
