"""Load from several processes with several threads each, all released at the same moment."""

from __future__ import annotations

import importlib
import multiprocessing
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

# Called once a process with the context; answers what each thread runs: the thread's number in, an outcome out.
Maker = Callable[..., Callable[[int], str]]
_START_SECONDS = 60.0


@dataclass
class Load:
    """How it went: seconds each call took, what calls came to, and how long all took together."""

    latencies: list[float] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    elapsed: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.elapsed if self.elapsed else 0.0


@dataclass(frozen=True)
class Pace:
    """How long each client goes on: for `seconds`, or `times` calls; `pause` seconds lie between two calls of one."""

    seconds: float | None = None
    times: int | None = None
    pause: float = 0.0


def run(maker: str, pace: Pace, *, processes: int, threads: int, **context: Any) -> Load:
    """Let `processes` x `threads` clients call what `maker` ("module:function") makes of the context.

    Raises RuntimeError when a process does not come to its end.
    """
    spawning = multiprocessing.get_context("spawn")
    barrier, results = spawning.Barrier(processes), spawning.Queue()
    workers = [
        spawning.Process(target=_process, args=(maker, number, threads, pace, context, barrier, results), daemon=True)
        for number in range(processes)
    ]
    for worker in workers:
        worker.start()
    whole = Load()
    try:
        for _ in workers:
            part: Load | str = results.get(timeout=_START_SECONDS + (pace.seconds or 300))
            if isinstance(part, str):
                raise RuntimeError(part)
            whole.latencies += part.latencies
            whole.outcomes += part.outcomes
            whole.elapsed = max(whole.elapsed, part.elapsed)
    finally:
        for worker in workers:
            worker.join(timeout=5)
            worker.kill()
    return whole


def _process(
    maker: str, number: int, threads: int, pace: Pace, context: dict[str, Any], barrier: Any, results: Any
) -> None:
    try:
        module, _, function = maker.partition(":")
        act = getattr(importlib.import_module(module), function)(process=number, **context)
        parts = [Load() for _ in range(threads)]
        running = [
            threading.Thread(target=_thread, args=(act, number * threads + place, pace, part))
            for place, part in enumerate(parts)
        ]
        barrier.wait(timeout=_START_SECONDS)
        began = time.perf_counter()
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()
        whole = Load(elapsed=time.perf_counter() - began)
        for part in parts:
            whole.latencies += part.latencies
            whole.outcomes += part.outcomes
        results.put(whole)
    except Exception as error:
        results.put(f"{type(error).__name__}: {error}")


def _thread(act: Callable[[int], str], number: int, pace: Pace, part: Load) -> None:
    end = time.perf_counter() + pace.seconds if pace.seconds else float("inf")
    left = pace.times if pace.times is not None else 2**62
    while left and time.perf_counter() < end:
        began = time.perf_counter()
        try:
            outcome = act(number)
        except Exception as error:
            outcome = f"{type(error).__name__}: {str(error)[:80]}"
        part.latencies.append(time.perf_counter() - began)
        part.outcomes[outcome] += 1
        left -= 1
        if pace.pause:
            time.sleep(pace.pause)
