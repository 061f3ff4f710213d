"""`check`: every tool that reads the code without running it, one line each."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass

from deploy.local import environment, instance, paths, venv


@dataclass(frozen=True)
class Check:
    """A tool of the project's environment and how it is called."""

    name: str
    arguments: tuple[str, ...]


CHECKS = (
    Check("lint", ("-m", "ruff", "check", "--quiet", "--output-format=concise", ".")),
    Check("format", ("-m", "ruff", "format", "--check", "--quiet", ".")),
    Check("types", ("-m", "mypy", "--no-error-summary")),
    Check("SQL", ("-m", "sqlfluff", "lint", "--disable-progress-bar", "migrations/sql")),
    Check(
        "dead code",
        (
            "-m",
            "vulture",
        ),
    ),
    Check("imports", ("-c", "from importlinter.cli import lint_imports; import sys; sys.exit(lint_imports())")),
    Check("architecture", ("-m", "pytest", "tests/architecture", "-q", "-p", "no:cacheprovider")),
)


def run() -> int:
    """Run all checks; 0 when every one passed."""
    with instance.set_up_alone():
        venv.ensure(develop=True)
    env = environment.tools_only()
    failed = 0
    for check in CHECKS:
        began = time.monotonic()
        done = subprocess.run(
            [str(venv.PYTHON), *check.arguments],
            cwd=paths.ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        failed += done.returncode != 0
        print(f"{'✗' if done.returncode else '✓'} {check.name} ({time.monotonic() - began:.1f} s)", flush=True)
        if done.returncode:
            print(done.stdout.rstrip(), flush=True)
    return 1 if failed else 0
