"""Working off the inbox: one owner a conversation, in order, exactly once, and nothing blocks for long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from services import dead_letters, inbox, inbox_work, messenger_events, outbox
from services.inbox import Claimed
from services.models import Conversation, WebhookInbox
from services.resources import Resources
from tests.support.webhooks import PAGE, message, now_ms, page

LEASE = timedelta(seconds=20)
MINUTE_MS = 60_000


def take_in(own: Resources, *events: object) -> None:
    split = messenger_events.split(page(*events), page_id=PAGE)
    with own.sessions.begin() as session:
        inbox.store(session, split)


def claim(own: Resources, lease: timedelta = LEASE) -> Claimed | None:
    return inbox.claim(own.sessions, lease=lease, owner="test")


def must_claim(own: Resources, lease: timedelta = LEASE) -> Claimed:
    claimed = claim(own, lease)
    assert claimed is not None
    return claimed


def answer(session: Session, *, settings: Any, conversation: Conversation, event: WebhookInbox) -> None:
    """Says back what it heard, as a row."""
    session.execute(
        text(
            "INSERT INTO admin_notifications (severity, type, title, message, dedupe_key)"
            " VALUES ('info', 'heard', :mid, 'x', :mid)"
        ),
        {"mid": event.external_id},
    )


def note(session: Session, *, settings: Any, event: WebhookInbox) -> None:
    """Work on an event of the page."""


def break_down(session: Session, *, settings: Any, conversation: Conversation, event: WebhookInbox) -> None:
    answer(session, settings=settings, conversation=conversation, event=event)
    raise LookupError("a fault in a dialog")


def work(own: Resources, claimed: Claimed, handle: Callable[..., None] = answer) -> bool:
    return inbox_work.work(own.sessions, claimed, settings=own.settings, handle=handle, handle_page_event=note)


def heard(own: Resources) -> list[str]:
    with own.sessions() as session:
        query = text("SELECT title FROM admin_notifications WHERE type = 'heard' ORDER BY id")
        return list(session.execute(query).scalars())


def row(own: Resources, mid: str) -> Any:
    with own.sessions() as session:
        query = text("SELECT * FROM webhook_inbox WHERE external_id = :mid")
        return session.execute(query, {"mid": mid.encode()}).one()


def make_due(own: Resources) -> None:
    with own.sessions.begin() as session:
        session.execute(text("UPDATE webhook_inbox SET next_attempt_at = UTC_TIMESTAMP(6) WHERE state <> 'done'"))
        session.execute(text("UPDATE conversations SET lease_until = UTC_TIMESTAMP(6) WHERE lease_until IS NOT NULL"))


def conversation(own: Resources) -> Any:
    with own.sessions() as session:
        return session.execute(text("SELECT * FROM conversations")).one()


class TestClaim:
    def test_answers_none_where_nothing_is_due(self, clean: Resources) -> None:
        assert claim(clean) is None

    def test_makes_customer_and_conversation_at_the_first_event(self, clean: Resources) -> None:
        take_in(clean, message(mid="m_1"))
        claimed = must_claim(clean)
        found = conversation(clean)
        assert (found.id, found.fence) == (claimed.conversation_id, claimed.conversation_fence)
        with clean.sessions() as session:
            assert session.execute(text("SELECT messenger_id FROM users")).scalar_one() == "7310000000000001"

    def test_takes_the_events_of_a_person_by_their_time(self, clean: Resources) -> None:
        now = now_ms()
        take_in(clean, message(mid="m_third", timestamp=now), message(mid="m_second", timestamp=now - 10))
        take_in(clean, message(mid="m_first", timestamp=now - 20))
        while (claimed := claim(clean)) is not None:
            assert work(clean, claimed)
        assert heard(clean) == ["m_first", "m_second", "m_third"]

    def test_leaves_a_conversation_that_somebody_works_on(self, clean: Resources) -> None:
        take_in(clean, message(mid="m_1"), message(mid="m_2"), message(mid="m_3", psid="2"))
        first, second = must_claim(clean), must_claim(clean)
        assert first.conversation_id != second.conversation_id
        assert claim(clean) is None

    def test_finds_others_behind_many_messages_of_one_busy_person(self, clean: Resources) -> None:
        take_in(clean, *(message(mid=f"m_{number}") for number in range(60)))
        take_in(clean, message(mid="m_other", psid="2"))
        must_claim(clean)
        other = must_claim(clean)
        assert other.event_id == row(clean, "m_other").id

    def test_takes_an_event_again_when_its_owner_is_gone(self, clean: Resources) -> None:
        take_in(clean, message(mid="m_1"))
        dead = must_claim(clean, timedelta(microseconds=1))
        heir = must_claim(clean)
        assert (heir.event_id, heir.attempts) == (dead.event_id, 2)
        assert work(clean, heir)
        assert not work(clean, dead)
        assert heard(clean) == ["m_1"]

    def test_parks_what_killed_its_worker_five_times_and_goes_on(self, clean: Resources) -> None:
        take_in(clean, message(mid="m_poison", timestamp=now_ms() - 10), message(mid="m_good"))
        for _ in range(inbox.MAX_ATTEMPTS):
            must_claim(clean, timedelta(microseconds=1))
        assert must_claim(clean).event_id == row(clean, "m_good").id
        parked = row(clean, "m_poison")
        assert (parked.state, parked.error_code, parked.attempts) == ("parked", "gave_up", 5)

    def test_takes_events_of_the_page_without_a_conversation(self, clean: Resources) -> None:
        take_in(clean, {"recipient": {"id": PAGE}, "policy_enforcement": {"action": "warning"}})
        claimed = must_claim(clean)
        assert (claimed.conversation_id, claimed.kind) == (None, "policy_enforcement")
        assert claim(clean) is None
        assert work(clean, claimed)
        make_due(clean)
        assert claim(clean) is None

    def test_leaves_parked_events(self, clean: Resources) -> None:
        take_in(clean, message(mid=5), message(mid="m_1", recipient={"id": "999"}))
        assert claim(clean) is None


class TestWork:
    def test_leaves_one_effect_and_a_done_row(self, clean: Resources) -> None:
        take_in(clean, message(mid="m_1"))
        claimed = must_claim(clean)
        assert work(clean, claimed)
        assert not work(clean, claimed)
        done = row(clean, "m_1")
        assert (done.state, done.attempts, done.error_code, done.lease_until) == ("done", 1, None, None)
        assert done.processed_at is not None
        assert heard(clean) == ["m_1"]
        assert conversation(clean).lease_until is None

    def test_that_fails_leaves_nothing_and_waits(self, clean: Resources) -> None:
        take_in(clean, message(mid="m_1"))
        assert not work(clean, must_claim(clean), break_down)
        failed = row(clean, "m_1")
        assert (failed.state, failed.attempts, failed.error_code) == ("received", 1, "LookupError")
        assert heard(clean) == []
        assert claim(clean) is None

    def test_that_fails_holds_back_what_came_later(self, clean: Resources) -> None:
        take_in(clean, message(mid="m_1", timestamp=now_ms() - 10), message(mid="m_2"))
        assert not work(clean, must_claim(clean), break_down)
        assert claim(clean) is None
        assert row(clean, "m_2").next_attempt_at == row(clean, "m_1").next_attempt_at
        make_due(clean)
        for _ in range(2):
            assert work(clean, must_claim(clean))
        assert heard(clean) == ["m_1", "m_2"]

    def test_that_always_fails_is_parked_with_an_alert_and_blocks_nobody(self, clean: Resources) -> None:
        take_in(clean, message(mid="m_bad", timestamp=now_ms() - 10), message(mid="m_good"))
        for _ in range(inbox.MAX_ATTEMPTS):
            assert not work(clean, must_claim(clean), break_down)
            make_due(clean)
        assert (row(clean, "m_bad").state, row(clean, "m_bad").error_code) == ("parked", "LookupError")
        assert work(clean, must_claim(clean))
        assert heard(clean) == ["m_good"]
        with clean.sessions() as session:
            keys = (
                session.execute(text("SELECT dedupe_key FROM admin_notifications WHERE type = 'inbox_parked'"))
                .scalars()
                .all()
            )
        assert keys == [b"inbox_parked:messenger:LookupError"]

    def test_of_a_late_event_does_not_rewind(self, clean: Resources) -> None:
        seen = []

        def look(session: Session, *, settings: Any, conversation: Conversation, event: WebhookInbox) -> None:
            seen.append((event.external_id, inbox.is_late(conversation, event.event_at)))

        take_in(clean, message(mid="m_new"))
        work(clean, must_claim(clean), look)
        newest = conversation(clean).last_event_at
        take_in(clean, message(mid="m_late", timestamp=now_ms() - MINUTE_MS))
        work(clean, must_claim(clean), look)
        assert seen == [("m_new", False), ("m_late", True)]
        assert conversation(clean).last_event_at == newest

    def test_of_a_day_old_event_only_writes_it_down(self, clean: Resources) -> None:
        take_in(clean, message("kamusta", mid="m_old", timestamp=now_ms() - 36 * 60 * MINUTE_MS))
        assert work(clean, must_claim(clean))
        assert (row(clean, "m_old").state, row(clean, "m_old").error_code) == ("done", "stale")
        assert heard(clean) == []
        assert conversation(clean).window_opened_at is None
        with clean.sessions() as session:
            assert session.execute(text("SELECT author, text FROM chat_logs")).all() == [("customer", "kamusta")]

    def test_opens_the_window_at_acts_but_not_at_receipts(self, clean: Resources) -> None:
        receipt = {
            "sender": {"id": "7310000000000001"},
            "recipient": {"id": PAGE},
            "read": {"watermark": 1},
            "timestamp": now_ms(),
        }
        take_in(clean, receipt)
        work(clean, must_claim(clean))
        assert conversation(clean).window_opened_at is None
        take_in(clean, message())
        work(clean, must_claim(clean))
        assert conversation(clean).window_opened_at is not None

    def test_lets_go_what_waited_for_the_window(self, clean: Resources) -> None:
        take_in(clean, message(mid="m_1", timestamp=now_ms() - MINUTE_MS))
        work(clean, must_claim(clean))
        with clean.sessions.begin() as session:
            session.execute(text("UPDATE conversations SET window_opened_at = UTC_TIMESTAMP(6) - INTERVAL 25 HOUR"))
            session.execute(
                text(
                    "INSERT INTO notification_queue (user_id, kind, dedupe_key, payload, window_class, status)"
                    " SELECT id, 'order_shipped', 'k', '{}', 'notice', 'window_closed' FROM users"
                )
            )
        take_in(clean, message(mid="m_2"))
        work(clean, must_claim(clean))
        with clean.sessions() as session:
            (head,) = outbox.heads(session, busy=[], limit=5)
        assert head.user_id is not None


class TestPace:
    @pytest.fixture
    def slow(self, clean: Resources) -> Resources:
        return replace(clean, settings=replace(clean.settings, max_messages_per_minute=3))

    def test_lets_what_is_too_much_wait_and_says_so_once(self, slow: Resources) -> None:
        take_in(slow, *(message(mid=f"m_{number}", timestamp=now_ms() - 100 + number) for number in range(6)))
        done = 0
        while (claimed := claim(slow)) is not None:
            done += work(slow, claimed)
        assert done == 3
        waiting = row(slow, "m_3")
        assert (waiting.state, waiting.attempts, waiting.error_code) == ("received", 0, "rate_limited")
        make_due(slow)
        assert not work(slow, must_claim(slow))
        with slow.sessions() as session:
            payloads = session.execute(text("SELECT payload FROM notification_queue")).scalars().all()
        assert len(payloads) == 1
        assert '"refused": "rate_limited"' in payloads[0]

    def test_loses_none_of_it(self, slow: Resources) -> None:
        take_in(slow, *(message(mid=f"m_{number}", timestamp=now_ms() - 100 + number) for number in range(6)))
        for _ in range(2):
            while (claimed := claim(slow)) is not None:
                work(slow, claimed)
            with slow.sessions.begin() as session:
                session.execute(text("UPDATE chat_logs SET created_at = created_at - INTERVAL 61 SECOND"))
            make_due(slow)
        assert heard(slow) == [f"m_{number}" for number in range(6)]


class TestChatLog:
    def test_holds_what_was_said_by_whom(self, clean: Resources) -> None:
        now = now_ms()
        tap = {**message(timestamp=now - 50), "postback": {"title": "Menu", "payload": "MENU", "mid": "m_tap"}}
        del tap["message"]
        staff = message(
            "Hi, si Jen po ito", mid="m_staff", timestamp=now - 30, sender={"id": PAGE}, is_echo=True, app_id=7
        )
        staff["recipient"] = {"id": "7310000000000001"}
        own = message("Welcome", mid="m_own", timestamp=now - 20, is_echo=True, metadata='{"outbox":5}')
        own["sender"], own["recipient"] = {"id": PAGE}, {"id": "7310000000000001"}
        take_in(clean, message("Hello", mid="m_1", timestamp=now - 60), tap, staff, own)
        take_in(clean, message(None, mid="m_1", is_deleted=True, timestamp=now - 10))
        while (claimed := claim(clean)) is not None:
            work(clean, claimed)
        with clean.sessions() as session:
            found = session.execute(text("SELECT direction, author, text, is_deleted FROM chat_logs ORDER BY id")).all()
        assert [tuple(line) for line in found] == [
            ("in", "customer", None, 1),
            ("in", "customer", "Menu", 0),
            ("out", "staff", "Hi, si Jen po ito", 0),
        ]


class TestDeadLetters:
    def test_of_the_inbox_are_listed_and_taken_again_once(self, clean: Resources) -> None:
        take_in(clean, message(5, mid="m_1"))  # type: ignore[arg-type]
        with clean.sessions() as session:
            (letter,) = dead_letters.list_dead(session)
        assert (letter.kind, letter.what, letter.error) == ("inbox", "message", "bad_shape")
        retried = []
        for _ in range(2):
            with clean.sessions.begin() as session:
                retried.append(dead_letters.retry_key(session, letter.key))
        assert retried == [("inbound", True), ("inbound", False)]
        with clean.sessions() as session:
            assert dead_letters.list_dead(session) == []
            state = session.execute(text("SELECT state, attempts FROM webhook_inbox")).one()
        assert tuple(state) == ("received", 0)

    @pytest.mark.parametrize("key", ["inbox-999", "inbox-", "inbox-x", "x-1", "", "inbox-²", "inbox-" + "9" * 30])
    def test_that_do_not_exist_are_not_found(self, clean: Resources, key: str) -> None:
        with clean.sessions() as session, pytest.raises(dead_letters.DeadLetterNotFound):
            dead_letters.retry_key(session, key)
