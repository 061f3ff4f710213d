"""/api/conversations: who is talked to, by the bot or by a person."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from app.api.base import Blueprint, DoneSchema, PageQuery, actor, envelope, filters_of, page, resources, session
from app.cursors import read as read_cursor
from services import conversation_lists, conversations, db
from services.fields import Text
from services.models.messaging import CONVERSATION_MODES

blueprint = Blueprint(
    "conversations",
    __name__,
    url_prefix="/api/conversations",
    description="Who is talked to, by the bot or by a person.",
)


class ConversationQuery(PageQuery):
    mode = fields.String(validate=validate.OneOf(CONVERSATION_MODES))


class HandOverIn(Schema):
    reason = Text(255, load_default="Taken over by staff")


class ConversationSchema(Schema):
    id = fields.Integer()
    page_id = fields.String()
    sender_psid = fields.String()
    user_id = fields.Integer()
    facebook_name = fields.String(allow_none=True)
    mode = fields.String()
    step = fields.String()
    language = fields.String()
    last_event_at = fields.AwareDateTime(allow_none=True)
    window_opened_at = fields.AwareDateTime(allow_none=True)
    mode_changed_at = fields.AwareDateTime(allow_none=True)


class MessageSchema(Schema):
    id = fields.Integer()
    direction = fields.String(metadata={"description": "in or out"})
    author = fields.String(metadata={"description": "customer, bot, staff or system"})
    kind = fields.String()
    text = fields.String(allow_none=True)
    is_deleted = fields.Boolean()
    event_at = fields.AwareDateTime(allow_none=True)
    created_at = fields.AwareDateTime()


@blueprint.get("")
@blueprint.arguments(ConversationQuery, location="query")
@blueprint.response(200, envelope("conversations", ConversationSchema, is_page=True))
def list_conversations(query: dict[str, Any]) -> dict[str, Any]:
    """List conversations, newest first."""
    filters = filters_of(query)
    before = read_cursor(query.get("cursor"), of="conversations", filters=filters)
    with session() as opened:
        rows = conversation_lists.find(
            opened, mode=query.get("mode"), before=before[0] if before else None, limit=query["limit"] + 1
        )
    return page("conversations", rows, query["limit"], lambda row: [row["id"]], filters)


@blueprint.get("/<int:conversation_id>")
@blueprint.response(200, envelope("conversation", ConversationSchema))
def get_conversation(conversation_id: int) -> dict[str, Any]:
    """One conversation."""
    return _told(conversation_id)


@blueprint.get("/<int:conversation_id>/messages")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, envelope("messages", MessageSchema, is_page=True))
def list_messages(query: dict[str, Any], conversation_id: int) -> dict[str, Any]:
    """What was said, newest first."""
    of = f"messages-{conversation_id}"
    before = read_cursor(query.get("cursor"), of=of, filters={})
    with session() as opened:
        conversation_lists.get(opened, conversation_id)
        rows = conversation_lists.messages(
            opened, conversation_id, before=before[0] if before else None, limit=query["limit"] + 1
        )
    return page("messages", rows, query["limit"], lambda row: [row["id"]], {}, cursor_of=of)


@blueprint.post("/<int:conversation_id>/hand-over")
@blueprint.arguments(HandOverIn)
@blueprint.response(200, DoneSchema)
def hand_over(values: dict[str, Any], conversation_id: int) -> dict[str, Any]:
    """Leave a conversation to a person; the bot is silent in it until it is handed back."""
    reason = f"{actor()}: {values['reason']}"

    def unit(opened: Any) -> None:
        conversations.hand_over(opened, conversations.lock(opened, conversation_id), reason)

    db.transact(resources().sessions, unit)
    return {"success": True, "message": "A person answers this conversation now"}


@blueprint.post("/<int:conversation_id>/hand-back")
@blueprint.response(200, DoneSchema)
def hand_back(conversation_id: int) -> dict[str, Any]:
    """Give a conversation back to the bot."""

    def unit(opened: Any) -> None:
        conversations.hand_back(opened, conversations.lock(opened, conversation_id))

    db.transact(resources().sessions, unit)
    return {"success": True, "message": "The bot answers this conversation now"}


def _told(conversation_id: int) -> dict[str, Any]:
    with session() as opened:
        return {"success": True, "conversation": conversation_lists.get(opened, conversation_id)}
