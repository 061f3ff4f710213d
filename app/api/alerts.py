"""/api/admin/notifications: what staff must look at."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from app.api.base import Blueprint, DoneSchema, PageQuery, envelope, filters_of, page, resources, session
from app.cursors import read as read_cursor
from services import alert_inbox, db, staff_rows
from services.models.messaging import SEVERITIES

blueprint = Blueprint(
    "notifications", __name__, url_prefix="/api/admin/notifications", description="Alerts and tasks for staff."
)


class AlertQuery(PageQuery):
    read = fields.Boolean(metadata={"description": "false: only what nobody has read"})
    severity = fields.String(validate=validate.OneOf(SEVERITIES))
    task = fields.Boolean(metadata={"description": "true: only what a person must do something about"})


class AlertSchema(Schema):
    id = fields.Integer()
    severity = fields.String()
    type = fields.String()
    title = fields.String()
    message = fields.String()
    order_id = fields.Integer(allow_none=True)
    conversation_id = fields.Integer(allow_none=True)
    details = fields.Dict(allow_none=True)
    is_task = fields.Boolean()
    seen_count = fields.Integer()
    read_at = fields.AwareDateTime(allow_none=True)
    resolved_at = fields.AwareDateTime(allow_none=True)
    created_at = fields.AwareDateTime()
    updated_at = fields.AwareDateTime()


class ReadSchema(Schema):
    success = fields.Boolean()
    marked = fields.Integer(metadata={"description": "how many were unread before"})


@blueprint.get("")
@blueprint.arguments(AlertQuery, location="query")
@blueprint.response(200, envelope("notifications", AlertSchema, is_page=True))
def list_alerts(query: dict[str, Any]) -> dict[str, Any]:
    """List alerts, newest first."""
    filters = filters_of(query)
    before = read_cursor(query.get("cursor"), of="notifications", filters=filters)
    with session() as opened:
        rows = alert_inbox.find(
            opened,
            is_read=query.get("read"),
            severity=query.get("severity"),
            is_task=query.get("task"),
            before=before[0] if before else None,
            limit=query["limit"] + 1,
        )
    return page("notifications", rows, query["limit"], lambda row: [row["id"]], filters)


@blueprint.post("/<int:alert_id>/read")
@blueprint.response(200, ReadSchema)
def read_alert(alert_id: int) -> dict[str, Any]:
    """Mark one as read."""

    def unit(opened: Any) -> int:
        if not alert_inbox.exists(opened, alert_id):
            raise staff_rows.NotFound("notification", alert_id)
        return alert_inbox.mark_read(opened, [alert_id])

    return {"success": True, "marked": db.transact(resources().sessions, unit)}


@blueprint.post("/read-all")
@blueprint.response(200, ReadSchema)
def read_all_alerts() -> dict[str, Any]:
    """Mark all as read."""
    return {
        "success": True,
        "marked": db.transact(resources().sessions, lambda opened: alert_inbox.mark_read(opened)),
    }


@blueprint.delete("/<int:alert_id>")
@blueprint.response(200, DoneSchema)
def delete_alert(alert_id: int) -> dict[str, Any]:
    """Remove one."""
    db.transact(resources().sessions, lambda opened: alert_inbox.remove(opened, alert_id))
    return {"success": True, "message": "Notification deleted"}
