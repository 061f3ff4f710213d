"""Fulfilment steps: claimed under a lease, done once, put back with a pause, set aside after the last attempt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from services import fulfilment, order_processor
from services.resources import Resources
from tests import factories as make


@pytest.fixture
def shop(clean: Resources) -> Iterator[Session]:
    """A session that commits each statement, for arranging and looking."""
    with clean.sessions() as session:
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        make.zone(session)
        yield session


@pytest.fixture
def order(clean: Resources, shop: Session) -> int:
    """A confirmed order."""
    product, customer = make.product(shop), make.customer(shop)
    placed: int = order_processor.create_order(make.order_data(customer.id, (product.id, 2)), resources=clean)["order"][
        "id"
    ]
    assert order_processor.confirm_order(placed, resources=clean)["success"] is True
    return placed


def _step(session: Session, kind: str) -> dict[str, Any]:
    return make.rows(session, "SELECT * FROM order_processing_queue WHERE queue_type = :kind", kind=kind)[0]


def _pause(session: Session) -> float:
    """Seconds until the pack step is due."""
    query = (
        "SELECT TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), next_attempt_at) / 1000000 AS pause "
        "FROM order_processing_queue WHERE queue_type = 'pack'"
    )
    return float(make.rows(session, query)[0]["pause"])


def test_a_step_that_another_worker_holds_is_left_alone(clean: Resources, shop: Session, order: int) -> None:
    shop.execute(
        text(
            "UPDATE order_processing_queue SET status = 'processing', fence = 1, attempts = 1, "
            "lease_until = UTC_TIMESTAMP(6) + INTERVAL 1 MINUTE"
        )
    )
    assert fulfilment.run_due(clean) == 0
    assert (_step(shop, "prepare")["status"], _step(shop, "prepare")["fence"]) == ("processing", 1)


def test_a_step_whose_worker_died_is_taken_over(clean: Resources, shop: Session, order: int) -> None:
    shop.execute(
        text(
            "UPDATE order_processing_queue SET status = 'processing', fence = 1, attempts = 1, "
            "lease_until = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND"
        )
    )
    assert fulfilment.run_due(clean, limit=1) == 1
    step = _step(shop, "prepare")
    assert (step["status"], step["fence"], step["attempts"]) == ("completed", 2, 2)


def test_a_step_whose_worker_died_each_time_ends_with_a_person(clean: Resources, shop: Session, order: int) -> None:
    shop.execute(
        text(
            "UPDATE order_processing_queue SET status = 'processing', fence = 5, attempts = 5, "
            "lease_until = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND"
        )
    )
    assert fulfilment.run_due(clean) == 1
    step = _step(shop, "prepare")
    assert (step["status"], step["attempts"]) == ("dead", 6)
    assert make.rows(shop, "SELECT order_status FROM orders WHERE id = :id", id=order) == [
        {"order_status": "confirmed"}
    ]
    alerts = make.rows(shop, "SELECT type, order_id, is_task FROM admin_notifications")
    assert alerts == [{"type": "fulfilment_dead", "order_id": order, "is_task": 1}]
    assert fulfilment.run_due(clean) == 0


def test_a_failing_step_pauses_longer_each_time_and_ends_with_a_person(
    clean: Resources, shop: Session, order: int
) -> None:
    fulfilment.run_due(clean, limit=1)
    # As if the books of this order had been tampered with: its goods are not marked as sold.
    shop.execute(text("UPDATE inventory_reservations SET status = 'released' WHERE order_id = :id"), {"id": order})
    pauses = []
    for attempt in range(1, 6):
        assert fulfilment.run_due(clean) == 1
        step = _step(shop, "pack")
        assert (step["status"], step["attempts"]) == ("dead" if attempt == 5 else "pending", attempt)
        assert fulfilment.run_due(clean) == 0
        pauses.append(_pause(shop))
        shop.execute(text("UPDATE order_processing_queue SET next_attempt_at = UTC_TIMESTAMP(6)"))

    for attempt, pause in enumerate(pauses[:4]):
        assert 0.7 <= pause / (5 * 2**attempt) <= 1.25

    alerts = make.rows(shop, "SELECT type, severity, order_id, is_task FROM admin_notifications")
    assert alerts == [{"type": "fulfilment_dead", "severity": "error", "order_id": order, "is_task": 1}]
    errors = make.rows(shop, "SELECT stage, error_code FROM order_errors")
    assert errors == [{"stage": "fulfilment", "error_code": "STOCK_NOT_COMMITTED"}] * 5
    assert make.rows(shop, "SELECT error_count FROM orders WHERE id = :id", id=order) == [{"error_count": 5}]
    assert make.rows(shop, "SELECT COUNT(*) AS n FROM order_processing_queue WHERE queue_type = 'ship'") == [{"n": 0}]


def test_a_cancelled_orders_step_is_not_done(clean: Resources, shop: Session, order: int) -> None:
    order_processor.cancel_order(order, "out of town", resources=clean)
    assert _step(shop, "prepare")["status"] == "cancelled"
    assert fulfilment.run_due(clean) == 0
    # A worker that claimed it just before must find that out under the order's lock.
    shop.execute(text("UPDATE order_processing_queue SET status = 'pending', completed_at = NULL"))
    assert fulfilment.run_due(clean) == 1
    assert _step(shop, "prepare")["status"] == "cancelled"
    assert make.rows(shop, "SELECT order_status FROM orders") == [{"order_status": "cancelled"}]


def test_the_limit_is_kept(clean: Resources, shop: Session, order: int) -> None:
    assert fulfilment.run_due(clean, limit=1) == 1
    assert _step(shop, "pack")["status"] == "pending"
