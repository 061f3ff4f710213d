"""The Graph API client and the page's set-up against the sandbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services import messenger_profile, notices
from services.clients.messenger import Action, MessengerClient, NotSent, OutcomeUnknown, Refused
from services.settings import Settings
from tests.support.outbox import Shop, settings_for
from tests.support.sandbox_messenger import APP_ID, Sandbox, free_port


@pytest.fixture
def sandbox(page_sandbox: Sandbox) -> Sandbox:
    page_sandbox.control("/reset")
    return page_sandbox


@pytest.fixture
def client(settings: Settings, sandbox: Sandbox) -> Iterator[MessengerClient]:
    made = MessengerClient(settings_for(settings, sandbox.url))
    yield made
    made.close()


class TestSend:
    def test_sends_with_a_proof_and_the_token_in_a_header_only(self, client: MessengerClient, sandbox: Sandbox) -> None:
        psid = sandbox.customer()
        sent = client.send(psid, {"text": "Magandang araw ₱"}, messaging_type="RESPONSE")
        (entry,) = [line for line in sandbox.thread(psid) if line["from"] == "page"]
        assert (entry["mid"], entry["app_id"]) == (sent.mid, APP_ID)
        (call,) = [line for line in sandbox.get("/journal?kind=graph")["entries"] if line["operation"] == "send"]
        assert "access_token" not in call["path"]

    @pytest.mark.parametrize(
        ("fault", "error"),
        [
            ({"kind": "timeout_after", "seconds": 1}, OutcomeUnknown),
            ({"kind": "timeout_before", "seconds": 1}, OutcomeUnknown),
            ({"kind": "drop_before"}, OutcomeUnknown),
            ({"kind": "drop_after"}, OutcomeUnknown),
            ({"kind": "error_after"}, OutcomeUnknown),
            ({"kind": "bad_json"}, OutcomeUnknown),
            ({"kind": "bad_json", "text": "[1]"}, OutcomeUnknown),
            ({"kind": "bad_json", "text": '{"recipient_id": "1"}'}, OutcomeUnknown),
            ({"kind": "bad_json", "text": '{"message_id": 5}'}, OutcomeUnknown),
            ({"kind": "bad_json", "text": "[" * 100_000}, OutcomeUnknown),
            ({"kind": "bad_json", "text": '{"error": {"code": 551, "message": "gone"}}'}, Refused),
            ({"kind": "http", "status": 500}, OutcomeUnknown),
            ({"kind": "http", "status": 502}, OutcomeUnknown),
            ({"kind": "http", "status": 504}, OutcomeUnknown),
            ({"kind": "http", "status": 503}, NotSent),
            ({"kind": "http", "status": 429}, NotSent),
            ({"kind": "http", "status": 302}, NotSent),
            ({"kind": "http", "status": 404}, NotSent),
            ({"kind": "error", "code": 2}, Refused),
            ({"kind": "error", "code": 190}, Refused),
        ],
    )
    def test_tells_the_ways_to_fail_apart(
        self, client: MessengerClient, sandbox: Sandbox, fault: dict[str, object], error: type[Exception]
    ) -> None:
        psid = sandbox.customer()
        sandbox.control("/faults", {"operation": "send", **fault})
        with pytest.raises(error) as caught:
            client.send(psid, {"text": "hello"}, messaging_type="RESPONSE")
        assert type(caught.value) is error
        assert "page-token" not in str(caught.value)

    def test_nobody_there_means_not_sent(self, settings: Settings) -> None:
        client = MessengerClient(settings_for(settings, f"http://127.0.0.1:{free_port()}"))
        with pytest.raises(NotSent):
            client.send("1", {"text": "hello"}, messaging_type="RESPONSE")

    def test_reads_what_a_refusal_means(self, client: MessengerClient, sandbox: Sandbox) -> None:
        psid = sandbox.customer(writes=False)
        with pytest.raises(Refused) as caught:
            client.send(psid, {"text": "hello"}, messaging_type="RESPONSE")
        assert (caught.value.action, caught.value.name) == (Action.WINDOW_CLOSED, "10/2018278")
        with pytest.raises(Refused) as caught:
            client.send("404404404", {"text": "hello"}, messaging_type="RESPONSE")
        assert caught.value.action is Action.NO_USER

    def test_reads_a_profile(self, client: MessengerClient, sandbox: Sandbox) -> None:
        psid = sandbox.customer()
        assert client.user_profile(psid)["first_name"] == "Ana"


class TestSetUp:
    def test_sets_up_the_page_once(self, shop: Shop) -> None:
        lines = messenger_profile.set_up(shop.resources)
        assert lines == [
            "profile: set get_started, greeting, persistent_menu, ice_breakers",
            lines[1],
            f"templates: handed in {len(notices.KINDS) * len(notices.LANGUAGES)}",
        ]
        assert shop.sandbox.get("/profile") == messenger_profile.wanted()
        templates = shop.sandbox.get("/templates")["data"]
        assert {item["status"] for item in templates} == {"APPROVED"}
        subscribed = shop.sandbox.graph("GET", "me/subscribed_apps").json()["data"][0]["subscribed_fields"]
        assert set(messenger_profile.FIELDS) <= set(subscribed)

        before = len(shop.sandbox.get("/journal?kind=graph")["entries"])
        assert messenger_profile.set_up(shop.resources) == [
            "profile: nothing to change",
            "webhook fields: nothing to change",
            "templates: nothing to change",
        ]
        assert len(shop.sandbox.get("/journal?kind=graph")["entries"]) == before + 3

    def test_says_which_templates_are_not_approved(self, shop: Shop) -> None:
        shop.sandbox.control("/config", {"template_review": "reject"})
        lines = messenger_profile.set_up(shop.resources)
        rejected = "template quicksell_order_shipped_en (en): REJECTED, notices of this kind wait"
        assert any(line.startswith(rejected) for line in lines)

    def test_changes_only_what_differs(self, shop: Shop) -> None:
        messenger_profile.set_up(shop.resources)
        shop.sandbox.graph("POST", "me/messenger_profile", {"greeting": [{"locale": "default", "text": "Hi"}]})
        assert messenger_profile.set_up(shop.resources)[0] == "profile: set greeting"
