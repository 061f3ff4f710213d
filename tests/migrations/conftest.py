"""Scratch databases for tests that make, change and drop whole schemas."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from tests.support import databases

MakeSchema = Callable[[], URL]
_numbers = itertools.count(1)


@pytest.fixture
def empty_schema(admin_url: URL, worker_id: str) -> Iterator[MakeSchema]:
    """Makes empty databases, answers an administrator's address of each, and drops them at the end."""
    made: list[str] = []

    def make() -> URL:
        name = f"{os.environ.get('QUICKSELL_TEST_DB_PREFIX', 'quicksell_test')}_{worker_id}_s{next(_numbers)}"
        with databases.administrator(admin_url) as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS `{name}`"))
            connection.execute(text(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci"))
        made.append(name)
        return admin_url.set(database=name)

    yield make
    with databases.administrator(admin_url) as connection:
        for name in made:
            connection.execute(text(f"DROP DATABASE IF EXISTS `{name}`"))
