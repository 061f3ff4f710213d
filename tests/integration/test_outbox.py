"""The outbox against the sandbox's Graph API: order, windows, refusals, pauses, lost answers, killed senders."""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
import os
import signal
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import text

from services import db, messenger_profile, notifications, outbox, page_gate
from services.outbox_flight import WINDOW
from services.resources import build
from services.settings import Settings
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


class TestNotices:
    def test_says_what_is_so_in_the_customers_language(self, shop: Shop) -> None:
        ana = shop.customer(language="fil")
        order = shop.order(ana, "confirmed", subtotal="1234.50", total_amount="1234.50")
        number = ana.notice("order_confirmed", order)
        assert number is not None
        assert ana.notice("order_confirmed", order) is None
        shop.deliver()
        (said,) = ana.heard_texts()
        assert said.startswith("Magandang balita, Ana! Kumpirmado na ang order mo")
        assert "₱1,234.50" in said
        assert (shop.status(number), shop.row(number).sent_as) == ("sent", "UPDATE")

    @pytest.mark.parametrize(
        ("kind", "status", "ends_as"),
        [
            ("order_confirmed", "cancelled", "cancelled"),
            ("order_confirmed", "shipped", "sent"),
            ("order_cancelled", "cancelled", "sent"),
            ("order_shipped", "shipped", "sent"),
            ("order_shipped", "returned", "cancelled"),
            ("order_delivered", "delivered", "sent"),
            ("order_returned", "returned", "sent"),
            ("order_expired", "cancelled", "cancelled"),
            ("order_needs_id", "confirmed", "cancelled"),
        ],
    )
    def test_says_nothing_that_is_no_longer_so(self, shop: Shop, kind: str, status: str, ends_as: str) -> None:
        ana = shop.customer()
        number = ana.notice(kind, shop.order(ana, status))
        assert number is not None
        shop.deliver()
        assert shop.status(number) == ends_as
        assert len(ana.heard()) == (ends_as == "sent")
        if ends_as == "cancelled":
            assert shop.row(number).last_error.startswith("superseded")

    def test_an_order_that_ran_out_of_time_can_be_made_again_with_one_tap(self, shop: Shop) -> None:
        ana = shop.customer()
        reason = {"cancellation_reason": "reservation_expired", "payment_method": "gcash", "order_number": "ORD-9"}
        number = ana.notice("order_expired", shop.order(ana, "cancelled", **reason))
        assert number is not None
        shop.deliver()
        (entry,) = ana.heard()
        assert json.loads(entry["message"]["metadata"]) == {"notice": "order_expired", "outbox": number}
        assert [reply["payload"] for reply in entry["message"]["quick_replies"]] == ["REORDER|ORD-9", "MENU"]

    def test_a_shipped_order_says_how_to_follow_it_and_what_to_pay(self, shop: Shop) -> None:
        ana = shop.customer()
        parcel = {"courier": "J&T", "tracking_number": "JT1", "subtotal": "50", "total_amount": "50"}
        ana.notice("order_shipped", shop.order(ana, "shipped", order_number="ORD-8", **parcel))
        shop.deliver()
        assert ana.heard_texts() == [
            "Your order ORD-8 is on its way! Courier: J&T. Tracking number: JT1. Please prepare ₱50.00 for the courier."
        ]

    def test_uses_an_approved_template_outside_the_window(self, shop: Shop) -> None:
        messenger_profile.set_up(shop.resources)
        ana = shop.customer(window=False)
        order = shop.order(ana, "confirmed", order_number="ORD-1", subtotal="50", total_amount="50")
        number = ana.notice("order_confirmed", order)
        assert number is not None
        shop.deliver()
        assert (shop.status(number), shop.row(number).sent_as) == ("sent", "UTILITY")
        (entry,) = ana.heard()
        assert entry["rendered"]["body"].startswith("Good news, your order ORD-1 is confirmed. The total")

    def test_uses_the_template_at_once_when_the_platform_finds_the_window_closed(self, shop: Shop) -> None:
        messenger_profile.set_up(shop.resources)
        ana = shop.customer()
        shop.sandbox.control("/clock", {"advance_seconds": 25 * 3600})
        number = ana.notice("order_cancelled", shop.order(ana, "cancelled"))
        assert number is not None
        shop.deliver()
        assert (shop.status(number), shop.row(number).sent_as) == ("sent", "UTILITY")
        assert len(shop.calls()) == 2

    def test_waits_for_the_customer_where_there_is_no_template_and_is_never_lost(self, shop: Shop) -> None:
        ana = shop.customer(window=False)
        order = shop.order(ana, "confirmed")
        number = ana.notice("order_confirmed", order)
        (reply,) = ana.reply("an old answer", inbox_id=1)
        assert number is not None
        shop.deliver()
        assert (shop.status(number), shop.status(reply), ana.heard()) == ("window_closed", "window_closed", [])
        assert {(alert.is_task, alert.type) for alert in shop.alerts()} == {(1, "message_window_closed")}
        assert len(shop.calls()) == 1

        shop.sandbox.control(f"/customers/{ana.psid}/say", {"text": "hello again"})
        ana.wrote(hours_ago=0)
        with shop.resources.sessions.begin() as session:
            assert outbox.reopen(session, ana.user_id) == 1
        shop.deliver()

        assert (shop.status(number), shop.status(reply)) == ("sent", "window_closed")
        assert next(alert for alert in shop.alerts() if alert.order_id == order).resolved_at is not None

    def test_leaves_a_margin_before_the_window_closes(self, shop: Shop) -> None:
        ana = shop.customer()
        ana.wrote(hours_ago=23.9)
        (number,) = ana.reply("too close", inbox_id=1)
        shop.deliver()
        assert (shop.status(number), shop.calls()) == ("window_closed", [])


class TestUnknownOutcome:
    @pytest.mark.parametrize("fault", ["timeout_after", "drop_after", "error_after", "bad_json"])
    def test_an_echo_settles_it_and_nothing_is_repeated(self, shop: Shop, fault: str) -> None:
        ana = shop.customer()
        (number,) = ana.reply("hello", inbox_id=1)
        shop.fault(kind=fault, seconds=1)
        shop.deliver()
        assert shop.status(number) == "sending"
        (entry,) = ana.heard()
        assert ana.echo(entry)
        assert ana.echo(entry)
        time.sleep(shop.resources.settings.echo_wait.total_seconds())
        shop.deliver()
        row = shop.row(number)
        assert (row.status, row.external_id.decode(), row.ambiguous) == ("sent", entry["mid"], 0)
        assert ana.heard_texts() == ["hello"]

    def test_without_an_echo_it_is_said_once_more_and_marked(self, shop: Shop) -> None:
        ana = shop.customer()
        (number,) = ana.reply("hello", inbox_id=1)
        shop.fault(kind="drop_before")
        begun = time.monotonic()
        wait_for(lambda: shop.deliver() >= 0 and shop.status(number) == "sent", 10)
        assert time.monotonic() - begun >= shop.resources.settings.echo_wait.total_seconds()
        assert (ana.heard_texts(), shop.row(number).ambiguous, shop.row(number).attempts) == (["hello"], 1, 2)

    def test_never_a_third_time(self, shop: Shop) -> None:
        ana = shop.customer()
        first, second = ana.reply("hello", inbox_id=1)[0], ana.reply("next", inbox_id=2)[0]
        shop.fault(kind="drop_after", times=2)
        wait_for(lambda: shop.deliver() >= 0 and shop.status(second) == "sent", 10)
        assert ana.heard_texts() == ["hello", "hello", "next"]
        row = shop.row(first)
        assert (row.status, row.ambiguous, row.attempts, row.last_error) == ("dead", 1, 2, "outcome_unknown")
        assert [alert.type for alert in shop.alerts()] == ["message_dead"]
        assert ana.echo(ana.heard()[1])
        assert shop.status(first) == "sent"
        assert shop.alerts()[0].resolved_at is not None

    def test_an_unserved_repeat_does_not_use_up_the_one_repeat(self, shop: Shop) -> None:
        ana = shop.customer()
        (number,) = ana.reply("hello", inbox_id=1)
        shop.fault(kind="drop_before")
        shop.fault(kind="http", status=503)
        wait_for(lambda: shop.deliver() >= 0 and shop.status(number) == "sent", 10)
        assert (ana.heard_texts(), shop.row(number).ambiguous) == (["hello"], 1)

    def test_an_echo_of_somebody_elses_message_settles_nothing(self, shop: Shop) -> None:
        ana, ben = shop.customer(), shop.customer()
        (number,) = ana.reply("hello", inbox_id=1)
        with shop.resources.sessions.begin() as session:
            assert not outbox.settle_by_echo(session, outbox_id=number, psid=ben.psid, mid="m_forged")
            assert not outbox.settle_by_echo(session, outbox_id=number + 99, psid=ana.psid, mid="m_forged")
            assert not outbox.settle_by_echo(session, outbox_id=number, psid=ana.psid, mid="m_never_sent")
        assert (shop.status(number), shop.row(number).external_id) == ("pending", None)

    def test_an_echo_that_overtakes_the_answer_is_fine(self, shop: Shop) -> None:
        ana = shop.customer()
        (number,) = ana.reply("hello", inbox_id=1)
        shop.fault(kind="slow", seconds=0.3)
        thread = threading.Thread(target=shop.deliver)
        thread.start()
        wait_for(lambda: shop.status(number) == "sending")
        with shop.resources.sessions.begin() as session:
            assert outbox.settle_by_echo(session, outbox_id=number, psid=ana.psid, mid="m_echo")
        thread.join(5)
        assert (shop.status(number), ana.heard_texts()) == ("sent", ["hello"])

    def test_a_repeated_receipt_gets_a_number_of_its_own(self, shop: Shop) -> None:
        ana = shop.customer()
        (number,) = ana.reply_with(_receipt("ORD-77"), inbox_id=1)
        shop.fault(kind="drop_after")
        wait_for(lambda: shop.deliver() >= 0 and shop.status(number) == "sent", 10)
        numbers = [entry["message"]["attachment"]["payload"]["order_number"] for entry in ana.heard()]
        assert numbers == ["ORD-77", "ORD-77-2"]

    def test_a_killed_sender_leaves_a_message_that_is_said_once_more_at_most(
        self, shop: Shop, environment: dict[str, str]
    ) -> None:
        ana, ben = shop.customer(), shop.customer()
        (number,) = ana.reply("hello", inbox_id=1)
        shop.fault(kind="slow", seconds=20, apply=False, psid=ana.psid)
        context = multiprocessing.get_context("spawn")
        sender = context.Process(target=_send_forever, args=(environment, shop.sandbox.url), daemon=True)
        sender.start()
        wait_for(lambda: shop.calls() and shop.status(number) == "sending", 20)
        os.kill(sender.pid or 0, signal.SIGKILL)
        sender.join(5)
        (other,) = ben.reply("meanwhile", inbox_id=2)
        shop.deliver()
        assert (shop.status(number), shop.status(other)) == ("sending", "sent")
        wait_for(lambda: shop.deliver() >= 0 and shop.status(number) == "sent", 15)
        assert (ana.heard_texts(), shop.row(number).ambiguous) == (["hello"], 1)


def _send_forever(environment: dict[str, str], url: str) -> None:
    from tests.support.outbox import settings_for

    settings = settings_for(Settings.from_env(environment), url, graph_read_timeout=timedelta(seconds=30))
    notifications.deliver_due(build(settings))


def _receipt(number: str) -> dict[str, object]:
    payload = {
        "template_type": "receipt",
        "recipient_name": "Ana",
        "order_number": number,
        "currency": "PHP",
        "payment_method": "Cash on delivery",
        "summary": {"total_cost": "100.00"},
    }
    return {"attachment": {"type": "template", "payload": payload}}


def test_a_lost_lease_settles_nothing(shop: Shop) -> None:
    """A sender that slept past its lease finds its fence outdated."""
    ana = shop.customer()
    (number,) = ana.reply("hello", inbox_id=1)
    settings = shop.resources.settings
    with shop.resources.sessions.begin() as session:
        taken = outbox.take(
            session, outbox.Head(number, ana.user_id), page_id="p", lease=timedelta(milliseconds=1), window=WINDOW
        )
    assert taken is not None
    time.sleep(settings.echo_wait.total_seconds() + 0.05)
    db.transact(shop.resources.sessions, lambda session: outbox.recover(session, echo_wait=settings.echo_wait))
    with shop.resources.sessions.begin() as session:
        assert not outbox.sent(session, taken, mid="m_late", sent_as="RESPONSE")
        assert not outbox.end(session, taken, status="dead", error="late")
        assert not outbox.extend(session, taken, lease=settings.lease)
    assert (shop.status(number), shop.row(number).external_id) == ("pending", None)
