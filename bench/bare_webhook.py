"""The floor of the webhook, on the same server and framework: verify the signature, insert one row, answer."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import threading

import pymysql
from flask import Flask, Response, request

from tests.support import racing

app = Flask(__name__)
_own = threading.local()
_SECRET = os.environ.get("MESSENGER_APP_SECRET", "").encode()
_INSERT = (
    "INSERT INTO webhook_inbox (source, external_id, page_id, sender_psid, kind, body, event_at)"
    " VALUES ('messenger', %s, %s, %s, 'message', %s, FROM_UNIXTIME(%s / 1000))"
)


@app.get("/")
def live() -> str:
    return "OK"


@app.post("/webhook")
def receive() -> Response:
    """Nothing but the signature is checked, and nothing is kept but the row."""
    body = request.get_data()
    expected = "sha256=" + hmac.new(_SECRET, body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, request.headers.get("X-Hub-Signature-256", "")):
        return Response(status=403)
    entry = json.loads(body)["entry"][0]
    event = entry["messaging"][0]
    values = (event["message"]["mid"], entry["id"], event["sender"]["id"], json.dumps(event), event["timestamp"])
    with _connection().cursor() as cursor:
        cursor.execute(_INSERT, values)
    return Response("EVENT_RECEIVED")


def _connection() -> pymysql.Connection:
    if not hasattr(_own, "connection"):
        _own.connection = racing.connect(os.environ["DATABASE_URL"], autocommit=True)
    return _own.connection
