"""/api/shipping-zones: where parcels go and for how much."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from app.api.base import Blueprint, envelope, resources, session
from app.errors import Invalid
from services import catalogue_file, db, zone_admin
from services.fields import Flag, Peso, Text, Whole

blueprint = Blueprint(
    "shipping-zones", __name__, url_prefix="/api/shipping-zones", description="Where parcels go, and what that costs."
)


class ZoneIn(catalogue_file.ZoneSchema):
    """A new zone. A province belongs to one zone: naming it here moves it."""


class ZonePatch(Schema):
    name = Text(100)
    provinces = fields.List(Text(100), validate=validate.Length(min=1, max=200))
    fee = Peso()
    per_kg = Peso()
    free_above = Peso(allow_none=True)
    eta_days_min = Whole(most=365, allow_none=True)
    eta_days_max = Whole(most=365, allow_none=True)
    is_active = Flag()


class ZoneSchema(Schema):
    id = fields.Integer()
    name = fields.String()
    provinces = fields.List(fields.String())
    fee = fields.Decimal(places=2, metadata={"description": "for the first kilogram"})
    per_kg = fields.Decimal(places=2, metadata={"description": "for each further kilogram begun"})
    free_above = fields.Decimal(places=2, allow_none=True)
    eta_days_min = fields.Integer(allow_none=True)
    eta_days_max = fields.Integer(allow_none=True)
    is_active = fields.Boolean()


class ZoneListSchema(Schema):
    success = fields.Boolean()
    shipping_zones = fields.List(fields.Nested(ZoneSchema))


@blueprint.get("")
@blueprint.response(200, ZoneListSchema)
def list_zones() -> dict[str, Any]:
    """List all zones with their provinces."""
    with session() as opened:
        return {"success": True, "shipping_zones": zone_admin.find(opened)}


@blueprint.post("")
@blueprint.arguments(ZoneIn)
@blueprint.response(201, envelope("shipping_zone", ZoneSchema))
def create_zone(values: dict[str, Any]) -> dict[str, Any]:
    """Add a zone."""
    return _told(_checked(lambda opened: zone_admin.create(opened, values=values)))


@blueprint.get("/<int:zone_id>")
@blueprint.response(200, envelope("shipping_zone", ZoneSchema))
def get_zone(zone_id: int) -> dict[str, Any]:
    """One zone."""
    return _told(zone_id)


@blueprint.patch("/<int:zone_id>")
@blueprint.arguments(ZonePatch)
@blueprint.response(200, envelope("shipping_zone", ZoneSchema))
def change_zone(values: dict[str, Any], zone_id: int) -> dict[str, Any]:
    """Change a zone; orders keep the fee they were placed with."""
    _checked(lambda opened: zone_admin.change(opened, zone_id, values=values))
    return _told(zone_id)


def _checked(unit: Any) -> Any:
    try:
        return db.transact(resources().sessions, unit)
    except catalogue_file.CatalogueRefused as error:
        faults = [
            {"field": fault.field, "message": fault.message, "code": fault.code.upper()} for fault in error.faults
        ]
        raise Invalid(faults) from error


def _told(zone_id: int) -> dict[str, Any]:
    with session() as opened:
        return {"success": True, "shipping_zone": zone_admin.get(opened, zone_id)}
