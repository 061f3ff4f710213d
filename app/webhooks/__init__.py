"""Messenger's webhook: prove who sent it, store it, answer. A worker takes it from there."""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import re
from typing import Any, NoReturn, cast

import structlog
from flask import Blueprint, Response, current_app, request
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app import errors
from services import db, inbox, job_queue, messenger_events
from services.resources import Resources

log = structlog.get_logger(__name__)
blueprint = Blueprint("webhooks", __name__)

SIGNATURE_HEADER = "X-Hub-Signature-256"
_SIGNATURE = re.compile(r"sha256=([0-9a-f]{64})")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{1,128}")
_MAX_DEPTH = 32
_MAX_DIGITS = 40


@blueprint.get("/webhook")
def verify() -> Response:
    """Answer Meta's handshake: the bare challenge for the right token, 403 for anything else."""
    mode, token, challenge = (request.args.getlist(f"hub.{name}") for name in ("mode", "verify_token", "challenge"))
    expected = _resources().settings.messenger_verify_token.encode()
    given = token[0].encode("utf-8", "surrogatepass") if len(token) == 1 else b""
    is_right = hmac.compare_digest(given, expected)
    if not is_right or mode != ["subscribe"] or len(challenge) != 1 or not _CHALLENGE.fullmatch(challenge[0]):
        log.warning("webhook_handshake_refused")
        return errors.answer(403, "Wrong verify token", "forbidden")
    return _plain(challenge[0])


@blueprint.post("/webhook")
def receive() -> Response:
    """Store the events of a signed body and answer 200 once they are committed.

    413 too large, 415 compressed or not JSON, 403 unsigned, 503 when it could not be stored. A body without usable
    events is kept for a person and answered 200: sending it again would not help.
    """
    settings = _resources().settings
    request.max_content_length = settings.max_body_bytes
    raw = request.get_data(cache=False)
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        return errors.answer(415, "Compressed bodies are not accepted", "unsupported_media_type")
    if not _is_signed(raw, settings.webhook_secrets):
        log.warning("webhook_signature_refused", bytes=len(raw))
        return errors.answer(403, "Bad or missing signature", "forbidden")
    try:
        return _take_in(raw)
    except (db.DatabaseUnavailable, db.OutcomeUnknown, DBAPIError, PoolTimeout) as error:
        # The sender repeats it; the unique key makes the repeat harmless even where the commit did happen.
        log.error("webhook_not_stored", error=getattr(error, "code", type(error).__name__), errno=db.errno(error))
        return errors.answer(503, "Not stored; send it again", "database_unavailable")


def _take_in(raw: bytes) -> Response:
    resources = _resources()
    try:
        events = messenger_events.split(_parse(raw), page_id=resources.settings.messenger_page_id)
    except _NotJson:
        _keep(raw, "not_json")
        return errors.answer(415, "The body must be JSON", "unsupported_media_type")
    except messenger_events.Unusable as error:
        _keep(raw, error.reason)
        return _plain("EVENT_RECEIVED")
    except RecursionError:
        _keep(raw, "too_deep")
        return _plain("EVENT_RECEIVED")
    try:
        _store(resources, events)
    except DataError as error:
        # A value no column takes would fail for ever; enough failures and Meta unsubscribes the page.
        log.error("webhook_not_storable", errno=db.errno(error))
        _keep(raw, "not_storable")
        return _plain("EVENT_RECEIVED")
    current_app.extensions["ringer"].ring(job_queue.INBOUND)
    return _plain("EVENT_RECEIVED")


def _store(resources: Resources, events: list[messenger_events.InboxEvent]) -> None:
    """Store them all or none. Nearly every delivery is one event: then one statement is the whole transaction."""
    if len(events) == 1 and not events[0].park_code:
        try:
            with resources.single.connect() as connection:
                inbox.store_one(connection, events[0])
            return
        except DBAPIError as error:
            if not db.is_conflict(error):
                raise
    db.transact(resources.sessions, lambda session: inbox.store(session, events))


def _keep(raw: bytes, reason: str) -> None:
    log.warning("webhook_unusable", reason=reason, bytes=len(raw))
    db.transact(_resources().sessions, lambda session: inbox.keep_unusable(session, raw, reason=reason))


def _is_signed(raw: bytes, secrets: tuple[str, ...]) -> bool:
    given = request.headers.getlist(SIGNATURE_HEADER)
    match = _SIGNATURE.fullmatch(given[0]) if len(given) == 1 else None
    found = bytes.fromhex(match[1]) if match else b""
    # No short way out: the time must not tell which secret it was, or how much of it was right.
    results = [
        hmac.compare_digest(hmac.new(secret.encode(), raw, hashlib.sha256).digest(), found) for secret in secrets
    ]
    return any(results)


class _NotJson(Exception):
    pass


def _parse(raw: bytes) -> Any:
    """Raises _NotJson, Unusable, RecursionError."""
    if not request.is_json:
        raise _NotJson
    try:
        value = json.loads(
            raw.decode("utf-8"), parse_constant=_refuse_constant, parse_int=_integer, parse_float=_number
        )
    except ValueError as error:
        raise _NotJson from error
    if _is_deeper(value, _MAX_DEPTH):
        raise messenger_events.Unusable("too_deep")
    return value


def _refuse_constant(_name: str) -> NoReturn:
    raise messenger_events.Unusable("not_a_number")


def _integer(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise messenger_events.Unusable("number_too_long")
    return int(digits)


def _number(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise messenger_events.Unusable("not_a_number")
    return value


def _is_deeper(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [
            item
            for part in level
            if isinstance(part, dict | list)
            for item in (part.values() if isinstance(part, dict) else part)
        ]
        if not level:
            return False
    return True


def _plain(words: str) -> Response:
    return Response(words, content_type="text/plain; charset=utf-8")


def _resources() -> Resources:
    return cast(Resources, current_app.extensions["resources"])
