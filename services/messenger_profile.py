"""What the page shows before anybody writes, what it subscribes to, and its approved templates."""

from __future__ import annotations

from services.resources import Resources


def set_up(resources: Resources) -> list[str]:
    """Bring the page's profile, subscription and templates to what we need; returns a line for each thing done."""
    raise NotImplementedError
