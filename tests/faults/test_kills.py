"""Parts die at random moments while customers order; nothing accepted is lost and nothing happens twice."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest
import requests
from sqlalchemy import Engine, text

from tests.support.books import assert_books
from tests.support.customers import Customer
from tests.support.stack import Stack

CATALOGUE = {
    "products": [
        {"sku": f"KILL-{n}", "name": f"Test thing {n}", "category": "Things", "price": 100 + n, "stock_quantity": 5000,
         "low_stock_threshold": 5, "weight_kg": 0.2}
        for n in range(1, 6)
    ],
    "shipping_zones": [{"name": "Metro Manila", "provinces": ["Metro Manila"], "fee": 100, "per_kg": 20}],
}  # fmt: skip
QUIET_SECONDS = 60.0
pytestmark = pytest.mark.timeout(1500)


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    catalogue = tmp_path / "catalogue.json"
    catalogue.write_text(json.dumps(CATALOGUE))
    shop = Stack(
        tmp_path,
        LEASE_SECONDS="10",
        ECHO_WAIT_SECONDS="15",
        SWEEP_INTERVAL_SECONDS="2",
        MAX_MESSAGES_PER_MINUTE="1000",
        OUTBOX_BACKOFF_BASE_SECONDS="1",
    )
    try:
        shop.start(catalogue=catalogue)
        yield shop
    finally:
        shop.stop()


class Reaper:
    """Kills something every few seconds and starts it again, as a supervisor would.

    Works in the thread that calls it, which must be the main one: the kernel ends a server with the thread that
    started it.
    """

    def __init__(self, stack: Stack, *, seed: int, pause: tuple[float, float], targets: tuple[str, ...]) -> None:
        self.stack, self.random, self.pause, self.targets = stack, random.Random(seed), pause, targets
        self.kills: Counter[str] = Counter()

    def reap_until(self, done: threading.Event) -> None:
        """Go round all targets in an order that changes each time, so that none is spared."""
        left: list[str] = []
        while not done.wait(self.random.uniform(*self.pause)):
            left = left or self.random.sample(self.targets, len(self.targets))
            self._kill(left.pop())

    def _kill(self, target: str) -> None:
        self.kills[target] += 1
        if target == "mariadb":
            self.stack.mariadb.kill()
            self.stack.mariadb.start()
        elif target == "redis":
            self.stack.redis.kill()
            self.stack.redis.start()
        elif target.endswith(" child"):
            children = _children(self.stack.processes[target.removesuffix(" child")].pid)
            if children:
                os.kill(self.random.choice(children), signal.SIGKILL)
        else:
            self.stack.kill(target)
            self.stack.start_process(target)


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _shop_is_quiet(engine: Engine) -> bool:
    with engine.connect() as connection:
        waiting = connection.execute(
            text(
                "SELECT (SELECT COUNT(*) FROM webhook_inbox WHERE state IN ('received', 'processing'))"
                " + (SELECT COUNT(*) FROM notification_queue WHERE status IN ('pending', 'sending'))"
                " + (SELECT COUNT(*) FROM order_processing_queue"
                " WHERE status IN ('pending', 'processing') AND performed_by = 'worker')"
            )
        ).scalar_one()
    return bool(waiting == 0)


def _wait_quiet(engine: Engine, seconds: float) -> float:
    """How long it took until no work was left; fails when there still is some."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        if _shop_is_quiet(engine):
            return time.monotonic() - started
        time.sleep(0.25)
    with engine.connect() as connection:
        left = connection.execute(text("SELECT * FROM vw_queue_status")).mappings().all()
    raise AssertionError(f"work is left after {seconds:.0f} s: {[dict(row) for row in left]}")


def _order_with_patience(stack: Stack, number: int) -> tuple[str, str]:
    """One scripted customer; the sandbox is the outside world and is never killed."""
    customer = Customer(stack.sandbox_url, first_name=f"Customer{number}")
    skus = {f"KILL-{number % 5 + 1}": 1 + number % 3, f"KILL-{(number + 2) % 5 + 1}": 1}
    return str(customer.psid), customer.orders(skus, patience=150)


def _assert_every_order_once(engine: Engine, told: dict[str, str]) -> None:
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT u.messenger_id, o.order_number FROM orders o JOIN users u ON u.id = o.user_id")
        ).all()
        assert Counter(row.messenger_id for row in rows) == Counter(dict.fromkeys(told, 1)), "one order a confirmation"
        assert {row.messenger_id: row.order_number for row in rows} == told, (
            "each customer was told the number of their order"
        )
        assert_books(connection)


def _assert_every_message_once(engine: Engine, stack: Stack, psids: list[str]) -> dict[str, int]:
    with engine.connect() as connection:
        states = dict(connection.execute(text("SELECT state, COUNT(*) FROM webhook_inbox GROUP BY state")).all())
        outbox = {
            row.id: row
            for row in connection.execute(text("SELECT id, status, ambiguous, last_error FROM notification_queue"))
        }
    assert set(states) == {"done"}, f"accepted events that had no effect: {states}"
    assert {row.status for row in outbox.values()} <= {"sent"}, [
        tuple(row) for row in outbox.values() if row.status != "sent"
    ][:10]
    heard: Counter[int] = Counter()
    for psid in psids:
        entries = requests.get(f"{stack.sandbox_url}/_sandbox/customers/{psid}/thread", timeout=30).json()["entries"]
        heard.update(
            json.loads(entry["message"]["metadata"])["outbox"]
            for entry in entries
            if entry["from"] == "page" and "metadata" in entry.get("message", {})
        )
    lost = [number for number in outbox if heard[number] == 0 and not outbox[number].ambiguous]
    assert not lost, f"promised but never heard: {lost[:10]}"
    twice = [number for number, times in heard.items() if times > 1]
    assert all(outbox[number].ambiguous for number in twice), "a repeat must be marked"
    assert max(heard.values()) <= 2
    return {"messages": len(outbox), "heard twice, marked": len(twice)}


def _campaign(stack: Stack, *, customers: int, at_once: int, reaper: Reaper) -> None:
    engine = stack.engine()
    done = threading.Event()
    with ThreadPoolExecutor(at_once + 1) as pool:
        orders = [pool.submit(_order_with_patience, stack, number) for number in range(customers)]
        pool.submit(lambda: (wait(orders), done.set()))
        try:
            reaper.reap_until(done)
        finally:
            pool.shutdown(cancel_futures=True)
    told = dict(order.result() for order in orders)
    resumed = _wait_quiet(engine, QUIET_SECONDS)
    _assert_every_order_once(engine, told)
    figures = _assert_every_message_once(engine, stack, list(told))
    print(f"\n{customers} customers, kills {dict(reaper.kills)}, quiet after {resumed:.1f} s, {figures}")
    assert set(reaper.kills) == set(reaper.targets), "every part must have died"
    engine.dispose()


ALL = ("web", "web child", "worker", "worker child", "scheduler", "mariadb", "redis")


class TestKills:
    def test_a_few_customers_order_while_everything_dies_now_and_then(self, stack: Stack) -> None:
        reaper = Reaper(stack, seed=1, pause=(0.5, 2.0), targets=ALL)
        _campaign(stack, customers=24, at_once=6, reaper=reaper)

    @pytest.mark.campaign
    def test_two_hundred_customers_order_while_everything_dies(self, stack: Stack) -> None:
        reaper = Reaper(stack, seed=2, pause=(1.0, 4.0), targets=ALL)
        _campaign(stack, customers=200, at_once=12, reaper=reaper)


class TestRedisAway:
    def test_webhooks_are_stored_and_worked_off_after_redis_returns(self, stack: Stack) -> None:
        engine = stack.engine()
        customers = [Customer(stack.sandbox_url, first_name=f"Redis{number}") for number in range(5)]
        stack.redis.stop()
        for customer in customers:
            customer.taps("GET_STARTED", "Get Started")
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and _inbox_count(engine) < len(customers):
            time.sleep(0.1)
        assert _inbox_count(engine) == len(customers), "stored although Redis is away"
        assert requests.get(f"{stack.web_url}/health/ready", timeout=5).status_code == 200
        stack.redis.start()
        for customer in customers:
            customer.hears_anything(60)
        engine.dispose()

    def test_a_flush_with_a_backlog_loses_nothing(self, stack: Stack) -> None:
        from redis import Redis

        engine = stack.engine()
        stack.kill("worker")
        customers = [Customer(stack.sandbox_url, first_name=f"Flush{number}") for number in range(5)]
        for customer in customers:
            customer.taps("GET_STARTED", "Get Started")
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and _inbox_count(engine) < len(customers):
            time.sleep(0.1)
        Redis.from_url(stack.redis.url).flushall()
        stack.start_process("worker")
        for customer in customers:
            customer.hears_anything(60)
        _wait_quiet(engine, 60)
        engine.dispose()


def _inbox_count(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(
            connection.execute(
                text("SELECT COUNT(DISTINCT sender_psid) FROM webhook_inbox WHERE kind = 'postback'")
            ).scalar_one()
        )
