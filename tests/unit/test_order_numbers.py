"""Order numbers follow the day in Manila and widen when a day is full."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime

import pytest

from services import order_numbers


def test_has_the_day_in_manila() -> None:
    evening_in_utc = datetime(2026, 1, 31, 16, 0, tzinfo=UTC)
    assert re.fullmatch(r"ORD-20260201-\d{5}", order_numbers.make(evening_in_utc))
    assert re.fullmatch(r"ORD-20260131-\d{5}", order_numbers.make(evening_in_utc.replace(hour=15, minute=59)))


@pytest.mark.parametrize(("attempt", "digits"), [(0, 5), (4, 5), (5, 6), (9, 6), (10, 7)])
def test_widens_after_five_that_were_taken(attempt: int, digits: int) -> None:
    number = order_numbers.make(datetime(2026, 1, 31, tzinfo=UTC), attempt=attempt)
    assert re.fullmatch(rf"ORD-20260131-\d{{{digits}}}", number)


def test_does_not_follow_from_the_last_one() -> None:
    moment = datetime(2026, 1, 31, tzinfo=UTC)
    numbers = [int(order_numbers.make(moment)[-5:]) for _ in range(200)]
    assert len(set(numbers)) > 150
    assert sum(1 for one, two in itertools.pairwise(numbers) if two == one + 1) < 5
