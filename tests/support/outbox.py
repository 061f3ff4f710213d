"""A page with a running sandbox behind it: customers, rows of the outbox, and what arrived in which thread."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from services import db, notifications, outbox
from services.notifications import OutboundMessage
from services.resources import Resources
from services.settings import Settings
from tests.support import rows
from tests.support.sandbox_messenger import PAGE, SECRET, TOKEN, Sandbox

ECHO_WAIT = timedelta(milliseconds=800)


def settings_for(settings: Settings, url: str, **changes: Any) -> Settings:
    """The settings of a process that talks to the Graph API at this address, with short waits."""
    values: dict[str, Any] = {
        "graph_api_base_url": url,
        "messenger_app_secret": SECRET,
        "messenger_page_id": PAGE,
        "messenger_page_access_token": TOKEN,
        "graph_connect_timeout": timedelta(seconds=0.5),
        "graph_read_timeout": timedelta(seconds=0.5),
        "lease": timedelta(seconds=2),
        "echo_wait": ECHO_WAIT,
        "outbox_backoff_base": timedelta(milliseconds=20),
    }
    return dataclasses.replace(settings, **{**values, **changes})


class Shop:
    """What a worker sees: the stores, the page, and the customers who write to it."""

    def __init__(self, resources: Resources, sandbox: Sandbox, **changes: Any) -> None:
        settings = settings_for(resources.settings, sandbox.url, **changes)
        self.resources = dataclasses.replace(resources, settings=settings)
        self.sandbox = sandbox

    def with_settings(self, **changes: Any) -> Shop:
        return Shop(self.resources, self.sandbox, **changes)

    def customer(self, *, psid: str | None = None, window: bool = True, language: str = "en") -> Customer:
        """Somebody who just wrote to the page (or, with `window=False`, wrote two days ago)."""
        psid = psid or self.sandbox.customer(writes=window)
        with self.resources.sessions.begin() as session:
            user = rows._insert(session, "users", messenger_id=psid, facebook_name="Ana Cruz", language=language)
            conversation = rows._insert(session, "conversations", page_id=PAGE, sender_psid=psid, user_id=user)
        made = Customer(self, psid, user, conversation)
        made.wrote(hours_ago=0 if window else 48)
        return made

    def order(self, customer: Customer, status: str = "pending", **columns: object) -> int:
        with self.resources.sessions.begin() as session:
            order = rows.add_order(session, [], user_id=customer.user_id, **columns)
            db.act_as(session, "test", "system")
            if status != "pending":
                session.execute(
                    text("UPDATE orders SET order_status = :status WHERE id = :id"), {"status": status, "id": order}
                )
        return order

    def deliver(self, **more: Any) -> int:
        return notifications.deliver_due(self.resources, **more)

    def row(self, outbox_id: int) -> Any:
        with self.resources.sessions() as session:
            return session.execute(text("SELECT * FROM notification_queue WHERE id = :id"), {"id": outbox_id}).one()

    def status(self, outbox_id: int) -> str:
        return str(self.row(outbox_id).status)

    def alerts(self) -> list[Any]:
        with self.resources.sessions() as session:
            return list(session.execute(text("SELECT * FROM admin_notifications ORDER BY id")))

    def execute(self, statement: str, **values: Any) -> None:
        with self.resources.sessions.begin() as session:
            session.execute(text(statement), values)

    def fault(self, **fault: Any) -> None:
        self.sandbox.control("/faults", {"operation": "send", **fault})

    def calls(self, operation: str = "send") -> list[Any]:
        """The Graph API calls of one kind, oldest first."""
        lines = self.sandbox.get("/journal?kind=graph")["entries"]
        return [line for line in lines if line.get("operation") == operation]


class Customer:
    """One person, on both sides of the page."""

    def __init__(self, shop: Shop, psid: str, user_id: int, conversation_id: int) -> None:
        self.shop, self.psid, self.user_id, self.conversation_id = shop, psid, user_id, conversation_id

    def wrote(self, *, hours_ago: float) -> None:
        self.shop.execute(
            "UPDATE conversations SET window_opened_at = TIMESTAMPADD(SECOND, -:ago, UTC_TIMESTAMP(6)) WHERE id = :id",
            ago=round(hours_ago * 3600),
            id=self.conversation_id,
        )

    def reply(self, *texts: str, inbox_id: int | None = None, **metadata: Any) -> list[int]:
        return self.reply_with(*({"text": words} for words in texts), inbox_id=inbox_id, **metadata)

    def reply_with(self, *messages: dict[str, Any], inbox_id: int | None = None, **metadata: Any) -> list[int]:
        with self.shop.resources.sessions.begin() as session:
            return notifications.reply(
                session,
                conversation_id=self.conversation_id,
                user_id=self.user_id,
                inbox_id=inbox_id,
                messages=[OutboundMessage(message, metadata) for message in messages],
            )

    def notice(self, kind: str, order_id: int, **more: Any) -> int | None:
        with self.shop.resources.sessions.begin() as session:
            return notifications.notice(session, kind=kind, order_id=order_id, user_id=self.user_id, **more)

    def echo(self, entry: dict[str, Any]) -> bool:
        """Settle by the echo of one message, as the dispatcher does."""
        metadata = json.loads(entry["message"]["metadata"])
        with self.shop.resources.sessions.begin() as session:
            return outbox.settle_by_echo(session, outbox_id=metadata["outbox"], psid=self.psid, mid=entry["mid"])

    def heard(self) -> list[dict[str, Any]]:
        """What the page said in this person's thread."""
        return [entry for entry in self.shop.sandbox.thread(self.psid) if entry["from"] == "page"]

    def heard_texts(self) -> list[str]:
        return [entry["message"].get("text", "") for entry in self.heard()]
