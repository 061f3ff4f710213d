"""Rules that a reader would otherwise have to look for in every change."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.source import PRODUCT, ROOT, files, name, parsed, strings

SQL = files("migrations/sql", suffix=".sql")
PROCEDURES = ROOT / "migrations" / "sql" / "procedures"
EVERYTHING = [*files(*PRODUCT, "sandbox", "deploy", "migrations", "tests", "bench"), *SQL]
MOST_LINES, MOST_LINES_OF_A_TEST = 400, 500
MONEY = re.compile(r"price|amount|fee\b|_fee|total(?!_orders)|subtotal|discount|pesos|spent|revenue", re.IGNORECASE)
# What the stock procedures alone may write, and the history that triggers alone write.
STOCK_WRITES = re.compile(
    r"(insert\s+into|update|delete\s+from|replace\s+into)\s+(inventory_reservations|inventory_ledger|order_state_history)\b"
    r"|\bset\b[^;]*\b(stock_quantity|reserved_quantity)\s*="
    r"|insert\s+into\s+products\b[^;]*\b(stock_quantity|reserved_quantity)\b",
    re.IGNORECASE | re.DOTALL,
)
COUNTERS = {"stock_quantity", "reserved_quantity"}


def _found(paths: list[Path], pattern: str) -> list[str]:
    rule = re.compile(pattern)
    return [
        f"{name(path)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if rule.search(line) and "tests/architecture" not in name(path)
    ]


@pytest.mark.parametrize(
    ("why", "pattern"),
    [
        ("times without a zone", r"\butcnow\b|\butcfromtimestamp\b"),
        ("errors swallowed with the duplicate", r"(?i)\binsert\s+ignore\b"),
        ("a clock that SET TIMESTAMP does not move", r"(?i)\bsysdate\s*\("),
        ("two round trips and stuck result sets", r"\.callproc\("),
        ("a syntax error on MariaDB", r"with_for_update\([^)]*\bof="),
    ],
)
def test_nobody_writes(why: str, pattern: str) -> None:
    assert _found(EVERYTHING, pattern) == [], why


def test_only_the_procedures_write_stock() -> None:
    """I19 and the one door: counters, holds and ledger change in migrations/sql/procedures alone."""
    wrong = [
        f"{name(path)}:{line}"
        for path in files(*PRODUCT)
        for line, value in strings(path)
        if STOCK_WRITES.search(value)
    ]
    for path in files(*PRODUCT):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Assign):
                targets = [target.attr for target in node.targets if isinstance(target, ast.Attribute)]
                wrong += [f"{name(path)}:{node.lineno}"] * bool(COUNTERS & set(targets))
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "values":
                wrong += [f"{name(path)}:{node.lineno}"] * bool(COUNTERS & {word.arg for word in node.keywords})
    others = [path for path in SQL if PROCEDURES not in path.parents and "triggers" not in path.parts]
    wrong += [name(path) for path in others if STOCK_WRITES.search(path.read_text(encoding="utf-8"))]
    assert wrong == []


def test_money_is_never_a_float() -> None:
    # A receipt takes JSON numbers; the shortest form of a double gives two places back exactly.
    allowed = {"bots/receipts.py"}
    places = [(path, node) for path in files(*PRODUCT) if name(path) not in allowed for node in ast.walk(parsed(path))]
    assert [f"{name(path)}:{getattr(node, 'lineno', 0)}" for path, node in places if _is_float_money(node)] == []


def _is_float_money(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float":
        return any(MONEY.search(ast.unparse(argument)) for argument in node.args)
    if isinstance(node, ast.arg) and node.annotation:
        return bool(MONEY.search(node.arg)) and "float" in ast.unparse(node.annotation)
    return (
        isinstance(node, ast.AnnAssign)
        and bool(MONEY.search(ast.unparse(node.target)))
        and "float" in ast.unparse(node.annotation)
    )


def test_services_leave_the_commit_to_the_edge() -> None:
    inside = [path for path in files("services", "bots") if name(path) != "services/db.py"]
    assert _found(inside, r"\bsession\.(commit|rollback)\(") == []


def test_views_are_read_in_one_place() -> None:
    readers = {name(path) for path in files(*PRODUCT) for _, value in strings(path) if re.search(r"\bvw_\w+", value)}
    assert readers <= {"services/reporting.py"}


def test_the_outside_is_called_through_clients() -> None:
    callers = {
        name(path)
        for path in files(*PRODUCT)
        if re.search(
            r"^\s*(import|from) (requests|httpx|urllib3|smtplib)\b", path.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert {caller for caller in callers if not caller.startswith("services/clients/")} == set()


@pytest.mark.parametrize("path", [p for p in SQL if p.parent.parent.name == "procedures"], ids=lambda p: p.parent.name)
def test_a_procedure_ends_only_transactions_it_opened(path: Path) -> None:
    body = path.read_text(encoding="utf-8")
    code = re.sub(r"(?m)--.*$", "", body)
    if "COMMIT;" not in code:
        assert "START TRANSACTION" not in code
        return
    assert code.count("START TRANSACTION;") == code.count("COMMIT;") == code.count("ROLLBACK;") == 1
    # The sweep is the one that is never part of a caller's transaction, and says so.
    assert "CALL sp_in_transaction(v_inside);" in code or path.parent.name == "sp_sweep_expired_reservations"


@pytest.mark.parametrize("table", ["order_items", "inventory_reservations", "inventory_ledger"])
def test_hot_rows_carry_no_foreign_key_to_products(table: str) -> None:
    assert "REFERENCES products" not in (ROOT / "migrations" / "sql" / "tables" / table / "v1.sql").read_text()


def test_no_file_has_outgrown_its_subject() -> None:
    lengths = {name(path): path.read_text(encoding="utf-8").count("\n") for path in EVERYTHING}
    allowed = {file: MOST_LINES_OF_A_TEST if file.startswith("tests/") else MOST_LINES for file in lengths}
    assert {file: lines for file, lines in lengths.items() if lines > allowed[file]} == {}
