"""Splitting webhooks: every kind by its name, keys that make repeats harmless, nothing that raises."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import messenger_events
from services.messenger_events import InboxEvent, Unusable, clean_text
from tests.support.webhooks import PAGE, message, page, samples

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
KIND_OF_SAMPLE = {
    "account-linking": "account_linking",
    "app-roles": "app_roles",
    "customer-information": "customer_information",
    "delivery": "delivery",
    "echo": "echo",
    "feed-comment-change": "feed_change",
    "message-attachment": "message",
    "message-ctm-ad": "message",
    "message-edit": "message_edit",
    "message-product": "message",
    "message-quick-reply": "quick_reply",
    "message-reply-to": "message",
    "message-text": "message",
    "optin": "optin",
    "pass-thread": "pass_thread_control",
    "policy-enforcement": "policy_enforcement",
    "postback": "postback",
    "reaction": "reaction",
    "read": "read",
    "referral": "referral",
    "request-thread": "request_thread_control",
    "standby-echo": "standby_echo",
    "standby-message": "standby_message",
    "standby-read": "standby_other",
    "take-thread": "take_thread_control",
}


def split(payload: object) -> list[InboxEvent]:
    return messenger_events.split(payload, page_id=PAGE, received_at=NOW)


def only(payload: object) -> InboxEvent:
    (event,) = split(payload)
    return event


@pytest.mark.parametrize("path", samples(), ids=lambda path: path.stem)
def test_every_sample_is_one_event_of_its_kind(path: Any) -> None:
    event = only(json.loads(path.read_text(encoding="utf-8")))
    name = path.stem.removeprefix("webhook-")
    assert event.kind == next(kind for prefix, kind in KIND_OF_SAMPLE.items() if name.startswith(prefix))
    assert event.park_code is None
    assert event.page_id == PAGE
    assert event.sender_psid == (
        None if event.kind in {"app_roles", "policy_enforcement", "feed_change"} else "7310000000000001"
    )


class TestKeys:
    def test_of_a_message_is_its_mid(self) -> None:
        assert only(page(message(mid="m_AbC "))).external_id == "m_AbC "

    def test_of_an_edit_counts_the_edits(self) -> None:
        edit = {**message(), "message_edit": {"mid": "m_1", "text": "3", "num_edit": "2"}}
        del edit["message"]
        assert only(page(edit)).external_id == "edit:m_1:2"

    def test_of_a_postback_without_mid_is_the_same_for_the_same_tap(self) -> None:
        tap = {
            "sender": {"id": "1"},
            "recipient": {"id": PAGE},
            "timestamp": 1793000000000,
            "postback": {"payload": "MENU"},
        }
        later = {**tap, "timestamp": 1793000000001}
        keys = [only(page(event)).external_id for event in (tap, dict(tap), later)]
        assert keys[0] == keys[1] != keys[2]
        assert keys[0].startswith("h:")

    def test_of_a_mid_too_long_for_the_column_is_a_hash(self) -> None:
        long, longer = (only(page(message(mid="m" * length))).external_id for length in (255, 256))
        assert long == "m" * 255
        assert longer.startswith("h:")
        assert len(longer) == 66

    def test_of_the_same_event_twice_in_a_batch_is_stored_once(self) -> None:
        event = message()
        assert len(split(page(event, event))) == 1

    def test_of_ids_that_differ_in_case_or_a_trailing_space_differ(self) -> None:
        assert len(split(page(*(message(mid=mid) for mid in ("m_a", "m_A", "m_a ", "m_á", "m_a\u200b"))))) == 5


class TestTimes:
    @pytest.mark.parametrize("told", [1793000000123, "1793000000123", 1793000000.123, 1793000000123.0])
    def test_are_read_from_numbers_and_texts(self, told: object) -> None:
        assert only(page(message(timestamp=told))).event_at.replace(microsecond=0) == datetime(
            2026, 10, 26, 7, 33, 20, tzinfo=UTC
        )

    @pytest.mark.parametrize(
        "told", [None, True, -5, 0, 10**40, "soon", "-1", 1.5e300, [], {}, 4102444800000, "²", 86_400_000]
    )
    def test_that_are_absurd_are_replaced(self, told: object) -> None:
        body = page(message(timestamp=told))
        del body["entry"][0]["time"]
        assert only(body).event_at == NOW

    def test_that_are_absent_come_from_the_entry(self) -> None:
        receipt = {"sender": {"id": "1"}, "recipient": {"id": PAGE}, "delivery": {"watermark": 1}}
        body = page(receipt)
        body["entry"][0]["time"] = 1793000000
        assert only(body).event_at == datetime(2026, 10, 26, 7, 33, 20, tzinfo=UTC)

    def test_of_one_moment_keep_the_order_of_the_delivery(self) -> None:
        first, second, third = (message(mid=mid, timestamp=1_790_000_000_123) for mid in ("m_z", "m_b", "m_a"))
        events = split(page(first, second, third))

        assert [event.external_id for event in sorted(events, key=lambda event: event.event_at)] == [
            "m_z", "m_b", "m_a",
        ]  # fmt: skip
        assert [event.event_at - events[0].event_at for event in events] == [
            timedelta(microseconds=place) for place in range(3)
        ]


class TestKinds:
    def test_a_message_from_the_page_is_an_echo_whatever_it_says(self) -> None:
        event = only(page(message(sender={"id": PAGE}, recipient={"id": "1"})))
        assert (event.kind, event.sender_psid) == ("echo", "1")

    def test_a_deleted_message_has_a_key_of_its_own(self) -> None:
        event = only(page(message(None, mid="m_1", is_deleted=True)))
        assert (event.kind, event.external_id) == ("message_unsend", "unsend:m_1")

    def test_a_postback_is_found_in_its_documented_wrapper(self) -> None:
        tap = {
            "sender": {"id": "1"},
            "recipient": {"id": PAGE},
            "timestamp": "1793000000000",
            "postback": {"payload": "MENU"},
        }
        for array in ("changes", "messaging"):
            event = only(page({"field": "messaging_postbacks", "value": tap}, array=array))
            assert (event.kind, event.sender_psid) == ("postback", "1")

    def test_a_person_known_by_user_ref_only_makes_a_page_event(self) -> None:
        event = only(page({"sender": {"user_ref": "r1"}, "recipient": {"id": PAGE}, "optin": {"ref": "x"}}))
        assert (event.kind, event.sender_psid, event.park_code) == ("optin", None, None)

    def test_feedback_without_an_entry_id_is_taken(self) -> None:
        body = page({"sender": {"id": "1"}, "recipient": {"id": PAGE}, "messaging_feedback": {"feedback_screens": []}})
        del body["entry"][0]["id"]
        event = only(body)
        assert (event.kind, event.park_code) == ("feedback", None)

    @pytest.mark.parametrize("field", ["message_template_status_update", "messenger_template_status_update"])
    def test_template_reviews_are_known_by_both_names(self, field: str) -> None:
        assert only(page({"field": field, "value": {"event": "APPROVED"}}, array="changes")).kind == "template_status"


class TestParking:
    @pytest.mark.parametrize(
        ("event", "code"),
        [
            (7, "malformed"),
            (None, "malformed"),
            ({"sender": {"id": "1"}, "recipient": {"id": PAGE}, "brand_new": {}}, "unknown_kind"),
            (message(mid=5), "bad_mid"),
            (message(mid=""), "bad_mid"),
            (message(mid={"a": 1}), "bad_mid"),
            (message(sender={"id": 5}), "bad_sender"),
            (message(sender=None), "bad_sender"),
            (message(sender={"id": "é"}), "bad_sender"),
            (message(sender={"id": "1" * 65}), "bad_sender"),
            (message(5), "bad_shape"),  # type: ignore[arg-type]
            (message(attachments={"type": "image"}), "bad_shape"),
            (message(attachments=["image"]), "bad_shape"),
            (message(quick_reply={"payload": 5}), "bad_shape"),
            (message(recipient={"id": "999"}), "foreign_page"),
            ({**message(), "message": "text"}, "malformed"),
        ],
    )
    def test_costs_the_bad_event_only(self, event: object, code: str) -> None:
        good = message()
        found = {found.park_code: found for found in split(page(good, event))}
        assert set(found) == {None, code}
        assert found[None].external_id == good["message"]["mid"]
        assert json.loads(found[code].body) == event

    def test_a_bad_event_does_not_take_the_key_of_a_good_one(self) -> None:
        bad, good = message(5, mid="m_same"), message(mid="m_same")  # type: ignore[arg-type]
        assert [event.external_id == "m_same" for event in split(page(bad, good))] == [False, True]

    def test_events_of_another_page_are_set_aside(self) -> None:
        event = only(page(message(recipient={"id": "999"}), page_id="999"))
        assert (event.park_code, event.page_id) == ("foreign_page", "999")


class TestUnusable:
    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            ([], "not_an_object"),
            (None, "not_an_object"),
            ("page", "not_an_object"),
            ({}, "wrong_object"),
            ({"object": "instagram", "entry": []}, "wrong_object"),
            ({"object": "page"}, "no_entries"),
            ({"object": "page", "entry": {}}, "no_entries"),
            ({"object": "page", "entry": []}, "no_events"),
            ({"object": "page", "entry": list(range(1001))}, "too_many_events"),
        ],
    )
    def test_says_why(self, body: object, reason: str) -> None:
        with pytest.raises(Unusable) as caught:
            split(body)
        assert caught.value.reason == reason


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["id", "mid", "text", "message", "postback", "sender", "recipient", "timestamp", "payload", "x"]
            ),
            inner,
        )
    ),
    max_leaves=20,
)


@given(_json, _json)
def test_nothing_raises_on_any_json(event: object, content: object) -> None:
    shaped = {"sender": {"id": "1"}, "recipient": {"id": PAGE}, "message": content}
    for found in split(page(event, shaped)):
        found.external_id.encode()
        assert len(found.external_id.encode()) <= 255
        assert found.body.isascii()
        assert found.kind in messenger_events.KINDS


class TestCleanText:
    @pytest.mark.parametrize(
        ("raw", "clean"),
        [
            ("pi\u006e\u0303a", "piña"),
            ("a\x00b\x1b[31mc", "ab[31mc"),
            ("\ud83dx", "\ufffdx"),
            ("line\none\ttab", "line\none\ttab"),
            ("\u202etxet", "txet"),
            ("👩\u200d🍳", "👩\u200d🍳"),
        ],
    )
    def test_keeps_what_can_be_shown(self, raw: str, clean: str) -> None:
        assert clean_text(raw) == clean

    def test_is_what_a_stored_event_is_read_with(self) -> None:
        event = only(page(message("a\x00\ud83d")))
        assert messenger_events.load(event.body)["message"]["text"] == "a\ufffd"
