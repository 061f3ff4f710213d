"""What the page shows before anybody writes, what it subscribes to, and its approved templates.

Everything is read first and only what differs is written: the profile allows ten calls in ten minutes.
"""

from __future__ import annotations

from typing import Any

from services import notices
from services.clients.messenger import MessengerClient, MessengerFault, client_for
from services.resources import Resources

#: The webhook fields that services.messenger_events understands. `response_feedback` is left out on purpose: it would
#: add buttons to every message of ours.
FIELDS = (
    "messages",
    "messaging_postbacks",
    "messaging_referrals",
    "messaging_optins",
    "message_echoes",
    "message_deliveries",
    "message_reads",
    "message_reactions",
    "message_edits",
    "messaging_handovers",
    "standby",
    "messaging_policy_enforcement",
    "messaging_customer_information",
    "send_cart",
    "message_template_status_update",
)
_ENGLISH, _FILIPINO = "default", "fil_PH"
_MENU = {
    _ENGLISH: (
        ("Shop", "MENU"),
        ("My cart", "CART_VIEW"),
        ("Promos", "PROMO"),
        ("Filipino", "LANGUAGE|fil"),
        ("Talk to a person", "HUMAN"),
    ),
    _FILIPINO: (
        ("Mamili", "MENU"),
        ("Cart ko", "CART_VIEW"),
        ("Mga promo", "PROMO"),
        ("English", "LANGUAGE|en"),
        ("Kausapin ang staff", "HUMAN"),
    ),
}
_QUESTIONS = {
    _ENGLISH: (("What do you sell?", "MENU"), ("Any promos today?", "PROMO"), ("Can I talk to a person?", "HUMAN")),
    _FILIPINO: (("Ano ang mga tinda ninyo?", "MENU"), ("May promo ba?", "PROMO"), ("May makakausap ba?", "HUMAN")),
}
_GREETING = {
    _ENGLISH: "Hello! Order here any time: our assistant answers at once, and our staff are one tap away.",
    _FILIPINO: "Kumusta! Umorder dito kahit kailan: sasagot agad ang assistant namin, at may staff kung kailangan mo.",
}


def wanted() -> dict[str, Any]:
    """The Messenger profile as it should be."""
    return {
        "get_started": {"payload": "GET_STARTED"},
        "greeting": [{"locale": locale, "text": words} for locale, words in _GREETING.items()],
        "persistent_menu": [
            {
                "locale": locale,
                "composer_input_disabled": False,
                "call_to_actions": [
                    {"type": "postback", "title": title, "payload": payload} for title, payload in items
                ],
            }
            for locale, items in _MENU.items()
        ],
        "ice_breakers": [
            {
                "locale": locale,
                "call_to_actions": [{"question": words, "payload": payload} for words, payload in questions],
            }
            for locale, questions in _QUESTIONS.items()
        ],
    }


def set_up(resources: Resources) -> list[str]:
    """Bring the page's profile, subscription and templates to what we need; returns a line for each of the three.

    Safe to repeat. A template that Meta does not approve is told in its line and costs nothing but the notices
    outside the 24-hour window. Raises MessengerFault when the profile or the subscription cannot be had.
    """
    client = client_for(resources.settings)
    return [_set_profile(client), _subscribe(client), *_hand_in_templates(client)]


def _set_profile(client: MessengerClient) -> str:
    properties = wanted()
    present = client.profile(list(properties))
    changes = {name: value for name, value in properties.items() if not _holds(present.get(name), value)}
    if not changes:
        return "profile: nothing to change"
    client.profile_set(changes)
    return f"profile: set {', '.join(changes)}"


def _subscribe(client: MessengerClient) -> str:
    present = set(client.subscribed_fields())
    if missing := [field for field in FIELDS if field not in present]:
        client.subscribe(sorted(present | set(FIELDS)))
        return f"webhook fields: subscribed to {', '.join(missing)}"
    return "webhook fields: nothing to change"


def _hand_in_templates(client: MessengerClient) -> list[str]:
    present = {(item.get("name"), item.get("language")): item for item in client.templates()}
    made, lines = [], []
    for template in notices.templates():
        name = f"{template['name']} ({template['language']})"
        known = present.get((template["name"], template["language"]))
        try:
            status = str((known or client.create_template(template)).get("status"))
        except MessengerFault as error:
            lines.append(f"template {name}: not taken, {error.message}")
            continue
        if known is None:
            made.append(name)
        if status != "APPROVED":
            lines.append(f"template {name}: {status}, notices of this kind wait for the customer's next message")
    lines.insert(0, f"templates: handed in {len(made)}" if made else "templates: nothing to change")
    return lines


def _holds(present: Any, value: Any) -> bool:
    """Whether what is there is what we want; Meta may add properties of its own."""
    if isinstance(value, dict):
        return isinstance(present, dict) and all(_holds(present.get(name), item) for name, item in value.items())
    if isinstance(value, list):
        is_same_length = isinstance(present, list) and len(present) == len(value)
        return is_same_length and all(_holds(*pair) for pair in zip(present, value, strict=True))
    return bool(present == value)
