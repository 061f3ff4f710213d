"""The product's own source, for rules about it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("app", "bots", "services", "workers")


def files(*folders: str, suffix: str = ".py") -> list[Path]:
    """The files of some folders with a suffix."""
    return [path for folder in folders for path in sorted((ROOT / folder).rglob(f"*{suffix}"))]


def name(path: Path) -> str:
    """A file as a reader knows it."""
    return path.relative_to(ROOT).as_posix()


@lru_cache(maxsize=1024)
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Every string of a module but docstrings, joined where the code joins them, with its line."""
    documented = {
        id(node.body[0].value)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
            yield node.lineno, "".join(str(part) for part in parts)
