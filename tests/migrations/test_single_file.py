"""The schema as one script, loaded by the plain client."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from migrations import single_file
from tests.migrations.conftest import MakeSchema
from tests.support import databases, schema
from tests.support.databases import administrator


@pytest.fixture
def client() -> str:
    """The plain command-line client of the server we run on."""
    found = shutil.which("mariadb") or shutil.which("mysql")
    assert found, "the command-line client comes with the database server"
    return found


def _load(client: str, url: URL) -> subprocess.CompletedProcess[str]:
    assert url.database
    command = [client, "--no-defaults", f"--user={url.username}", url.database]
    socket = url.query.get("unix_socket")
    command += [f"--socket={socket}"] if socket else [f"--host={url.host}", f"--port={url.port or 3306}"]
    with single_file.TARGET.open("rb") as script:
        return subprocess.run(
            command,
            stdin=script,
            env={**os.environ, "MYSQL_PWD": url.password or ""},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


def _describe(url: URL) -> dict[str, schema.Rows]:
    with administrator(url, url.database) as connection:
        return schema.describe(connection)


def test_committed_script_is_what_the_sources_make() -> None:
    assert single_file.TARGET.read_text(encoding="utf-8") == single_file.script(), (
        "run: python -m migrations.single_file > database/enterprise_improvements.sql"
    )


def test_plain_client_makes_what_the_migrations_make(client: str, empty_schema: MakeSchema) -> None:
    by_script, by_migration = empty_schema(), empty_schema()
    databases.migrate(by_migration)

    loaded = _load(client, by_script)

    assert (loaded.returncode, loaded.stderr) == (0, "")
    assert _describe(by_script) == _describe(by_migration)


def test_second_load_keeps_the_rows_and_the_schema(client: str, empty_schema: MakeSchema) -> None:
    url = empty_schema()
    _load(client, url)
    before = _describe(url)
    with administrator(url, url.database) as connection:
        connection.execute(text("INSERT INTO users (facebook_name) VALUES ('Ana')"))

    assert _load(client, url).returncode == 0

    with administrator(url, url.database) as connection:
        assert connection.execute(text("SELECT facebook_name FROM users")).scalars().all() == ["Ana"]
    assert _describe(url) == before


def test_schema_at_another_revision_is_left_alone(client: str, empty_schema: MakeSchema) -> None:
    url = empty_schema()
    with administrator(url, url.database) as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('0000')"))

    refused = _load(client, url)

    assert refused.returncode != 0
    assert "this schema stands at another revision: run the migrations instead" in refused.stderr
    with administrator(url, url.database) as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == ["0000"]
        assert {name for name, *_ in schema.describe(connection)["tables"]} == {"alembic_version"}
