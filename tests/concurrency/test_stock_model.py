"""Random walks through the stock procedures, each step compared with a model small enough to be seen right."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from services import db
from services.resources import Resources
from tests.support.books import wrong
from tests.support.rows import add_order, add_product, add_user, counters

Lines = dict[int, int]


@dataclass
class Model:
    """What the shop ought to look like: stock and holds by product, lines and state by order."""

    stock: Lines = field(default_factory=dict)
    lines: dict[int, Lines] = field(default_factory=dict)
    state: dict[int, str] = field(default_factory=dict)

    def held(self, product: int) -> int:
        return sum(self.lines[o].get(product, 0) for o, state in self.state.items() if state == "reserved")

    def fits(self, order: int) -> bool:
        return all(self.stock[p] - self.held(p) >= quantity for p, quantity in self.lines[order].items())

    def move(self, order: int, state: str, sign: int) -> None:
        self.state[order] = state
        for product, quantity in self.lines[order].items():
            self.stock[product] += sign * quantity


class Walk(RuleBasedStateMachine):
    """Every step goes to the database and to the model; both must agree and the books must balance."""

    connection: Connection

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.buyer = add_user(self.connection)
        for stock in (3, 8, 20):
            self.model.stock[add_product(self.connection, stock)] = stock

    def _order(self, pick: int) -> int:
        return sorted(self.model.state)[pick % len(self.model.state)]

    def _call(self, procedure: str, *arguments: object) -> str:
        places = ", ".join(f":a{number}" for number in range(len(arguments)))
        values = {f"a{number}": argument for number, argument in enumerate(arguments)}
        try:
            row = self.connection.execute(text(f"CALL {procedure}({places})"), values).fetchone()
        except DBAPIError as error:
            return str(db.errno(error))
        return str(row[0]) if row else ""

    def _set_status(self, order: int, status: str) -> None:
        self.connection.execute(
            text("UPDATE orders SET order_status = :to WHERE id = :id"), {"to": status, "id": order}
        )

    @rule(first=st.integers(1, 6), second=st.integers(0, 6), twice=st.booleans(), places=st.permutations([0, 1, 2]))
    def place(self, first: int, second: int, twice: bool, places: list[int]) -> None:
        products = sorted(self.model.stock)
        lines = [(products[places[0]], first)]
        lines += [(products[places[0 if twice else 1]], second)] if second else []
        order = add_order(self.connection, lines, user_id=self.buyer)
        self.model.lines[order] = {p: sum(q for product, q in lines if product == p) for p, _ in lines}
        self.model.state[order] = "new"

    @precondition(lambda self: self.model.state)
    @rule(pick=st.integers(0, 99))
    def reserve(self, pick: int) -> None:
        order = self._order(pick)
        state, fits = self.model.state[order], self.model.fits(order)
        got = self._call("sp_reserve_order_inventory", order, 60)
        if state == "reserved":
            assert got == "already_reserved"
        elif state in {"confirmed", "cancelled"}:
            assert got == "31003"
        else:
            assert got == ("reserved" if fits else "31001")
            self.model.state[order] = "reserved" if fits else state

    @precondition(lambda self: self.model.state)
    @rule(pick=st.integers(0, 99))
    def confirm(self, pick: int) -> None:
        order = self._order(pick)
        got = self._call("sp_commit_order_inventory", order)
        assert got == ("committed" if self.model.state[order] == "reserved" else "nothing_reserved")
        if got == "committed":
            self._set_status(order, "confirmed")
            self.model.move(order, "confirmed", -1)

    @precondition(lambda self: self.model.state)
    @rule(pick=st.integers(0, 99))
    def release(self, pick: int) -> None:
        order = self._order(pick)
        got = self._call("sp_release_order_inventory", order, "walk")
        assert got == ("released" if self.model.state[order] == "reserved" else "nothing_reserved")
        if got == "released":
            self.model.state[order] = "new"

    @precondition(lambda self: self.model.state)
    @rule(pick=st.integers(0, 99), late=st.booleans())
    def expire(self, pick: int, late: bool) -> None:
        order = self._order(pick)
        if late:
            self.connection.execute(text("SET TIMESTAMP = UNIX_TIMESTAMP() + 7200"))
        got = self._call("sp_expire_order_reservations", order)
        self.connection.execute(text("SET TIMESTAMP = DEFAULT"))
        assert got == ("expired" if late and self.model.state[order] == "reserved" else "not_due")
        if got == "expired":
            self.model.state[order] = "new"

    @precondition(lambda self: self.model.state)
    @rule(pick=st.integers(0, 99))
    def cancel_and_return(self, pick: int) -> None:
        order = self._order(pick)
        got = self._call("sp_return_order_inventory", order, "walk")
        assert got == ("returned" if self.model.state[order] == "confirmed" else "nothing_committed")
        if got == "returned":
            self._set_status(order, "cancelled")
            self.model.move(order, "cancelled", 1)

    @rule(pick=st.integers(0, 2), delta=st.integers(-12, 12))
    def adjust(self, pick: int, delta: int) -> None:
        product = sorted(self.model.stock)[pick]
        left = self.model.stock[product] + delta
        got = self._call("sp_adjust_stock", product, delta, "adjusted", "walk")
        expected = "31010" if delta == 0 else str(left) if left >= self.model.held(product) else "31009"
        assert got == expected
        if got == str(left) and delta:
            self.model.stock[product] = left

    @invariant()
    def agree(self) -> None:
        for product, stock in self.model.stock.items():
            assert counters(self.connection, product) == (stock, self.model.held(product))
        assert wrong(self.connection) == {}


@pytest.mark.timeout(180)
def test_any_walk_keeps_the_books(clean: Resources) -> None:
    with clean.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        walk = type("Walk", (Walk,), {"connection": connection})
        run_state_machine_as_test(
            walk,
            settings=settings(
                max_examples=25,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                database=None,
            ),
        )
