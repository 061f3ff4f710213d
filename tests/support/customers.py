"""A scripted customer: chats through the sandbox's HTTP interface like a person with a phone, and only like that."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

PATIENCE_SECONDS = 90.0
ANSWERS: Mapping[str, str] = {
    "recipient": "Ana Santos",
    "phone": "0917 555 0123",
    "address": "123 Mabini Street",
    "barangay": "San Isidro",
    "city": "Makati",
    "province": "Metro Manila",
    "postal_code": "1200",
}


class NoAnswer(AssertionError):
    """The shop did not say what the customer waited for."""


@dataclass
class Bubble:
    """One message from the page as the customer sees it."""

    n: int
    message: dict[str, Any]

    @property
    def metadata(self) -> dict[str, Any]:
        try:
            value = json.loads(self.message.get("metadata") or "{}")
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    @property
    def text(self) -> str:
        """All the words on it, templates included."""
        return " ".join(_words(self.message))

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """(title, payload) of every button and quick reply."""
        return list(_buttons(self.message))


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key in {"text", "title", "subtitle", "order_number"} and isinstance(value, str):
                yield value
            else:
                yield from _words(value)
    elif isinstance(node, list):
        for value in node:
            yield from _words(value)


def _buttons(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        if isinstance(node.get("payload"), str) and "title" in node:
            yield node["title"], node["payload"]
        for value in node.values():
            yield from _buttons(value)
    elif isinstance(node, list):
        for value in node:
            yield from _buttons(value)


@dataclass
class Customer:
    """Talks to one page. Every wait has an end and says what was missing."""

    sandbox_url: str
    first_name: str = "Ana"
    last_name: str = "Santos"
    psid: str | None = None
    seen: int = 0
    transcript: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.http = requests.Session()
        body = {"first_name": self.first_name, "last_name": self.last_name}
        if self.psid:
            body["psid"] = self.psid
        answer = self._call("POST", "/_sandbox/customers", body)
        self.psid = str(answer["psid"])

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None, **params: Any) -> Any:
        response = self.http.request(method, self.sandbox_url + path, json=body, params=params, timeout=(5, 30))
        response.raise_for_status()
        return response.json()

    def says(self, text: str, **more: Any) -> dict[str, Any]:
        self.transcript.append(f"customer: {text}")
        return dict(self._call("POST", f"/_sandbox/customers/{self.psid}/say", {"text": text, **more}))

    def taps(self, payload: str, title: str = "tap") -> dict[str, Any]:
        self.transcript.append(f"customer taps {payload}")
        return dict(self._call("POST", f"/_sandbox/customers/{self.psid}/tap", {"payload": payload, "title": title}))

    def new_bubbles(self) -> list[Bubble]:
        """What the page said since the last look."""
        entries = self._call("GET", f"/_sandbox/customers/{self.psid}/thread", after=self.seen)["entries"]
        found = []
        for entry in entries:
            self.seen = max(self.seen, entry["n"])
            if entry["from"] == "page" and entry.get("message"):
                bubble = Bubble(entry["n"], entry["message"])
                self.transcript.append(f"shop: {bubble.text[:160]}")
                found.append(bubble)
        return found

    def hears(self, wanted: Callable[[Bubble], bool], what: str, patience: float = PATIENCE_SECONDS) -> Bubble:
        """Wait for a message from the page that fits; raises NoAnswer with the conversation so far."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            for bubble in self.new_bubbles():
                if wanted(bubble):
                    return bubble
            time.sleep(0.05)
        raise NoAnswer(f"{self.psid} waited {patience:.0f} s for {what}\n" + "\n".join(self.transcript[-25:]))

    def hears_anything(self, patience: float = PATIENCE_SECONDS) -> Bubble:
        return self.hears(lambda bubble: True, "any answer", patience)

    def hears_question(self, *asks: str, patience: float = PATIENCE_SECONDS) -> Bubble:
        return self.hears(
            lambda bubble: bubble.metadata.get("ask") in asks, f"a question about {' or '.join(asks)}", patience
        )

    def orders(
        self, skus: Mapping[str, int], answers: Mapping[str, str] = ANSWERS, patience: float = PATIENCE_SECONDS
    ) -> str:
        """From Get Started to a placed order; returns the order number the shop told."""
        self.taps("GET_STARTED", "Get Started")
        self.hears_anything(patience)
        self.taps("PRIVACY_OK", "OK")
        self.hears_anything(patience)
        for sku, quantity in skus.items():
            self.taps(f"CART_ADD|{sku}|{quantity}", "Add")
            self.hears_anything(patience)
        self.taps("CHECKOUT", "Checkout")
        return self.answers_until_placed(answers, patience)

    def answers_until_placed(self, answers: Mapping[str, str] = ANSWERS, patience: float = PATIENCE_SECONDS) -> str:
        """Answer whatever the shop asks until it names an order number."""
        for _ in range(30):
            bubble = self.hears(
                lambda b: "ask" in b.metadata or "order" in b.metadata, "a question or an order", patience
            )
            ask = bubble.metadata.get("ask")
            if "order" in bubble.metadata:
                return str(bubble.metadata["order"])
            if ask in answers:
                self.says(answers[str(ask)])
            elif ask == "confirm_address":
                self.taps("ADDRESS_OK", "OK")
            elif ask == "payment":
                self.taps("PAY|cod", "COD")
            elif ask == "privacy":
                self.taps("PRIVACY_OK", "OK")
            elif ask == "confirm":
                title, payload = next(b for b in bubble.buttons if b[1].startswith("ORDER_CONFIRM|"))
                self.taps(payload, title)
            else:
                raise NoAnswer(f"a question nobody knows: {ask}\n" + "\n".join(self.transcript[-25:]))
        raise NoAnswer("thirty questions and no order\n" + "\n".join(self.transcript[-40:]))
