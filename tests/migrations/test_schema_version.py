"""A process says in one line that the schema is not the one it needs."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from services import db, schema_version
from services.resources import Resources
from tests.migrations.conftest import MakeSchema
from tests.support.databases import administrator


def test_head_is_the_revision_the_migrations_end_at(resources: Resources) -> None:
    assert schema_version.present(resources.engine) == schema_version.head()


def test_migrated_schema_passes(resources: Resources) -> None:
    schema_version.check(resources.engine)


@pytest.mark.parametrize(("revision", "said"), [("0000", "revision 0000"), (None, "revision none")])
def test_any_other_schema_is_named_with_what_to_run(empty_schema: MakeSchema, revision: str | None, said: str) -> None:
    url = empty_schema()
    if revision:
        with administrator(url, url.database) as connection:
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
            connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision})
    engine = create_engine(url)

    with pytest.raises(schema_version.OldSchema) as caught:
        schema_version.check(engine)
    engine.dispose()

    assert caught.value.code == "old_schema"
    assert said in caught.value.message
    assert "upgrade head" in caught.value.message
    assert "\n" not in caught.value.message


def test_unreachable_database_is_another_matter() -> None:
    engine = create_engine("mysql+pymysql://nobody:x@127.0.0.1:9/none", connect_args={"connect_timeout": 1})
    with pytest.raises(db.DatabaseUnavailable):
        schema_version.check(engine)
