"""Alembic's environment: runs against MIGRATION_DATABASE_URL, else DATABASE_URL."""

from __future__ import annotations

import os
import sys

from alembic import context
from alembic.util import CommandError
from sqlalchemy import create_engine, pool
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from migrations.replaceable import SQL_MODE
from services.models import Base

_TABLE_EXISTS = 1050
_DENIED = frozenset({1044, 1142, 1227, 1370, 1419})


def _address() -> str:
    given = context.config.attributes.get("database_url")
    address = given or os.environ.get("MIGRATION_DATABASE_URL") or os.environ.get("DATABASE_URL")
    if not address:
        sys.exit("missing settings: set MIGRATION_DATABASE_URL (or DATABASE_URL) to the database to migrate")
    try:
        make_url(address)
    except ArgumentError:
        sys.exit("wrong settings: MIGRATION_DATABASE_URL must be a mysql+pymysql:// address")
    return str(address)


def _advice(number: object) -> str:
    if number == _TABLE_EXISTS:
        return (
            "; the tables are there and alembic_version does not say so: if they are this version's, run"
            " `alembic -c migrations/alembic.ini stamp head`, else migrate into an empty database"
        )
    if number in _DENIED:
        return "; MIGRATION_DATABASE_URL needs an account with all rights on the database"
    return ""


def run() -> None:
    connectable = create_engine(
        _address(),
        poolclass=pool.NullPool,
        isolation_level="READ COMMITTED",
        connect_args={
            "connect_timeout": 5,
            "charset": "utf8mb4",
            "init_command": f"SET SESSION time_zone = '+00:00', lock_wait_timeout = 30, sql_mode = '{SQL_MODE}'",
        },
    )
    try:
        connection = connectable.connect()
    except DBAPIError as error:
        number, words = (*getattr(error.orig, "args", ()), "", "")[:2]
        sys.exit(
            f"cannot reach the database to migrate (error {number}: {words});"
            " check MIGRATION_DATABASE_URL and that the server runs"
        )
    with connection:
        context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=True)
        try:
            with context.begin_transaction():
                context.run_migrations()
        except CommandError as error:
            sys.exit(
                f"the database is at a revision that this code does not know ({error});"
                " use the code that migrated it, or a backup from before"
            )
        except DBAPIError as error:
            number, words = (*getattr(error.orig, "args", ()), "", "")[:2]
            sys.exit(f"the migration stopped (error {number}: {words}){_advice(number)}")


if context.is_offline_mode():
    sys.exit("offline mode is not supported: database/enterprise_improvements.sql is the schema as one SQL script")
run()
