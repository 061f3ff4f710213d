"""Shipping zones as staff list and change them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services import catalogue_loader, db, staff_rows
from services.models import ShippingZone, ShippingZoneProvince


def find(session: Session) -> list[staff_rows.Row]:
    """All zones with their provinces; there are few."""
    rows = staff_rows.read(session, select(*staff_rows.columns(ShippingZone)).order_by(ShippingZone.id))
    pairs = session.execute(
        select(ShippingZoneProvince.zone_id, ShippingZoneProvince.province).order_by("province")
    ).all()
    for row in rows:
        row["provinces"] = [province for zone_id, province in pairs if zone_id == row["id"]]
    return rows


def get(session: Session, zone_id: int) -> staff_rows.Row:
    """One zone. Raises NotFound."""
    for row in find(session):
        if row["id"] == zone_id:
            return row
    raise staff_rows.NotFound("shipping zone", zone_id)


def create(session: Session, *, values: Mapping[str, Any]) -> int:
    """Add a zone; provinces it names move to it. Raises Taken."""
    zone = ShippingZone(**{key: value for key, value in values.items() if key != "provinces"})
    session.add(zone)
    try:
        session.flush()
    except IntegrityError as error:
        if db.is_duplicate(error, "uq_shipping_zones_name"):
            raise staff_rows.Taken(f"The name {values['name']}") from None
        raise
    catalogue_loader.set_provinces(session, zone.id, values["provinces"])
    return zone.id


def change(session: Session, zone_id: int, *, values: Mapping[str, Any]) -> None:
    """Change a zone; orders keep the fee they were placed with. Raises NotFound, Taken."""
    zone = session.scalar(select(ShippingZone).where(ShippingZone.id == zone_id).with_for_update())
    if zone is None:
        raise staff_rows.NotFound("shipping zone", zone_id)
    try:
        staff_rows.change(session, zone, {key: value for key, value in values.items() if key != "provinces"})
    except IntegrityError as error:
        if db.is_duplicate(error, "uq_shipping_zones_name"):
            raise staff_rows.Taken(f"The name {values['name']}") from None
        raise
    if "provinces" in values:
        catalogue_loader.set_provinces(session, zone_id, values["provinces"])
