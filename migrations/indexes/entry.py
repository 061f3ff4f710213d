"""One line of the register."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Index:
    """One index, what it is there for, and the question as SQL."""

    table: str
    name: str
    serves: str
    query: str


def unique(table: str, name: str, serves: str, where: str) -> Index:
    """A unique index that is asked for the row it names."""
    return Index(table, name, serves, f"SELECT id FROM {table} WHERE {where}")
