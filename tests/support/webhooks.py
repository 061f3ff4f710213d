"""Webhooks as Meta sends them: bodies of every kind, signed over their bytes."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import os
import time
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "messenger"
SECRET = "test-app-secret"
VERIFY_TOKEN = "test-verify-token"
PAGE = "100200300400500"
_numbers = itertools.count(1)


def samples() -> list[Path]:
    """Every sample body; the signature vectors are no body."""
    return sorted(path for path in SAMPLES.glob("webhook-*.json") if path.name != "webhook-signature-vectors.json")


def signature(raw: bytes, secret: str = SECRET) -> str:
    return f"sha256={hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()}"


def post(client: FlaskClient, body: object, **headers: str) -> TestResponse:
    """Post a body (bytes as they are, anything else as JSON) with its signature; `headers` replace what is sent."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"X-Hub-Signature-256": signature(raw), "Content-Type": "application/json"}
    sent.update({name.replace("_", "-"): value for name, value in headers.items()})
    return client.post("/webhook", data=raw, headers=sent)


def page(*events: object, page_id: str | None = PAGE, array: str = "messaging") -> dict[str, Any]:
    """A body of one entry with these events."""
    return {"object": "page", "entry": [{"id": page_id, "time": now_ms(), array: list(events)}]}


def message(said: str | None = "Hi po", *, psid: str = "7310000000000001", **changes: Any) -> dict[str, Any]:
    """One message event; `changes` go into the message, or over the event for `timestamp`, `sender`, `recipient`."""
    mid = f"m_{os.getpid()}_{next(_numbers)}"
    outer = {name: changes.pop(name) for name in ("timestamp", "sender", "recipient") if name in changes}
    return {
        "sender": {"id": psid},
        "recipient": {"id": PAGE},
        "timestamp": now_ms(),
        "message": {"mid": mid, "text": said, **changes},
        **outer,
    }


def now_ms() -> int:
    return int(time.time() * 1000)
