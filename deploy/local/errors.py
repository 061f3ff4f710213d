"""The one error the front door shows to people."""

from __future__ import annotations


class SetupError(Exception):
    """Something is missing or in the way. The message is one line that says what, and what to do about it."""
