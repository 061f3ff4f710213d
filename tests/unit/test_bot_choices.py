"""Typed words for what could be tapped."""

from __future__ import annotations

import pytest

from bots import choices, payloads, router

SCREEN = [("Pantry", "CATALOGUE|pantry|1"), ("Home", "CATALOGUE|home|1"), ("I agree", "PRIVACY_OK")]


class TestOnScreen:
    @pytest.mark.parametrize(
        ("words", "payload"),
        [
            ("1", "CATALOGUE|pantry|1"),
            ("#2", "CATALOGUE|home|1"),
            (" (2) ", "CATALOGUE|home|1"),
            ("2.", "CATALOGUE|home|1"),
            ("PANTRY!", "CATALOGUE|pantry|1"),
            ("i agree", "PRIVACY_OK"),
            ("0", None),
            ("4", None),
            ("pan", None),
            ("", None),
        ],
    )
    def test_numbers_and_titles(self, words: str, payload: str | None) -> None:
        assert choices.on_screen(words, SCREEN) == payload

    def test_a_number_is_no_choice_where_it_is_the_answer(self) -> None:
        assert choices.on_screen("1", [("1", "QUANTITY|X|1")], numbers=False) is None


class TestQuantity:
    @pytest.mark.parametrize(
        ("words", "number"),
        [
            ("2", 2),
            ("2 pcs", 2),
            ("x3", 3),
            ("3x", 3),
            ("5 po", 5),
            ("dalawa", 2),
            ("isa lang po", 1),
            ("Tatlo po", 3),
            ("ten", 10),
            ("0", 0),
            ("-2", None),
            ("2.5", None),
            ("a lot", None),
            ("1e3", None),
            ("9999999", None),
            ("", None),
        ],
    )
    def test_how_many(self, words: str, number: int | None) -> None:
        assert choices.quantity(words) == number


class TestCommands:
    @pytest.mark.parametrize(
        ("words", "payload"),
        [
            ("MENU", "MENU"),
            ("Cart!", "CART_VIEW"),
            ("kausap", "HUMAN"),
            ("asan na order ko", "ORDER_TRACK"),
            ("xyz", None),
        ],
    )
    def test_plain_words(self, words: str, payload: str | None) -> None:
        assert choices.command(words) == payload

    def test_only_a_few_win_over_free_text(self) -> None:
        assert choices.command("shop", core_only=True) is None
        assert choices.command("cancel", core_only=True) == "CANCEL"

    def test_every_word_leads_somewhere(self) -> None:
        for raw in {*choices.CORE.values(), *choices.WIDE.values(), *choices.PAYMENT.values()}:
            parsed = payloads.parse(raw)
            assert parsed is not None
            assert parsed.verb in router.HANDLERS

    def test_yes_and_no_never_meet(self) -> None:
        assert frozenset() == choices.YES & choices.NO

    @pytest.mark.parametrize(
        ("words", "code"),
        [("promo ten", "TEN"), ("Promo code: SALE-10", "SALE-10"), ("promo", None), ("promo a b", None)],
    )
    def test_promo_codes(self, words: str, code: str | None) -> None:
        assert choices.promo_code(words) == code

    def test_an_order_number_in_a_sentence(self) -> None:
        assert choices.order_number("nasaan na ord-20261121-12345 ko?") == "ORD-20261121-12345"
