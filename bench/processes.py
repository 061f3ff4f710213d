"""Web servers for the rows that are measured over HTTP, and the requests that load them."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import itertools
import json
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from deploy.local import processes
from tests.support.databases import ROOT

_READY_SECONDS = 30.0


@contextmanager
def web(application: str, environment: Mapping[str, str], ready: str) -> Iterator[int]:
    """Serve a WSGI application under the project's gunicorn settings; yields the port. Raises SetupError."""
    port = processes.free_port()
    with tempfile.TemporaryDirectory(prefix="qs-bench-") as folder:
        log = Path(folder) / "web.log"
        server = processes.start(
            [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", application],
            log=log,
            cwd=ROOT,
            env={**environment, "PORT": str(port), "WEB_CONCURRENCY": "2", "RATE_LIMIT_ENABLED": "false"},
            dies_with_us=True,
        )
        try:
            if not processes.wait_for(lambda: _answers(f"http://127.0.0.1:{port}{ready}"), _READY_SECONDS):
                raise processes.failed(f"{application} did not become ready", log)
            yield port
        finally:
            server.stop()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def message_body(mid: str, psid: str, page_id: str, text: str = "hello") -> bytes:
    """A webhook body with one message, as Meta sends it."""
    now = int(time.time() * 1000)
    event = {
        "sender": {"id": psid},
        "recipient": {"id": page_id},
        "timestamp": now,
        "message": {"mid": mid, "text": text},
    }
    body = {"object": "page", "entry": [{"id": page_id, "time": now, "messaging": [event]}]}
    return json.dumps(body, separators=(",", ":")).encode()


def signature(secret: str, body: bytes) -> str:
    """What Meta puts in X-Hub-Signature-256."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def webhook_client(
    *, process: int, port: int, secret: str, page_id: str, people: int, mark: str
) -> Callable[[int], str]:
    """Post signed messages, each with a mid of its own, over a connection that is kept."""
    own = threading.local()
    numbers = itertools.count()

    def act(thread: int) -> str:
        if not hasattr(own, "connection"):
            own.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        number = next(numbers)
        psid = f"{7_000_000_000 + (number * 31 + thread) % people}"
        body = message_body(f"m_{mark}_{port}_{process}_{thread}_{number}", psid, page_id)
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature(secret, body)}
        own.connection.request("POST", "/webhook", body, headers)
        answer = own.connection.getresponse()
        answer.read()
        return str(answer.status)

    return act


def get_client(*, process: int, port: int, path: str, token: str) -> Callable[[int], str]:
    """Get one address over and over."""
    own = threading.local()

    def act(_thread: int) -> str:
        if not hasattr(own, "connection"):
            own.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        own.connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        answer = own.connection.getresponse()
        answer.read()
        return str(answer.status)

    return act
