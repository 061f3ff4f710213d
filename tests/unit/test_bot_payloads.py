"""Payloads, the saved state and the message builders: what comes back is never trusted, what goes out always fits."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots import payloads, replies
from bots.replies import Card, Choice
from bots.state import Checkout, Picking, State
from services.clients import messenger

WORDS = st.text(max_size=3000)


class TestPayloads:
    @given(st.lists(st.text(alphabet=st.characters(exclude_characters="|"), max_size=50), max_size=4))
    def test_what_was_built_is_read_back(self, args: list[str]) -> None:
        assert payloads.parse(payloads.build("CART_ADD", *args)) == payloads.Payload("CART_ADD", tuple(args))

    @pytest.mark.parametrize("raw", [None, 7, "", "menu", "v1:shop", "X", "MENU" * 300, "<b>|1", "A-B|1"])
    def test_what_is_none_of_ours_is_not_read(self, raw: object) -> None:
        assert payloads.parse(raw) is None

    @pytest.mark.parametrize("args", [("a|b",), ("x" * 1000,)])
    def test_what_could_not_be_read_back_is_not_built(self, args: tuple[str, ...]) -> None:
        with pytest.raises(ValueError, match="not a payload"):
            payloads.build("PRODUCT", *args)

    @pytest.mark.parametrize(
        ("raw", "number"), [("A|7", 7), ("AB|", 5), ("AB|-1", -1), ("AB|1e9", -1), ("AB|²", -1), ("AB|1234567", -1)]
    )
    def test_numbers(self, raw: str, number: int) -> None:
        parsed = payloads.parse(raw.replace("A|", "AB|", 1) if raw.startswith("A|") else raw)
        assert parsed is not None
        assert parsed.whole(0, 5) == number


class TestState:
    def test_it_comes_back_as_it_was_saved(self) -> None:
        state = State(
            checkout=Checkout(answers={"recipient": "Ana"}, payment="cod", shown="abc"),
            picking=Picking(sku="TEE", options={"size": "M"}, quantity=2, asking="colour"),
            promo="TEN",
            human_spoke=True,
            choices=[("Menu", "MENU")],
        )
        assert State.load(state.dump()) == state

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        )
    )
    def test_anything_may_be_saved(self, saved: Any) -> None:
        for shape in (saved, dict.fromkeys(("checkout", "picking", "choices", "promo", "resume"), saved)):
            assert isinstance(State.load(shape), State)

    def test_unknown_questions_are_forgotten(self) -> None:
        loaded = State.load({"checkout": {"id": "x", "answers": {"card_number": "4111", "city": "Pasig"}}})
        assert loaded.checkout is not None
        assert loaded.checkout.answers == {"city": "Pasig"}


class TestReplies:
    @given(words=WORDS.filter(str.strip), titles=st.lists(WORDS.filter(str.strip), min_size=1, max_size=20))
    def test_whatever_is_said_keeps_the_limits(self, words: str, titles: list[str]) -> None:
        choices = [Choice(title, "MENU") for title in titles]
        cards = [Card(title, words, None, tuple(choices)) for title in titles]
        for message in (
            replies.text(words, choices),
            replies.buttons(words, choices, choices),
            replies.carousel(cards, choices),
        ):
            messenger.check_limits(message)

    @given(st.lists(st.text(alphabet=st.characters(exclude_characters="\n"), max_size=2500), min_size=1, max_size=30))
    def test_long_texts_are_split_between_lines(self, lines: list[str]) -> None:
        bubbles = replies.split_text(lines)
        assert all(len(bubble) <= replies.MAX_TEXT for bubble in bubbles)
        assert "\n".join(bubbles) == "\n".join(replies.cut(line, replies.MAX_TEXT) for line in lines)
