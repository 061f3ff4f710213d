"""What the people in the sandbox do: customers write, tap, react and look; a person answers from the Page Inbox."""

from __future__ import annotations

from typing import Any

from sandbox.messenger import events
from sandbox.messenger.delivery import Courier
from sandbox.messenger.sending import Sending
from sandbox.messenger.state import INBOX_APP_ID, Customer, Entry, Json, World, new_mid

LIKE_STICKER_ID = 369239263222822
MAX_EDITS = 5


class ActError(ValueError):
    """A person cannot do that: the words say why."""


class People:
    """The acts of customers and of the page's staff. Each returns what was sent to the webhook."""

    def __init__(self, world: World, courier: Courier, sending: Sending) -> None:
        self._world, self._courier, self._sending = world, courier, sending

    def say(self, customer: Customer, data: Json) -> Json:
        """Write a text, or answer with a quick reply."""
        text = data.get("text")
        if not isinstance(text, str) or not text:
            raise ActError("text must be a non-empty string")
        message: Json = {"text": text}
        if data.get("quick_reply") is not None:
            message["quick_reply"] = {"payload": _payload(data["quick_reply"])}
        if data.get("reply_to"):
            replied = customer.find(str(data["reply_to"]))
            own = replied is not None and replied.sender == "customer"
            message["reply_to"] = {"mid": str(data["reply_to"]), "is_self_reply": own}
        if isinstance(data.get("referral"), dict):
            message["referral"] = data["referral"]
        return self._message(customer, "text", message, data)

    def tap(self, customer: Customer, data: Json) -> Json:
        """Tap a button, a menu item, an ice breaker or Get Started: a postback."""
        payload, title = _payload(data.get("payload")), str(data.get("title") or "")
        mid, moment = self._identity(customer, data)
        postback: Json = {"mid": mid, "title": title, "payload": payload}
        if data.get("omit_mid"):
            del postback["mid"]
        if isinstance(data.get("referral"), dict):
            postback["referral"] = data["referral"]
        with self._world.lock:
            self._opens(customer, moment)
            if customer.find(mid) is None:
                shown = {"text": title, "payload": payload}
                self._world.add_entry(customer, "customer", mid, "postback", shown, timestamp=moment)
            return self._emit(customer, "postback", postback, moment, mid)

    def sticker(self, customer: Customer, data: Json) -> Json:
        """Send a sticker, the thumbs-up unless told otherwise."""
        sticker_id = int(data.get("sticker_id") or LIKE_STICKER_ID)
        url = str(data.get("url") or f"http://127.0.0.1:{self._world.config.port}/static/thumb.svg")
        attachment = {"type": "sticker", "payload": {"url": url, "sticker_id": sticker_id}}
        return self._message(customer, "sticker", {"attachments": [attachment]}, data)

    def attach(self, customer: Customer, data: Json) -> Json:
        """Send an attachment of any type; `payload` replaces the address where a type needs more."""
        kind = str(data.get("type") or "image")
        payload = data["payload"] if "payload" in data else {"url": str(data.get("url") or "")}
        attachment: Json = {"type": kind}
        if payload is not None:
            attachment["payload"] = payload
        message: Json = {"attachments": [attachment]}
        if data.get("text"):
            message["text"] = str(data["text"])
        return self._message(customer, kind, message, data)

    def locate(self, customer: Customer, data: Json) -> Json:
        """Send a location in the older form, which some clients may still produce."""
        coordinates = {"lat": float(data.get("lat", 14.5995)), "long": float(data.get("long", 120.9842))}
        attachment = {"type": "location", "title": "Pinned location", "payload": {"coordinates": coordinates}}
        return self._message(customer, "location", {"attachments": [attachment]}, data)

    def react(self, customer: Customer, data: Json) -> Json:
        """React to a message of the thread, or take the reaction back."""
        entry = self._entry(customer, data)
        emoji, action = str(data.get("emoji") or "❤️"), str(data.get("action") or "react")
        reaction = {
            "reaction": str(data.get("reaction") or "love"),
            "emoji": emoji,
            "action": action,
            "mid": entry.mid,
        }
        with self._world.lock:
            entry.reactions.pop("customer", None)
            if action == "react":
                entry.reactions["customer"] = emoji
            self._world.touch(customer, entry)
            return self._emit(customer, "reaction", reaction, _moment(self._world, data), entry.mid)

    def edit(self, customer: Customer, data: Json) -> Json:
        """Edit an own text; the app allows five edits."""
        entry, text = self._own_entry(customer, data), data.get("text")
        if not isinstance(text, str) or not text:
            raise ActError("text must be a non-empty string")
        if entry.edits >= MAX_EDITS or "text" not in entry.message:
            raise ActError("this message cannot be edited (any more)")
        with self._world.lock:
            entry.edits += 1
            entry.message = {**entry.message, "text": text}
            self._world.touch(customer, entry)
            content = {"mid": entry.mid, "text": text, "num_edit": entry.edits}
            return self._emit(customer, "message_edit", content, _moment(self._world, data), entry.mid)

    def unsend(self, customer: Customer, data: Json) -> Json:
        """Take an own message back. Meta prints no event for Messenger; this one follows Instagram's."""
        entry = self._own_entry(customer, data)
        with self._world.lock:
            entry.unsent, entry.message = True, {}
            self._world.touch(customer, entry)
            content = {"mid": entry.mid, "is_deleted": True}
            return self._emit(customer, "message", content, _moment(self._world, data), entry.mid)

    def refer(self, customer: Customer, data: Json) -> Json:
        """Reopen the thread through an m.me link or an ad."""
        referral = {
            "ref": str(data.get("ref") or ""),
            "source": str(data.get("source") or "SHORTLINK"),
            "type": str(data.get("type") or "OPEN_THREAD"),
        }
        with self._world.lock:
            moment = _moment(self._world, data)
            if customer.last_action_ms is not None:
                self._opens(customer, moment)
            return self._emit(customer, "referral", referral, moment, None)

    def read(self, customer: Customer, data: Json) -> Json:
        """Look at the thread."""
        with self._world.lock:
            queued = self._sending.read(customer)
            return {"event": "read", "watermark": customer.read_watermark, "queued": queued}

    def event(self, customer: Customer, data: Json) -> Json:
        """Send any other event of this customer: `kind` and `content`, such as an opt-in."""
        kind, content = str(data.get("kind")), data.get("content")
        if kind not in events.FIELD_OF or not isinstance(content, dict):
            raise ActError(f"kind must be one of {', '.join(events.FIELD_OF)} and content an object")
        with self._world.lock:
            moment = _moment(self._world, data)
            if kind == "optin":
                self._opens(customer, moment)
            return self._emit(customer, kind, content, moment, content.get("mid"))

    # The page's staff

    def human_reply(self, customer: Customer, data: Json) -> Json:
        """A person answers in the Page Inbox. With a default app (or `take_control`) that takes the thread."""
        text = data.get("text")
        if not isinstance(text, str) or not text:
            raise ActError("text must be a non-empty string")
        world = self._world
        app_id = int(data.get("app_id") or INBOX_APP_ID)
        with world.lock:
            if data.get("take_control", world.config.routing == "default_app") and world.is_ours(customer):
                self._control(customer, "take_thread_control", app_id, "agent replied")
            entry = self._sending.page_person(customer, text, app_id)
            customer.owner_active_ms = world.clock.now_ms()
            return {"event": "echo", "mid": entry.mid, "timestamp": entry.timestamp, "app_id": app_id, "queued": True}

    def hand_back(self, customer: Customer, data: Json) -> Json:
        """The person passes the thread back to our app."""
        with self._world.lock:
            note = str(data.get("metadata") or "done by agent")
            return self._control(customer, "pass_thread_control", self._world.config.app_id, note)

    def _control(self, customer: Customer, kind: str, new_owner: int, metadata: str) -> Json:
        ours = self._world.config.app_id
        previous = ours if new_owner != ours else (self._world.owner_of(customer) or INBOX_APP_ID)
        customer.owner_app_id = new_owner if new_owner != ours else None
        customer.owner_active_ms = self._world.clock.now_ms()
        self._world.touch(customer)
        content = {"previous_owner_app_id": str(previous), "new_owner_app_id": str(new_owner), "metadata": metadata}
        return self._emit(customer, kind, content, self._world.clock.now_ms(), None)

    # Common parts

    def _message(self, customer: Customer, kind: str, message: Json, data: Json) -> Json:
        if customer.blocked:
            raise ActError("this customer has blocked the page")
        mid, moment = self._identity(customer, data)
        with self._world.lock:
            self._opens(customer, moment)
            if customer.find(mid) is None:
                self._world.add_entry(customer, "customer", mid, kind, message, timestamp=moment)
            return self._emit(customer, "message", {"mid": mid, **message}, moment, mid)

    def _identity(self, customer: Customer, data: Json) -> tuple[str, int]:
        if customer.blocked:
            raise ActError("this customer has blocked the page")
        mid = data.get("mid")
        if mid is not None and (not isinstance(mid, str) or not mid):
            raise ActError("mid must be a non-empty string")
        moment = data.get("timestamp")
        if moment is not None and (not isinstance(moment, int) or isinstance(moment, bool)):
            raise ActError("timestamp must be whole milliseconds")
        with self._world.lock:
            return mid or new_mid(), self._world.next_timestamp(customer) if moment is None else moment

    def _opens(self, customer: Customer, moment: int) -> None:
        customer.last_action_ms = max(customer.last_action_ms or 0, min(moment, self._world.clock.now_ms()))
        if not self._world.is_ours(customer):
            customer.owner_active_ms = self._world.clock.now_ms()

    def _emit(self, customer: Customer, kind: str, content: Json, moment: int, mid: str | None) -> Json:
        queued = self._courier.enqueue(events.from_customer(self._world, customer, kind, content, moment))
        return {"event": kind, "mid": mid, "timestamp": moment, "queued": queued}

    def _entry(self, customer: Customer, data: Json) -> Entry:
        entry = customer.find(str(data.get("mid")))
        if entry is None:
            raise ActError("mid is not a message of this thread")
        return entry

    def _own_entry(self, customer: Customer, data: Json) -> Entry:
        entry = self._entry(customer, data)
        if entry.sender != "customer" or entry.kind == "postback" or entry.unsent:
            raise ActError("only an own message can be edited or taken back")
        return entry


def _payload(value: Any) -> str:
    """Return a payload as the button carried it; Messenger passes it on untouched."""
    if isinstance(value, dict):
        value = value.get("payload")
    if not isinstance(value, str):
        raise ActError("payload must be a string")
    return value


def _moment(world: World, data: Json) -> int:
    moment = data.get("timestamp")
    return moment if isinstance(moment, int) else world.clock.now_ms()
