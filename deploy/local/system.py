"""Packages of the operating system: found, installed where that is allowed, or asked for in one line."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

from deploy.local import paths, progress
from deploy.local.errors import SetupError
from deploy.local.stores import find_program

MARIADB_PACKAGES = ("mariadb-server-core", "mariadb-client-core")
REDIS_PACKAGES = ("redis-server",)
# A browser for the browser tests, and fonts that have the peso sign and emoji.
BROWSER_PACKAGES = ("chromium", "fonts-dejavu-core", "fonts-noto-color-emoji")

# The policy file keeps the package from starting a server of its own; it stays only if it was there before.
_INSTALL = """
set -eu
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\\nexit 101\\n' > "$policy"
    chmod 755 "$policy"
    trap 'rm -f "$policy"' EXIT
    trap 'exit 1' INT TERM HUP
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -y -q --no-install-recommends "$@"
"""


def need_stores(*, mariadb: bool, redis: bool) -> None:
    """Make sure that the servers which are wanted can be started.

    Raises SetupError naming what is missing and the command to get it.
    """
    missing: list[str] = []
    names: list[str] = []
    if mariadb and not (find_program("mariadbd") and find_program("mariadb-install-db", "mysql_install_db")):
        names.append("MariaDB")
        missing += MARIADB_PACKAGES
    if redis and not find_program("redis-server", "valkey-server"):
        names.append("Redis")
        missing += REDIS_PACKAGES
    if missing:
        instead = "or set DATABASE_URL and REDIS_URL to servers you have"
        need_packages(" and ".join(names), missing, instead=instead)


def want_browser() -> None:
    """Get a browser for the browser tests if that is possible; go on without one if not."""
    if find_program("chromium", "chromium-browser", "google-chrome"):
        return
    try:
        need_packages("Chromium", BROWSER_PACKAGES, instead="the browser tests are left out")
    except SetupError as error:
        progress.warn(str(error))


def need_packages(what: str, packages: Sequence[str], *, instead: str) -> None:
    """Install packages, or raise SetupError with the command that would."""
    prefix = _administrator_prefix()
    wanted = " ".join(packages)
    command = f"apt-get install --no-install-recommends {wanted}"
    if prefix is None:
        raise SetupError(
            f"{what} missing and not to be installed from here; get it as root with: {command} ({instead})"
        )
    log = paths.private_folder(paths.STATE / "logs") / "packages.log"
    with progress.step(f"Installing {wanted}"), log.open("ab") as output:
        done = subprocess.run(
            [*prefix, "sh", "-c", _INSTALL, "sh", *packages],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
        )
    if done.returncode:
        raise SetupError(f"{what} missing and could not be installed (see {log}); try: {command} ({instead})")


def _administrator_prefix() -> list[str] | None:
    """What to put before a command that needs root; None when there is no way, or no apt-get."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and not subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode:
        return ["sudo", "-n"]
    return None
