"""Webhook delivery: signed, in order for each customer, in parallel between customers, repeated until answered."""

from __future__ import annotations

import collections
import heapq
import itertools
import random
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import requests

from sandbox.messenger import events
from sandbox.messenger.clock import SECOND
from sandbox.messenger.events import Event
from sandbox.messenger.faults import Fault, Faults
from sandbox.messenger.handshake import Handshake
from sandbox.messenger.state import Json, World

WORKERS = 8
#: Pauses in real seconds: a few immediate byte-identical repeats, then growing ones; the last goes on for ever.
PAUSES = (0.0, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)


@dataclass
class Delivery:
    """One body on its way. The bytes never change between attempts."""

    id: int
    key: str
    body: bytes
    line: Json
    mid: str | None = None
    entry: Json | None = None
    fault: Fault | None = None
    failures: int = 0
    failing_since_ms: int | None = None


class Courier:
    """Keeps one queue for each customer and a small pool of threads that empty them."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world, self._faults = world, faults
        self._wake = threading.Condition()
        self._queues: dict[str, collections.deque[Delivery]] = {}
        self._ready: collections.deque[str] = collections.deque()
        self._later: list[tuple[float, int, str]] = []
        self._held: list[Delivery] = []
        self._group: list[Delivery] = []
        self._numbers = itertools.count(1)
        self._generation = 0
        self._under_way = 0
        self.handshake = Handshake(world, self.nudge)

    def start(self) -> None:
        """Start the handshake and the delivery threads."""
        self.handshake.start()
        for number in range(WORKERS):
            threading.Thread(target=self._work, name=f"webhook-{number}", daemon=True).start()

    # Handing over

    def enqueue(self, event: Event) -> bool:
        """Queue an event and say whether it will be sent: not so when nobody subscribed, or a fault swallows it."""
        line = self._world.record(
            "webhook", event=event.kind, field=event.field, psid=event.psid, mid=event.mid, state="pending", attempts=[]
        )
        if event.field not in self._world.subscribed_fields:
            line["state"] = "filtered"
            return False
        delivery = Delivery(next(self._numbers), event.psid, events.encode([event.entry]), line, event.mid, event.entry)
        line["delivery"] = delivery.id
        fault = self._faults.take("webhook", event.psid, event.kind)
        if fault is None:
            self._put([delivery])
            return True
        return self._enqueue_with_fault(delivery, fault)

    def _enqueue_with_fault(self, delivery: Delivery, fault: Fault) -> bool:
        if fault.kind == "drop":
            delivery.line["state"] = "dropped"
            return False
        if fault.kind == "hold":
            with self._wake:
                delivery.line["state"] = "held"
                self._held.append(delivery)
        elif fault.kind == "duplicate":
            self._put([delivery] + [self._copy(delivery) for _ in range(fault.copies)])
        elif fault.kind in ("shuffle", "batch"):
            self._collect(delivery, fault)
        else:
            delivery.fault = fault
            self._put([delivery])
        return True

    def _copy(self, delivery: Delivery) -> Delivery:
        line = self._world.record("webhook", **{
            **{key: delivery.line[key] for key in ("event", "field", "psid", "mid")},
            "state": "pending", "attempts": [], "copy_of": delivery.id,
        })  # fmt: skip
        copy = Delivery(next(self._numbers), delivery.key, delivery.body, line, delivery.mid, delivery.entry)
        line["delivery"] = copy.id
        return copy

    def _collect(self, delivery: Delivery, fault: Fault) -> None:
        with self._wake:
            delivery.line["state"] = "held"
            self._group.append(delivery)
            if fault.times > 0:
                return
            group, self._group = self._group, []
        if fault.kind == "batch":
            self._put([self._as_batch(group)])
        else:
            shuffled = list(group)
            while len(group) > 1 and shuffled == group:
                random.shuffle(shuffled)
            self._put(shuffled)

    def _as_batch(self, group: list[Delivery]) -> Delivery:
        entries = [delivery.entry for delivery in group if delivery.entry is not None]
        for delivery in group:
            delivery.line["state"] = "in a batch"
        line = self._world.record(
            "webhook", event="batch", field="batch", psid="", mid=None, state="pending", attempts=[]
        )
        batch = Delivery(next(self._numbers), "", events.encode(entries), line)
        line["delivery"] = batch.id
        return batch

    def _put(self, deliveries: Iterable[Delivery]) -> None:
        with self._wake:
            for delivery in deliveries:
                delivery.line["state"] = "pending"
                queue = self._queues.get(delivery.key)
                if queue is None:
                    self._queues[delivery.key] = collections.deque([delivery])
                    self._ready.append(delivery.key)
                else:
                    queue.append(delivery)
                self._wake.notify()

    # What the control API does

    def release(self, order: Any = None, *, as_batch: bool = False) -> int:
        """Send the held deliveries: as held, "reverse", "shuffle", or a list of delivery numbers."""
        with self._wake:
            held = list(self._held)
            if order == "reverse":
                held.reverse()
            elif order == "shuffle":
                random.shuffle(held)
            elif isinstance(order, list):
                by_id = {delivery.id: delivery for delivery in held}
                held = [by_id[number] for number in order if number in by_id]
            self._held = [delivery for delivery in self._held if delivery not in held]
        if held:
            self._put([self._as_batch(held)] if as_batch else held)
        return len(held)

    def held(self) -> list[Json]:
        """Return the journal lines of what is held."""
        with self._wake:
            return [dict(delivery.line) for delivery in self._held]

    def pending(self) -> int:
        """Return how many deliveries wait or are under way, the held ones apart."""
        with self._wake:
            return sum(len(queue) for queue in self._queues.values())

    def saved(self) -> list[Json]:
        """Return what a snapshot must keep."""
        with self._wake:
            waiting = [item for queue in self._queues.values() for item in queue] + self._held + self._group
            return [{"key": item.key, "body": item.body.decode("ascii"), "mid": item.mid} for item in waiting]

    def restore(self, pending: list[Json]) -> None:
        """Queue what a snapshot kept."""
        for saved in pending:
            line = self._world.record(
                "webhook", event="restored", field="", psid=saved["key"], mid=saved["mid"], state="pending", attempts=[]
            )
            body = saved["body"].encode("ascii")
            self._put([Delivery(next(self._numbers), saved["key"], body, line, saved["mid"])])

    def clear(self) -> None:
        """Forget everything that waits, and let what is under way arrive first, for as long as a delivery may take."""
        with self._wake:
            self._generation += 1
            self._queues.clear()
            self._ready.clear()
            self._later.clear()
            self._held.clear()
            self._group.clear()
            patience = self._world.config.webhook_timeout_seconds + 1.0
            self._wake.wait_for(lambda: self._under_way == 0, patience)

    def nudge(self) -> None:
        """Try at once whatever waits for its next attempt: the clock moved or the address changed."""
        with self._wake:
            self._later = [(0.0, number, key) for _, number, key in self._later]
            heapq.heapify(self._later)
            self._wake.notify_all()

    # The pool

    def _work(self) -> None:
        session = requests.Session()
        session.trust_env = False
        while True:
            key, delivery, generation = self._next()
            delivered = self._attempt(session, delivery)
            if delivered:
                self._mark_delivered(delivery)
            self._finish(key, delivery, generation, delivered)

    def _next(self) -> tuple[str, Delivery, int]:
        with self._wake:
            while True:
                now = time.monotonic()
                while self._later and self._later[0][0] <= now:
                    self._ready.append(heapq.heappop(self._later)[2])
                if self._ready and self.handshake.done and self._world.config.deliver:
                    key = self._ready.popleft()
                    self._under_way += 1
                    return key, self._queues[key][0], self._generation
                self._wake.wait(self._later[0][0] - now if self._later else None)

    def _finish(self, key: str, delivery: Delivery, generation: int, delivered: bool) -> None:
        with self._wake:
            self._under_way -= 1
            if generation != self._generation:
                self._wake.notify_all()
                return
            queue = self._queues[key]
            if delivered or self._gives_up(delivery):
                queue.popleft()
                if queue:
                    self._ready.append(key)
                else:
                    del self._queues[key]
            else:
                pause = PAUSES[min(delivery.failures - 1, len(PAUSES) - 1)]
                heapq.heappush(self._later, (time.monotonic() + pause, next(self._numbers), key))
            self._wake.notify()

    def _gives_up(self, delivery: Delivery) -> bool:
        """After an hour of failure Meta unsubscribes the app for the page; only done here when asked for."""
        limit = self._world.config.unsubscribe_after_seconds
        if limit is None or delivery.failing_since_ms is None:
            return False
        if self._world.clock.now_ms() - delivery.failing_since_ms < limit * SECOND:
            return False
        self._world.subscribed_fields = []
        delivery.line["state"] = "unsubscribed"
        return True

    def _attempt(self, session: requests.Session, delivery: Delivery) -> bool:
        config, fault, delivery.fault = self._world.config, delivery.fault, None
        mode = config.signature
        if fault and fault.kind == "slow":
            time.sleep(min(fault.seconds or 1.0, 60.0))
        if fault and fault.kind == "signature":
            mode = fault.mode
        headers = {"Content-Type": "application/json", "User-Agent": "facebookexternalua", "Accept": "*/*"}
        headers |= events.signature_headers(config.app_secret, delivery.body, mode)
        started = time.monotonic()
        status: int | str
        try:
            answer = session.post(
                config.webhook_url,
                data=delivery.body,
                headers=headers,
                timeout=config.webhook_timeout_seconds,
                allow_redirects=False,
            )
            status = answer.status_code
        except requests.Timeout:
            status = "timeout"
        except requests.RequestException:
            status = "no connection"
        seconds = round(time.monotonic() - started, 4)
        delivery.line["attempts"].append({"real": round(time.time(), 6), "status": status, "seconds": seconds})
        if status == 200 and not (fault and fault.kind == "lost_answer"):
            return True
        delivery.failures += 1
        if delivery.failing_since_ms is None:
            delivery.failing_since_ms = self._world.clock.now_ms()
        return False

    def _mark_delivered(self, delivery: Delivery) -> None:
        delivery.line["state"] = "delivered"
        delivery.line["delivered_real"] = round(time.time(), 6)
        with self._world.lock:
            customer = self._world.customers.get(delivery.key)
            entry = customer.find(delivery.mid) if customer and delivery.mid else None
            if customer and entry and entry.sender == "customer" and entry.status == "sent":
                entry.status = "delivered"
                self._world.touch(customer, entry)
