"""One order played through: a customer chats in the sandbox, staff confirm, ship and deliver by API.

Speaks HTTP only, as the outside world does. `python -m deploy.local.play` plays it on what `./quicksell up` started.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any

from deploy.local import paths, stack
from deploy.local.errors import SetupError

PATIENCE_SECONDS = 30.0
# The shop may say several things to one tap; this long after the last it has finished.
QUIET_SECONDS = 0.5
QUESTIONS_ALLOWED = 25
# What the customer answers to a question, by the `ask` of its metadata. A word in capitals starts a payload to tap.
ANSWERS = {
    "language": "LANGUAGE|en",
    "privacy": "PRIVACY_OK",
    "quantity": "2",
    "recipient": "Maria Santos",
    "phone": "0917 555 0123",
    "address": "123 Mabini Street",
    "barangay": "San Isidro",
    "city": "Makati",
    "province": "Metro Manila",
    "postal_code": "1200",
    "confirm_address": "ADDRESS_OK",
    "payment": "PAY|cod",
    "confirm": "ORDER_CONFIRM|",
    "option": "",
}


class StepFailed(SetupError):
    """A step of the play did not happen in time."""


class Http:
    """JSON over HTTP to one of our processes on this machine."""

    def __init__(self, base: str, token: str | None = None) -> None:
        self.base = base
        self.headers = {"Content-Type": "application/json"}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def __call__(self, method: str, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, self.headers, method=method)  # noqa: S310
        try:
            with stack.OPENER.open(request, timeout=30) as answer:
                return json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as error:
            words = error.read(500).decode(errors="replace")
            raise StepFailed(f"{method} {path} was answered with {error.code}: {words}") from None
        except (OSError, ValueError) as error:
            raise StepFailed(f"{method} {path} was not answered: {error}") from None


class Customer:
    """A person with a phone: taps, types, reads, and prints what both sides say."""

    def __init__(self, sandbox: Http) -> None:
        self.sandbox = sandbox
        person = sandbox("POST", "/_sandbox/customers", {"first_name": "Maria", "last_name": "Santos"})
        self.psid = str(person["psid"])
        self.seen = 0

    def tap(self, payload: str, title: str) -> list[dict[str, Any]]:
        print(f"  Maria  ▸ [{title}]")
        self.sandbox("POST", f"/_sandbox/customers/{self.psid}/tap", {"payload": payload, "title": title})
        return self.read(f"an answer to the tap on {title!r}")

    def say(self, text: str) -> list[dict[str, Any]]:
        print(f"  Maria  ▸ {text}")
        self.sandbox("POST", f"/_sandbox/customers/{self.psid}/say", {"text": text})
        return self.read(f"an answer to {text!r}")

    def read(self, what: str) -> list[dict[str, Any]]:
        """The shop's next messages; raises StepFailed when none comes."""
        heard: list[dict[str, Any]] = []
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            path = f"/_sandbox/customers/{self.psid}/thread?after={self.seen}&wait={QUIET_SECONDS}"
            entries = self.sandbox("GET", path)["entries"]
            for entry in entries:
                self.seen = max(self.seen, entry["n"])
                if entry["from"] == "page" and entry.get("message"):
                    heard.append(entry["message"])
                    _show(entry["message"])
            if heard and not entries:
                return heard
        if heard:
            return heard
        raise StepFailed(f"the customer waited {PATIENCE_SECONDS:.0f} s for {what}")

    def thread(self) -> list[dict[str, Any]]:
        """Everything both sides said."""
        return list(self.sandbox("GET", f"/_sandbox/customers/{self.psid}/thread")["entries"])

    def hear(self, words: str) -> None:
        """Wait until the shop says something with these words."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if any(words.lower() in " ".join(_texts(message)).lower() for message in self.read(f"word of {words}")):
                return
        raise StepFailed(f"the customer was not told {words!r}")


def main(run: Mapping[str, Any] | None = None) -> int:
    """Play it and print it; 0 when every step happened. Raises StepFailed naming the one that did not."""
    run = run or paths.read_json(paths.RUN_FILE)
    if not run:
        raise SetupError("nothing is running; start it with: ./quicksell up")
    api = Http(run["web_url"], run["admin_access_token"])
    customer = Customer(Http(run["sandbox_url"]))
    print("\nThe conversation\n")
    number = _order(customer)
    order_id = _find_order(api, number)
    print(f"\nThe order: {number}\n")
    _fulfil(api, customer, order_id, number)
    _report(api("GET", f"/api/orders/{order_id}"), customer.thread())
    return 0


def _order(customer: Customer) -> str:
    """Chat until the shop names an order number."""
    heard = customer.tap("GET_STARTED", "Get Started")
    bought = _two_products()
    if _ask(heard) == "privacy" or any(payload == "PRIVACY_OK" for _, payload in _buttons(heard)):
        heard = customer.tap("PRIVACY_OK", "OK")
    customer.tap(f"CATALOGUE|{bought[0]['category']}|1", bought[0]["category"])
    for product, quantity in zip(bought, (2, 1), strict=True):
        heard = customer.tap(f"CART_ADD|{product['sku']}|{quantity}", f"Add {product['name']}")
    heard = customer.tap("CHECKOUT", "Checkout")
    for _ in range(QUESTIONS_ALLOWED):
        for message in heard:
            if number := _metadata(message).get("order"):
                return str(number)
        heard = _answer(customer, heard)
    raise StepFailed(f"{QUESTIONS_ALLOWED} answers and no order yet")


def _answer(customer: Customer, heard: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ask = _ask(heard)
    if ask is None:
        return customer.read("a question or an order number")
    if ask not in ANSWERS:
        raise StepFailed(f"the shop asks for {ask!r}, which this customer cannot answer")
    answer = ANSWERS[ask]
    if answer and not answer.split("|")[0].replace("_", "").isupper():
        return customer.say(answer)
    for title, payload in _buttons(heard):
        if payload.startswith(answer):
            return customer.tap(payload, title)
    raise StepFailed(f"the question for {ask!r} has no button {answer or 'at all'}")


def _two_products() -> list[dict[str, Any]]:
    """Two products of the demo shop that need no choice of size or colour."""
    products = paths.read_json(stack.SHOP).get("products", [])
    plain = [p for p in products if not p.get("required") and not p.get("variants") and p.get("stock_quantity", 0) > 9]
    if len(plain) < 2:
        raise SetupError(f"{stack.SHOP.name} has no two products that can be bought without choosing an option")
    return plain[:2]


def _find_order(api: Http, number: str) -> int:
    for row in _dicts(api("GET", "/api/orders")):
        if row.get("order_number") == number:
            return int(row.get("id") or row["order_id"])
    raise StepFailed(f"GET /api/orders does not show {number}")


def _fulfil(api: Http, customer: Customer, order_id: int, number: str) -> None:
    steps: tuple[tuple[str, dict[str, str], str], ...] = (
        ("confirm", {"notes": "Demo"}, "processing"),
        ("ship", {"tracking_number": "DEMO-0001", "courier": "J&T Express"}, "shipped"),
        ("deliver", {}, "delivered"),
    )
    for action, body, state in steps:
        print(f"  Staff  ▸ {action} {number}")
        api("POST", f"/api/orders/{order_id}/{action}", body)
        _wait_for_state(api, order_id, state)
        customer.hear(number)


def _wait_for_state(api: Http, order_id: int, wanted: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    state = ""
    while time.monotonic() < deadline:
        state = _state(api("GET", f"/api/orders/{order_id}"))
        if state == wanted:
            return
        time.sleep(0.1)
    raise StepFailed(f"the order is {state!r} and did not become {wanted!r} within {PATIENCE_SECONDS:.0f} s")


def _state(order: Any) -> str:
    for row in _dicts(order):
        if value := row.get("order_status") or row.get("state") or row.get("status"):
            return str(value)
    return ""


def _report(order: Any, thread: list[dict[str, Any]]) -> None:
    """Print the order's history and what each worker did for it."""
    print("\nIts way\n")
    for row in _dicts(order):
        if "to_status" in row:
            moved = f"{row.get('from_status') or '—':>10} → {row['to_status']:<10}"
            print(
                f"  {row.get('created_at', '')!s:<32} {moved} by {row.get('changed_by') or row.get('changed_by_type')}"
            )
    print("\nWhat each worker did\n")
    print(f"  inbound        answered {_count(thread, 'customer')} messages and taps of the customer")
    print(f"  notifications  sent {_count(thread, 'page')} messages")
    for row in _dicts(order):
        if "queue_type" in row:
            by = "fulfilment" if row.get("performed_by") == "worker" else "staff"
            print(f"  {by:<14} {row['queue_type']:<8} {row.get('status', '')} {row.get('completed_at') or ''}")


def _count(thread: list[dict[str, Any]], who: str) -> int:
    return sum(entry["from"] == who for entry in thread)


def _dicts(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of a JSON value, outer ones first."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _dicts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _dicts(value)


def _metadata(message: dict[str, Any]) -> dict[str, Any]:
    try:
        value = json.loads(message.get("metadata") or "{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _ask(heard: list[dict[str, Any]]) -> str | None:
    asks = [str(ask) for message in heard if (ask := _metadata(message).get("ask"))]
    return asks[-1] if asks else None


def _buttons(heard: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """(title, payload) of everything that can be tapped, the newest message first."""
    return [
        (row["title"], row["payload"])
        for message in reversed(heard)
        for row in _dicts(message)
        if isinstance(row.get("payload"), str) and isinstance(row.get("title"), str)
    ]


def _texts(message: dict[str, Any]) -> list[str]:
    """The words on a message: its text, or those of a template's cards and receipt."""
    words = ("text", "title", "subtitle", "order_number", "total_cost")
    return [str(row[key]) for row in _dicts(message) for key in words if key in row and "payload" not in row]


def _show(message: dict[str, Any]) -> None:
    taps = " ".join(f"[{title}]" for title, _ in _buttons([message]))
    first, *rest = ("\n".join(_texts(message)) or "(picture)").splitlines() or [""]
    print(f"  Shop   ◂ {first}")
    for line in rest:
        print(f"           {line}")
    if taps:
        print(f"           {taps}")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SetupError as problem:
        sys.exit(f"quicksell: {problem}")
