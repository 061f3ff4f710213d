"""Conversations and what was said in them, as staff read them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.conversations import ConversationNotFound
from services.models import ChatLog, Conversation, User

Row = dict[str, Any]
_COLUMNS = (
    Conversation.id,
    Conversation.page_id,
    Conversation.sender_psid,
    Conversation.user_id,
    User.facebook_name,
    Conversation.mode,
    Conversation.step,
    Conversation.language,
    Conversation.last_event_at,
    Conversation.window_opened_at,
    Conversation.mode_changed_at,
)
_SAID = (
    ChatLog.id,
    ChatLog.direction,
    ChatLog.author,
    ChatLog.kind,
    ChatLog.text,
    ChatLog.is_deleted,
    ChatLog.event_at,
    ChatLog.created_at,
)


def find(session: Session, *, mode: str | None = None, before: int | None = None, limit: int) -> list[Row]:
    """Conversations, the one begun last first, beginning before an id."""
    query = select(*_COLUMNS).join(User, User.id == Conversation.user_id).order_by(Conversation.id.desc()).limit(limit)
    if mode is not None:
        query = query.where(Conversation.mode == mode)
    if before is not None:
        query = query.where(Conversation.id < before)
    return [dict(row) for row in session.execute(query).mappings()]


def get(session: Session, conversation_id: int) -> Row:
    """One conversation. Raises ConversationNotFound."""
    query = select(*_COLUMNS).join(User, User.id == Conversation.user_id).where(Conversation.id == conversation_id)
    row = session.execute(query).mappings().one_or_none()
    if row is None:
        raise ConversationNotFound(f"There is no conversation {conversation_id}")
    return dict(row)


def messages(session: Session, conversation_id: int, *, before: int | None = None, limit: int) -> list[Row]:
    """What was said, newest first, beginning before an id; the words of deleted messages stay away."""
    query = select(*_SAID).where(ChatLog.conversation_id == conversation_id).order_by(ChatLog.id.desc()).limit(limit)
    if before is not None:
        query = query.where(ChatLog.id < before)
    rows = [dict(row) for row in session.execute(query).mappings()]
    return [{**row, "text": None} if row["is_deleted"] else row for row in rows]
