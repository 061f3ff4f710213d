"""`logs`: what the processes of the main instance say."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from deploy.local import paths
from deploy.local.errors import SetupError
from deploy.local.instance import MAIN

LINES_SHOWN = 200
_POLL_SECONDS = 0.3


def show(names: Sequence[str], *, follow: bool) -> int:
    """Print the end of the named logs, or of all; with `follow`, go on until Ctrl-C.

    Raises SetupError for a name nothing is called.
    """
    logs = _logs()
    for name in names:
        if name not in logs:
            known = f"there is: {', '.join(sorted(logs))}" if logs else "nothing has run yet; try ./quicksell up"
            raise SetupError(f"there is no log called {name!r}; {known}")
    chosen = {name: log for name, log in sorted(logs.items()) if not names or name in names}
    opened = {name: log.open("rb") for name, log in chosen.items()}
    try:
        prefix = len(chosen) > 1
        for name, file in opened.items():
            for line in file.read().splitlines()[-LINES_SHOWN:]:
                _print(name if prefix else "", line)
        while follow:
            time.sleep(_POLL_SECONDS)
            for name, file in opened.items():
                _print_new(name if prefix else "", file)
    finally:
        for file in opened.values():
            file.close()
    return 0


def _logs() -> dict[str, Path]:
    main = paths.STATE / MAIN
    found = {log.stem: log for log in (main / "logs").glob("*.log")}
    found |= {name: main / name / f"{name}.log" for name in ("mariadb", "redis")}
    return {name: log for name, log in found.items() if log.exists()}


def _print_new(name: str, file: BinaryIO) -> None:
    for line in file.read().splitlines():
        _print(name, line)


def _print(name: str, line: bytes) -> None:
    text = line.decode(errors="replace")
    print(f"{name:<9} | {text}" if name else text, flush=True)
