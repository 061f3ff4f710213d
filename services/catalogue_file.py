"""The catalogue file: its form, and what is wrong with one, row by row. See docs/CATALOGUE.md."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.errors import ServiceError
from services.fields import Exact, Flag, Moment, Peso, Picture, Text, Whole, flatten
from services.models.catalogue import PRODUCT_STATUSES, PROMO_TYPES
from services.models.customers import LANGUAGES
from services.shipping import province_key

OPTION_KINDS = ("choice", "addon", "ingredient", "topping")
# A '|' would end the argument of a button's payload.
SKU_PATTERN = r"[^|\s][^|]{0,63}"
MAX_VARIANTS = 100


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a file: where (such as 'products[3] (sku A04)'), which field, and what."""

    row: str
    field: str
    message: str
    code: str = "invalid"

    def __str__(self) -> str:
        return f"{self.row}: {self.field}: {self.message}" if self.field else f"{self.row}: {self.message}"


class CatalogueRefused(ServiceError):
    """The file has faults; nothing of it was loaded."""

    code = "catalogue_refused"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__(f"{len(self.faults)} fault(s) in the catalogue")


@dataclass(frozen=True)
class ProductRow:
    """A row of the products table to be: `values` holds only the columns the file gives."""

    sku: str
    values: Mapping[str, Any]
    parent_sku: str | None = None
    category: str | None = None
    stock_quantity: int | None = None
    is_parent: bool = False


@dataclass(frozen=True)
class ZoneRow:
    """A shipping zone and the provinces it covers."""

    name: str
    provinces: tuple[str, ...]
    values: Mapping[str, Any]


@dataclass(frozen=True)
class PromoRow:
    """A promo; without skus it covers everything."""

    code: str
    values: Mapping[str, Any]
    skus: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Catalogue:
    """All that one file says, checked and ready to load."""

    products: list[ProductRow] = field(default_factory=list)
    zones: list[ZoneRow] = field(default_factory=list)
    promos: list[PromoRow] = field(default_factory=list)
    customers: Sequence[Mapping[str, Any]] = field(default_factory=list)


class OptionGroupSchema(Schema):
    """`values`: value -> ways of saying it; `extra` adds pesos for a value."""

    kind = fields.String(required=True, validate=validate.OneOf(OPTION_KINDS))
    values_ = fields.Dict(
        keys=Text(60),
        values=fields.List(Text(100)),
        required=True,
        data_key="values",
        validate=validate.Length(min=1, max=100),
    )


class _Sellable(Schema):
    sku = Text(64, required=True, pattern=SKU_PATTERN, hint="must not hold '|'")
    stock_quantity = Whole(most=10_000_000)
    low_stock_threshold = Whole(allow_none=True)
    weight_kg = Exact(3, most=Decimal("99999.999"))
    image_url = Picture(allow_none=True)
    status = fields.String(validate=validate.OneOf(PRODUCT_STATUSES))


class VariantSchema(_Sellable):
    options = fields.Dict(keys=Text(60), values=Text(60), required=True, validate=validate.Length(min=1, max=10))
    name = Text(150)
    price = Peso()


class ProductSchema(_Sellable):
    name = Text(150, required=True)
    category = Text(100, allow_none=True)
    price = Peso(required=True)
    unit = Text(32, allow_none=True)
    description = Text(4000, allow_none=True, least=0)
    aliases = fields.List(Text(100), validate=validate.Length(max=100))
    options = fields.Dict(keys=Text(60), values=fields.Nested(OptionGroupSchema), validate=validate.Length(max=10))
    required = fields.List(Text(60), validate=validate.Length(max=10))
    variants = fields.List(fields.Nested(VariantSchema), validate=validate.Length(max=MAX_VARIANTS))

    @validates_schema
    def _check_options(self, data: Mapping[str, Any], **_more: Any) -> None:
        groups = data.get("options", {})
        if unknown := [name for name in data.get("required", []) if name not in groups]:
            raise ValidationError(f"names no option group: {', '.join(unknown)}", "required")
        if data.get("variants") and data.get("stock_quantity"):
            raise ValidationError("a product with variants has no stock of its own", "stock_quantity")
        seen: set[tuple[tuple[str, str], ...]] = set()
        for variant in data.get("variants", []):
            for group, value in variant["options"].items():
                if group not in groups or value not in groups[group]["values_"]:
                    raise ValidationError(f"{variant['sku']}: no option {group}: {value}", "variants")
            key = tuple(sorted(variant["options"].items()))
            if key in seen:
                raise ValidationError(f"{variant['sku']}: these options are taken by another variant", "variants")
            seen.add(key)


class ZoneSchema(Schema):
    name = Text(100, required=True)
    provinces = fields.List(Text(100), required=True, validate=validate.Length(min=1, max=200))
    fee = Peso(required=True)
    per_kg = Peso()
    free_above = Peso(allow_none=True)
    eta_days_min = Whole(most=365, allow_none=True)
    eta_days_max = Whole(most=365, allow_none=True)
    is_active = Flag()


class PromoSchema(Schema):
    code = Text(40, required=True, pattern=r"[A-Z0-9][A-Z0-9_-]*", hint="must be capital letters, digits, - and _")
    type = fields.String(required=True, validate=validate.OneOf(PROMO_TYPES))
    value = Peso()
    min_purchase_amount = Peso()
    max_discount_amount = Peso(allow_none=True)
    usage_limit = Whole(1, allow_none=True)
    per_customer_limit = Whole(1, allow_none=True)
    starts_at = Moment(allow_none=True)
    ends_at = Moment(allow_none=True)
    is_active = Flag()
    skus = fields.List(Text(64), validate=validate.Length(max=1000))

    @validates_schema
    def _check_value(self, data: Mapping[str, Any], **_more: Any) -> None:
        value = data.get("value")
        if data.get("type") == "percentage" and not (value and value <= 100):
            raise ValidationError("must be above 0 and at most 100 for a percentage", "value")
        if data.get("type") == "fixed" and not value:
            raise ValidationError("must be above 0 for a fixed discount", "value")
        start, end = data.get("starts_at"), data.get("ends_at")
        if isinstance(start, datetime) and isinstance(end, datetime) and start >= end:
            raise ValidationError("must be after starts_at", "ends_at")


class CustomerSchema(Schema):
    messenger_id = Text(64, required=True, pattern=r"[0-9A-Za-z_-]+", hint="must be letters and digits")
    facebook_name = Text(150, allow_none=True)
    phone = Text(32, allow_none=True)
    email = Text(254, allow_none=True)
    language = fields.String(validate=validate.OneOf(LANGUAGES))


SECTIONS: Mapping[str, tuple[type[Schema], str]] = {
    "products": (ProductSchema, "sku"),
    "shipping_zones": (ZoneSchema, "name"),
    "promos": (PromoSchema, "code"),
    "customers": (CustomerSchema, "messenger_id"),
}
_HEADER = ("name", "currency")


def parse(raw: bytes) -> Catalogue:
    """Read a catalogue file. Raises CatalogueRefused with every fault found in it."""
    document = _document(raw)
    faults = [
        Fault("file", key, "unknown key", "unknown_key")
        for key in document
        if key not in SECTIONS and key not in _HEADER
    ]
    if document.get("currency", "PHP") != "PHP":
        faults.append(Fault("file", "currency", "must be PHP"))
    loaded: dict[str, list[dict[str, Any]]] = {}
    for section, (schema, key) in SECTIONS.items():
        loaded[section], found = _load(section, document.get(section, []), schema(), key)
        faults.extend(found)
    faults.extend(_repeats(loaded))
    if faults:
        raise CatalogueRefused(faults)
    return Catalogue(
        products=[row for product in loaded["products"] for row in product_rows(product)],
        zones=[_zone(zone) for zone in loaded["shipping_zones"]],
        promos=[_promo(promo) for promo in loaded["promos"]],
        customers=loaded["customers"],
    )


def _document(raw: bytes) -> dict[str, Any]:
    try:
        document = json.loads(raw.decode("utf-8-sig"), parse_float=Decimal, object_pairs_hook=_unrepeated)
    except UnicodeDecodeError:
        raise CatalogueRefused([Fault("file", "", "is not UTF-8 text")]) from None
    except (ValueError, RecursionError) as error:
        raise CatalogueRefused([Fault("file", "", f"is not JSON: {error}"[:300])]) from None
    if not isinstance(document, dict):
        raise CatalogueRefused(
            [Fault("file", "", "must be an object with products, shipping_zones, promos, customers")]
        )
    return document


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _load(section: str, rows: Any, schema: Schema, key: str) -> tuple[list[dict[str, Any]], list[Fault]]:
    if not isinstance(rows, list):
        return [], [Fault(section, "", "must be a list")]
    loaded: list[dict[str, Any]] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows):
        named = f" ({key} {row[key]})" if isinstance(row, dict) and isinstance(row.get(key), str) else ""
        try:
            loaded.append(schema.load(row))
        except ValidationError as error:
            faults.extend(Fault(f"{section}[{number}]{named}", *pair) for pair in flatten(error.messages))
    return loaded, faults


def _repeats(loaded: Mapping[str, list[dict[str, Any]]]) -> list[Fault]:
    """What may stand only once: skus (of variants too), zone names, codes, ids."""
    keys = {section: [row[key] for row in loaded[section]] for section, (_, key) in SECTIONS.items()}
    keys["products"] += [variant["sku"] for product in loaded["products"] for variant in product.get("variants", [])]
    faults = []
    for section, (_, key) in SECTIONS.items():
        seen: set[str] = set()
        for value in keys[section]:
            if value in seen:
                faults.append(Fault(section, key, f"{value} stands twice", "repeated"))
            seen.add(value)
    homes: dict[str, str] = {}
    for zone in loaded["shipping_zones"]:
        for province in zone["provinces"]:
            if other := homes.get(province_key(province)):
                message = f"{province} stands in {other} already"
                faults.append(Fault(f"shipping_zones (name {zone['name']})", "provinces", message, "repeated"))
            homes[province_key(province)] = zone["name"]
    return faults


def product_rows(product: Mapping[str, Any]) -> list[ProductRow]:
    """A product as the rows it becomes: its own, and one for each variant."""
    values = {
        key: value for key, value in product.items() if key not in {"sku", "category", "stock_quantity", "variants"}
    }
    if "options" in values:
        values["options"] = {
            group: {"kind": option["kind"], "values": option["values_"]} for group, option in values["options"].items()
        }
    variants = product.get("variants", [])
    if variants:
        values["low_stock_threshold"] = None
    rows = [
        ProductRow(
            sku=product["sku"],
            values=values,
            category=product.get("category"),
            stock_quantity=None if variants else product.get("stock_quantity", 0),
            is_parent=bool(variants),
        )
    ]
    return rows + [_variant(product, variant) for variant in variants]


def _variant(product: Mapping[str, Any], variant: Mapping[str, Any]) -> ProductRow:
    chosen = ", ".join(variant["options"].values())
    shared = ("price", "unit", "weight_kg", "low_stock_threshold", "image_url")
    inherited = {key: product[key] for key in shared if key in product}
    own = {key: value for key, value in variant.items() if key not in {"sku", "stock_quantity"}}
    return ProductRow(
        sku=variant["sku"],
        values={"name": f"{product['name']} ({chosen})"[:150], **inherited, **own},
        parent_sku=product["sku"],
        category=product.get("category"),
        stock_quantity=variant.get("stock_quantity", 0),
    )


def _zone(zone: Mapping[str, Any]) -> ZoneRow:
    values = {key: value for key, value in zone.items() if key not in {"name", "provinces"}}
    return ZoneRow(name=zone["name"], provinces=tuple(zone["provinces"]), values=values)


def _promo(promo: Mapping[str, Any]) -> PromoRow:
    values = {key: value for key, value in promo.items() if key not in {"code", "skus"}}
    skus = tuple(promo["skus"]) if "skus" in promo else None
    return PromoRow(code=promo["code"], values=values, skus=skus)
