"""The worker process: one child for each queue, started again when it ends. `python -m workers.run [--queues a,b,…]`.

A queue named twice gets two children. On SIGTERM every child ends after the piece of work it is at; what is left after
nine seconds is killed, and its leases bring the work back.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib
import os
import signal
import sys
import time
from dataclasses import dataclass
from types import FrameType
from typing import NoReturn

import structlog

from services import job_queue
from workers import queue as queues
from workers import start_up

log = structlog.get_logger(__name__)

GRACE_SECONDS = 9.0
_FIRST_PAUSE, _LONGEST_PAUSE, _STEADY_AFTER = 0.5, 10.0, 30.0
_LOOK_EVERY = 0.2
_PR_SET_PDEATHSIG = 1


@dataclass
class _Child:
    queue: str
    pid: int = 0
    started: float = 0.0
    pause: float = 0.0
    start_at: float = 0.0


class Supervisor:
    """Keeps one child alive for each queue."""

    def __init__(self, names: list[str]) -> None:
        self._children = [_Child(name) for name in names]
        self._stop_at: float | None = None

    def run(self) -> None:
        """Until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked)
        while True:
            self._reap()
            if self._stop_at is not None:
                if not any(child.pid for child in self._children):
                    return
                if time.monotonic() > self._stop_at:
                    self._signal(signal.SIGKILL)
            else:
                self._start_missing()
            time.sleep(_LOOK_EVERY)

    def _asked(self, _number: int, _frame: FrameType | None) -> None:
        if self._stop_at is None:
            self._stop_at = time.monotonic() + GRACE_SECONDS
            self._signal(signal.SIGTERM)

    def _signal(self, number: signal.Signals) -> None:
        for child in self._children:
            if child.pid:
                os.kill(child.pid, number)

    def _start_missing(self) -> None:
        for child in self._children:
            if not child.pid and time.monotonic() >= child.start_at and self._stop_at is None:
                child.pid, child.started = _fork(child.queue), time.monotonic()

    def _reap(self) -> None:
        for child in self._children:
            if not child.pid:
                continue
            pid, status = os.waitpid(child.pid, os.WNOHANG)
            if not pid:
                continue
            now = time.monotonic()
            steady = now - child.started > _STEADY_AFTER
            child.pause = _FIRST_PAUSE if steady or not child.pause else min(child.pause * 2, _LONGEST_PAUSE)
            child.pid, child.start_at = 0, now + child.pause
            if self._stop_at is None:
                log.warning(
                    "worker_ended", queue=child.queue, status=os.waitstatus_to_exitcode(status), again_in=child.pause
                )


def _fork(name: str) -> int:
    parent = os.getpid()
    # A signal that came between fork and the child's own handlers would be lost on it.
    blocked = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, blocked)
    pid = os.fork()
    if pid:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, blocked)
        return pid
    _child(name, parent, blocked)


def _child(name: str, parent: int, blocked: set[signal.Signals]) -> NoReturn:
    code = 1
    try:
        # The child of a parent that was killed must not live on unseen.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
        for number in blocked:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, blocked)
        if os.getppid() == parent:
            queues.run(name)
        code = 0
    except SystemExit as asked:
        code = asked.code if isinstance(asked.code, int) else 0
    except BaseException:
        log.exception("worker_failed", queue=name)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _names(given: str) -> list[str]:
    names = [name.strip() for name in given.split(",") if name.strip()]
    unknown = sorted(set(names) - set(job_queue.QUEUES))
    if unknown or not names:
        raise argparse.ArgumentTypeError(f"queues are {', '.join(job_queue.QUEUES)}")
    return names


def main() -> None:
    """Check what is needed, load the jobs once for all children, and supervise."""
    parser = argparse.ArgumentParser(prog="python -m workers.run", description="Run the workers.")
    parser.add_argument(
        "--queues", type=_names, default=list(job_queue.QUEUES), help="comma-separated; twice means two workers"
    )
    names = parser.parse_args().queues
    start_up.ready()
    # Loaded before forking: children share the memory and are up at once.
    for job in job_queue.JOBS.values():
        if job.queue in names:
            importlib.import_module(job.path.rpartition(".")[0])
    log.info("workers_started", queues=names, pid=os.getpid())
    Supervisor(names).run()
    log.info("workers_stopped")


if __name__ == "__main__":
    main()
