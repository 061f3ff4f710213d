"""The webhook over the real application and database: proven, stored once, answered after the commit."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app import create_app
from deploy.local.processes import free_port
from services import resources as process
from services.resources import Resources
from tests.support.webhooks import PAGE, SAMPLES, SECRET, message, page, post, samples, signature


@pytest.fixture
def app(clean: Resources) -> Flask:
    return create_app(clean)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def rows(resources: Resources, table: str = "webhook_inbox") -> list[dict[str, Any]]:
    with resources.sessions() as session:
        return [dict(row) for row in session.execute(text(f"SELECT * FROM {table} ORDER BY id")).mappings()]


class TestSamples:
    def test_are_stored_once_each_however_often_and_in_whatever_order(
        self, client: FlaskClient, clean: Resources
    ) -> None:
        deliveries = [path.read_bytes() for path in samples()] * 3
        random.Random(5).shuffle(deliveries)
        answers = [post(client, raw) for raw in deliveries]
        assert {(answer.status_code, answer.text) for answer in answers} == {(200, "EVENT_RECEIVED")}
        stored = rows(clean)
        # Four echo samples share one mid, and a mid counts once.
        assert len(stored) == len(samples()) - 3
        assert {row["state"] for row in stored} == {"received"}
        assert rows(clean, "webhook_unusable") == []

    def test_signature_vectors_are_told_apart(self, clean: Resources) -> None:
        vectors = json.loads((SAMPLES / "webhook-signature-vectors.json").read_text(encoding="utf-8"))
        settings = replace(clean.settings, messenger_app_secret=vectors["app_secret_for_test"])
        client = create_app(replace(clean, settings=settings)).test_client()
        for vector in vectors["vectors"]:
            given = {"X-Hub-Signature-256": vector["x_hub_signature_256"]} if vector["x_hub_signature_256"] else {}
            answer = client.post(
                "/webhook", data=vector["raw_body"].encode(), content_type="application/json", headers=given
            )
            assert answer.status_code == (200 if vector["valid"] else 403), vector["name"]
        assert len(rows(clean)) == 1


RAW = json.dumps(page(message(mid="m_forged"))).encode()
GOOD = signature(RAW)
HEX = GOOD.removeprefix("sha256=")
OTHER_HEX = hashlib.sha256(b"other").hexdigest()
FORGED = [
    None, "", "sha256=", "sha256", HEX, f"sha256= {HEX}", f" {GOOD} x", f"{GOOD},{GOOD}", f"{GOOD}, {GOOD}",
    f"{GOOD};{GOOD}", GOOD.upper(), f"sha256={HEX.upper()}", f"SHA256={HEX}", f"Sha256={HEX}", f"sha1={HEX}",
    f"sha512={HEX}", f"md5={HEX}", f"sha256={HEX[:-1]}", f"sha256={HEX[:-2]}", f"sha256={HEX[1:]}",
    f"sha256={HEX}0", f"sha256={HEX}00", f"sha256={HEX[:32]}", f"sha256={'0' * 64}", f"sha256={'f' * 64}",
    f"sha256={OTHER_HEX}", f"sha256={HEX[::-1]}", f"sha256={HEX[:-1]}g", f"sha256={HEX[:-1]}é",
    "sha256=" + "é" * 64, "sha256=" + "\xb2" * 64, f"sha256:{HEX}", f"sha256=={HEX}", f"sha256=0x{HEX}",
    f'"{GOOD}"', f"hmac {GOOD}", signature(RAW, "test-verify-token"), signature(RAW, ""),
    signature(RAW, SECRET + " "), signature(RAW + b"\n"), signature(RAW[:-1]), signature(b""),
]  # fmt: skip


class TestSignature:
    @pytest.mark.parametrize("header", FORGED)
    def test_forged_is_refused_and_leaves_nothing(
        self, client: FlaskClient, clean: Resources, header: str | None
    ) -> None:
        headers = {"X-Hub-Signature-256": header} if header is not None else {}
        answer = client.post("/webhook", data=RAW, content_type="application/json", headers=headers)
        assert answer.status_code == 403
        assert rows(clean) == []
        assert rows(clean, "webhook_unusable") == []

    def test_forty_variants_are_tried(self) -> None:
        assert len(FORGED) >= 40

    def test_of_sha1_alone_is_refused(self, client: FlaskClient, clean: Resources) -> None:
        answer = client.post(
            "/webhook", data=RAW, content_type="application/json", headers={"X-Hub-Signature": f"sha1={HEX[:40]}"}
        )
        assert answer.status_code == 403
        assert rows(clean) == []

    def test_is_over_the_bytes_as_they_came(self, client: FlaskClient, clean: Resources) -> None:
        escaped = (
            b'{"object":"page", "entry":['
            + json.dumps(page(message("pi\u00f1a \U0001f34d"))["entry"][0]).encode()
            + b"]}"
        )
        again = json.dumps(json.loads(escaped), ensure_ascii=False).encode()
        assert post(client, again, X_Hub_Signature_256=signature(escaped)).status_code == 403
        assert rows(clean) == []
        assert post(client, escaped).status_code == 200
        assert len(rows(clean)) == 1

    def test_of_the_previous_secret_counts_while_it_is_set(self, clean: Resources) -> None:
        old = signature(RAW, "the-old-secret")
        rotating = replace(clean.settings, messenger_app_secret_previous="the-old-secret")
        during, after = (create_app(replace(clean, settings=each)).test_client() for each in (rotating, clean.settings))
        assert post(after, RAW, X_Hub_Signature_256=old).status_code == 403
        assert post(during, RAW, X_Hub_Signature_256=old).status_code == 200
        assert post(during, RAW).status_code == 200
        assert len(rows(clean)) == 1


def deep(levels: int) -> bytes:
    return b'{"object":"page","entry":' + b"[" * levels + b"]" * levels + b"}"


class TestGarbage:
    @pytest.mark.parametrize(
        ("raw", "status", "reason"),
        [
            (b"", 415, "not_json"),
            (b"{", 415, "not_json"),
            (b"hello", 415, "not_json"),
            (b"\xff\xfe{\x00}\x00", 415, "not_json"),
            (b'{"object":"page"} x', 415, "not_json"),
            (b"\x00", 415, "not_json"),
            (b"null", 200, "not_an_object"),
            (b"[]", 200, "not_an_object"),
            (b'[{"object":"page","entry":[]}]', 200, "not_an_object"),
            (b"5", 200, "not_an_object"),
            (b'{"object":"instagram","entry":[{}]}', 200, "wrong_object"),
            (b'{"object":"page"}', 200, "no_entries"),
            (b'{"object":"page","entry":"x"}', 200, "no_entries"),
            (b'{"object":"page","entry":[],"n":NaN}', 200, "not_a_number"),
            (b'{"object":"page","entry":[Infinity]}', 200, "not_a_number"),
            (b'{"object":"page","entry":[1e400]}', 200, "not_a_number"),
            (b'{"object":"page","entry":[' + b"9" * 5000 + b"]}", 200, "number_too_long"),
            (deep(40), 200, "too_deep"),
            (deep(1_100), 200, "too_deep"),
            (deep(100_000), 200, "too_deep"),
            (b'{"object":"page","entry":[' + b"{}," * 20_000 + b"1]}", 200, None),
            (b'{"object":"page","entry":[' + ",".join(map(str, range(5000))).encode() + b"]}", 200, "too_many_events"),
        ],
    )
    def test_is_kept_for_a_person_once(
        self, client: FlaskClient, clean: Resources, raw: bytes, status: int, reason: str | None
    ) -> None:
        assert [post(client, raw).status_code for _ in range(2)] == [status, status]
        if reason is None:
            # Nothing but unknown things: parked as events, equal ones once.
            assert {row["state"] for row in rows(clean)} == {"parked"}
            assert len(rows(clean)) == 2
            return
        assert rows(clean) == []
        (kept,) = rows(clean, "webhook_unusable")
        assert (kept["body"], kept["reason"], kept["seen_count"]) == (raw, reason, 2)
        (alert,) = rows(clean, "admin_notifications")
        assert (alert["type"], alert["dedupe_key"]) == (
            "webhook_unusable",
            f"webhook_unusable:messenger:{reason}".encode(),
        )

    def test_of_another_media_type_is_kept_and_refused(self, client: FlaskClient, clean: Resources) -> None:
        assert post(client, RAW, Content_Type="text/plain").status_code == 415
        assert rows(clean) == []
        assert [row["reason"] for row in rows(clean, "webhook_unusable")] == ["not_json"]

    def test_compressed_is_refused_unread(self, client: FlaskClient, clean: Resources) -> None:
        assert post(client, RAW, Content_Encoding="gzip").status_code == 415
        assert rows(clean, "webhook_unusable") == []

    def test_too_large_is_refused_before_its_signature(self, client: FlaskClient, clean: Resources) -> None:
        large = json.dumps(page(message("x" * (clean.settings.max_body_bytes + 1)))).encode()
        assert post(client, large).status_code == 413
        assert client.post("/webhook", data=large, content_type="application/json").status_code == 413
        assert rows(clean) == []

    def test_half_pairs_and_nul_are_stored_and_come_back(self, client: FlaskClient, clean: Resources) -> None:
        event = message("\ud83d \x00 \u202e", mid="m_\ud83d")
        assert post(client, page(event)).status_code == 200
        (row,) = rows(clean)
        assert (row["state"], json.loads(row["body"])) == ("received", event)
        assert row["external_id"].startswith(b"h:")

    def test_among_good_events_is_parked_alone(self, client: FlaskClient, clean: Resources) -> None:
        first, last = message(mid="m_first"), message(mid="m_last")
        assert post(client, page(first, {"sender": 5}, message(mid=7), last)).status_code == 200
        states = {row["external_id"]: (row["state"], row["error_code"]) for row in rows(clean)}
        assert states.pop(b"m_first") == states.pop(b"m_last") == ("received", None)
        assert sorted(states.values()) == [("parked", "bad_mid"), ("parked", "unknown_kind")]

    def test_of_another_page_is_parked(self, client: FlaskClient, clean: Resources) -> None:
        assert post(client, page(message(recipient={"id": "999"}), page_id="999")).status_code == 200
        assert [(row["state"], row["error_code"]) for row in rows(clean)] == [("parked", "foreign_page")]


class TestKeys:
    def test_that_differ_in_case_or_a_space_are_two_messages(self, client: FlaskClient, clean: Resources) -> None:
        for mid in ("m_a", "m_A", "m_a "):
            assert post(client, page(message(mid=mid))).status_code == 200
        assert [row["external_id"] for row in rows(clean)] == [b"m_a", b"m_A", b"m_a "]

    def test_of_a_replay_are_remembered_when_the_work_is_done(self, client: FlaskClient, clean: Resources) -> None:
        event = page(message(mid="m_old"))
        post(client, event)
        with clean.sessions.begin() as session:
            session.execute(text("UPDATE webhook_inbox SET state = 'done', processed_at = UTC_TIMESTAMP(6)"))
        assert post(client, event).status_code == 200
        assert [row["state"] for row in rows(clean)] == ["done"]


class TestStores:
    @pytest.fixture
    def elsewhere(self, clean: Resources) -> Iterator[Callable[..., FlaskClient]]:
        built: list[Resources] = []

        def make(**changes: Any) -> FlaskClient:
            own = process.build(replace(clean.settings, **changes))
            built.append(own)
            return create_app(own).test_client()

        yield make
        for own in built:
            own.close()

    def test_that_are_away_make_it_ask_for_a_repeat(
        self, elsewhere: Callable[..., FlaskClient], clean: Resources
    ) -> None:
        nowhere = f"mysql+pymysql://a:b@127.0.0.1:{free_port()}/x"
        client = elsewhere(database_url=nowhere)
        for body in (page(message()), [1]):
            answer = post(client, body)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert rows(clean) == []

    def test_without_redis_it_stores_and_answers(self, elsewhere: Callable[..., FlaskClient], clean: Resources) -> None:
        client = elsewhere(redis_url=f"redis://127.0.0.1:{free_port()}/0")
        assert post(client, page(message(mid="m_1"))).status_code == 200
        assert [row["external_id"] for row in rows(clean)] == [b"m_1"]


class TestHandshake:
    QUERY = {"hub.mode": "subscribe", "hub.verify_token": "test-verify-token", "hub.challenge": "1158201444"}  # noqa: RUF012

    def test_gives_the_bare_challenge_for_the_right_token(self, client: FlaskClient) -> None:
        answer = client.get("/webhook", query_string=self.QUERY)
        assert (answer.status_code, answer.text, answer.mimetype) == (200, "1158201444", "text/plain")

    @pytest.mark.parametrize(
        "change",
        [
            {"hub.verify_token": "wrong"},
            {"hub.verify_token": ""},
            {"hub.verify_token": "tést"},
            {"hub.mode": "unsubscribe"},
            {"hub.challenge": "<script>alert(1)</script>"},
            {"hub.challenge": ""},
            {"hub.challenge": "1" * 129},
            {"hub.challenge": ["1", "2"]},
            {"hub.verify_token": ["test-verify-token", "x"]},
        ],
    )
    def test_refuses_anything_else(self, client: FlaskClient, change: dict[str, Any]) -> None:
        answer = client.get("/webhook", query_string={**self.QUERY, **change})
        assert answer.status_code == 403
        assert "<script>" not in answer.text

    def test_without_any_query_is_refused(self, client: FlaskClient) -> None:
        assert client.get("/webhook").status_code == 403


def test_samples_are_all_here() -> None:
    assert len(samples()) == 48
    assert PAGE in Path(samples()[0]).read_text(encoding="utf-8")
