"""What needs a database connection: run with the project's own Python, `python -m deploy.local.database_tools WHAT`.

`probe` prints "empty", "current" or "behind"; `grant-reporting` opens the reporting views to REPORTING_DATABASE_URL's
account. Both end with one line on standard error and exit code 1 when the database cannot be used.
"""

from __future__ import annotations

import os
import sys

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, make_url, pool, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from deploy.local import paths

# Summary tables that are read like views.
REPORTING_TABLES = ("payment_analytics_by_provider", "payment_failure_analysis")


def main(arguments: list[str]) -> int:
    what = {"probe": probe, "grant-reporting": grant_reporting}[arguments[0]]
    name = "MIGRATION_DATABASE_URL" if os.environ.get("MIGRATION_DATABASE_URL") else "DATABASE_URL"
    try:
        engine = create_engine(
            os.environ[name], poolclass=pool.NullPool, connect_args={"connect_timeout": 5, "read_timeout": 30}
        )
        with engine.connect() as connection:
            what(connection)
    except (ArgumentError, NoSuchModuleError, ValueError):
        print(f"{name} is not an address like mysql+pymysql://user:password@host:3306/name", file=sys.stderr)
        return 1
    except DBAPIError as error:
        number, words = (*getattr(error.orig, "args", ()), "", "")[:2]
        print(f"{name} cannot be used (error {number}: {words})", file=sys.stderr)
        return 1
    return 0


def probe(connection: Connection) -> None:
    """Say how the schema stands to the migrations."""
    tables = connection.execute(
        text("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()")
    ).scalars()
    if "alembic_version" not in set(tables):
        print("empty")
        return
    versions = set(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
    heads = set(ScriptDirectory.from_config(Config(str(paths.ROOT / "migrations" / "alembic.ini"))).get_heads())
    print("current" if versions == heads else "behind")


def grant_reporting(connection: Connection) -> None:
    """Let the reporting account read the views, and nothing else."""
    address = os.environ.get("REPORTING_DATABASE_URL")
    user = make_url(address).username if address else None
    if not user or user == connection.engine.url.username:
        return
    names = connection.execute(
        text(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
            " AND (table_type = 'VIEW' OR table_name IN :tables) ORDER BY table_name"
        ).bindparams(tables=REPORTING_TABLES),
    ).scalars()
    for name in names:
        connection.execute(text(f"GRANT SELECT ON `{name}` TO '{user}'@'127.0.0.1'"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
