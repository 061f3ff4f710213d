"""JSON in and out at the edge."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.json_io import BadBody, dumps, loads

_plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc\u00e9", max_size=3), inner, max_size=4),
    max_leaves=20,
)


class TestOut:
    def test_money_keeps_its_places(self) -> None:
        told = {"a": Decimal("2100.00"), "b": Decimal("0.50"), "c": Decimal("1E+3"), "d": 0.5, "e": True, "f": None}
        assert dumps(told) == '{"a":2100.00,"b":0.50,"c":1000,"d":0.5,"e":true,"f":null}'

    def test_times_are_utc(self) -> None:
        assert dumps([datetime(2026, 1, 31, 8, 0, tzinfo=UTC)]) == '["2026-01-31T08:00:00Z"]'

    @pytest.mark.parametrize("value", [Decimal("NaN"), float("inf"), object(), {1, 2}])
    def test_what_has_no_form_is_refused(self, value: Any) -> None:
        with pytest.raises((TypeError, ValueError)):
            dumps(value)

    @given(_plain)
    def test_says_what_the_standard_library_says(self, value: Any) -> None:
        assert json.loads(dumps(value)) == value
        assert loads(dumps(value).encode()) == value

    @given(st.decimals(-(10**10), 10**10, places=2))
    def test_money_comes_back_as_it_went(self, amount: Decimal) -> None:
        assert loads(dumps([amount]).encode()) == [amount]
        assert dumps(amount) == f"{amount:.2f}"


class TestIn:
    @pytest.mark.parametrize(
        ("raw", "reason"),
        [
            (b"", "invalid_json"),
            (b"{'a': 1}", "invalid_json"),
            (b'{"a": 1,}', "invalid_json"),
            (b"\xef\xbb\xbf{}", "invalid_json"),
            ('{"a": "\u00e9"}'.encode("latin-1"), "invalid_json"),
            ("{}".encode("utf-16"), "invalid_json"),
            (b"-Infinity", "invalid_json"),
            (b'{"a": {"b": 1, "b": 1}}', "duplicate_key"),
            (b"1" * 19, "number_out_of_range"),
            (b"-" + b"1" * 19, "number_out_of_range"),
            (b"1e30", "number_out_of_range"),
            (b"1e-30", "number_out_of_range"),
            (b"0." + b"1" * 50, "number_out_of_range"),
            (b"[" * 33 + b"]" * 33, "json_too_deep"),
            (b'{"\\u0000": 1}', "invalid_text"),
            (b'["\\udc00"]', "invalid_text"),
        ],
    )
    def test_refuses(self, raw: bytes, reason: str) -> None:
        with pytest.raises(BadBody) as caught:
            loads(raw)
        assert caught.value.reason == reason

    def test_takes_the_deepest_and_longest_there_may_be(self) -> None:
        assert loads(b"[" * 32 + b"]" * 32)
        assert loads(b"9" * 18) == 10**18 - 1
        assert loads(b"0.00") == Decimal("0.00")
        assert loads(b'"\\ud83d\\ude00"') == "\U0001f600"
