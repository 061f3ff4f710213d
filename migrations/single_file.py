"""The whole schema as one SQL script for the plain client.

Written by `python -m migrations.single_file > database/enterprise_improvements.sql`. The script makes the newest
version of every object in the schema it is loaded into, and loading it again does no harm: tables that are there stay
as they are, procedures, triggers, views and events are made anew.
"""

from __future__ import annotations

import sys
from pathlib import Path

from migrations import replaceable
from services import schema_version

TARGET = Path(__file__).resolve().parents[1] / "database" / "enterprise_improvements.sql"
_DELIMITED = frozenset({"procedures", "triggers", "events"})
_HEADER = f"""\
-- QuickSell: the schema as one script, for those who load SQL by hand:
--   mysql -u root -p quicksell_chatbot < database/enterprise_improvements.sql
-- Made by `python -m migrations.single_file`; the sources are migrations/sql. Loading it twice does no harm.
-- It records the schema's revision, so that later changes come by `alembic -c migrations/alembic.ini upgrade head`.

SET NAMES utf8mb4;
SET time_zone = '+00:00';
-- Procedures keep the mode they were made under; in a loose one a value that does not fit is cut in silence.
SET sql_mode = '{replaceable.SQL_MODE}';
"""
# A schema that stands elsewhere is not ours to stamp: its tables would be kept as they are.
_GUARD = """\
CREATE TABLE IF NOT EXISTS alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
DROP PROCEDURE IF EXISTS sp_refuse_other_revision;
DELIMITER //
CREATE PROCEDURE sp_refuse_other_revision ()
BEGIN
    IF EXISTS (SELECT 1 FROM alembic_version WHERE version_num <> '{head}') THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'this schema stands at another revision: run the migrations instead';
    END IF;
END//
DELIMITER ;
CALL sp_refuse_other_revision();
DROP PROCEDURE sp_refuse_other_revision;
"""


def script() -> str:
    """The text of the script."""
    parts = [_HEADER, _GUARD.format(head=schema_version.head())]
    for kind in replaceable.KINDS:
        parts.append(f"-- {kind.capitalize()}\n")
        parts += [_statement(kind, name) for name in replaceable.names(kind)]
    parts.append(_stamp())
    return "\n".join(parts)


def _statement(kind: str, name: str) -> str:
    body = replaceable.read(kind, name, replaceable.newest(kind, name))
    if kind == "tables":
        return body.replace("CREATE TABLE ", "CREATE TABLE IF NOT EXISTS ", 1) + ";\n"
    if kind == "views":
        return body + ";\n"
    drop = f"DROP {kind.removesuffix('s').upper()} IF EXISTS {name};\n"
    return f"{drop}DELIMITER //\n{body}//\nDELIMITER ;\n" if kind in _DELIMITED else f"{drop}{body};\n"


def _stamp() -> str:
    return f"""\
-- The revision this script stands at
DELETE FROM alembic_version;
INSERT INTO alembic_version (version_num) VALUES ('{schema_version.head()}');
"""


if __name__ == "__main__":
    sys.stdout.write(script())
