"""What happens once a message is accepted: it joins the thread, and echo, delivery and read events go out."""

from __future__ import annotations

import time
from typing import Any

from sandbox.messenger import events, limits, policy, templates
from sandbox.messenger.clock import DAY
from sandbox.messenger.delivery import Courier
from sandbox.messenger.errors import GraphError, invalid
from sandbox.messenger.state import Customer, Entry, Json, World, new_mid

ATTACHMENT_LIFE_MS = 90 * DAY
TYPING_SECONDS = 20.0


class Sending:
    """Takes checked calls of the Send API into the world."""

    def __init__(self, world: World, courier: Courier, meter: policy.RateMeter) -> None:
        self._world, self._courier, self.meter = world, courier, meter

    def check(self, request: Json) -> Customer:
        """Check a message or sender action against every rule, changing nothing. Raises GraphError."""
        world = self._world
        if "sender_action" in request and "message" in request:
            raise GraphError(100, 2018014)
        customer = policy.find_recipient(world, request.get("recipient"))
        policy.check_owner(world, customer)
        if "sender_action" in request:
            self._check_action(request, customer)
            return customer
        message = request.get("message")
        limits.check_message(message)
        assert isinstance(message, dict)
        policy.check_window(world, customer, request)
        if request.get("notification_type", "REGULAR") not in ("REGULAR", "SILENT_PUSH", "NO_PUSH"):
            raise invalid("Param notification_type must be one of REGULAR, SILENT_PUSH, NO_PUSH")
        self._check_attachment(message)
        _check_control(request.get("thread_control"))
        if "template" in message:
            templates.render(world, message["template"])
        self.meter.check_send(customer, message)
        return customer

    def _check_action(self, request: Json, customer: Customer) -> None:
        action = request["sender_action"]
        if action not in ("mark_seen", "typing_on", "typing_off", "react", "unreact"):
            raise invalid("Param sender_action must be one of mark_seen, typing_on, typing_off, react, unreact")
        if action in ("react", "unreact"):
            payload = limits.take_object(request.get("payload"), "payload", {"message_id", "reaction"})
            if customer.find(str(payload.get("message_id"))) is None:
                raise invalid("Param payload[message_id] is not a message of this thread")
            if action == "react" and not payload.get("reaction"):
                raise invalid("Param payload[reaction] is required")

    def _check_attachment(self, message: Json) -> None:
        attachment = message.get("attachment") or {}
        payload = attachment.get("payload") or {}
        if payload.get("template_type") == "receipt" and payload["order_number"] in self._world.receipt_numbers:
            raise invalid("Param payload[order_number] must be unique: this receipt number was used before")
        ids = [payload.get("attachment_id")]
        ids += [item.get("attachment_id") for item in payload.get("elements", []) if isinstance(item, dict)]
        for attachment_id in (str(item) for item in ids if item is not None):
            saved = self._world.attachments.get(attachment_id)
            if saved is None or self._world.clock.now_ms() - saved["saved_ms"] > ATTACHMENT_LIFE_MS:
                raise GraphError(100, 2018074)

    def apply(self, request: Json, customer: Customer) -> Json:
        """Carry out a checked call and return the Graph API's answer."""
        with self._world.lock:
            if "sender_action" in request:
                self._act(request, customer)
                return {"recipient_id": customer.psid}
            return self._send(request, customer)

    def _act(self, request: Json, customer: Customer) -> None:
        world, action = self._world, request["sender_action"]
        if action == "mark_seen":
            last = [entry.timestamp for entry in customer.entries if entry.sender == "customer"]
            customer.seen_watermark = max([customer.seen_watermark, *last])
        elif action in ("typing_on", "typing_off"):
            customer.typing_until = time.time() + TYPING_SECONDS if action == "typing_on" else 0.0
        else:
            entry = customer.find(str(request["payload"]["message_id"]))
            assert entry is not None
            entry.reactions.pop("page", None)
            if action == "react":
                entry.reactions["page"] = str(request["payload"]["reaction"])
            world.touch(customer, entry)
        world.touch(customer)

    def _send(self, request: Json, customer: Customer) -> Json:
        world, message = self._world, request["message"]
        payload = (message.get("attachment") or {}).get("payload") or {}
        if payload.get("template_type") == "receipt":
            world.receipt_numbers.add(payload["order_number"])
        rendered = templates.render(world, message["template"]) if "template" in message else None
        customer.typing_until = 0.0
        mid = new_mid()
        entry = world.add_entry(
            customer,
            "page",
            mid,
            kind_of(message),
            _as_sent(request, message, self._media_url(payload)),
            rendered=rendered,
            app_id=world.config.app_id,
        )
        self._tell(customer, entry, message.get("metadata"))
        answer = {"recipient_id": customer.psid, "message_id": mid}
        if payload.get("is_reusable") and "url" in payload:
            answer["attachment_id"] = self.save_attachment(message["attachment"])
        self._hand_over(request.get("thread_control"), customer)
        return answer

    def _media_url(self, payload: Json) -> str | None:
        saved = self._world.attachments.get(str(payload.get("attachment_id")))
        return saved["url"] if saved else None

    def _tell(self, customer: Customer, entry: Entry, metadata: str | None) -> None:
        """Queue echo, delivery and, when the customer is looking, read."""
        world, config = self._world, self._world.config
        if config.echo:
            self._courier.enqueue(events.echo(world, customer, echo_content(entry, metadata), entry.timestamp))
        if config.delivery_events:
            delivery = {"mids": [entry.mid], "watermark": entry.timestamp}
            self._courier.enqueue(events.from_customer(world, customer, "delivery", delivery, None))
        entry.status = "delivered"
        world.touch(customer, entry)
        if config.auto_read or customer.looking_until > time.monotonic():
            self.read(customer)

    def read(self, customer: Customer) -> bool:
        """The customer has looked: mark the page's messages as read and tell the webhook, if any are new."""
        world = self._world
        sent = [entry.timestamp for entry in customer.entries if entry.sender != "customer"]
        if not sent or max(sent) <= customer.read_watermark:
            return False
        customer.read_watermark = max(sent)
        world.touch(customer)
        if world.config.read_events:
            read = {"watermark": customer.read_watermark}
            self._courier.enqueue(events.from_customer(world, customer, "read", read, world.clock.now_ms()))
        return True

    def page_person(self, customer: Customer, text: str, app_id: int) -> Entry:
        """Add what a person wrote in the Page Inbox, with its echo."""
        entry = self._world.add_entry(customer, "human", new_mid(), "text", {"text": text}, app_id=app_id)
        self._tell(customer, entry, None)
        return entry

    def save_attachment(self, attachment: Json) -> str:
        """Keep a reusable attachment for 90 days and return its id."""
        with self._world.lock:
            attachment_id = str(1850000000000001 + len(self._world.attachments))
            self._world.attachments[attachment_id] = {
                "type": attachment["type"],
                "url": attachment["payload"].get("url"),
                "saved_ms": self._world.clock.now_ms(),
            }
            return attachment_id

    def _hand_over(self, control: Any, customer: Customer) -> None:
        if control and control["control_type"] == "pass":
            customer.owner_app_id = int(control["app_id"])
            customer.owner_active_ms = self._world.clock.now_ms()
        elif control:
            customer.owner_app_id = None


def _check_control(control: Any) -> None:
    if control is None:
        return
    if not isinstance(control, dict) or control.get("control_type") not in ("pass", "release"):
        raise invalid("Param thread_control[control_type] must be pass or release")
    if control["control_type"] == "pass" and not str(control.get("app_id", "")).isdecimal():
        raise invalid("Param thread_control[app_id] must be an app id")


def kind_of(message: Json) -> str:
    """Name a message for the thread: text, utility, a kind of media, or the kind of template."""
    if "template" in message:
        return "utility"
    attachment = message.get("attachment")
    if not attachment:
        return "text"
    return str(attachment["payload"].get("template_type") or attachment["type"])


def _as_sent(request: Json, message: Json, media_url: str | None) -> Json:
    shown = dict(message)
    if "reply_to" in request:
        shown["reply_to"] = request["reply_to"]
    if media_url is not None:
        shown["media_url"] = media_url
    return shown


def echo_content(entry: Entry, metadata: str | None) -> Json:
    """Return the message object of an echo."""
    content: Json = {"mid": entry.mid}
    if entry.app_id is not None:
        content["app_id"] = entry.app_id
    if metadata is not None:
        content["metadata"] = metadata
    if entry.rendered is not None:
        content["text"] = entry.rendered["body"]
    elif "text" in entry.message:
        content["text"] = entry.message["text"]
    if attachment := entry.message.get("attachment"):
        content["attachments"] = [attachment]
    if "reply_to" in entry.message:
        content["reply_to"] = {**entry.message["reply_to"], "is_self_reply": False}
    return content
