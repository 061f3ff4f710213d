"""Whether the database's schema is the one this code was written for."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from services import db
from services.errors import ServiceError

_VERSIONS = Path(__file__).resolve().parents[1] / "migrations" / "versions"
_ASSIGNMENT = re.compile(r"""^(revision|down_revision)\b[^=]*=\s*(?:["'](?P<id>\w+)["']|None)""", re.MULTILINE)
_NO_SUCH_TABLE = 1146


class OldSchema(ServiceError):
    """The schema stands at another revision than the code: the migrations have not been run."""

    code = "old_schema"


@lru_cache(maxsize=1)
def head() -> str:
    """The newest revision, read from the revision files without loading Alembic. Raises ValueError unless it is one."""
    revisions, parents = set(), set()
    for path in _VERSIONS.glob("*.py"):
        assigned = {match[1]: match["id"] for match in _ASSIGNMENT.finditer(path.read_text(encoding="utf-8"))}
        revisions.add(assigned["revision"])
        parents.add(assigned["down_revision"])
    (newest,) = revisions - parents
    return str(newest)


def present(engine: Engine) -> str | None:
    """The revision the database stands at, or None where no migration ever ran. Raises DatabaseUnavailable."""
    try:
        with engine.connect() as connection:
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    except DBAPIError as error:
        if db.errno(error) == _NO_SUCH_TABLE:
            return None
        raise db.DatabaseUnavailable(f"cannot read the schema's revision (error {db.errno(error)})") from error
    return ", ".join(sorted(found)) or None


def check(engine: Engine) -> None:
    """Raise OldSchema, saying both revisions and what to run, unless the schema is at the newest revision."""
    found = present(engine)
    if found != head():
        raise OldSchema(
            f"the database's schema is at revision {found or 'none'}, this code needs {head()}:"
            " run `alembic -c migrations/alembic.ini upgrade head`",
            found=found,
            needed=head(),
        )
