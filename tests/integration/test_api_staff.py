"""/api/customers, /api/conversations, /api/admin, /api/cron and /api/reports."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from services import alerts, conversations, db
from services.models import ChatLog, WebhookInbox
from tests.support.api import Api, fields_of, refused, told

ANA = {"messenger_id": "24680135791111", "facebook_name": "Ana Santos", "phone": "+639171234567"}


class TestCustomers:
    def test_are_made_listed_and_blocked(self, api: Api) -> None:
        made = told(api.post("/api/customers", ANA))["customer"]
        assert (made["id"], made["account_status"], made["language"], made["total_spent"]) == (
            1,
            "active",
            "en",
            Decimal("0.00"),
        )
        blocked = told(api.patch("/api/customers/1", {"account_status": "blocked"}))["customer"]
        assert blocked["account_status"] == "blocked"
        assert told(api.get("/api/customers/1"))["customer"]["account_status"] == "blocked"
        assert api.rows("SELECT account_status FROM users") == [("blocked",)]

    def test_are_found(self, api: Api) -> None:
        api.post("/api/customers", ANA)
        api.post("/api/customers", {"facebook_name": "100% Ben"})

        def found(query: str) -> list[int]:
            return [row["id"] for row in told(api.get(f"/api/customers?{query}"))["customers"]]

        assert found("") == [2, 1]
        assert found("q=%2B639171234567") == [1]
        assert found("q=24680135791111") == [1]
        assert found("q=Ana") == [1]
        assert found("q=100%25") == [2]
        assert found("q=%F0%9F%98%80") == []
        assert found("account_status=blocked") == []

    @pytest.mark.parametrize(
        "bad",
        [
            {"facebook_name": None, "messenger_id": 5},
            {**ANA, "account_status": "erased"},
            {**ANA, "total_spent": 100},
            {**ANA, "phone": "call me"},
            {**ANA, "messenger_id": "\u0661\u0662"},
            {},
        ],
    )
    def test_are_refused(self, api: Api, bad: dict[str, Any]) -> None:
        assert refused(api.post("/api/customers", bad)) == (400, "validation_failed")
        assert api.rows("SELECT COUNT(*) FROM users") == [(0,)]

    def test_a_messenger_id_is_taken_once(self, api: Api) -> None:
        api.post("/api/customers", ANA)
        assert refused(api.post("/api/customers", ANA)) == (409, "already_exists")
        assert refused(api.patch("/api/customers/7", {"language": "fil"})) == (404, "not_found")

    def test_money_and_id_cannot_be_set(self, api: Api) -> None:
        api.post("/api/customers", ANA)
        response = api.patch("/api/customers/1", {"total_spent": 5, "id": 9, "messenger_id": "x"})
        assert set(fields_of(response)) == {(name, "UNKNOWN_FIELD") for name in ("total_spent", "id", "messenger_id")}


@pytest.fixture
def conversation(api: Api) -> int:
    """A conversation in which two things were said, the second deleted."""
    with api.resources.sessions.begin() as session:
        made = conversations.ensure(session, page_id=api.resources.settings.messenger_page_id, psid="24680135791111")
        for number, is_deleted in ((1, False), (2, True)):
            session.add(
                ChatLog(
                    conversation_id=made.id,
                    direction="in",
                    author="customer",
                    kind="message",
                    text=f"hi {number}",
                    is_deleted=is_deleted,
                )
            )
        return made.id


class TestConversations:
    def test_are_listed_and_read(self, api: Api, conversation: int) -> None:
        assert [row["id"] for row in told(api.get("/api/conversations"))["conversations"]] == [conversation]
        assert told(api.get("/api/conversations?mode=human"))["conversations"] == []
        said = told(api.get(f"/api/conversations/{conversation}/messages"))["messages"]
        assert [(message["text"], message["is_deleted"]) for message in said] == [(None, True), ("hi 1", False)]
        assert refused(api.get("/api/conversations/99/messages")) == (404, "conversation_not_found")

    def test_messages_come_in_pages(self, api: Api, conversation: int) -> None:
        first = told(api.get(f"/api/conversations/{conversation}/messages?limit=1"))
        second = told(api.get(f"/api/conversations/{conversation}/messages?limit=1&cursor={first['next_cursor']}"))
        assert [message["id"] for message in first["messages"] + second["messages"]] == [2, 1]
        assert second["next_cursor"] is None
        assert refused(api.get(f"/api/conversations/99/messages?cursor={first['next_cursor']}")) == (
            400,
            "invalid_cursor",
        )

    def test_are_handed_over_and_back(self, api: Api, conversation: int) -> None:
        for _ in range(2):
            assert (
                api.post(
                    f"/api/conversations/{conversation}/hand-over", {"reason": "angry"}, headers={"X-Actor": "liza"}
                ).status_code
                == 200
            )
        assert api.rows("SELECT mode FROM conversations") == [("human",)]
        assert api.rows("SELECT text FROM chat_logs WHERE kind = 'hand_over'") == [("liza: angry",)]
        assert api.post(f"/api/conversations/{conversation}/hand-back").status_code == 200
        assert api.rows("SELECT mode FROM conversations") == [("bot",)]
        assert refused(api.post("/api/conversations/99/hand-over")) == (404, "conversation_not_found")


class TestNotifications:
    @pytest.fixture(autouse=True)
    def three(self, api: Api) -> None:
        with api.resources.sessions.begin() as session:
            for number, severity in enumerate(("info", "warning", "error"), 1):
                alerts.raise_alert(
                    session,
                    severity=severity,
                    type="test",
                    title=f"T{number}",
                    message="m",
                    dedupe_key=f"k{number}",
                    is_task=number == 3,
                    details={"n": number},
                )

    def test_are_listed_newest_first(self, api: Api) -> None:
        rows = told(api.get("/api/admin/notifications"))["notifications"]
        assert [(row["title"], row["details"], row["is_task"]) for row in rows] == [
            ("T3", {"n": 3}, True),
            ("T2", {"n": 2}, False),
            ("T1", {"n": 1}, False),
        ]
        assert [row["title"] for row in told(api.get("/api/admin/notifications?severity=info"))["notifications"]] == [
            "T1"
        ]
        assert [row["title"] for row in told(api.get("/api/admin/notifications?task=true"))["notifications"]] == ["T3"]

    def test_are_read_once(self, api: Api) -> None:
        assert told(api.post("/api/admin/notifications/1/read")) == {"success": True, "marked": 1}
        assert told(api.post("/api/admin/notifications/1/read")) == {"success": True, "marked": 0}
        assert [row["id"] for row in told(api.get("/api/admin/notifications?read=false"))["notifications"]] == [3, 2]
        assert told(api.post("/api/admin/notifications/read-all")) == {"success": True, "marked": 2}
        assert refused(api.post("/api/admin/notifications/9/read")) == (404, "not_found")

    def test_are_deleted(self, api: Api) -> None:
        assert api.delete("/api/admin/notifications/2").status_code == 200
        assert refused(api.delete("/api/admin/notifications/2")) == (404, "not_found")
        assert api.rows("SELECT id FROM admin_notifications ORDER BY id") == [(1,), (3,)]


class TestDeadLetters:
    def test_are_listed_and_tried_again_once(self, api: Api) -> None:
        with api.resources.sessions.begin() as session:
            session.add(
                WebhookInbox(
                    source="messenger",
                    external_id="m1",
                    kind="message",
                    body="{}",
                    event_at=db.utc_now(session),
                    state="parked",
                    attempts=5,
                    error_code="boom",
                )
            )
        rows = told(api.get("/api/admin/dead-letters"))["dead_letters"]
        assert [(row["id"], row["what"], row["error"], row["attempts"]) for row in rows] == [
            ("inbox-1", "message", "boom", 5)
        ]
        assert told(api.get("/api/admin/dead-letters?kind=outbox"))["dead_letters"] == []
        assert api.post("/api/admin/dead-letters/inbox-1/retry").status_code == 200
        assert api.rows("SELECT state, attempts, error_code FROM webhook_inbox") == [("received", 0, None)]
        assert refused(api.post("/api/admin/dead-letters/inbox-1/retry")) == (409, "not_a_dead_letter")

    @pytest.mark.parametrize("key", ["inbox-99", "inbox-x", "nothing-1", "inbox"])
    def test_unknown_ones_are_404(self, api: Api, key: str) -> None:
        assert refused(api.post(f"/api/admin/dead-letters/{key}/retry")) == (404, "not_found")


class TestCron:
    def test_stock_cleanup_tells_its_state_and_runs(self, api: Api) -> None:
        assert told(api.get("/api/cron/stock-cleanup")) == {
            "success": True,
            "enabled": True,
            "interval_seconds": 300,
            "overdue_orders": 0,
        }
        assert told(api.post("/api/cron/stock-cleanup")) == {
            "success": True,
            "looked_at": 0,
            "expired": 0,
            "cancelled": 0,
            "failed": 0,
        }


class TestReports:
    @pytest.mark.parametrize(
        "name",
        [
            "pending-orders",
            "inventory-status",
            "orders-detailed",
            "order-performance",
            "daily-metrics",
            "customer-ltv",
            "queue-status",
        ],
    )
    def test_each_can_be_read(self, api: Api, name: str) -> None:
        api.post("/api/customers", ANA)
        answer = told(api.get(f"/api/reports/{name}"))
        assert (answer["success"], answer["report"]) == (True, name)
        assert isinstance(answer["rows"], list)

    def test_low_stock_is_filtered(self, api: Api) -> None:
        for sku, stock in (("A", 2), ("B", 50)):
            api.post("/api/products", {"sku": sku, "name": sku, "price": 1, "stock_quantity": stock})
        rows = told(api.get("/api/reports/inventory-status?status=LOW_STOCK"))["rows"]
        assert len(rows) == 1

    @pytest.mark.parametrize(
        "query",
        [
            "queue-status?status=x",
            "daily-metrics?first_day=2020-01-01",
            "daily-metrics?first_day=today",
            "pending-orders?limit=0",
        ],
    )
    def test_wrong_questions_are_refused(self, api: Api, query: str) -> None:
        assert refused(api.get(f"/api/reports/{query}")) == (400, "validation_failed")

    def test_an_unknown_report_is_404(self, api: Api) -> None:
        assert refused(api.get("/api/reports/vw_users")) == (404, "not_found")
