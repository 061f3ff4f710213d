"""Folders point one way (DESIGN 2). import-linter reads the imports; these run them."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Runs with the project's own Python, after set-up.
AFTER_SET_UP = {"database_tools.py"}


def _modules(folder: str) -> list[str]:
    files = sorted((ROOT / folder).rglob("*.py"))
    return [".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for file in files]


@pytest.mark.parametrize(
    ("folder", "forbidden"),
    [
        ("services", ("flask", "app", "bots", "workers")),
        ("bots", ("flask", "app", "workers")),
        ("sandbox", ("app", "bots", "services", "workers", "sqlalchemy", "redis")),
    ],
)
def test_a_folder_runs_without_what_is_above_it(folder: str, forbidden: tuple[str, ...]) -> None:
    modules = [name for name in _modules(folder) if not name.endswith("__main__")]
    code = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        f"print(*sorted({{name.split('.')[0] for name in sys.modules}} & set({forbidden!r})))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )

    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


@pytest.mark.parametrize("file", sorted((ROOT / "deploy" / "local").glob("*.py")), ids=lambda file: file.name)
def test_the_front_door_needs_the_standard_library_alone(file: Path) -> None:
    if file.name in AFTER_SET_UP:
        return
    imported = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])

    assert imported - set(sys.stdlib_module_names) <= {"deploy"}


def test_the_procfile_names_what_is_there() -> None:
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    commands = dict(line.split(": ", 1) for line in lines)

    assert commands.keys() == {"web", "worker", "scheduler", "migrate"}
    for name in ("worker", "scheduler"):
        module = commands[name].removeprefix("python -m ")
        assert (ROOT / Path(*module.split("."))).with_suffix(".py").is_file(), f"{name}: there is no {module}"
