"""The outbox against the sandbox's Graph API: order, one in flight per customer, rate, refusals and pauses."""

from __future__ import annotations

import dataclasses
import json
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import text

from services import notifications, outbox, page_gate
from services.outbox_flight import WINDOW
from services.resources import build
from tests.support.outbox import Shop
from tests.support.sandbox_messenger import free_port, wait_for


class TestSending:
    def test_sends_replies_in_order_with_what_brings_the_echo_back(self, shop: Shop) -> None:
        ana = shop.customer()
        first, second, third = ana.reply("one", "two", "three", inbox_id=7, ask="quantity")

        assert shop.deliver() == 3

        entries = ana.heard()
        assert [entry["message"]["text"] for entry in entries] == ["one", "two", "three"]
        assert json.loads(entries[0]["message"]["metadata"]) == {"outbox": first, "ask": "quantity"}
        rows = [shop.row(number) for number in (first, second, third)]
        assert [row.status for row in rows] == ["sent"] * 3
        assert [row.external_id.decode() for row in rows] == [entry["mid"] for entry in entries]
        assert {(row.sent_as, row.attempts, row.ambiguous, row.last_error) for row in rows} == {
            ("RESPONSE", 1, 0, None)
        }
        assert [line["outcome"] for line in shop.calls("action")] == ["ok"] * 3
        assert shop.deliver() == 0

    def test_the_same_event_writes_its_replies_once(self, shop: Shop) -> None:
        ana = shop.customer()
        assert ana.reply("one", "two", inbox_id=7) == ana.reply("one", "two", inbox_id=7)

    def test_a_failing_courtesy_costs_nothing(self, shop: Shop) -> None:
        ana = shop.customer()
        (number,) = ana.reply("hello", inbox_id=7)
        shop.sandbox.control("/faults", {"operation": "action", "kind": "error", "code": 190})
        shop.deliver()
        assert shop.status(number) == "sent"
        assert shop.alerts() == []

    def test_a_slow_customer_keeps_nobody_else_waiting(self, shop: Shop) -> None:
        slow, quick = shop.customer(), shop.customer()
        slow.reply("one", inbox_id=1)
        numbers = [quick.reply(f"n{n}", inbox_id=10 + n)[0] for n in range(4)]
        shop.fault(kind="slow", seconds=0.4, psid=slow.psid)
        begun = time.monotonic()
        thread = threading.Thread(target=shop.deliver)
        thread.start()
        wait_for(lambda: [shop.status(number) for number in numbers] == ["sent"] * 4, 2)
        assert time.monotonic() - begun < 0.4
        late = quick.reply("late", inbox_id=99)[0]
        wait_for(lambda: shop.status(late) == "sent", 2)
        thread.join(5)
        assert slow.heard_texts() == ["one"]

    def test_a_send_that_outlasts_the_deadline_ends_by_itself(self, shop: Shop) -> None:
        slow, quick = shop.customer(), shop.customer()
        (first,) = slow.reply("one", inbox_id=1)
        shop.fault(kind="slow", seconds=0.4, psid=slow.psid)
        begun = time.monotonic()
        shop.deliver(deadline=begun + 0.1)
        assert time.monotonic() - begun < 0.35
        (second,) = quick.reply("two", inbox_id=2)
        shop.deliver(deadline=time.monotonic() + 0.1)
        assert (shop.status(first), shop.status(second)) == ("sending", "sent")
        wait_for(lambda: shop.status(first) == "sent", 3)
        assert (slow.heard_texts(), shop.row(first).attempts) == (["one"], 1)

    def test_a_message_in_backoff_holds_back_the_customers_later_ones(self, shop: Shop) -> None:
        ana, ben = shop.customer(), shop.customer()
        first, second = ana.reply("one", inbox_id=1)[0], ana.reply("two", inbox_id=2)[0]
        other = ben.reply("ben", inbox_id=3)[0]
        shop.fault(kind="error", code=2, psid=ana.psid)
        shop.with_settings(outbox_backoff_base=timedelta(seconds=60)).deliver()
        assert [shop.status(number) for number in (first, second, other)] == ["pending", "pending", "sent"]
        shop.execute("UPDATE notification_queue SET next_attempt_at = UTC_TIMESTAMP(6) WHERE id = :id", id=first)
        shop.deliver()
        assert ana.heard_texts() == ["one", "two"]
        assert shop.row(first).attempts == 2

    def test_a_message_for_later_holds_back_nobody(self, shop: Shop) -> None:
        ana = shop.customer()
        later, now = ana.reply("later", inbox_id=1)[0], ana.reply("now", inbox_id=2)[0]
        shop.execute(
            "UPDATE notification_queue SET scheduled_at = TIMESTAMPADD(HOUR, 1, UTC_TIMESTAMP(6)) WHERE id = :id",
            id=later,
        )
        shop.deliver()
        assert (shop.status(later), shop.status(now)) == ("pending", "sent")

    def test_two_senders_never_have_two_messages_of_one_customer_in_flight(self, shop: Shop) -> None:
        people = [shop.customer() for _ in range(3)]
        for n in range(12):
            for person in people:
                person.reply(f"{n}", inbox_id=n * 10 + people.index(person))
        threads = [threading.Thread(target=shop.deliver) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        shop.deliver()
        for person in people:
            assert person.heard_texts() == [f"{n}" for n in range(12)]

    def test_taking_is_refused_while_another_message_of_the_customer_is_in_flight(self, shop: Shop) -> None:
        ana = shop.customer()
        first = ana.reply("one", inbox_id=1)[0]
        second = ana.reply("two", inbox_id=2)[0]
        sessions, more = shop.resources.sessions, {"page_id": "p", "lease": timedelta(seconds=9), "window": WINDOW}
        head = outbox.Head(first, ana.user_id)
        with sessions() as holder:
            assert outbox.take(holder, head, **more) is not None
            with sessions() as other, pytest.raises(outbox.Busy):
                outbox.take(other, head, **more)
            holder.commit()
        with sessions() as other, pytest.raises(outbox.Busy):
            outbox.take(other, head, **more)
        assert (shop.status(first), shop.status(second)) == ("sending", "pending")
        with sessions() as session:
            assert outbox.heads(session, busy=(), limit=5) == []

    def test_keeps_to_the_pages_rate_with_and_without_redis(self, shop: Shop) -> None:
        settings = shop.with_settings(page_messages_per_second=5).resources.settings
        rate = page_gate.Rate(shop.resources.redis, settings)
        begun = time.monotonic()
        assert all(rate.wait(None) for _ in range(7))
        assert 0.35 <= time.monotonic() - begun <= 1.0
        assert not rate.wait(time.monotonic() + 0.01)
        rate._redis_again_at = time.monotonic() + 60
        begun = time.monotonic()
        assert all(rate.wait(None) for _ in range(7))
        assert 0.35 <= time.monotonic() - begun <= 1.0

    def test_a_redis_that_is_away_delays_a_message_by_no_more_than_its_time_out(self, shop: Shop) -> None:
        settings = shop.with_settings(redis_timeout=timedelta(seconds=0.2)).resources.settings
        away = build(dataclasses.replace(settings, redis_url=f"redis://127.0.0.1:{free_port()}/0"))
        ana = shop.customer()
        (number,) = ana.reply("hello", inbox_id=1)
        begun = time.monotonic()
        notifications.deliver_due(away)
        assert shop.status(number) == "sent"
        assert time.monotonic() - begun < 1
        away.close()


class TestRefusals:
    def test_a_passing_fault_is_retried_with_backoff_and_said_once(self, shop: Shop) -> None:
        ana = shop.customer()
        (number,) = ana.reply("hello", inbox_id=1)
        shop.fault(kind="error", code=2, times=3)
        wait_for(lambda: shop.deliver() >= 0 and shop.status(number) == "sent", 10)
        assert ana.heard_texts() == ["hello"]
        assert (shop.row(number).attempts, shop.row(number).ambiguous) == (4, 0)

    def test_a_fault_that_stays_ends_as_dead_with_one_alert(self, shop: Shop) -> None:
        shop = shop.with_settings(outbox_max_attempts=3)
        ana = shop.customer()
        (number,) = ana.reply("hello", inbox_id=1)
        shop.fault(kind="error", code=2, times=50)
        wait_for(lambda: shop.deliver() >= 0 and shop.status(number) == "dead", 10)
        assert (shop.row(number).attempts, ana.heard_texts()) == (3, [])
        assert [(alert.type, alert.seen_count) for alert in shop.alerts()] == [("message_dead", 1)]

    @pytest.mark.parametrize("status", [503, 429])
    def test_an_unserved_request_is_repeated_and_said_once(self, shop: Shop, status: int) -> None:
        ana = shop.customer()
        (number,) = ana.reply("hello", inbox_id=1)
        shop.fault(kind="http", status=status, times=2)
        wait_for(lambda: shop.deliver() >= 0 and shop.status(number) == "sent", 10)
        assert (ana.heard_texts(), shop.row(number).ambiguous) == (["hello"], 0)

    def test_retry_after_is_kept(self, shop: Shop) -> None:
        ana = shop.customer()
        (number,) = ana.reply("hello", inbox_id=1)
        shop.fault(kind="http", status=503, retry_after=1)
        begun = time.monotonic()
        wait_for(lambda: shop.deliver() >= 0 and shop.status(number) == "sent", 10)
        assert time.monotonic() - begun >= 1

    def test_a_throttle_slows_the_page_and_burns_no_attempt(self, shop: Shop) -> None:
        ana, ben = shop.customer(), shop.customer()
        numbers = [ana.reply("a", inbox_id=1)[0], ben.reply("b", inbox_id=2)[0]]
        shop.fault(kind="error", code=613, retry_after=1, times=2)
        begun = time.monotonic()
        wait_for(lambda: shop.deliver() >= 0 and [shop.status(n) for n in numbers] == ["sent"] * 2, 15)
        assert time.monotonic() - begun >= 1
        assert [shop.row(number).attempts for number in numbers] == [1, 1]
        assert shop.alerts() == []

    def test_a_dead_token_pauses_all_burns_nothing_and_ends_with_a_new_one(self, shop: Shop) -> None:
        shop = shop.with_settings(outbox_backoff_base=timedelta(seconds=60))
        shop.sandbox.control("/config", {"page_access_token": "the new token"})
        try:
            people = [shop.customer() for _ in range(3)]
            numbers = [person.reply("hello", inbox_id=n)[0] for n, person in enumerate(people)]
            shop.deliver()
            shop.deliver()
            assert [(shop.status(n), shop.row(n).attempts) for n in numbers] == [("pending", 0)] * 3
            (alert,) = shop.alerts()
            assert (alert.type, alert.severity, alert.is_task) == ("messenger_page_paused", "critical", 1)
            asked = len(shop.calls())
            shop.deliver()
            assert len(shop.calls()) == asked

            shop.with_settings(messenger_page_access_token="the new token").deliver()

            assert [(shop.status(n), shop.row(n).attempts) for n in numbers] == [("sent", 1)] * 3
            assert shop.alerts()[0].resolved_at is not None
        finally:
            shop.sandbox.control("/config", {"page_access_token": shop.resources.settings.messenger_page_access_token})

    def test_a_pause_ends_with_a_trial_of_one_message(self, shop: Shop) -> None:
        people = [shop.customer() for _ in range(4)]
        numbers = [person.reply("hello", inbox_id=n)[0] for n, person in enumerate(people)]
        shop.fault(kind="error", code=10, subcode=1893063, times=100)
        shop.deliver()
        before = len(shop.calls())
        wait_for(lambda: shop.deliver() >= 0 and len(shop.calls()) > before, 10)
        assert len(shop.calls()) == before + 1
        shop.sandbox.control("/faults", method="DELETE")
        wait_for(lambda: shop.deliver() >= 0 and {shop.status(n) for n in numbers} == {"sent"}, 15)
        assert [shop.row(number).attempts for number in numbers] == [1] * 4
        assert len(shop.alerts()) == 1

    def test_many_failures_in_a_row_rest_the_page_and_recovery_keeps_the_order(self, shop: Shop) -> None:
        people = [shop.customer() for _ in range(3)]
        for n in range(4):
            for person in people:
                person.reply(f"{n}", inbox_id=n * 10 + people.index(person))
        shop.fault(kind="http", status=503, times=12)
        wait_for(lambda: shop.deliver() >= 0 and [person.heard_texts() for person in people] == [list("0123")] * 3, 30)
        assert shop.alerts() == []

    def test_an_unreachable_person_is_given_up_alone(self, shop: Shop) -> None:
        ana, ben = shop.customer(), shop.customer()
        first, second = ana.reply("a", inbox_id=1)[0], ben.reply("b", inbox_id=2)[0]
        shop.sandbox.control(f"/customers/{ana.psid}/block")
        shop.deliver()
        assert (shop.status(first), shop.status(second)) == ("dead", "sent")
        with shop.resources.sessions() as session:
            marks = session.execute(text("SELECT id, unreachable_since IS NOT NULL FROM users ORDER BY id")).all()
        assert [tuple(mark) for mark in marks] == [(ana.user_id, 1), (ben.user_id, 0)]

    def test_a_refusal_for_good_is_noted_once_with_its_code(self, shop: Shop) -> None:
        ana = shop.customer()
        (number,) = ana.reply("hello", inbox_id=1)
        shop.fault(kind="error", code=100, subcode=2018001, message="No matching user found")
        shop.deliver()
        error = shop.row(number).last_error
        assert (shop.status(number), error.count("100/2018001")) == ("dead", 1)
        assert error.startswith("100/2018001: No matching user found [")

    def test_a_customer_without_an_address_becomes_a_task(self, shop: Shop) -> None:
        ana = shop.customer()
        order = shop.order(ana, "confirmed")
        shop.execute("UPDATE users SET messenger_id = NULL WHERE id = :id", id=ana.user_id)
        number = ana.notice("order_confirmed", order)
        assert number is not None
        shop.deliver()
        row = shop.row(number)
        assert (row.status, row.last_error.split(":")[0]) == ("dead", "no_address")
        assert [(alert.type, alert.is_task, alert.order_id) for alert in shop.alerts()] == [("message_dead", 1, order)]

    def test_a_message_beyond_the_limits_is_not_sent_at_all(self, shop: Shop) -> None:
        ana = shop.customer()
        (number,) = ana.reply("x" * 2000, inbox_id=1)
        shop.deliver()
        assert (shop.status(number), shop.calls()) == ("dead", [])
        assert shop.row(number).last_error.startswith("limit_broken")

    def test_another_apps_thread_drops_the_bots_reply(self, shop: Shop) -> None:
        ana = shop.customer()
        (number,) = ana.reply("hello", inbox_id=1)
        shop.fault(kind="error", code=2018300)
        shop.deliver()
        assert (shop.status(number), ana.heard_texts()) == ("cancelled", [])
