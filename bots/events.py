"""One event of a conversation, read from its inbox row: typed, cleaned, never trusted to have a part it should have."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services import messenger_events
from services.models import WebhookInbox

MAX_TEXT = 4000
# Line and paragraph breaks of a message; every other control character is dropped.
_KEPT = {"\n", "\t"}
# Zero-width and direction marks that make two texts look alike; the joiner stays, emoji are made with it.
_INVISIBLE = set("\u200b\u200c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")


@dataclass(frozen=True)
class Event:
    """What happened. `payload` is the raw string of a button or quick reply, `text` what was typed, cleaned."""

    kind: str
    at: datetime
    mid: str | None
    text: str
    payload: str | None
    ref: str | None
    attachments: tuple[str, ...]
    shared_skus: tuple[str, ...]
    app_id: str | None
    metadata: Mapping[str, Any]
    raw: Mapping[str, Any]


def read(row: WebhookInbox) -> Event:
    """Take an inbox row apart."""
    raw = _mapping(messenger_events.load(row.body))
    message, postback = _mapping(raw.get("message")), _mapping(raw.get("postback"))
    attachments = [_mapping(item) for item in _list(message.get("attachments"))]
    referral = _mapping(raw.get("referral")) or _mapping(postback.get("referral")) or _mapping(message.get("referral"))
    edit = _mapping(raw.get("message_edit"))
    return Event(
        kind=row.kind,
        at=row.event_at,
        mid=_string(message.get("mid")) or _string(postback.get("mid")) or _string(edit.get("mid")),
        text=clean(_string(message.get("text")) or _string(edit.get("text")) or ""),
        payload=_string(postback.get("payload")) or _string(_mapping(message.get("quick_reply")).get("payload")),
        ref=_string(referral.get("ref")),
        attachments=tuple(_kind(item) for item in attachments),
        shared_skus=tuple(_shared(attachments)),
        app_id=_id(message.get("app_id")),
        metadata=_mapping(_json(_string(message.get("metadata")) or "")),
        raw=raw,
    )


def clean(words: str) -> str:
    """Text in NFC, trimmed and cut to a message's length, without control, direction and half characters."""
    kept = "".join(letter for letter in words[: MAX_TEXT * 2] if _is_kept(letter))
    return unicodedata.normalize("NFC", kept).strip()[:MAX_TEXT]


def _is_kept(letter: str) -> bool:
    if letter in _KEPT:
        return True
    return letter not in _INVISIBLE and unicodedata.category(letter) not in {"Cc", "Cs", "Co"}


def _kind(attachment: Mapping[str, Any]) -> str:
    """The type of an attachment; a sticker says so, or (in the older form) is an image with a sticker's id."""
    if "sticker_id" in _mapping(attachment.get("payload")):
        return "sticker"
    return _string(attachment.get("type")) or "unknown"


def _shared(attachments: list[Mapping[str, Any]]) -> list[str]:
    """The skus of products shared from the page's shop."""
    found = []
    for item in attachments:
        product = _mapping(_mapping(item.get("payload")).get("product"))
        found += [
            sku for element in _list(product.get("elements")) if (sku := _string(_mapping(element).get("retailer_id")))
        ]
    return found


def _json(written: str) -> object:
    try:
        return json.loads(written) if written else None
    except (ValueError, RecursionError):
        return None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _id(value: object) -> str | None:
    return str(value) if isinstance(value, int | str) and not isinstance(value, bool) and value != "" else None
