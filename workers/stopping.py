"""Whether this process was asked to stop: drains look at it between two pieces of work."""

from __future__ import annotations

import threading

_asked = threading.Event()


def ask() -> None:
    """Ask the running drain to end after the piece of work it is at."""
    _asked.set()


def is_asked() -> bool:
    return _asked.is_set()
