"""Notices about orders: true when they are said, within the 24-hour window or by an approved template."""

from __future__ import annotations

import json

import pytest

from services import messenger_profile, outbox
from tests.support.outbox import Shop


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
