"""Anything that can come, in any order: the samples of every event kind, and random walks through the conversation."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from services import inbox, messenger_events
from tests.conversations.chat import Customer, Shop

SAMPLES = Path(__file__).parents[1] / "data" / "messenger"
WORDS = (
    *("1", "2", "3", "9", "yes", "no", "oo", "hindi", "cod", "cart", "menu", "help", "cancel", "checkout", "orders"),
    *("promo TEN", "tagalog", "english", "skip", "Ana Santos", "09175550123", "5 Rizal Ave", "Pasig", "Cavite", "1600"),
    *("ube jam", "red", "M", "salamat", "hi", "???", "more", "clear cart"),
)


# What somebody who wants to buy would do at a question.
SENSIBLE = {
    "recipient": "Ana Santos",
    "phone": "09175550123",
    "address": "5 Rizal Ave",
    "barangay": "skip",
    "city": "Pasig",
    "province": "Cavite",
    "postal_code": "1600",
    "privacy": "yes",
    "option": "1",
    "quantity": "1",
    "confirm_address": "yes",
    "payment": "cod",
    "confirm": "yes",
}


def test_a_random_walk_never_stumbles(shop: Shop) -> None:
    chance = random.Random(20261121)
    people = [Customer(shop) for _ in range(3)]
    for _ in range(300):
        _act(chance.choice(people), chance)
    _counters_hold(shop)
    # It is a walk through the whole shop: some of it must have ended in orders.
    assert len(shop.rows("SELECT id FROM orders")) >= 3


def _act(person: Customer, chance: random.Random) -> None:
    step = person.conversation["step"] if person.screen else "start"
    taps = [payload for bubble in person.screen for _, payload in bubble.taps]
    if step in SENSIBLE and chance.random() < 0.85:
        person.says(SENSIBLE[step])
    elif step == "start" and chance.random() < 0.4:
        person.taps(chance.choice(["CHECKOUT", "CART_ADD|RICE|1", "CART_ADD|TEE|1"]))
    elif taps and chance.random() < 0.6:
        person.taps(chance.choice(taps))
    else:
        person.says(chance.choice(WORDS))
    if person.conversation["mode"] == "human":
        person.taps("MENU|back")


def _counters_hold(shop: Shop) -> None:
    """What is held is what the orders hold, and every order is one attempt's."""
    wrong = shop.rows(
        "SELECT p.sku FROM products p WHERE p.reserved_quantity <> (SELECT COALESCE(SUM(r.quantity), 0) "
        "FROM inventory_reservations r WHERE r.product_id = p.id AND r.status = 'reserved')"
    )
    assert wrong == []
    assert shop.rows("SELECT draft_id FROM orders GROUP BY draft_id HAVING COUNT(*) > 1") == []
    assert shop.rows("SELECT id FROM webhook_inbox WHERE state <> 'done'") == []


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("webhook-*.json")), ids=lambda path: path.stem)
def test_every_kind_of_event_is_worked_off(shop: Shop, path: Path) -> None:
    body = json.loads(path.read_text(encoding="utf-8"))
    page = shop.resources.settings.messenger_page_id
    for part in body if isinstance(body, list) else [body]:
        _now(part, round(shop.tick().timestamp() * 1000))
        try:
            events = messenger_events.split(part, page_id=page)
        except messenger_events.Unusable:
            continue
        with shop.resources.sessions.begin() as session:
            inbox.store(session, events)
        shop.work()
    assert shop.rows("SELECT id FROM webhook_inbox WHERE state NOT IN ('done', 'parked')") == []


def _now(node: Any, moment: int) -> None:
    """Move the sample's times to now: what is older than a day is only written down."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in {"timestamp", "watermark"}:
                node[key] = str(moment) if isinstance(value, str) else moment
            else:
                _now(value, moment)
    elif isinstance(node, list):
        for item in node:
            _now(item, moment)
