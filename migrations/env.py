"""Alembic's environment: runs against MIGRATION_DATABASE_URL, else DATABASE_URL."""

from __future__ import annotations

import os
import sys

from alembic import context
from sqlalchemy import create_engine, pool
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from migrations.replaceable import SQL_MODE
from services.models import Base


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
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    sys.exit("offline mode is not supported: database/enterprise_improvements.sql is the schema as one SQL script")
run()
