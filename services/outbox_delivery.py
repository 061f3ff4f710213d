"""Takes due messages and hands them over, several customers at a time.

One slow send keeps one thread, and the one customer it is for. The look for more work goes on meanwhile, so that
whoever writes next is answered at once; a send that outlasts the drain is left to end by itself.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

import structlog
from sqlalchemy.orm import Session

from services import db, outbox, page_gate
from services.clients.messenger import client_for
from services.outbox import Head
from services.outbox_flight import WINDOW, Flight
from services.resources import Resources

SENDERS = 8
_MOST_IN_A_ROW = 20
_LOOK_AGAIN_SECONDS = 0.1
log = structlog.get_logger(__name__)


def run(resources: Resources, *, limit: int, deadline: float | None) -> int:
    """Hand over what is due; see `services.notifications.deliver_due`."""
    return _Run(resources, limit, deadline).run()


class _Local:
    """What one process remembers between its drains."""

    def __init__(self, resources: Resources) -> None:
        self.senders = ThreadPoolExecutor(SENDERS, thread_name_prefix="sender")
        self.rate = page_gate.Rate(resources.redis, resources.settings)
        self.failures = page_gate.Failures()
        self.adrift: set[Future[bool]] = set()


_locals: dict[tuple[str, str, str], _Local] = {}
_locals_lock = threading.Lock()


def _local(resources: Resources) -> _Local:
    settings = resources.settings
    key = (settings.redis_url, settings.messenger_page_id, str(settings.page_messages_per_second))
    with _locals_lock:
        if key not in _locals:
            _locals[key] = _Local(resources)
        return _locals[key]


class _Run:
    """One drain of the outbox by one process."""

    def __init__(self, resources: Resources, limit: int, deadline: float | None) -> None:
        self._sessions, self._settings = resources.sessions, resources.settings
        self._limit, self._deadline = limit, deadline
        self._local = _local(resources)
        self._flight = Flight(self._settings, resources.sessions, client_for(self._settings), self._local.failures)
        self._stop = threading.Event()
        self._taken = 0
        self._counting = threading.Lock()
        self._left_alone: set[int] = set()
        self._flying: dict[Future[bool], Head] = {}

    def run(self) -> int:
        db.transact(self._sessions, lambda session: outbox.recover(session, echo_wait=self._settings.echo_wait))
        try:
            while self._may_begin():
                begun = self._begin()
                if self._flying:
                    self._land(wait_for_one=not begun)
                elif not begun:
                    break
        finally:
            self._stop.set()
            self._leave()
        return self._taken

    def _may_begin(self) -> bool:
        is_late = self._deadline is not None and time.monotonic() >= self._deadline
        return not (self._stop.is_set() or is_late or self._taken >= self._limit)

    def _begin(self) -> bool:
        """Give each free sender a customer; returns whether any got one."""
        free = SENDERS - len(self._flying) - len(self._local.adrift)
        busy = {head.user_id for head in self._flying.values() if head.user_id is not None} | self._left_alone
        with self._sessions() as session:
            found = outbox.heads(session, busy=busy, limit=free) if free else []
        if not found:
            return False
        gate = db.transact(self._sessions, lambda session: page_gate.look(session, self._settings))
        if not gate.is_open:
            self._stop.set()
        elif gate.is_trial:
            self._try(found[0], gate)
        else:
            for head in found:
                self._flying[self._local.senders.submit(self._serve, head, gate)] = head
        return gate.is_open

    def _try(self, head: Head, gate: page_gate.Gate) -> None:
        """One message shows whether the page sends again."""
        before = self._taken
        self._serve(head, gate)
        if self._taken == before:
            db.transact(self._sessions, lambda session: page_gate.give_trial_back(session, self._settings))
            self._stop.set()

    def _land(self, *, wait_for_one: bool) -> None:
        """Wait until a sender is free, or it is time to look for new messages again."""
        is_full = len(self._flying) >= SENDERS
        patience = None if is_full else _LOOK_AGAIN_SECONDS if wait_for_one else 0.0
        done, _ = wait(self._flying, timeout=patience, return_when=FIRST_COMPLETED)
        for future in done:
            head = self._flying.pop(future)
            if not future.result() and head.user_id is not None:
                self._left_alone.add(head.user_id)

    def _leave(self) -> None:
        """Wait for the sends under way, no longer than until the deadline; then they end by themselves."""
        patience = None if self._deadline is None else max(0.0, self._deadline - time.monotonic())
        _, late = wait(self._flying, timeout=patience)
        for future in self._flying:
            future.add_done_callback(_log_fault)
        for future in late:
            self._local.adrift.add(future)
            future.add_done_callback(self._local.adrift.discard)

    def _serve(self, head: Head, gate: page_gate.Gate) -> bool:
        """Send the next messages of one customer. False when somebody else is at it."""
        for _ in range(1 if gate.is_trial else _MOST_IN_A_ROW):
            if not self._may_begin() or not self._local.rate.wait(self._deadline):
                break
            try:
                taken = db.transact(self._sessions, lambda session: self._take(session, head))
            except outbox.Busy:
                return False
            if taken is None:
                break
            with self._counting:
                self._taken += 1
            if not self._flight.carry(taken, gate):
                self._stop.set()
            if not taken.is_followed:
                break
        return True

    def _take(self, session: Session, head: Head) -> outbox.Taken | None:
        return outbox.take(
            session, head, page_id=self._settings.messenger_page_id, lease=self._settings.lease, window=WINDOW
        )


def _log_fault(future: Future[bool]) -> None:
    if (fault := future.exception()) is not None:
        log.error("send_failed", error=type(fault).__name__)
