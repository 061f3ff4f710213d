"""Lost answers and killed senders: an echo settles a message, or it is said once more and marked, never again."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from datetime import timedelta

import pytest

from services import db, notifications, outbox
from services.outbox_flight import WINDOW
from services.resources import build
from services.settings import Settings
from tests.support.outbox import Shop, settings_for
from tests.support.sandbox_messenger import wait_for


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
