"""Where things are: the project, its state folder, and short folders for sockets."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / ".quicksell"
VENV = STATE / "venv"
RUN_FILE = STATE / "run.json"
# A Unix socket's path may have 107 characters; what the server appends needs some of them.
SOCKET_PATH_LIMIT = 100


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner may enter, parents included, and return it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def socket_folder(directory: Path) -> Path:
    """A folder short enough for a Unix socket: the given one, or one of its own under /tmp.

    Raises PermissionError when the folder under /tmp belongs to somebody else.
    """
    if len(os.fsencode(directory / "mariadb.sock")) <= SOCKET_PATH_LIMIT:
        return private_folder(directory)
    digest = hashlib.sha256(os.fsencode(directory)).hexdigest()[:8]
    return temporary_folder(f"quicksell-{os.getuid()}-{digest}")


def temporary_folder(name: str) -> Path:
    """A folder of ours with a short path under /tmp, the same one at every call.

    Raises PermissionError when somebody else made it first.
    """
    folder = Path("/tmp") / name
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    return private_folder(folder)


def write_private(path: Path, content: str) -> None:
    """Write a file that only its owner may read; readers see the old content or the new, never half of it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # mkstemp makes the file 0600.
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_json(path: Path, value: object) -> None:
    write_private(path, json.dumps(value, indent=2) + "\n")


def read_json(path: Path) -> dict[str, Any]:
    """What a JSON file of ours holds; nothing when it is not there or was damaged."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def fingerprint(*paths: Path) -> str:
    """A digest of files and of everything below folders: names and contents."""
    digest = hashlib.sha256()
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and file.suffix != ".pyc":
                digest.update(os.fsencode(file.relative_to(path.parent)) + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
