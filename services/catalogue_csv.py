"""A catalogue as CSV: read row by row, every fault with its line and column, loaded whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema
from sqlalchemy import select
from sqlalchemy.orm import Session

from services import catalogue_loader, db
from services.catalogue_file import CatalogueRefused, Fault, ProductRow, ProductSchema
from services.catalogue_loader import Counts
from services.fields import Text, flatten
from services.models import Product

MAX_FAULTS = 200
LIST_SEPARATOR = "|"
Progress = Callable[[int], object]


class RowSchema(ProductSchema):
    """One line; `aliases` and a variant's `options` are lists parted by '|' ('size=M|colour=red')."""

    class Meta:
        exclude = ("variants", "required")

    variant_of = Text(64)
    options = fields.Dict(keys=Text(60), values=Text(60), validate=validate.Length(max=10))

    @validates_schema
    def _check_options(self, data: Mapping[str, Any], **_more: Any) -> None:
        if data.get("variant_of") and not data.get("options"):
            raise ValidationError("a variant needs its options, such as size=M", "options")
        if data.get("options") and not data.get("variant_of"):
            raise ValidationError("are for variants: name the product in variant_of", "options")


COLUMNS = (
    "sku",
    "name",
    "category",
    "price",
    "stock_quantity",
    "low_stock_threshold",
    "weight_kg",
    "unit",
    "description",
    "aliases",
    "image_url",
    "status",
    "variant_of",
    "options",
)
REQUIRED = ("sku", "name", "price")
_NUMBERS = {"price": Decimal, "weight_kg": Decimal, "stock_quantity": int, "low_stock_threshold": int}


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do."""

    rows: int
    counts: Counts
    stock_changes: int
    is_dry_run: bool


class _DryRun(Exception):
    """Ends a dry run's transaction without a commit, carrying what it found."""

    def __init__(self, report: ImportReport) -> None:
        self.report = report


def import_products(
    sessions: db.Sessions,
    path: Path,
    *,
    dry_run: bool = False,
    set_stock: bool = False,
    progress: Progress = lambda done: None,
) -> ImportReport:
    """Load a CSV file of products in one transaction. A dry run does the same work and takes it back.

    Raises CatalogueRefused with the faults found (the first 200), with nothing changed.
    """
    rows = check(path)

    def unit(session: Session) -> ImportReport:
        _check_parents(session, path)
        _, counts, stock = catalogue_loader.load_products(session, read(path), set_stock=set_stock, progress=progress)
        report = ImportReport(rows, counts, stock, dry_run)
        if dry_run:
            raise _DryRun(report)
        return report

    try:
        return db.transact(sessions, unit)
    except _DryRun as dry:
        return dry.report


def check(path: Path) -> int:
    """Look at every line without touching the database; returns how many rows there are. Raises CatalogueRefused."""
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    count = 0
    for line, row in _lines(path):
        count += 1
        if isinstance(row, ProductRow):
            if row.sku in seen:
                faults.append(
                    Fault(f"line {line}", "sku", f"{row.sku} stands on line {seen[row.sku]} already", "repeated")
                )
            seen.setdefault(row.sku, line)
        else:
            faults.extend(row)
        if len(faults) >= MAX_FAULTS:
            break
    if faults:
        raise CatalogueRefused(faults[:MAX_FAULTS])
    return count


def read(path: Path) -> Iterator[ProductRow]:
    """The rows of a checked file, one at a time."""
    for _, row in _lines(path):
        if isinstance(row, ProductRow):
            yield row


def _check_parents(session: Session, path: Path) -> None:
    """Every variant_of must name a product of the file (further up) or of the shop."""
    so_far: set[str] = set()
    asked: dict[str, int] = {}
    for line, row in _lines(path):
        if not isinstance(row, ProductRow):
            continue
        if row.parent_sku and row.parent_sku not in so_far:
            asked.setdefault(row.parent_sku, line)
        so_far.add(row.sku)
    known = set(session.scalars(select(Product.sku).where(Product.sku.in_(asked), Product.variant_of.is_(None))))
    faults = [
        Fault(f"line {line}", "variant_of", f"there is no product {sku} above this line or in the shop", "unknown_sku")
        for sku, line in asked.items()
        if sku not in known
    ]
    if faults:
        raise CatalogueRefused(faults[:MAX_FAULTS])


def _lines(path: Path) -> Iterator[tuple[int, ProductRow | list[Fault]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            _check_header(reader.fieldnames or [])
            schema = RowSchema()
            for cells in reader:
                yield reader.line_num, _row(reader.line_num, cells, schema)
    except UnicodeDecodeError:
        raise CatalogueRefused([Fault("file", "", "is not UTF-8 text; save it as CSV UTF-8")]) from None
    except csv.Error as error:
        raise CatalogueRefused([Fault("file", "", f"is not CSV: {error}")]) from None
    except OSError as error:
        raise CatalogueRefused([Fault("file", "", f"cannot be read: {error.strerror}")]) from None


def _check_header(names: Any) -> None:
    faults = [Fault("line 1", name, "unknown column", "unknown_column") for name in names if name not in COLUMNS]
    faults += [Fault("line 1", name, "column missing", "missing_column") for name in REQUIRED if name not in names]
    faults += [
        Fault("line 1", name, "column stands twice", "repeated") for name in set(names) if list(names).count(name) > 1
    ]
    if faults:
        raise CatalogueRefused(faults)


def _row(line: int, cells: Mapping[str | None, Any], schema: RowSchema) -> ProductRow | list[Fault]:
    if None in cells:
        return [Fault(f"line {line}", "", "has more cells than there are columns", "too_many_cells")]
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, raw in cells.items():
        if raw is None or not raw.strip() or name is None:
            continue
        try:
            values[name] = _value(name, raw.strip())
        except ValueError as error:
            faults.append(Fault(f"line {line}", name, str(error)))
    try:
        # What could not be read is left out here, so that the rest of the line is looked at too.
        loaded = schema.load(values, partial=tuple(fault.field for fault in faults))
    except ValidationError as error:
        return faults + [Fault(f"line {line}", *pair) for pair in flatten(error.messages)]
    return faults or _product(loaded)


def _value(name: str, raw: str) -> Any:
    if name in _NUMBERS:
        try:
            return _NUMBERS[name](raw)
        except (ValueError, InvalidOperation):
            raise ValueError("must be a number" if _NUMBERS[name] is Decimal else "must be a whole number") from None
    if name == "aliases":
        return [part.strip() for part in raw.split(LIST_SEPARATOR) if part.strip()]
    if name == "options":
        pairs = [part.partition("=") for part in raw.split(LIST_SEPARATOR)]
        if any(not separator for _, separator, _ in pairs):
            raise ValueError("must look like size=M|colour=red")
        return {group.strip(): value.strip() for group, _, value in pairs}
    return raw


def _product(loaded: Mapping[str, Any]) -> ProductRow:
    apart = {"sku", "category", "stock_quantity", "variant_of"}
    return ProductRow(
        sku=loaded["sku"],
        values={key: value for key, value in loaded.items() if key not in apart},
        parent_sku=loaded.get("variant_of"),
        category=loaded.get("category"),
        stock_quantity=loaded.get("stock_quantity", 0),
    )
