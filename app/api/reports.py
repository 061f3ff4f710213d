"""/api/reports: the reporting views."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, fields, validate
from sqlalchemy import Connection

from app.api.base import Blueprint, resources
from app.errors import Invalid, NotFound
from services import reporting

blueprint = Blueprint(
    "reports", __name__, url_prefix="/api/reports", description="What the shop did, from the reporting views."
)
MANILA = ZoneInfo("Asia/Manila")
DEFAULT_DAYS = 30
MOST_DAYS = 400


class ReportQuery(Schema):
    limit = fields.Integer(load_default=100, validate=validate.Range(1, reporting.MOST_ROWS))
    status = fields.String(
        validate=validate.Length(1, 20),
        metadata={"description": "orders: a state; inventory: such as LOW_STOCK; pending-orders: no"},
    )
    first_day = fields.Date(metadata={"description": "business day in Manila; 30 days ago unless given"})
    last_day = fields.Date(metadata={"description": "today in Manila unless given"})


class ReportSchema(Schema):
    success = fields.Boolean()
    report = fields.String()
    rows = fields.List(fields.Dict())


@dataclass(frozen=True)
class Report:
    """How one report is read, and which of the query's fields it takes."""

    read: Callable[[Connection, Mapping[str, Any]], list[reporting.Row]]
    takes: frozenset[str]


def _by_day(read: Callable[..., list[reporting.Row]]) -> Report:
    def run(reader: Connection, query: Mapping[str, Any]) -> list[reporting.Row]:
        today = datetime.now(MANILA).date()
        last = query.get("last_day", today)
        first = query.get("first_day", last - timedelta(days=DEFAULT_DAYS))
        if not timedelta(0) <= last - first <= timedelta(days=MOST_DAYS):
            raise Invalid(
                [
                    {
                        "field": "first_day",
                        "message": f"must be at most {MOST_DAYS} days before last_day",
                        "code": "INVALID",
                    }
                ]
            )
        return read(reader, first_day=first, last_day=last)

    return Report(run, frozenset({"first_day", "last_day"}))


REPORTS: Mapping[str, Report] = {
    "pending-orders": Report(
        lambda reader, q: reporting.pending_orders(reader, limit=q["limit"]), frozenset({"limit"})
    ),
    "inventory-status": Report(
        lambda reader, q: reporting.inventory_status(reader, stock_status=q.get("status"), limit=q["limit"]),
        frozenset({"limit", "status"}),
    ),
    "orders-detailed": Report(
        lambda reader, q: reporting.orders_detailed(reader, order_status=q.get("status"), limit=q["limit"]),
        frozenset({"limit", "status"}),
    ),
    "order-performance": _by_day(reporting.order_performance),
    "daily-metrics": _by_day(reporting.daily_metrics),
    "customer-ltv": Report(lambda reader, q: reporting.customer_ltv(reader, limit=q["limit"]), frozenset({"limit"})),
    "queue-status": Report(lambda reader, q: reporting.queue_status(reader), frozenset()),
}


@blueprint.get("/<name>")
@blueprint.arguments(ReportQuery, location="query")
@blueprint.response(200, ReportSchema)
def read_report(query: dict[str, Any], name: str) -> dict[str, Any]:
    """Read a report.

    There are pending-orders, inventory-status, orders-detailed, order-performance, daily-metrics, customer-ltv and
    queue-status.
    """
    report = REPORTS.get(name)
    if report is None:
        raise NotFound(f"There is no report {name[:40]}; there are {', '.join(REPORTS)}")
    if extra := sorted(query.keys() - report.takes - {"limit"}):
        raise Invalid(
            [{"field": key, "message": "is not a field of this report", "code": "UNKNOWN_FIELD"} for key in extra]
        )
    with reporting.engine(resources().settings).connect() as reader:
        return {"success": True, "report": name, "rows": report.read(reader, query)}
