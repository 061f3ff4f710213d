"""Hand over what is to be said."""

from __future__ import annotations

from services import job_queue, notifications
from services.resources import resources
from workers import drain as drains

_AT_ONCE = 200


def drain(**_newer_arguments: object) -> int:
    """Deliver every due message and say how many were taken. Safe to run beside itself."""
    own = resources()
    return drains.until_empty(
        own,
        job_queue.NOTIFICATIONS,
        lambda deadline: notifications.deliver_due(own, limit=_AT_ONCE, deadline=deadline),
    )
