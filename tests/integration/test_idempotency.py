"""One key, one effect, one answer: in order, at once, after a crash, and for another request."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from services import db, idempotency, order_processor
from services.idempotency import KeyInProgress, KeyReused, KeyTakenOver, Replay, Started
from services.resources import Resources
from tests import factories as make

SCOPE = "orders"
LEASE = timedelta(seconds=30)


@pytest.fixture
def shop(clean: Resources) -> Iterator[Session]:
    with clean.sessions() as session:
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        make.zone(session)
        yield session


def _begin(kit: Resources, key: str = "k1", request_hash: str = "h", lease: timedelta = LEASE) -> Started | Replay:
    return idempotency.begin(kit.sessions, scope=SCOPE, key=key, request_hash=request_hash, lease=lease)


def _started(kit: Resources, **more: Any) -> Started:
    started = _begin(kit, **more)
    assert isinstance(started, Started)
    return started


def test_a_repeat_gets_the_first_answer(clean: Resources, shop: Session) -> None:
    product, customer = make.product(shop), make.customer(shop)
    data = make.order_data(customer.id, (product.id, 2))

    first = order_processor.create_order(data, resources=clean, idempotency_key=_started(clean))
    replay = _begin(clean)

    assert replay == Replay(status=201, body=first)
    assert first["order"]["total_amount"] == Decimal("2100.00")
    assert make.count(shop, "orders") == 1


def test_a_refusal_is_kept_too(clean: Resources, shop: Session) -> None:
    data = make.order_data(make.customer(shop).id, (4711, 1))
    first = order_processor.create_order(data, resources=clean, idempotency_key=_started(clean))
    assert first["success"] is False
    assert _begin(clean) == Replay(status=400, body=first)


def test_a_key_at_work_is_said_to_be(clean: Resources) -> None:
    _started(clean)
    with pytest.raises(KeyInProgress) as caught:
        _begin(clean)
    assert caught.value.code == "idempotency_key_in_progress"


def test_another_request_under_the_same_key_is_refused(clean: Resources) -> None:
    _started(clean)
    with pytest.raises(KeyReused) as caught:
        _begin(clean, request_hash="other")
    assert caught.value.code == "idempotency_key_reused"
    assert isinstance(_begin(clean, key="k2", request_hash="other"), Started)


def test_keys_are_compared_byte_by_byte(clean: Resources) -> None:
    assert [_started(clean, key=key).fence for key in ("Key", "key", "kéy", "key ")] == [1, 1, 1, 1]


@pytest.mark.parametrize("key", ["", "x" * 256, "é" * 128])
def test_an_empty_or_overlong_key_is_a_mistake(clean: Resources, key: str) -> None:
    with pytest.raises(ValueError, match="1 to 255 bytes"):
        _begin(clean, key=key)


def test_a_slow_owner_changes_nothing_once_it_was_taken_over(clean: Resources, shop: Session) -> None:
    product, customer = make.product(shop), make.customer(shop)
    data = make.order_data(customer.id, (product.id, 2))
    slow = _started(clean)
    shop.execute(text("UPDATE idempotency_keys SET lease_until = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND"))
    quick = _started(clean)
    assert (slow.fence, quick.fence) == (1, 2)

    order_processor.create_order(data, resources=clean, idempotency_key=quick)
    with pytest.raises(KeyTakenOver):
        order_processor.create_order(data, resources=clean, idempotency_key=slow)

    assert make.count(shop, "orders") == 1
    assert make.counters(shop, product.id) == (10, 2)


def test_a_fault_gives_the_key_up(clean: Resources, shop: Session) -> None:
    started = _started(clean)
    idempotency.abandon(clean.sessions, started)
    assert _started(clean).fence == 2


def test_the_answer_and_the_work_are_one_transaction(clean: Resources, shop: Session) -> None:
    started = _started(clean)

    def unit(session: Session) -> None:
        idempotency.hold(session, started)
        make.customer(session)
        idempotency.finish(session, started, status=201, body={})
        raise RuntimeError("the process dies here")

    with pytest.raises(RuntimeError):
        db.transact(clean.sessions, unit)
    assert make.count(shop, "users") == 0
    with pytest.raises(KeyInProgress):
        _begin(clean)


def test_of_many_at_once_one_places_the_order(clean: Resources, shop: Session) -> None:
    product, customer = make.product(shop), make.customer(shop)
    data = make.order_data(customer.id, (product.id, 2))
    barrier, outcomes = threading.Barrier(6), list[str]()

    def ask() -> None:
        barrier.wait(timeout=10)
        try:
            begun = _begin(clean)
        except KeyInProgress:
            outcomes.append("in progress")
            return
        if isinstance(begun, Started):
            order_processor.create_order(data, resources=clean, idempotency_key=begun)
        outcomes.append(type(begun).__name__)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(outcomes) == 6
    assert outcomes.count("Started") == 1
    assert make.count(shop, "orders") == 1
