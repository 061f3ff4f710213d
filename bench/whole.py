"""The whole shop for a row: private stores, sandbox, web, workers and scheduler, and people who talk to it."""

from __future__ import annotations

import http.client
import itertools
import json
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from tests.support.databases import ROOT
from tests.support.stack import Stack

_FIRST_PSID = 7_100_000_000_000_000


@contextmanager
def open_whole(**environment: str) -> Iterator[Stack]:
    """Start everything with the demo's catalogue, hand it out, stop it."""
    with tempfile.TemporaryDirectory(prefix="qs-bench-") as folder:
        stack = Stack(Path(folder), **environment)
        try:
            stack.start(catalogue=ROOT / "deploy" / "demo" / "shop.json")
            yield stack
        finally:
            stack.stop()


def people(stack: Stack, count: int) -> list[str]:
    """Customers of the sandbox; answers their PSIDs."""
    psids = [str(_FIRST_PSID + number) for number in range(count)]
    with requests.Session() as http_session:
        for psid in psids:
            answer = http_session.post(f"{stack.sandbox_url}/_sandbox/customers", json={"psid": psid}, timeout=(5, 30))
            answer.raise_for_status()
    return psids


def talker(*, process: int, port: int, psids: Sequence[str], text: str) -> Callable[[int], str]:
    """Let one person after the other say something."""
    own = threading.local()
    numbers = itertools.count(process)

    def act(_thread: int) -> str:
        if not hasattr(own, "connection"):
            own.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        psid = psids[next(numbers) % len(psids)]
        body = json.dumps({"text": text})
        own.connection.request(
            "POST", f"/_sandbox/customers/{psid}/say", body, headers={"Content-Type": "application/json"}
        )
        answer = own.connection.getresponse()
        answer.read()
        return str(answer.status)

    return act


def resident_mib(pid: int) -> float:
    """The resident memory of one process in MiB; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), 0.0)


def family(pid: int) -> list[int]:
    """A process and everything under it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def thread_of(stack: Stack, psid: str, *, after: int = 0, wait: float = 0.0) -> list[dict[str, Any]]:
    """The lines between a person and the page from number `after` on, once there is one or after `wait` seconds."""
    answer = requests.get(
        f"{stack.sandbox_url}/_sandbox/customers/{psid}/thread",
        params={"after": after, "wait": wait},
        timeout=(5, wait + 30),
    )
    answer.raise_for_status()
    entries: list[dict[str, Any]] = answer.json()["entries"]
    return entries
