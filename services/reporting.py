"""The one reader of the vw_* views, over the reporting account, which sees the views and nothing else.

Each function takes a connection of `engine(settings)` and answers plain dicts named as the view's columns. Money and
averages are Decimal, counts int, times aware UTC, business days dates in Asia/Manila.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from services import db
from services.settings import Settings

Reader = Connection | Session
Row = dict[str, Any]
MOST_ROWS = 500


_engines: dict[str, Engine] = {}


def engine(settings: Settings) -> Engine:
    """The reporting account's engine, one a process and address: REPORTING_DATABASE_URL, or else DATABASE_URL."""
    url = settings.reporting_database_url
    if url not in _engines:
        _engines[url] = db.make_engine(settings, url)
    return _engines[url]


def pending_orders(reader: Reader, *, needs_action: bool | None = None, limit: int = MOST_ROWS) -> list[Row]:
    """Orders that wait, oldest first; with `needs_action`, only those that do or do not wait for staff."""
    return _read(
        reader,
        "SELECT * FROM vw_pending_orders WHERE (:wanted IS NULL OR needs_action = :wanted)"
        " ORDER BY created_at, order_id LIMIT :limit",
        wanted=needs_action,
        limit=limit,
    )


def inventory_status(reader: Reader, *, stock_status: str | None = None, limit: int = MOST_ROWS) -> list[Row]:
    """What is sold, lowest availability first; `stock_status` is IN_STOCK, LOW_STOCK, OUT_OF_STOCK or OVERSOLD."""
    return _read(
        reader,
        "SELECT * FROM vw_inventory_status WHERE (:wanted IS NULL OR stock_status = :wanted)"
        " ORDER BY available_quantity, product_id LIMIT :limit",
        wanted=stock_status,
        limit=limit,
    )


def orders_detailed(
    reader: Reader, *, order_status: str | None = None, since: datetime | None = None, limit: int = MOST_ROWS
) -> list[Row]:
    """Orders with buyer, amounts, lines, holds and timings, newest first."""
    return _read(
        reader,
        "SELECT * FROM vw_orders_detailed WHERE (:wanted IS NULL OR order_status = :wanted)"
        " AND (:since IS NULL OR created_at >= :since) ORDER BY created_at DESC, order_id DESC LIMIT :limit",
        wanted=order_status,
        since=since and since.astimezone(UTC).replace(tzinfo=None),
        limit=limit,
    )


def order_performance(reader: Reader, *, first_day: date, last_day: date) -> list[Row]:
    """Counts, durations and faults for each business day with orders, the first day first."""
    return _days(reader, "vw_order_performance", first_day, last_day)


def daily_metrics(reader: Reader, *, first_day: date, last_day: date) -> list[Row]:
    """Orders, revenue and buyers for each business day with orders, the first day first."""
    return _days(reader, "vw_daily_metrics", first_day, last_day)


def customer_ltv(reader: Reader, *, user_id: int | None = None, limit: int = 100) -> list[Row]:
    """What customers have been worth, the best first; or one customer."""
    return _read(
        reader,
        "SELECT * FROM vw_customer_ltv WHERE (:user_id IS NULL OR user_id = :user_id)"
        " ORDER BY lifetime_value DESC, user_id LIMIT :limit",
        user_id=user_id,
        limit=limit,
    )


def queue_status(reader: Reader) -> list[Row]:
    """How much work waits in each queue of record, by type and status, and how old the oldest is."""
    return _read(reader, "SELECT * FROM vw_queue_status ORDER BY queue_name, queue_type, status")


def _days(reader: Reader, view: str, first_day: date, last_day: date) -> list[Row]:
    return _read(
        reader,
        f"SELECT * FROM {view} WHERE business_day BETWEEN :first AND :last ORDER BY business_day",
        first=first_day,
        last=last_day,
    )


def _read(reader: Reader, query: str, **parameters: object) -> list[Row]:
    return [_plain(row) for row in reader.execute(text(query), parameters).mappings()]


def _plain(row: Mapping[Any, Any]) -> Row:
    return {str(name): _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    # The server counts in DECIMAL without places; money and averages have places.
    if isinstance(value, Decimal) and value.as_tuple().exponent == 0:
        return int(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC)
    return value
