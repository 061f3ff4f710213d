"""/api/admin/dead-letters: work that no retry could help."""

from __future__ import annotations

from typing import Any

from flask import current_app
from marshmallow import Schema, fields, validate

from app.api.base import Blueprint, DoneSchema, ErrorSchema, resources, session
from services import db, dead_letters
from services.errors import ServiceError

blueprint = Blueprint(
    "dead-letters",
    __name__,
    url_prefix="/api/admin/dead-letters",
    description="Events, messages and fulfilment steps that gave up: look at them, try them again.",
)


class NotDead(ServiceError):
    """It is being worked off again, or is done."""

    code = "not_a_dead_letter"

    def __init__(self, key: str) -> None:
        super().__init__(f"{key} is no dead letter any more")


class DeadLetterQuery(Schema):
    kind = fields.String(validate=validate.OneOf((dead_letters.INBOX, dead_letters.OUTBOX, dead_letters.FULFILMENT)))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, dead_letters.MAX_PAGE))


class DeadLetterSchema(Schema):
    id = fields.String(attribute="key", metadata={"description": "for retry, such as outbox-7"})
    kind = fields.String()
    what = fields.String()
    error = fields.String(allow_none=True)
    attempts = fields.Integer()
    order_id = fields.Integer(allow_none=True)
    created_at = fields.AwareDateTime()


class DeadLetterListSchema(Schema):
    success = fields.Boolean()
    dead_letters = fields.List(fields.Nested(DeadLetterSchema))


@blueprint.get("")
@blueprint.arguments(DeadLetterQuery, location="query")
@blueprint.response(200, DeadLetterListSchema)
def list_dead_letters(query: dict[str, Any]) -> dict[str, Any]:
    """List the newest."""
    with session() as opened:
        return {
            "success": True,
            "dead_letters": dead_letters.list_dead(opened, kind=query.get("kind"), limit=query["limit"]),
        }


@blueprint.post("/<key>/retry")
@blueprint.response(200, DoneSchema)
@blueprint.alt_response(409, schema=ErrorSchema, description="it is no dead letter any more")
def retry_dead_letter(key: str) -> dict[str, Any]:
    """Try one again, with its attempts counted from the beginning."""
    queue, is_revived = db.transact(resources().sessions, lambda opened: dead_letters.retry_key(opened, key))
    if not is_revived:
        raise NotDead(key)
    current_app.extensions["ringer"].ring(queue)
    return {"success": True, "message": f"{key} will be tried again"}
