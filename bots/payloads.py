"""What buttons and quick replies carry: VERB|argument|…, built and read here. What comes back is never trusted."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_LENGTH = 1000
_VERB = re.compile(r"[A-Z][A-Z_]{1,39}")
_WHOLE = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True)
class Payload:
    """A payload taken apart. Arguments are text from outside: look everything up, believe nothing."""

    verb: str
    args: tuple[str, ...] = ()

    def text(self, position: int) -> str:
        """An argument, '' where there is none."""
        return self.args[position] if position < len(self.args) else ""

    def whole(self, position: int, default: int) -> int:
        """An argument as a whole number from 0; the default where there is none, -1 where it is not one."""
        raw = self.text(position)
        if not raw:
            return default
        return int(raw) if _WHOLE.fullmatch(raw) else -1


def build(verb: str, *args: object) -> str:
    """Write a payload. Raises ValueError for one that could not be read back or is too long for Messenger."""
    written = "|".join([verb, *map(str, args)])
    if any("|" in str(arg) for arg in args) or len(written) > MAX_LENGTH or not _VERB.fullmatch(verb):
        raise ValueError(f"not a payload: {written[:80]}")
    return written


def parse(raw: object) -> Payload | None:
    """Read a payload; None for what none of our buttons carries (a foreign or an old form)."""
    if not isinstance(raw, str) or len(raw) > MAX_LENGTH:
        return None
    verb, *args = raw.split("|")
    return Payload(verb, tuple(args)) if _VERB.fullmatch(verb) else None
