"""Several worker processes on one inbox: one owner a conversation, one effect an event, in its place."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from services import inbox, inbox_work, messenger_events
from services.models import Conversation, WebhookInbox
from services.resources import Resources, build
from services.settings import Settings
from tests.support.webhooks import PAGE, message, now_ms, page

WORKERS, PEOPLE, EVENTS = 4, 6, 15
LIMIT_SECONDS = 60
LEASE = timedelta(seconds=20)


def append(session: Session, *, settings: Any, conversation: Conversation, event: WebhookInbox) -> None:
    """Reads what is there and writes it back longer: two owners at once would lose one of their events."""
    heard = list(conversation.draft.get("heard", []))
    time.sleep(0.002)
    conversation.draft = {"heard": [*heard, event.external_id]}


def append_unguarded(own: Resources, event: Any) -> None:
    """The same without owner or lock: the control."""
    with own.sessions.begin() as session:
        conversation = session.query(Conversation).filter_by(sender_psid=event.sender_psid).one()
        heard = list(conversation.draft.get("heard", []))
        time.sleep(0.002)
        conversation.draft = {"heard": [*heard, event.external_id.decode()]}


def ignore(session: Session, *, settings: Any, event: WebhookInbox) -> None:
    pass


def run_worker(environment: dict[str, str], barrier: Any) -> None:
    own = build(Settings.from_env({**environment, "RATE_LIMIT_ENABLED": "false"}))
    barrier.wait(30)
    idle_since = time.monotonic()
    while time.monotonic() - idle_since < 1.0:
        claimed = inbox.claim(own.sessions, lease=LEASE, owner=str(os.getpid()))
        if claimed is None:
            time.sleep(0.005)
            continue
        inbox_work.work(own.sessions, claimed, settings=own.settings, handle=append, handle_page_event=ignore)
        idle_since = time.monotonic()
    own.close()


def run_careless_worker(environment: dict[str, str], barrier: Any, number: int) -> None:
    own = build(Settings.from_env(environment))
    with own.sessions() as session:
        events = session.execute(text("SELECT sender_psid, external_id, id FROM webhook_inbox ORDER BY id")).all()
    barrier.wait(30)
    for event in events:
        if event.id % WORKERS == number:
            append_unguarded(own, event)
    own.close()


def run_frozen_worker(environment: dict[str, str], held: Any) -> None:
    """Takes an event, freezes with it in its hands, and goes on when it is woken."""
    own = build(Settings.from_env(environment))
    claimed = inbox.claim(own.sessions, lease=timedelta(seconds=0.5), owner="frozen")
    assert claimed is not None
    held.set()
    os.kill(os.getpid(), signal.SIGSTOP)
    is_done = inbox_work.work(own.sessions, claimed, settings=own.settings, handle=append, handle_page_event=ignore)
    os._exit(0 if not is_done else 1)


@pytest.fixture
def crowd(clean: Resources) -> dict[str, list[bytes]]:
    """Events of several people, mixed, and stored out of order; answers what each should have said in the end."""
    start = now_ms() - 10_000
    expected: dict[str, list[bytes]] = {}
    events = []
    for number in range(EVENTS):
        for person in range(PEOPLE):
            mid = f"m_{person}_{number}"
            events.append(message(mid=mid, psid=f"psid{person}", timestamp=start + number))
            expected.setdefault(f"psid{person}", []).append(mid.encode())
    split = messenger_events.split(page(*reversed(events)), page_id=PAGE)
    with clean.sessions.begin() as session:
        inbox.store(session, split)
    return expected


def start(target: Callable[..., None], *arguments: tuple[Any, ...]) -> list[Any]:
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(len(arguments))
    processes = [context.Process(target=target, args=(each[0], barrier, *each[1:]), daemon=True) for each in arguments]
    for process in processes:
        process.start()
    for process in processes:
        process.join(LIMIT_SECONDS)
        assert process.exitcode == 0
    return processes


def said(own: Resources) -> dict[str, list[bytes]]:
    with own.sessions() as session:
        found = session.query(Conversation).all()
        return {row.sender_psid: [mid.encode() for mid in row.draft.get("heard", [])] for row in found}


def test_workers_beside_each_other_keep_every_event_in_its_order(
    clean: Resources, environment: dict[str, str], crowd: dict[str, list[bytes]]
) -> None:
    start(run_worker, *((environment,) for _ in range(WORKERS)))
    assert said(clean) == crowd
    with clean.sessions() as session:
        states = session.execute(text("SELECT state, attempts, COUNT(*) FROM webhook_inbox GROUP BY 1, 2")).all()
    assert [tuple(row) for row in states] == [("done", 1, PEOPLE * EVENTS)]


def test_without_owners_the_same_work_loses_events(
    clean: Resources, environment: dict[str, str], crowd: dict[str, list[bytes]]
) -> None:
    with clean.sessions.begin() as session:
        for psid in crowd:
            session.execute(text("INSERT INTO users (messenger_id) VALUES (:psid)"), {"psid": psid})
            session.execute(
                text(
                    "INSERT INTO conversations (page_id, sender_psid, user_id) VALUES (:page, :psid, LAST_INSERT_ID())"
                ),
                {"page": PAGE, "psid": psid},
            )
    start(run_careless_worker, *((environment, number) for number in range(WORKERS)))
    assert sum(len(heard) for heard in said(clean).values()) < PEOPLE * EVENTS


def test_an_owner_that_wakes_up_late_changes_nothing(clean: Resources, environment: dict[str, str]) -> None:
    with clean.sessions.begin() as session:
        inbox.store(session, messenger_events.split(page(message(mid="m_1", psid="p")), page_id=PAGE))
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    frozen = context.Process(target=run_frozen_worker, args=(environment, held), daemon=True)
    frozen.start()
    assert held.wait(30)
    give_up_at = time.monotonic() + 10
    while (claimed := inbox.claim(clean.sessions, lease=LEASE, owner="heir")) is None:
        assert time.monotonic() < give_up_at
        time.sleep(0.05)
    assert inbox_work.work(clean.sessions, claimed, settings=clean.settings, handle=append, handle_page_event=ignore)
    assert frozen.pid is not None
    os.kill(frozen.pid, signal.SIGCONT)
    frozen.join(30)
    assert frozen.exitcode == 0
    assert said(clean) == {"p": [b"m_1"]}
