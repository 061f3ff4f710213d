"""The floor of the webhook: verify the signature, insert one row, answer. Nothing else is checked or kept."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

import pymysql

from tests.support import racing

_own = threading.local()
_SECRET = os.environ["MESSENGER_APP_SECRET"].encode()
_INSERT = (
    "INSERT INTO webhook_inbox (source, external_id, page_id, sender_psid, kind, body, event_at)"
    " VALUES ('messenger', %s, %s, %s, 'message', %s, FROM_UNIXTIME(%s / 1000))"
)


def app(environ: dict[str, Any], start_response: Callable[[str, list[tuple[str, str]]], Any]) -> Iterable[bytes]:
    """A WSGI application of one route."""
    if environ["REQUEST_METHOD"] == "GET":
        start_response("200 OK", [("Content-Length", "2")])
        return [b"OK"]
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    expected = "sha256=" + hmac.new(_SECRET, body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, environ.get("HTTP_X_HUB_SIGNATURE_256", "")):
        start_response("403 Forbidden", [("Content-Length", "0")])
        return [b""]
    entry = json.loads(body)["entry"][0]
    event = entry["messaging"][0]
    with _connection().cursor() as cursor:
        cursor.execute(
            _INSERT,
            (event["message"]["mid"], entry["id"], event["sender"]["id"], json.dumps(event), event["timestamp"]),
        )
    start_response("200 OK", [("Content-Length", "14")])
    return [b"EVENT_RECEIVED"]


def _connection() -> pymysql.Connection:
    if not hasattr(_own, "connection"):
        _own.connection = racing.connect(os.environ["DATABASE_URL"], autocommit=True)
    return _own.connection
