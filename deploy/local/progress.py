"""What the front door tells people while it works: on standard error, so that output can be piped."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_quiet = False


def be_quiet() -> None:
    """Say nothing from now on unless somebody watches at a terminal."""
    global _quiet
    _quiet = not sys.stderr.isatty()


def say(line: str) -> None:
    if not _quiet:
        print(line, file=sys.stderr, flush=True)


def warn(line: str) -> None:
    print(f"quicksell: {line}", file=sys.stderr, flush=True)


@contextmanager
def step(what: str) -> Iterator[None]:
    """Show that something is under way, with the seconds on a terminal; one line when it is done."""
    began = time.monotonic()
    if not sys.stderr.isatty():
        yield
        say(f"  {what} ({time.monotonic() - began:.1f} s)")
        return
    done = threading.Event()

    def turn() -> None:
        while not done.wait(0.5):
            print(f"\r  … {what} {time.monotonic() - began:3.0f} s", end="", file=sys.stderr, flush=True)

    thread = threading.Thread(target=turn, daemon=True)
    thread.start()
    mark = "✗"
    try:
        yield
        mark = "✓"
    finally:
        done.set()
        thread.join()
        print(f"\r\033[K  {mark} {what} ({time.monotonic() - began:.1f} s)", file=sys.stderr, flush=True)
