"""Conversations, what came in, what goes out, and what staff must look at."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.mysql import BINARY, MEDIUMBLOB, MEDIUMTEXT
from sqlalchemy.orm import Mapped, mapped_column

from services.models.base import (
    TABLE,
    Base,
    Code,
    Created,
    Id,
    Key,
    Money,
    OutsideId,
    Ref,
    Updated,
    UtcDateTime,
    one_of,
)

INBOX_STATES = ("received", "processing", "done", "parked")
OUTBOX_STATUSES = ("pending", "sending", "sent", "dead", "window_closed", "cancelled")
CHANNELS = ("messenger", "email", "sms")
CONVERSATION_MODES = ("bot", "human")
SEVERITIES = ("info", "warning", "error", "critical")


class Conversation(Base):
    """One per page and customer. Its row lock is held by whoever works on it; `fence` grows with every new owner."""

    __tablename__ = "conversations"
    id: Mapped[Id]
    page_id: Mapped[str] = mapped_column(OutsideId())
    sender_psid: Mapped[str] = mapped_column(OutsideId())
    user_id: Mapped[Ref] = mapped_column(ForeignKey("users.id"))
    mode: Mapped[str] = mapped_column(Code(8), server_default="bot")
    mode_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    step: Mapped[str] = mapped_column(Code(40), server_default="start")
    draft: Mapped[dict[str, Any]] = mapped_column(JSON, server_default=sql("('{}')"))
    language: Mapped[str] = mapped_column(Code(8), server_default="en")
    last_event_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    window_opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    step_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delivered_watermark: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_watermark: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_owner: Mapped[str | None] = mapped_column(String(100))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fence: Mapped[int] = mapped_column(server_default=sql("0"))
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]
    __table_args__ = (
        one_of("mode", CONVERSATION_MODES),
        UniqueConstraint("page_id", "sender_psid", name="uq_conversations_page_psid"),
        Index("ix_conversations_user", "user_id"),
        Index("ix_conversations_mode_event", "mode", "last_event_at"),
        TABLE,
    )


class CartItem(Base):
    """One line of a customer's cart. The price is the one last shown; it is checked again at checkout."""

    __tablename__ = "cart_items"
    id: Mapped[Id]
    user_id: Mapped[Ref]
    product_id: Mapped[Ref]
    quantity: Mapped[int] = mapped_column(Integer)
    options: Mapped[dict[str, Any]] = mapped_column(JSON, server_default=sql("('{}')"))
    options_key: Mapped[str] = mapped_column(Code(64), server_default="")
    unit_price: Mapped[Decimal] = mapped_column(Money)
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        UniqueConstraint("user_id", "product_id", "options_key", name="uq_cart_items_user_product_options"),
        Index("ix_cart_items_updated", "updated_at"),
        TABLE,
    )


class ChatLog(Base):
    """What was said, by whom, in the order it happened; never holds secrets."""

    __tablename__ = "chat_logs"
    id: Mapped[Id]
    conversation_id: Mapped[Ref]
    direction: Mapped[str] = mapped_column(Code(4))
    author: Mapped[str] = mapped_column(Code(10))
    mid: Mapped[str | None] = mapped_column(Key(255))
    inbox_id: Mapped[int | None] = mapped_column()
    outbox_id: Mapped[int | None] = mapped_column()
    kind: Mapped[str] = mapped_column(Code(40))
    text: Mapped[str | None] = mapped_column(Text)
    is_deleted: Mapped[bool] = mapped_column(Boolean, server_default=sql("0"))
    event_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[Created]
    __table_args__ = (
        one_of("direction", ("in", "out")),
        one_of("author", ("customer", "bot", "staff", "system")),
        Index("ix_chat_logs_conversation", "conversation_id", "id"),
        Index("ix_chat_logs_mid", "mid"),
        Index("ix_chat_logs_created", "created_at"),
        TABLE,
    )


class ChatbotReply(Base):
    """What the shop wants said when a keyword comes up."""

    __tablename__ = "chatbot_replies"
    id: Mapped[Id]
    keyword: Mapped[str] = mapped_column(String(100))
    language: Mapped[str] = mapped_column(Code(8), server_default="en")
    reply: Mapped[str] = mapped_column(String(1900))
    is_active: Mapped[bool] = mapped_column(Boolean, server_default=sql("1"))
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]
    __table_args__ = (UniqueConstraint("keyword", "language", name="uq_chatbot_replies_keyword_language"), TABLE)


class WebhookInbox(Base):
    """One event from outside, taken in once for ever and worked off in the order of `event_at`."""

    __tablename__ = "webhook_inbox"
    id: Mapped[Id]
    source: Mapped[str] = mapped_column(Code(20))
    external_id: Mapped[str] = mapped_column(Key(255))
    page_id: Mapped[str | None] = mapped_column(OutsideId())
    sender_psid: Mapped[str | None] = mapped_column(OutsideId())
    kind: Mapped[str] = mapped_column(Code(40))
    body: Mapped[str] = mapped_column(MEDIUMTEXT)
    event_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, server_default=sql("(UTC_TIMESTAMP(6))"))
    state: Mapped[str] = mapped_column(Code(12), server_default="received")
    attempts: Mapped[int] = mapped_column(Integer, server_default=sql("0"))
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime, server_default=sql("(UTC_TIMESTAMP(6))"))
    fence: Mapped[int] = mapped_column(server_default=sql("0"))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    processed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error_code: Mapped[str | None] = mapped_column(Code(64))
    __table_args__ = (
        one_of("state", INBOX_STATES),
        UniqueConstraint("source", "external_id", name="uq_webhook_inbox_source_external"),
        Index("ix_webhook_inbox_claim", "state", "next_attempt_at", "id"),
        Index("ix_webhook_inbox_conversation", "sender_psid", "state", "event_at", "id"),
        Index("ix_webhook_inbox_received", "received_at"),
        TABLE,
    )


class WebhookUnusable(Base):
    """A signed body that is no webhook we can split into events, kept whole for a person to look at."""

    __tablename__ = "webhook_unusable"
    id: Mapped[Id]
    source: Mapped[str] = mapped_column(Code(20))
    body_sha256: Mapped[bytes] = mapped_column(BINARY(32))
    body: Mapped[bytes] = mapped_column(MEDIUMBLOB)
    reason: Mapped[str] = mapped_column(Code(40))
    seen_count: Mapped[int] = mapped_column(Integer, server_default=sql("1"))
    created_at: Mapped[Created]
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, server_default=sql("(UTC_TIMESTAMP(6))"))
    __table_args__ = (
        UniqueConstraint("source", "body_sha256", name="uq_webhook_unusable_source_body"),
        Index("ix_webhook_unusable_created", "created_at"),
        TABLE,
    )


class OutboxMessage(Base):
    """One message to one person, written in the transaction that makes it true; `id` is the metadata's `outbox`."""

    __tablename__ = "notification_queue"
    id: Mapped[Id]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    user_id: Mapped[int | None] = mapped_column()
    conversation_id: Mapped[int | None] = mapped_column()
    channel: Mapped[str] = mapped_column(Code(12), server_default="messenger")
    kind: Mapped[str] = mapped_column(Code(40))
    dedupe_key: Mapped[str] = mapped_column(Key(191))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    window_class: Mapped[str] = mapped_column(Code(12), server_default="reply")
    priority: Mapped[int] = mapped_column(Integer, server_default=sql("100"))
    status: Mapped[str] = mapped_column(Code(16), server_default="pending")
    scheduled_at: Mapped[datetime] = mapped_column(UtcDateTime, server_default=sql("(UTC_TIMESTAMP(6))"))
    attempts: Mapped[int] = mapped_column(Integer, server_default=sql("0"))
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime, server_default=sql("(UTC_TIMESTAMP(6))"))
    fence: Mapped[int] = mapped_column(server_default=sql("0"))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_attempt_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    external_id: Mapped[str | None] = mapped_column(Key(255))
    ambiguous: Mapped[bool] = mapped_column(Boolean, server_default=sql("0"))
    sent_as: Mapped[str | None] = mapped_column(Code(16))
    last_error: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[Created]
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (
        one_of("status", OUTBOX_STATUSES),
        one_of("channel", CHANNELS),
        one_of("window_class", ("reply", "notice")),
        UniqueConstraint("dedupe_key", name="uq_notification_queue_dedupe_key"),
        Index("ix_notification_queue_claim", "status", "priority", "next_attempt_at", "id"),
        Index("ix_notification_queue_user", "user_id", "status", "id"),
        Index("ix_notification_queue_order", "order_id", "id"),
        Index("ix_notification_queue_external", "external_id"),
        Index("ix_notification_queue_created", "created_at"),
        TABLE,
    )


class MessengerPage(Base):
    """Whether a page may send now: paused on a dead token or a restriction, slowed by the platform's limits."""

    __tablename__ = "messenger_pages"
    page_id: Mapped[str] = mapped_column(OutsideId(), primary_key=True)
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pause_reason: Mapped[str | None] = mapped_column(Code(40))
    pause_level: Mapped[int] = mapped_column(Integer, server_default=sql("0"))
    token_hash: Mapped[str | None] = mapped_column(Code(64))
    updated_at: Mapped[Updated]
    __table_args__ = TABLE


class AdminNotification(Base):
    """An alert or a task for staff; the dedupe key keeps one fault from ringing twice."""

    __tablename__ = "admin_notifications"
    id: Mapped[Id]
    severity: Mapped[str] = mapped_column(Code(12))
    type: Mapped[str] = mapped_column(Code(40))
    title: Mapped[str] = mapped_column(String(200))
    message: Mapped[str] = mapped_column(String(1000))
    dedupe_key: Mapped[str] = mapped_column(Key(191))
    order_id: Mapped[int | None] = mapped_column()
    conversation_id: Mapped[int | None] = mapped_column()
    details: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    is_task: Mapped[bool] = mapped_column(Boolean, server_default=sql("0"))
    seen_count: Mapped[int] = mapped_column(Integer, server_default=sql("1"))
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]
    __table_args__ = (
        one_of("severity", SEVERITIES),
        UniqueConstraint("dedupe_key", name="uq_admin_notifications_dedupe_key"),
        Index("ix_admin_notifications_read_created", "read_at", "created_at"),
        Index("ix_admin_notifications_severity_created", "severity", "created_at"),
        TABLE,
    )
