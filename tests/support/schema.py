"""A schema as the server describes it, in plain values that can be compared."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection, text

Rows = set[tuple[Any, ...]]
_QUERIES = {
    "tables": """SELECT table_name, engine, table_collation FROM information_schema.tables
        WHERE table_schema = :schema AND table_type = 'BASE TABLE'""",
    "columns": """SELECT table_name, column_name, column_type, is_nullable, column_default, extra,
            generation_expression, collation_name
        FROM information_schema.columns WHERE table_schema = :schema""",
    "indexes": """SELECT table_name, index_name, non_unique, seq_in_index, column_name
        FROM information_schema.statistics WHERE table_schema = :schema""",
    "checks": """SELECT table_name, constraint_name, check_clause
        FROM information_schema.check_constraints WHERE constraint_schema = :schema""",
    "foreign keys": """SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_table_name,
            k.referenced_column_name, r.delete_rule
        FROM information_schema.key_column_usage k
        JOIN information_schema.referential_constraints r
            ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name
        WHERE k.table_schema = :schema""",
    "procedures": """SELECT routine_name, routine_definition, security_type, sql_data_access, sql_mode
        FROM information_schema.routines WHERE routine_schema = :schema""",
    "parameters": """SELECT specific_name, ordinal_position, parameter_mode, parameter_name, dtd_identifier
        FROM information_schema.parameters WHERE specific_schema = :schema""",
    "triggers": """SELECT trigger_name, event_manipulation, event_object_table, action_timing, action_statement,
            sql_mode
        FROM information_schema.triggers WHERE trigger_schema = :schema""",
    "views": """SELECT table_name, view_definition, security_type FROM information_schema.views
        WHERE table_schema = :schema""",
    "events": """SELECT event_name, event_definition, interval_value, interval_field, status, on_completion
        FROM information_schema.events WHERE event_schema = :schema""",
    "revision": "SELECT version_num FROM alembic_version",
}
TABLE_PARTS = ("tables", "columns", "indexes", "checks", "foreign keys")


def describe(connection: Connection) -> dict[str, Rows]:
    """Everything there is in the connection's schema, by kind."""
    schema = connection.execute(text("SELECT DATABASE()")).scalar_one()
    return {
        kind: {
            tuple(_plain(value, schema) for value in row) for row in connection.execute(text(query), {"schema": schema})
        }
        for kind, query in _QUERIES.items()
        if kind != "revision" or _has_revision(connection, schema)
    }


def normal(sql: str) -> str:
    """SQL without comments and with single spaces, so that a client that strips them makes no difference."""
    without = re.sub(r"(?m)--\s.*$", "", sql)
    return re.sub(r"\s+", " ", without).strip()


def _plain(value: Any, schema: str) -> Any:
    if not isinstance(value, str):
        return value
    return normal(value.replace(f"`{schema}`.", "").replace(f"{schema}.", ""))


def _has_revision(connection: Connection, schema: str) -> bool:
    return bool(
        connection.execute(
            text(
                "SELECT COUNT(*) FROM information_schema.tables"
                " WHERE table_schema = :s AND table_name = 'alembic_version'"
            ),
            {"s": schema},
        ).scalar()
    )
