"""The table of moves is whole: every state is in it, and nothing leads back."""

from __future__ import annotations

from services.models.orders import ORDER_STATUSES
from services.order_states import ALLOWED_MOVES, OPEN


def test_every_state_has_its_moves_and_every_move_a_state() -> None:
    assert tuple(ALLOWED_MOVES) == ORDER_STATUSES
    assert {state for moves in ALLOWED_MOVES.values() for state in moves} <= set(ORDER_STATUSES)


def test_cancelling_is_for_what_was_not_shipped_and_returning_for_what_was() -> None:
    assert [state for state, moves in ALLOWED_MOVES.items() if "cancelled" in moves] == list(OPEN)
    assert [state for state, moves in ALLOWED_MOVES.items() if "returned" in moves] == ["shipped", "delivered"]


def test_no_way_leads_back() -> None:
    def reach(state: str) -> set[str]:
        onward = set(ALLOWED_MOVES[state])
        return onward.union(*(reach(following) for following in onward)) if onward else onward

    assert all(state not in reach(state) for state in ORDER_STATUSES)
