"""The option file that SQL clients read: what the client itself makes of it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest

from deploy.local import sql_client
from deploy.local.stores import find_program


@pytest.mark.parametrize("password", ["plain", "a#b;c", "quote\"'s", "back\\slash\\n", " spaces ", "="])
def test_a_client_reads_the_password_as_it_was(tmp_path: Path, password: str) -> None:
    client = find_program("mariadb")
    assert client, "the stores' packages bring a client"
    address = f"mysql+pymysql://me%40home:{quote(password, safe='')}@db.example:3307/shop?charset=utf8mb4"
    sql_client.write_options(tmp_path, {"DATABASE_URL": address})

    done = subprocess.run(
        [client, f"--defaults-file={tmp_path / sql_client.OPTION_FILE}", "--print-defaults"],
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )

    assert done.stdout.partition("arguments:\n")[2].rstrip("\n") == (
        f"--protocol=tcp --host=db.example --port=3307 --user=me@home --password={password}"
        " --default-character-set=utf8mb4 --database=shop "
    )
