"""An option file for `./quicksell exec mariadb` (or mysql, mariadb-dump …): found by MYSQL_HOME, no password to type.

Group `[client]` is the application's account; with --defaults-group-suffix=_migrator it is the one that migrates.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from deploy.local import paths

OPTION_FILE = "my.cnf"
_SUFFIXES = {"": "DATABASE_URL", "_migrator": "MIGRATION_DATABASE_URL"}


def write_options(folder: Path, env: Mapping[str, str]) -> None:
    """Write the folder's my.cnf (0600) with the accounts of the addresses in an environment."""
    text = "".join(_groups(suffix, env[name]) for suffix, name in _SUFFIXES.items() if env.get(name))
    paths.write_private(folder / OPTION_FILE, text)


def _groups(suffix: str, address: str) -> str:
    parts = urlsplit(address)
    client = {
        "protocol": "tcp",
        "host": parts.hostname or "127.0.0.1",
        "port": str(parts.port or 3306),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "default-character-set": "utf8mb4",
    }
    # Only the shell knows this option; a dump would stumble over it.
    shell = {"database": unquote(parts.path.lstrip("/"))}
    return "".join(
        f"[{group}{suffix}]\n" + "".join(f"{name}={_quoted(value)}\n" for name, value in options.items() if value)
        for group, options in (("client", client), ("mysql", shell))
    )


def _quoted(value: str) -> str:
    # https://mariadb.com/kb/en/configuring-mariadb-with-option-files/#option-file-syntax
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
