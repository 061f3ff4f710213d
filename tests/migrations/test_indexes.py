"""Each index earns its keep: the server chooses it for the query it is there for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL, make_url

from migrations import indexes
from tests.support import databases
from tests.support.filling import Filling, Row

Filled = tuple[Connection, Row]


@pytest.fixture(scope="module")
def filled(admin_url: URL, database_url: str) -> Iterator[Filled]:
    """A database of its own with a few thousand orders in it."""
    name = f"{make_url(database_url).database}_filled"
    with databases.fresh(admin_url, name) as url:
        engine = create_engine(admin_url.set(database=name), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            filling = Filling(connection)
            filling.fill()
            yield connection, filling.samples()
        engine.dispose()
        assert url


def test_register_names_every_index_once(filled: Filled) -> None:
    found = filled[0].execute(
        text(
            "SELECT DISTINCT table_name, index_name FROM information_schema.statistics"
            " WHERE table_schema = DATABASE() AND index_name <> 'PRIMARY'"
        )
    )
    registered = [(index.table, index.name) for index in indexes.REGISTER]
    assert len(registered) == len(set(registered))
    assert set(registered) == {tuple(row) for row in found}
    assert len(registered) >= 25


@pytest.mark.parametrize("index", indexes.REGISTER, ids=lambda index: index.name)
def test_server_chooses_the_index_for_its_query(filled: Filled, index: indexes.Index) -> None:
    connection, samples = filled
    used = {name: samples[name] for name in samples if f":{name}" in index.query}
    plan = connection.execute(text(f"EXPLAIN {index.query}"), used).mappings().all()

    chosen = [row["key"] for row in plan if row["table"] == index.table]
    assert chosen == [index.name], [dict(row) for row in plan]
    assert all(row["type"] != "ALL" for row in plan)


def test_page_for_readers_is_up_to_date() -> None:
    assert indexes.PAGE.read_text(encoding="utf-8") == indexes.page(), (
        "run: python -m migrations.indexes > docs/INDEXES.md"
    )
