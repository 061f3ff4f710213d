"""Processes: starting them so that they die with us (or do not), knowing them again, and stopping them."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from deploy.local.errors import SetupError

STOP_SECONDS = 10.0
LOG_BYTES_KEPT = 5_000_000
# Numbers of prctl(2).
_SET_PARENT_DEATH_SIGNAL = 1
_SET_CHILD_SUBREAPER = 36

_prctl: Callable[..., int] | None
try:
    _prctl = ctypes.CDLL(None, use_errno=True).prctl
except (OSError, AttributeError):
    _prctl = None


@dataclass(frozen=True)
class Process:
    """A process known by its id and the moment it started, so that a reused id is not mistaken for it."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> Process:
        return cls(pid, _start_mark(pid) or "")

    @classmethod
    def read(cls, saved: object) -> Process | None:
        """The process a saved record tells of, if it is still running."""
        if not isinstance(saved, dict) or not isinstance(saved.get("pid"), int):
            return None
        process = cls(saved["pid"], str(saved.get("started", "")))
        return process if process.is_alive() else None

    def record(self) -> dict[str, Any]:
        return {"pid": self.pid, "started": self.started}

    def is_alive(self) -> bool:
        with suppress(ChildProcessError):
            # A child of ours that ended stays in the table until it is waited for.
            os.waitpid(self.pid, os.WNOHANG)
        mark = _start_mark(self.pid)
        return mark is not None and mark == self.started

    def signal(self, number: int) -> None:
        if self.is_alive():
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Ask to finish, then kill. True when it finished by itself."""
        self.signal(signal.SIGTERM)
        if wait_for(lambda: not self.is_alive(), seconds):
            return True
        self.signal(signal.SIGKILL)
        wait_for(lambda: not self.is_alive(), STOP_SECONDS)
        return False

    def end_group(self) -> None:
        """Kill what a process that `start` started has left in its group; to be called right after its end."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)


def _start_mark(pid: int) -> str | None:
    """When a process started, in clock ticks since boot; None for one that is gone or a zombie. proc(5), field 22."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    # The first thread of a killed process may be a zombie while others still hold its sockets: field 20 counts them.
    gone = fields[0] == "X" or (fields[0] == "Z" and int(fields[17]) <= 1)
    return None if gone else fields[19]


def wait_for(condition: Callable[[], bool], seconds: float, pause: float = 0.02) -> bool:
    """Whether a condition came true within the time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(pause)
        pause = min(pause * 1.3, 0.25)
    return True


def start(
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    dies_with_us: bool,
) -> Process:
    """Start a process in a session of its own, so that Ctrl-C in a terminal does not reach it behind our back.

    With `dies_with_us` the kernel ends it when this process ends, however it ends.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_BYTES_KEPT:
        os.replace(log, log.with_name(log.name + ".1"))
    with open(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as output:
        child = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM) if dies_with_us else None,
        )
    # Its end is seen by Process.is_alive; without this, Popen would warn when it is collected.
    child.returncode = 0
    return Process.of(child.pid)


def die_with_parent(number: int) -> Callable[[], None] | None:
    """What a child does before it becomes the program: ask the kernel to end it with its parent. prctl(2)"""
    parent = os.getpid()
    if _prctl is None:
        return None

    def arrange() -> None:
        assert _prctl is not None
        _prctl(_SET_PARENT_DEATH_SIGNAL, number, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return arrange


def adopt_orphans() -> None:
    """Become the parent of grandchildren whose parent ends, so that none can be left behind. prctl(2)"""
    if _prctl is not None:
        _prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children() -> list[int]:
    """The ids of this process's children, zombies left out."""
    ours = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, IndexError, ValueError):
            fields = entry.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(fields[1]) == os.getpid() and fields[0] not in {"Z", "X"}:
                ours.append(int(entry.parent.name))
    return ours


def end_children(seconds: float = STOP_SECONDS) -> None:
    """End whatever still runs below this process: first kindly, then surely."""
    for number, limit in ((signal.SIGTERM, seconds), (signal.SIGKILL, STOP_SECONDS)):
        known = [Process.of(pid) for pid in children()]
        for process in known:
            process.signal(number)
        if wait_for(lambda: not _reaped_children(), limit):
            return


def _reaped_children() -> list[int]:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
    return children()


class Terminated(BaseException):
    """Somebody asked this process to end; everything it started is cleaned up on the way out."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def raise_on_signals() -> None:
    """Turn SIGTERM and SIGHUP into Terminated and SIGINT into KeyboardInterrupt, so that `finally` blocks run."""

    def terminate(number: int, _frame: object) -> NoReturn:
        raise Terminated(number)

    signal.signal(signal.SIGTERM, terminate)
    signal.signal(signal.SIGHUP, terminate)
    # A shell starts what it puts into the background with SIGINT ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def run_in_foreground(command: Sequence[str | Path], *, env: Mapping[str, str], cwd: Path | None = None) -> int:
    """Run a command on our terminal and return its exit code; it gets the signals we get and dies with us."""
    child = subprocess.Popen(
        [str(part) for part in command], env=dict(env), cwd=cwd, preexec_fn=die_with_parent(signal.SIGTERM)
    )
    try:
        code = child.wait()
    except (KeyboardInterrupt, Terminated) as request:
        if isinstance(request, Terminated):
            child.terminate()
        elif not sys.stdin.isatty():
            # After Ctrl-C at a terminal the child has been told as well.
            child.send_signal(signal.SIGINT)
        try:
            child.wait(STOP_SECONDS * 2)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            child.kill()
            child.wait()
        raise
    return 128 - code if code < 0 else code


def free_port(wanted: int | None = None) -> int:
    """A free port of 127.0.0.1: the wanted one if nobody has it."""
    if wanted is not None and is_free(wanted):
        return wanted
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether a port of 127.0.0.1 can be listened at. Raises PermissionError where it is not ours to take."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise
        except OSError:
            return False
    return True


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log, for an error message."""
    with suppress(OSError):
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])
    return ""


def failed(what: str, log: Path) -> SetupError:
    """The error for a process that did not come up: its own last word where it had one, else the end of its log."""
    lines = last_lines(log)
    last = lines.rpartition("\n")[2]
    if last.startswith("quicksell: "):
        return SetupError(f"{what}: {last.removeprefix('quicksell: ')}")
    return SetupError(f"{what}; the last lines of {log}:\n{lines}")
