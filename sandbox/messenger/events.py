"""Webhook events in the shapes Messenger sends, and the bytes they travel as."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass

from sandbox.messenger.state import Customer, Json, World

#: Key of an event in its `messaging` item and the field an app subscribes to for it.
FIELD_OF = {
    "message": "messages",
    "postback": "messaging_postbacks",
    "delivery": "message_deliveries",
    "read": "message_reads",
    "reaction": "message_reactions",
    "message_edit": "message_edits",
    "referral": "messaging_referrals",
    "optin": "messaging_optins",
    "pass_thread_control": "messaging_handovers",
    "take_thread_control": "messaging_handovers",
    "request_thread_control": "messaging_handovers",
    "policy_enforcement": "messaging_policy_enforcement",
    "account_linking": "messaging_account_linking",
}


@dataclass
class Event:
    """One event for the webhook: who it is about, which field it needs, and its entry."""

    psid: str
    kind: str
    field: str
    entry: Json
    mid: str | None = None


def from_customer(world: World, customer: Customer, kind: str, content: Json, timestamp: int | None) -> Event:
    """Wrap what a customer did. Goes to `standby`, without payloads, when another app owns the thread."""
    item: Json = {"sender": {"id": customer.psid}, "recipient": {"id": world.config.page_id}}
    if timestamp is not None:
        item["timestamp"] = timestamp
    item[kind] = content
    return _event(world, customer, kind, item, content.get("mid"))


def echo(world: World, customer: Customer, content: Json, timestamp: int) -> Event:
    """Wrap a message the page sent, by whichever app."""
    item = {
        "sender": {"id": world.config.page_id},
        "recipient": {"id": customer.psid},
        "timestamp": timestamp,
        "message": {**content, "is_echo": True},
    }
    return _event(world, customer, "message", item, content.get("mid"), field="message_echoes")


def template_status(world: World, template_id: str, name: str, language: str, status: str, reason: str | None) -> Event:
    """Wrap the outcome of a template review. Its shape is not on Meta's pages; this one is the sandbox's choice."""
    value = {
        "message_template_id": template_id,
        "message_template_name": name,
        "message_template_language": language,
        "event": status,
        "reason": reason or "NONE",
    }
    field = "message_template_status_update"
    entry = {
        "id": world.config.page_id,
        "time": world.clock.now_ms(),
        "changes": [{"field": field, "value": value}],
    }
    return Event("", field, field, entry)


def _event(world: World, customer: Customer, kind: str, item: Json, mid: str | None, field: str | None = None) -> Event:
    field = field or FIELD_OF[kind]
    entry: Json = {"id": world.config.page_id, "time": world.clock.now_ms()}
    if world.is_ours(customer) or kind.endswith("_thread_control"):
        entry["messaging"] = [item]
    else:
        if kind == "postback":
            item["postback"] = {key: value for key, value in item["postback"].items() if key != "payload"}
        entry["standby"] = [item]
        field = "standby"
    return Event(customer.psid, "echo" if field == "message_echoes" else kind, field, entry, mid)


def encode(entries: list[Json]) -> bytes:
    """Return a body as Meta writes it: ASCII only, every other character and the slash escaped."""
    return as_meta_writes({"object": "page", "entry": entries})


def as_meta_writes(document: object) -> bytes:
    """Encode any JSON document in that form."""
    return json.dumps(document, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def signature_headers(app_secret: str, body: bytes, mode: str = "good") -> dict[str, str]:
    """Return the signature headers for a body; mode is good, missing, wrong or sha1."""
    key = app_secret.encode()
    if mode == "missing":
        return {}
    if mode == "sha1":
        return {"X-Hub-Signature": "sha1=" + hmac.new(key, body, hashlib.sha1).hexdigest()}
    if mode == "wrong":
        key = b"not " + key
    return {
        "X-Hub-Signature": "sha1=" + hmac.new(key, body, hashlib.sha1).hexdigest(),
        "X-Hub-Signature-256": "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest(),
    }
