"""/api/products: what is sold, and its stock."""

from __future__ import annotations

from typing import Any

from flask import request
from marshmallow import Schema, fields, validate

from app.api.base import Blueprint, DoneSchema, PageQuery, actor, envelope, filters_of, page, resources, session
from app.cursors import read as read_cursor
from app.preconditions import expected_version
from services import db, product_admin
from services.catalogue_file import SKU_PATTERN, OptionGroupSchema
from services.fields import Exact, Peso, Picture, Text, Whole
from services.models.catalogue import PRODUCT_STATUSES

blueprint = Blueprint(
    "products", __name__, url_prefix="/api/products", description="What is sold, and how much there is of it."
)


class ProductQuery(PageQuery):
    status = fields.String(validate=validate.OneOf(PRODUCT_STATUSES))
    category = fields.String(validate=validate.Length(1, 64), metadata={"description": "slug"})
    low_stock = fields.Boolean(metadata={"description": "true: only what is at or below its threshold"})
    q = fields.String(validate=validate.Length(1, 100), metadata={"description": "a sku, or part of a name"})


class ProductPatch(Schema):
    """Fields that staff may change. Stock counters are not among them."""

    name = Text(150)
    category = Text(100, allow_none=True)
    price = Peso()
    unit = Text(32, allow_none=True)
    description = Text(4000, allow_none=True, least=0)
    low_stock_threshold = Whole(allow_none=True)
    weight_kg = Exact(3)
    status = fields.String(validate=validate.OneOf(PRODUCT_STATUSES))
    aliases = fields.List(Text(100), validate=validate.Length(max=100))
    options = fields.Dict(keys=Text(60), values=fields.Raw(), validate=validate.Length(max=10))
    required = fields.List(Text(60), validate=validate.Length(max=10))
    image_url = Picture(allow_none=True)


class ProductIn(ProductPatch):
    """A new product, or with `variant_of` a new variant."""

    sku = Text(64, required=True, pattern=SKU_PATTERN, hint="must not hold '|'")
    name = Text(150, required=True)
    price = Peso(required=True)
    variant_of = Whole(1)
    stock_quantity = Whole(most=10_000_000, metadata={"description": "opening stock, received through the ledger"})


class ProductSchema(Schema):
    id = fields.Integer()
    sku = fields.String()
    variant_of = fields.Integer(allow_none=True)
    category = fields.String(allow_none=True)
    name = fields.String()
    description = fields.String(allow_none=True)
    unit = fields.String(allow_none=True)
    price = fields.Decimal(places=2)
    currency = fields.String()
    stock_quantity = fields.Integer(metadata={"description": "physical"})
    reserved_quantity = fields.Integer(metadata={"description": "held for orders"})
    available_quantity = fields.Integer()
    low_stock_threshold = fields.Integer(allow_none=True)
    weight_kg = fields.Decimal(places=3)
    status = fields.String()
    options = fields.Dict()
    required = fields.List(fields.String())
    aliases = fields.List(fields.String())
    image_url = fields.String(allow_none=True)
    version = fields.Integer()
    created_at = fields.AwareDateTime()
    updated_at = fields.AwareDateTime()


class ProductDetailSchema(ProductSchema):
    variants = fields.List(fields.Nested(ProductSchema))


class StockChange(Schema):
    delta = Whole(
        -10_000_000,
        10_000_000,
        required=True,
        validate=validate.NoneOf([0], error="must not be 0"),
        metadata={"description": "units added (or taken)"},
    )
    reason = Text(500, required=True)
    cause = fields.String(load_default="adjusted", validate=validate.OneOf(product_admin.STOCK_CAUSES))


class StockSchema(Schema):
    success = fields.Boolean()
    stock_quantity = fields.Integer()
    reserved_quantity = fields.Integer()
    available_quantity = fields.Integer()


def _options_are_well_formed(values: dict[str, Any], *, is_variant: bool) -> dict[str, Any]:
    """Read `options` as the catalogue file does: groups for a product, one value of each for a variant."""
    if "options" not in values:
        return values
    form: fields.Field = Text(60) if is_variant else fields.Nested(OptionGroupSchema)
    loaded = Schema.from_dict({"options": fields.Dict(keys=Text(60), values=form)})().load(
        {"options": values["options"]}
    )["options"]
    if not is_variant:
        loaded = {group: {"kind": option["kind"], "values": option["values_"]} for group, option in loaded.items()}
    return {**values, "options": loaded}


@blueprint.get("")
@blueprint.arguments(ProductQuery, location="query")
@blueprint.response(200, envelope("products", ProductSchema, is_page=True))
def list_products(query: dict[str, Any]) -> dict[str, Any]:
    """List products by id."""
    filters = filters_of(query)
    after = read_cursor(query.get("cursor"), of="products", filters=filters)
    wanted = product_admin.Filters(
        status=query.get("status"), category=query.get("category"), q=query.get("q"), is_low=query.get("low_stock")
    )
    with session() as opened:
        rows = product_admin.find(opened, wanted, after=after[0] if after else None, limit=query["limit"] + 1)
    return page("products", list(rows), query["limit"], lambda row: [row["id"]], filters)


@blueprint.post("")
@blueprint.arguments(ProductIn)
@blueprint.response(201, envelope("product", ProductDetailSchema))
def create_product(values: dict[str, Any]) -> dict[str, Any]:
    """Add a product or a variant."""
    values = _options_are_well_formed(values, is_variant="variant_of" in values)
    who = actor()
    made = db.transact(resources().sessions, lambda opened: product_admin.create(opened, actor=who, values=values))
    return _told(made)


@blueprint.get("/<int:product_id>")
@blueprint.response(200, envelope("product", ProductDetailSchema))
def get_product(product_id: int) -> dict[str, Any]:
    """One product with its variants."""
    return _told(product_id)


@blueprint.patch("/<int:product_id>")
@blueprint.arguments(ProductPatch)
@blueprint.response(200, envelope("product", ProductDetailSchema))
def change_product(values: dict[str, Any], product_id: int) -> dict[str, Any]:
    """Change a product. If-Match with its version refuses the change when somebody else was first."""
    version = expected_version(request)

    def unit(opened: Any) -> None:
        is_variant = product_admin.get(opened, product_id)["variant_of"] is not None
        checked = _options_are_well_formed(values, is_variant=is_variant)
        product_admin.change(opened, product_id, values=checked, expected_version=version)

    db.transact(resources().sessions, unit)
    return _told(product_id)


@blueprint.delete("/<int:product_id>")
@blueprint.response(200, DoneSchema)
def archive_product(product_id: int) -> dict[str, Any]:
    """Take a product off the shelves for good; orders keep what they hold of it."""
    db.transact(resources().sessions, lambda opened: product_admin.archive(opened, product_id))
    return {"success": True, "message": "Product archived"}


@blueprint.post("/<int:product_id>/stock")
@blueprint.arguments(StockChange)
@blueprint.response(200, StockSchema)
def adjust_stock(change: dict[str, Any], product_id: int) -> dict[str, Any]:
    """Change physical stock through the ledger; never below what is held for orders."""
    who = actor()
    counters = db.transact(
        resources().sessions, lambda opened: product_admin.adjust_stock(opened, product_id, actor=who, **change)
    )
    return {"success": True, **counters}


def _told(product_id: int) -> dict[str, Any]:
    with session() as opened:
        return {"success": True, "product": product_admin.get(opened, product_id)}
