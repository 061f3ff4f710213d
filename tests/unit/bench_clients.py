"""Clients for the test of the load: they must be importable by the processes that run them."""

from __future__ import annotations

from collections.abc import Callable


def counting(*, process: int, word: str) -> Callable[[int], str]:
    return lambda _thread: f"{word} {process}"


def failing(*, process: int) -> Callable[[int], str]:
    def act(_thread: int) -> str:
        raise ValueError("no")

    return act
