"""Builders of what we say, in the Send API's form and inside its limits: titles, counts, lengths."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

MAX_TEXT = 1900
MAX_QUICK_REPLIES = 13
MAX_CARDS = 10
MAX_BUTTONS = 3
TITLE, CARD_TITLE, BUTTON_TEXT = 20, 80, 640
Message = dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """Something to tap: its title and the payload it carries."""

    title: str
    payload: str


@dataclass(frozen=True)
class Card:
    """One card of a carousel."""

    title: str
    subtitle: str
    image_url: str | None
    buttons: tuple[Choice, ...]


def cut(words: str, longest: int) -> str:
    """The text, with … at the end where it was too long."""
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def text(words: str, quick: Sequence[Choice] = ()) -> Message:
    """A text bubble, with quick replies under it."""
    return _with_quick({"text": cut(words, MAX_TEXT)}, quick)


def buttons(words: str, choices: Sequence[Choice], quick: Sequence[Choice] = ()) -> Message:
    """A text with up to three buttons that stay; a text too long for it needs its own bubble before."""
    payload = {
        "template_type": "button",
        "text": cut(words, BUTTON_TEXT),
        "buttons": [_postback(choice) for choice in choices[:MAX_BUTTONS]],
    }
    return _with_quick({"attachment": {"type": "template", "payload": payload}}, quick)


def carousel(cards: Sequence[Card], quick: Sequence[Choice] = ()) -> Message:
    """Up to ten cards side by side."""
    payload = {"template_type": "generic", "elements": [_card(card) for card in cards[:MAX_CARDS]]}
    return _with_quick({"attachment": {"type": "template", "payload": payload}}, quick)


def receipt(payload: Message, quick: Sequence[Choice] = ()) -> Message:
    """The receipt template, from a payload made by bots.receipts."""
    return _with_quick({"attachment": {"type": "template", "payload": {"template_type": "receipt", **payload}}}, quick)


def split_text(lines: Iterable[str]) -> list[str]:
    """Lines joined into as few bubbles as hold them, never cutting a line in two unless it is too long by itself."""
    bubbles: list[str] = []
    for line in lines:
        line = cut(line, MAX_TEXT)
        if bubbles and len(bubbles[-1]) + 1 + len(line) <= MAX_TEXT:
            bubbles[-1] += "\n" + line
        else:
            bubbles.append(line)
    return bubbles


def _card(card: Card) -> Message:
    element: Message = {"title": cut(card.title, CARD_TITLE), "subtitle": cut(card.subtitle, CARD_TITLE)}
    if card.image_url:
        element["image_url"] = card.image_url
    if card.buttons:
        element["buttons"] = [_postback(choice) for choice in card.buttons[:MAX_BUTTONS]]
    return element


def _postback(choice: Choice) -> Message:
    return {"type": "postback", "title": cut(choice.title, TITLE), "payload": choice.payload}


def _with_quick(message: Message, quick: Sequence[Choice]) -> Message:
    if quick:
        message["quick_replies"] = [
            {"content_type": "text", "title": cut(choice.title, TITLE), "payload": choice.payload}
            for choice in quick[:MAX_QUICK_REPLIES]
        ]
    return message
