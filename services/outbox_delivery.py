"""Takes due messages and hands them over, several customers at a time."""

from __future__ import annotations

from services.resources import Resources


def run(resources: Resources, *, limit: int, deadline: float | None) -> int:
    """Hand over what is due; see `services.notifications.deliver_due`."""
    raise NotImplementedError
