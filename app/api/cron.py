"""/api/cron: the clean-up of stock that is held past its time; the scheduler runs it anyhow."""

from __future__ import annotations

from typing import Any

from flask import current_app
from marshmallow import Schema, fields

from app.api.base import Blueprint, resources
from services import reservations, stock_cleanup

blueprint = Blueprint(
    "cron", __name__, url_prefix="/api/cron", description="Work that runs by itself, and can be run now."
)
BATCH = 500


class CleanupStatusSchema(Schema):
    success = fields.Boolean()
    enabled = fields.Boolean()
    interval_seconds = fields.Integer()
    overdue_orders = fields.Integer(metadata={"description": "orders whose hold is past its time right now"})


class CleanupRunSchema(Schema):
    success = fields.Boolean()
    looked_at = fields.Integer()
    expired = fields.Integer(metadata={"description": "orders that lost their stock and wait for staff"})
    cancelled = fields.Integer(metadata={"description": "unpaid orders that were cancelled"})
    failed = fields.Integer()


@blueprint.get("/stock-cleanup")
@blueprint.response(200, CleanupStatusSchema)
def stock_cleanup_status() -> dict[str, Any]:
    """Whether the clean-up runs by itself, how often, and what waits for it."""
    settings = resources().settings
    with resources().sessions() as opened:
        overdue = stock_cleanup.count_overdue(opened)
    return {
        "success": True,
        "enabled": settings.stock_cleanup_enabled,
        "interval_seconds": round(settings.stock_cleanup_interval.total_seconds()),
        "overdue_orders": overdue,
    }


@blueprint.post("/stock-cleanup")
@blueprint.response(200, CleanupRunSchema)
def run_stock_cleanup() -> dict[str, Any]:
    """Give back, now, the stock that is held past its time."""
    counts = reservations.sweep(resources().sessions, BATCH)
    current_app.extensions["ringer"].ring("notifications")
    return {"success": True, **counts}
