"""/api/promos: promo codes."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from app.api.base import Blueprint, PageQuery, envelope, filters_of, page, resources, session
from app.cursors import read as read_cursor
from app.errors import Invalid
from services import catalogue_file, db, promo_admin
from services.fields import Flag, Moment, Peso, Text, Whole

blueprint = Blueprint("promos", __name__, url_prefix="/api/promos", description="Promo codes and their limits.")


class PromoQuery(PageQuery):
    active = fields.Boolean()


class PromoIn(catalogue_file.PromoSchema):
    """A new promo; without `skus` it covers everything."""


class PromoPatch(Schema):
    """Code and type stay what they were when customers were told of them."""

    value = Peso()
    min_purchase_amount = Peso()
    max_discount_amount = Peso(allow_none=True)
    usage_limit = Whole(1, allow_none=True)
    per_customer_limit = Whole(1, allow_none=True)
    starts_at = Moment(allow_none=True)
    ends_at = Moment(allow_none=True)
    is_active = Flag()
    skus = fields.List(Text(64), validate=validate.Length(max=1000))


class PromoSchema(Schema):
    id = fields.Integer()
    code = fields.String()
    type = fields.String()
    value = fields.Decimal(places=2)
    min_purchase_amount = fields.Decimal(places=2)
    max_discount_amount = fields.Decimal(places=2, allow_none=True)
    usage_limit = fields.Integer(allow_none=True)
    per_customer_limit = fields.Integer(allow_none=True)
    used_count = fields.Integer()
    starts_at = fields.AwareDateTime(allow_none=True)
    ends_at = fields.AwareDateTime(allow_none=True)
    is_active = fields.Boolean()
    skus = fields.List(fields.String())


@blueprint.get("")
@blueprint.arguments(PromoQuery, location="query")
@blueprint.response(200, envelope("promos", PromoSchema, is_page=True))
def list_promos(query: dict[str, Any]) -> dict[str, Any]:
    """List promos by id."""
    filters = filters_of(query)
    after = read_cursor(query.get("cursor"), of="promos", filters=filters)
    with session() as opened:
        rows = promo_admin.find(
            opened, is_active=query.get("active"), after=after[0] if after else None, limit=query["limit"] + 1
        )
    return page("promos", rows, query["limit"], lambda row: [row["id"]], filters)


@blueprint.post("")
@blueprint.arguments(PromoIn)
@blueprint.response(201, envelope("promo", PromoSchema))
def create_promo(values: dict[str, Any]) -> dict[str, Any]:
    """Add a promo."""
    return _told(_checked(lambda opened: promo_admin.create(opened, values=values)))


@blueprint.get("/<int:promo_id>")
@blueprint.response(200, envelope("promo", PromoSchema))
def get_promo(promo_id: int) -> dict[str, Any]:
    """One promo."""
    return _told(promo_id)


@blueprint.patch("/<int:promo_id>")
@blueprint.arguments(PromoPatch)
@blueprint.response(200, envelope("promo", PromoSchema))
def change_promo(values: dict[str, Any], promo_id: int) -> dict[str, Any]:
    """Change a promo's limits, dates or products, or switch it off."""
    _checked(lambda opened: promo_admin.change(opened, promo_id, values=values))
    return _told(promo_id)


def _checked(unit: Any) -> Any:
    try:
        return db.transact(resources().sessions, unit)
    except catalogue_file.CatalogueRefused as error:
        faults = [
            {"field": fault.field, "message": fault.message, "code": fault.code.upper()} for fault in error.faults
        ]
        raise Invalid(faults) from error


def _told(promo_id: int) -> dict[str, Any]:
    with session() as opened:
        return {"success": True, "promo": promo_admin.get(opened, promo_id)}
