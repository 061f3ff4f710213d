"""The sandbox Messenger over real HTTP: what it refuses, what it sends to the webhook, and how it fails on demand."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.sandbox_messenger import (
    APP_ID,
    DAY,
    PAGE,
    ROOT,
    SECRET,
    TOKEN,
    VERIFY,
    Json,
    Receiver,
    Sandbox,
    environment,
    error_of,
    free_port,
    start,
    stop,
    wait_for,
)


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.server.shutdown()


@pytest.fixture(scope="module")
def running(receiver: Receiver) -> Iterator[Sandbox]:
    port = free_port()
    process = start(environment(receiver, port))
    made = Sandbox(f"http://127.0.0.1:{port}", receiver)
    wait_for(lambda: made.get("/health")["webhook_verified"])
    yield made
    assert stop(process) == 0


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.control("/reset")
    running.control(
        "/config",
        {"auto_read": False, "routing": "open", "signature": "good", "deliver": True, "template_review": "approve"}
        | {"features": {"human_agent": False, "advanced_access": True, "user_profile": True}}
        | {"rate_limits": {"thread_per_second": None, "page_per_second": 300}},
    )
    running.receiver.posts.clear()
    running.receiver.statuses.clear()
    return running


class TestWebhook:
    def test_signs_an_ascii_escaped_body(self, sandbox: Sandbox) -> None:
        psid = sandbox.customer(writes=False)
        told = sandbox.control(f"/customers/{psid}/say", {"text": "Piña/₱5 🙏"})
        sandbox.idle()
        ((body, headers),) = sandbox.receiver.posts
        assert told["queued"]
        assert body.isascii()
        assert b"Pi\\u00f1a\\/\\u20b15 \\ud83d\\ude4f" in body
        signature = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        assert headers["X-Hub-Signature-256"] == signature
        document = json.loads(body)
        assert (document["object"], document["entry"][0]["id"]) == ("page", PAGE)
        assert document["entry"][0]["messaging"] == [
            {
                "sender": {"id": psid},
                "recipient": {"id": PAGE},
                "timestamp": told["timestamp"],
                "message": {"mid": told["mid"], "text": "Piña/₱5 🙏"},
            }
        ]

    def test_repeats_byte_for_byte_and_keeps_the_order_until_answered(self, sandbox: Sandbox) -> None:
        psid = sandbox.customer(writes=False)
        sandbox.receiver.statuses[:] = [503, 500]
        for text in ("one", "two", "three"):
            sandbox.control(f"/customers/{psid}/say", {"text": text})
        sandbox.idle()
        bodies = [body for body, _ in sandbox.receiver.posts]
        assert bodies[0] == bodies[1] == bodies[2]
        assert len(bodies) == 5
        assert [item["message"]["text"] for item in sandbox.receiver.items()] == ["one"] * 3 + ["two", "three"]
        line = sandbox.get("/journal?kind=webhook")["entries"][0]
        assert [attempt["status"] for attempt in line["attempts"]] == [503, 500, 200]
        assert "one" not in json.dumps(line)

    def test_delivers_nothing_before_the_handshake(self, sandbox: Sandbox) -> None:
        sandbox.control("/config", {"verify_token": "another"})
        psid = sandbox.customer(writes=False)
        sandbox.control(f"/customers/{psid}/say", {"text": "hello"})
        wait_for(lambda: any(x.get("outcome") == "refused" for x in sandbox.get("/journal")["entries"]))
        assert sandbox.receiver.posts == []
        sandbox.control("/config", {"verify_token": VERIFY})
        sandbox.idle()
        assert [item["message"]["text"] for item in sandbox.receiver.items()] == ["hello"]

    def test_sends_only_subscribed_fields(self, sandbox: Sandbox) -> None:
        psid = sandbox.customer()
        answer = sandbox.graph("POST", f"{PAGE}/subscribed_apps", {"subscribed_fields": "messages,messaging_postbacks"})
        assert answer.json() == {"success": True}
        assert sandbox.send(psid, {"text": "Hello"}).status_code == 200
        sandbox.control(f"/customers/{psid}/tap", {"payload": "MENU", "title": "Menu", "mid": "m_1"})
        sandbox.idle()
        assert [item["postback"] for item in sandbox.receiver.items()] == [
            {"mid": "m_1", "title": "Menu", "payload": "MENU"}
        ]

    def test_holds_duplicates_and_batches_on_demand(self, sandbox: Sandbox) -> None:
        psid = sandbox.customer(writes=False)
        sandbox.control("/faults", {"operation": "webhook", "kind": "hold", "times": 2})
        sandbox.control("/faults", {"operation": "webhook", "kind": "duplicate", "times": 1})
        for text in ("held 1", "held 2", "twice"):
            sandbox.control(f"/customers/{psid}/say", {"text": text})
        sandbox.idle()
        assert [item["message"]["text"] for item in sandbox.receiver.items()] == ["twice", "twice"]
        assert sandbox.receiver.posts[0][0] == sandbox.receiver.posts[1][0]
        assert sandbox.control("/release", {"order": "reverse", "as_batch": True}) == {"released": 2}
        sandbox.idle()
        assert len(json.loads(sandbox.receiver.posts[-1][0])["entry"]) == 2
        assert [item["message"]["text"] for item in sandbox.receiver.items()][2:] == ["held 2", "held 1"]

    def test_shuffles_loses_an_answer_and_signs_wrongly_on_demand(self, sandbox: Sandbox) -> None:
        psid = sandbox.customer(writes=False)
        sandbox.control("/faults", {"operation": "webhook", "kind": "shuffle", "times": 3})
        sandbox.control("/faults", {"operation": "webhook", "kind": "lost_answer"})
        sandbox.control("/faults", {"operation": "webhook", "kind": "signature", "mode": "sha1"})
        for text in ("a", "b", "c", "answered but repeated", "without SHA-256"):
            sandbox.control(f"/customers/{psid}/say", {"text": text})
        sandbox.idle()
        texts = [item["message"]["text"] for item in sandbox.receiver.items()]
        shuffled, rest = texts[:3], texts[3:]
        assert sorted(shuffled) == ["a", "b", "c"]
        assert shuffled != ["a", "b", "c"]
        assert rest == ["answered but repeated"] * 2 + ["without SHA-256"]
        headers = sandbox.receiver.posts[-1][1]
        assert ("X-Hub-Signature" in headers, "X-Hub-Signature-256" in headers) == (True, False)

    def test_every_act_of_a_customer_has_its_event(self, sandbox: Sandbox) -> None:
        psid = sandbox.customer()
        mid = sandbox.control(f"/customers/{psid}/say", {"text": "COD", "quick_reply": "PAY|cod"})["mid"]
        for act, body in (
            ("sticker", {}),
            ("attachment", {"type": "image", "url": "https://cdn.example.test/a.jpg"}),
            ("location", {}),
            ("react", {"mid": mid, "reaction": "love"}),
            ("edit", {"mid": mid, "text": "GCash"}),
            ("referral", {"ref": "qr-1"}),
            ("unsend", {"mid": mid}),
        ):
            sandbox.control(f"/customers/{psid}/{act}", body)
        sandbox.idle()
        items = sandbox.receiver.items()
        assert items[0]["message"] == {"mid": mid, "text": "COD", "quick_reply": {"payload": "PAY|cod"}}
        assert items[1]["message"]["attachments"][0]["payload"]["sticker_id"] == 369239263222822
        assert items[2]["message"]["attachments"][0]["type"] == "image"
        assert items[3]["message"]["attachments"][0]["type"] == "location"
        assert items[4]["reaction"]["action"] == "react"
        assert items[5]["message_edit"] == {"mid": mid, "text": "GCash", "num_edit": 1}
        assert items[6]["referral"] == {"ref": "qr-1", "source": "SHORTLINK", "type": "OPEN_THREAD"}
        assert items[7]["message"] == {"mid": mid, "is_deleted": True}
        assert sandbox.thread(psid)[1]["unsent"]


class TestSending:
    def test_echoes_with_metadata_then_delivery_then_read(self, sandbox: Sandbox) -> None:
        psid = sandbox.customer()
        sandbox.control("/config", {"auto_read": True})
        answer = sandbox.send(psid, {"text": "Salamat po", "metadata": '{"outbox":7}'})
        mid = answer.json()["message_id"]
        assert (answer.status_code, answer.json()) == (200, {"recipient_id": psid, "message_id": mid})
        sandbox.idle()
        echo, delivery, read = sandbox.receiver.items()
        assert echo["message"] == {
            "mid": mid,
            "app_id": APP_ID,
            "metadata": '{"outbox":7}',
            "text": "Salamat po",
            "is_echo": True,
        }
        assert (echo["sender"]["id"], echo["recipient"]["id"]) == (PAGE, psid)
        assert delivery["delivery"] == {"mids": [mid], "watermark": echo["timestamp"]}
        assert "timestamp" not in delivery
        assert read["read"] == {"watermark": echo["timestamp"]}
        last = sandbox.thread(psid)[-1]
        assert (last["from"], last["mid"], last["message"]["metadata"]) == ("page", mid, '{"outbox":7}')

    @pytest.mark.parametrize(
        ("message", "says"),
        [
            ({"text": "x" * 2000}, "2000"),
            ({"text": "x", "metadata": "y" * 1000}, "metadata"),
            ({"text": "x", "quick_replies": [{"content_type": "text", "title": "t", "payload": "p"}] * 14}, "13"),
            ({"text": "x", "quick_replies": [{"content_type": "text", "title": "t" * 21, "payload": "p"}]}, "title"),
            (
                {"text": "x", "quick_replies": [{"content_type": "text", "title": "t", "payload": "p" * 1001}]},
                "payload",
            ),
            ({"text": "x", "colour": "red"}, "colour"),
            ({}, "exactly one"),
            ({"attachment": {"type": "template", "payload": {"template_type": "list"}}}, "template_type"),
            (("button", {"text": "x" * 641, "buttons": [{"type": "postback", "title": "t", "payload": "p"}]}), "640"),
            (("button", {"text": "x", "buttons": [{"type": "postback", "title": "t", "payload": "p"}] * 4}), "buttons"),
            (("button", {"text": "x", "buttons": [{"type": "postback", "title": "t" * 21, "payload": "p"}]}), "20"),
            (("generic", {"elements": [{"title": "t", "subtitle": "s"}] * 11}), "10"),
            (("generic", {"elements": [{"title": "t"}]}), "at least one"),
            (("generic", {"elements": [{"title": "t" * 81, "subtitle": "s"}]}), "80"),
            (("receipt", {"order_number": "1"}), "recipient_name"),
        ],
    )
    def test_refuses_what_is_too_long_or_malformed(self, sandbox: Sandbox, message: Any, says: str) -> None:
        if isinstance(message, tuple):
            kind, payload = message
            message = {"attachment": {"type": "template", "payload": {"template_type": kind, **payload}}}
        psid = sandbox.customer()
        answer = sandbox.send(psid, message)
        assert error_of(answer) == (400, 100, None)
        assert says in answer.json()["error"]["message"]
        assert len(sandbox.thread(psid)) == 1

    def test_takes_a_receipt_number_once(self, sandbox: Sandbox) -> None:
        psid = sandbox.customer()
        payload = {
            "template_type": "receipt",
            "recipient_name": "Ana Santos",
            "order_number": "ORD-20261121-00001",
            "currency": "PHP",
            "payment_method": "COD",
            "summary": {"total_cost": 850.0},
            "elements": [{"title": "Rice 5kg", "price": 850}],
        }
        message = {"attachment": {"type": "template", "payload": payload}}
        assert sandbox.send(psid, message).status_code == 200
        assert error_of(sandbox.send(psid, message)) == (400, 100, None)
        assert [entry["kind"] for entry in sandbox.thread(psid)] == ["text", "receipt"]

    def test_refuses_by_token_proof_version_person_and_owner(self, sandbox: Sandbox) -> None:
        psid = sandbox.customer()
        body = {"recipient": {"id": psid}, "messaging_type": "RESPONSE", "message": {"text": "x"}}
        url = f"{sandbox.url}/v26.0/me/messages"
        assert error_of(requests.post(url, json=body, params={"access_token": "bad"}, timeout=5))[1] == 190
        no_proof = requests.post(url, json=body, params={"access_token": TOKEN}, timeout=5)
        assert error_of(no_proof)[1] == 100
        assert "appsecret_proof" in no_proof.json()["error"]["message"]
        assert error_of(requests.post(url.replace("v26.0", "v20.0"), json=body, timeout=5))[1] == 2635
        assert error_of(sandbox.graph("POST", "me/nothing", {}))[1] == 2500
        assert error_of(sandbox.send("7999", {"text": "x"})) == (400, 100, 2018001)
        assert error_of(sandbox.send(psid, {"text": "x"}, sender_action="typing_on")) == (400, 100, 2018014)
        sandbox.control(f"/customers/{psid}/block")
        assert error_of(sandbox.send(psid, {"text": "x"})) == (400, 551, 1545041)
        sandbox.control(f"/customers/{psid}/unblock")
        sandbox.graph("POST", "me/pass_thread_control", {"recipient": {"id": psid}, "target_app_id": 263902037430900})
        assert error_of(sandbox.send(psid, {"text": "x"})) == (400, 2018300, None)
        assert len(sandbox.thread(psid)) == 1

    def test_window_and_tags_follow_the_movable_clock(self, sandbox: Sandbox) -> None:
        psid = sandbox.customer()
        retired = {"messaging_type": "MESSAGE_TAG", "tag": "POST_PURCHASE_UPDATE"}
        human = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
        assert error_of(sandbox.send(psid, {"text": "x"}, **retired)) == (400, 100, None)
        sandbox.control("/clock", {"advance_seconds": DAY + 60})
        assert error_of(sandbox.send(psid, {"text": "x"})) == (403, 10, 2018278)
        assert error_of(sandbox.send(psid, {"text": "x"}, **human)) == (403, 10, None)
        sandbox.control("/config", {"features": {"human_agent": True}})
        assert sandbox.send(psid, {"text": "x"}, **human).status_code == 200
        sandbox.control("/clock", {"advance_seconds": 7 * DAY})
        assert error_of(sandbox.send(psid, {"text": "x"}, **human)) == (403, 10, 2018278)
        sandbox.control(f"/customers/{psid}/react", {"mid": sandbox.thread(psid)[-1]["mid"]})
        assert error_of(sandbox.send(psid, {"text": "x"})) == (403, 10, 2018278)
        sandbox.control(f"/customers/{psid}/tap", {"payload": "MENU", "title": "Menu"})
        assert sandbox.send(psid, {"text": "x"}).status_code == 200

    def test_utility_needs_an_approved_template_with_its_parameters(self, sandbox: Sandbox) -> None:
        psid = sandbox.customer()
        sandbox.control("/clock", {"advance_seconds": 30 * DAY})
        body = {"type": "BODY", "text": "Good news, your order {{1}} is confirmed. Thank you for ordering."}
        made = {"name": "order_confirmed", "language": "en", "category": "UTILITY", "components": [body]}

        def notify(*values: str) -> requests.Response:
            parameters = [{"type": "text", "text": value} for value in values]
            template = {"name": "order_confirmed", "language": {"code": "en"}}
            filled = {**template, "components": [{"type": "body", "parameters": parameters}]}
            return sandbox.send(psid, {"template": filled}, messaging_type="UTILITY")

        assert error_of(notify("ORD-1")) == (400, 100, None)
        assert sandbox.graph("POST", f"{PAGE}/message_templates", made).json()["status"] == "APPROVED"
        assert error_of(notify()) == error_of(notify("a", "b")) == error_of(notify("50% off")) == (400, 100, None)
        assert notify("ORD-1").status_code == 200
        rendered = sandbox.thread(psid)[-1]["rendered"]
        assert rendered["body"] == "Good news, your order ORD-1 is confirmed. Thank you for ordering."

    def test_limits_the_rate_and_the_profile_calls(self, sandbox: Sandbox) -> None:
        psid = sandbox.customer()
        sandbox.control("/config", {"rate_limits": {"thread_per_second": 1}})
        assert sandbox.send(psid, {"text": "x"}).status_code == 200
        limited = sandbox.send(psid, {"text": "x"})
        assert error_of(limited) == (400, 613, 2018338)
        assert "call_count" in limited.headers["X-App-Usage"]
        menu = {"persistent_menu": [{"locale": "default", "call_to_actions": []}]}
        assert error_of(sandbox.graph("POST", "me/messenger_profile", menu))[1] == 100
        for _ in range(9):
            answer = sandbox.graph("POST", "me/messenger_profile", {"get_started": {"payload": "GET_STARTED"}})
            assert answer.json() == {"result": "success"}
        assert error_of(sandbox.graph("GET", "me/messenger_profile", fields="get_started"))[1] == 613
        sandbox.control("/clock", {"advance_seconds": 601})
        assert sandbox.graph("GET", "me/messenger_profile", fields="get_started").json() == {
            "data": [{"get_started": {"payload": "GET_STARTED"}}]
        }


class TestFaults:
    @pytest.mark.parametrize(
        ("fault", "applied"),
        [
            ({"kind": "error", "code": 190}, False),
            ({"kind": "error_after"}, True),
            ({"kind": "http", "status": 502}, False),
            ({"kind": "bad_json"}, True),
            ({"kind": "drop_before"}, False),
            ({"kind": "drop_after"}, True),
            ({"kind": "timeout_after", "seconds": 0.1}, True),
            ({"kind": "timeout_before", "seconds": 0.1}, False),
        ],
    )
    def test_the_message_arrives_or_not_whatever_the_caller_sees(
        self, sandbox: Sandbox, fault: Json, applied: bool
    ) -> None:
        psid = sandbox.customer()
        sandbox.control("/faults", {"operation": "send", "psid": psid, **fault})
        try:
            answer: requests.Response | None = sandbox.send(psid, {"text": "x", "metadata": "m-1"})
        except requests.ConnectionError:
            answer = None
        if "drop" in fault["kind"] or "timeout" in fault["kind"]:
            assert answer is None
        elif fault["kind"] == "error_after":
            assert answer is not None
            assert error_of(answer) == (500, 1, 1357046)
        elif fault["kind"] == "bad_json":
            assert answer is not None
            assert answer.status_code == 200
            with pytest.raises(requests.JSONDecodeError):
                answer.json()
        else:
            assert answer is not None
            assert answer.status_code == fault.get("status", 400)
        sandbox.idle()
        echoes = [item["message"]["metadata"] for item in sandbox.receiver.items("echo")]
        assert echoes == (["m-1"] if applied else [])
        assert len(sandbox.thread(psid)) == (2 if applied else 1)
        assert sandbox.send(psid, {"text": "y"}).status_code == 200

    def test_the_echo_can_come_before_the_answer(self, sandbox: Sandbox) -> None:
        psid = sandbox.customer()
        sandbox.control("/faults", {"operation": "send", "kind": "echo_before_response"})
        sandbox.send(psid, {"text": "x"})
        assert len(sandbox.receiver.items("echo")) == 1

    def test_a_fault_set_with_retry_after_says_so(self, sandbox: Sandbox) -> None:
        psid = sandbox.customer()
        sandbox.control("/faults", {"operation": "send", "kind": "error", "code": 613, "retry_after": 7})
        answer = sandbox.send(psid, {"text": "x"})
        assert (error_of(answer), answer.headers["Retry-After"]) == ((400, 613, None), "7")


class TestPeopleOfThePage:
    def test_a_human_reply_is_an_echo_of_the_inbox_and_hands_back(self, sandbox: Sandbox) -> None:
        psid = sandbox.customer()
        sandbox.control(f"/page/{psid}/human_reply", {"text": "Ako na po"})
        sandbox.control(f"/page/{psid}/handback")
        sandbox.idle()
        (echo,) = sandbox.receiver.items("echo")
        assert (echo["message"]["app_id"], echo["message"]["text"]) == (263902037430900, "Ako na po")
        (passed,) = sandbox.receiver.items("pass_thread_control")
        assert passed["pass_thread_control"]["new_owner_app_id"] == str(APP_ID)
        assert sandbox.thread(psid)[-1]["from"] == "human"

    def test_with_a_default_app_the_inbox_takes_the_thread(self, sandbox: Sandbox) -> None:
        psid = sandbox.customer()
        sandbox.control("/config", {"routing": "default_app"})
        sandbox.control(f"/page/{psid}/human_reply", {"text": "Ako na po"})
        sandbox.control(f"/customers/{psid}/tap", {"payload": "MENU", "title": "Menu"})
        sandbox.idle()
        assert len(sandbox.receiver.items("take_thread_control")) == 1
        standby = [json.loads(body)["entry"][0].get("standby") for body, _ in sandbox.receiver.posts]
        assert [item[0]["postback"].get("payload") for item in standby if item and "postback" in item[0]] == [None]
        assert error_of(sandbox.send(psid, {"text": "x"}))[1] == 2018300
        sandbox.control("/clock", {"advance_seconds": DAY - 60})
        sandbox.control(f"/page/{psid}/handback")
        assert sandbox.send(psid, {"text": "x"}).status_code == 200


class TestRunning:
    def test_missing_settings_are_named_in_one_line(self) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "sandbox.messenger"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert "SANDBOX_WEBHOOK_URL, MESSENGER_APP_SECRET" in done.stderr

    def test_state_and_what_waits_survive_a_restart(self, receiver: Receiver, tmp_path: Path) -> None:
        port = free_port()
        env = environment(receiver, port, SANDBOX_STATE=str(tmp_path / "state.json"))
        sandbox = Sandbox(f"http://127.0.0.1:{port}", receiver)
        process = start(env)
        psid = sandbox.customer()
        sandbox.control("/config", {"deliver": False})
        mid = sandbox.control(f"/customers/{psid}/say", {"text": "naghihintay"})["mid"]
        assert stop(process) == 0
        assert receiver.posts == []
        process = start(env)
        sandbox.idle()
        assert [item["message"]["mid"] for item in receiver.items()] == [mid]
        assert [entry["message"]["text"] for entry in sandbox.thread(psid)] == ["Hi po", "naghihintay"]
        assert stop(process) == 0

    def test_the_chat_page_and_its_files_are_served(self, sandbox: Sandbox) -> None:
        page = requests.get(f"{sandbox.url}/chat", timeout=5)
        assert page.status_code == 200
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
        for name in ("chat.js", "phone.js", "messages.js", "chat.css", "messages.css", "icon.svg"):
            assert requests.get(f"{sandbox.url}/static/{name}", timeout=5).status_code == 200
        news = requests.get(f"{sandbox.url}/chat/news?since=0", timeout=5).json()
        assert news["page"]["id"] == PAGE
        assert news["customers"] == []

    def test_looking_at_the_page_reads(self, sandbox: Sandbox) -> None:
        psid = sandbox.customer()
        sandbox.send(psid, {"text": "x"})
        requests.get(f"{sandbox.url}/chat/news?since=0&looking={psid}", timeout=5)
        sandbox.idle()
        assert len(sandbox.receiver.items("read")) == 1
