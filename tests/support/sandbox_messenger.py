"""A running sandbox Messenger and a webhook that keeps what it gets, for tests of the sandbox itself."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

ROOT = Path(__file__).resolve().parents[2]
SECRET, VERIFY, PAGE, TOKEN = "app-secret-for-test", "verify-for-test", "100200300400500", "page-token-for-test"
APP_ID = 990000000000001
DAY = 24 * 3600
Json = dict[str, Any]


def wait_for(what: Callable[[], Any], seconds: float = 10.0) -> Any:
    """Return the first true value of `what`, or fail."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if value := what():
            return value
        time.sleep(0.01)
    raise AssertionError("waited in vain")


class Receiver:
    """A webhook that keeps what it gets, byte for byte, and answers as told."""

    def __init__(self) -> None:
        receiver = self
        self.posts: list[tuple[bytes, dict[str, str]]] = []
        self.statuses: list[int] = []
        self.token = VERIFY

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_arguments: object) -> None:
                """Stay silent."""

            def do_GET(self) -> None:
                query = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
                good = query.get("hub.mode") == "subscribe" and query.get("hub.verify_token") == receiver.token
                self._answer(200 if good else 403, query["hub.challenge"].encode() if good else b"")

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.posts.append((body, dict(self.headers.items())))
                self._answer(receiver.statuses.pop(0) if receiver.statuses else 200, b"EVENT_RECEIVED")

            def _answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhook"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def items(self, kind: str | None = None) -> list[Json]:
        """Return the events received, in order; `kind` picks those that carry this key ("echo" for echoes)."""
        found = []
        for body, _ in list(self.posts):
            for entry in json.loads(body)["entry"]:
                found += entry.get("messaging", [])
        if kind == "echo":
            return [item for item in found if item.get("message", {}).get("is_echo")]
        return [item for item in found if kind is None or (kind in item and not item[kind].get("is_echo"))]


class Sandbox:
    """The running sandbox, its Graph API as our app calls it, and its control API."""

    def __init__(self, url: str, receiver: Receiver) -> None:
        self.url, self.receiver = url, receiver

    def control(self, path: str, body: Json | None = None, method: str = "POST") -> Json:
        answer = requests.request(method, f"{self.url}/_sandbox{path}", json=body or {}, timeout=20)
        assert answer.status_code < 300, answer.text
        result: Json = answer.json()
        return result

    def get(self, path: str) -> Json:
        result: Json = requests.get(f"{self.url}/_sandbox{path}", timeout=20).json()
        return result

    def graph(self, method: str, path: str, body: Json | None = None, **query: str) -> requests.Response:
        proof = hmac.new(SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
        return requests.request(
            method,
            f"{self.url}/v26.0/{path}",
            json=body,
            params={"appsecret_proof": proof, **query},
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=5,
        )

    def send(self, psid: str, message: Json | None = None, **more: Any) -> requests.Response:
        body: Json = {"recipient": {"id": psid}, **more}
        if message is not None:
            body = {"messaging_type": "RESPONSE", "message": message, **body}
        return self.graph("POST", "me/messages", body)

    def customer(self, *, writes: bool = True) -> str:
        psid: str = self.control("/customers", {"first_name": "Ana", "last_name": "Santos"})["psid"]
        if writes:
            self.control(f"/customers/{psid}/say", {"text": "Hi po"})
            self.idle()
            self.receiver.posts.clear()
        return psid

    def thread(self, psid: str) -> list[Json]:
        entries: list[Json] = self.get(f"/customers/{psid}/thread")["entries"]
        return entries

    def idle(self) -> None:
        assert self.get("/idle?timeout=15")["idle"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(receiver: Receiver, port: int, **more: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "SANDBOX_PORT": str(port),
        "SANDBOX_WEBHOOK_URL": receiver.url,
        "MESSENGER_APP_SECRET": SECRET,
        "MESSENGER_VERIFY_TOKEN": VERIFY,
        "MESSENGER_PAGE_ID": PAGE,
        "MESSENGER_PAGE_ACCESS_TOKEN": TOKEN,
        **more,
    }


def start(env: dict[str, str]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-m", "sandbox.messenger"], cwd=ROOT, env=env)
    url = f"http://127.0.0.1:{env['SANDBOX_PORT']}/_sandbox/health"

    def answers() -> bool:
        try:
            return requests.get(url, timeout=2).ok
        except requests.ConnectionError:
            return False

    wait_for(answers)
    return process


def stop(process: subprocess.Popen[bytes]) -> int:
    process.send_signal(signal.SIGTERM)
    return process.wait(10)


def error_of(answer: requests.Response) -> tuple[int, int, int | None]:
    error = answer.json()["error"]
    assert error["message"]
    assert error["type"]
    assert error["fbtrace_id"]
    return answer.status_code, error["code"], error.get("error_subcode")
