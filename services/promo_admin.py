"""Promo codes as staff list and change them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services import catalogue_loader, db, staff_rows
from services.models import Product, Promo, PromoProduct


def find(
    session: Session, *, is_active: bool | None = None, after: int | None = None, limit: int
) -> list[staff_rows.Row]:
    """Promos by id, beginning after one, each with the skus it is limited to."""
    query = select(*staff_rows.columns(Promo)).order_by(Promo.id).limit(limit)
    if is_active is not None:
        query = query.where(Promo.is_active == is_active)
    rows = staff_rows.read(session, query.where(Promo.id > after) if after is not None else query)
    pairs = session.execute(
        select(PromoProduct.promo_id, Product.sku)
        .join(Product, Product.id == PromoProduct.product_id)
        .where(PromoProduct.promo_id.in_([row["id"] for row in rows]))
        .order_by(Product.id)
    ).all()
    for row in rows:
        row["skus"] = [sku for promo_id, sku in pairs if promo_id == row["id"]]
    return rows


def get(session: Session, promo_id: int) -> staff_rows.Row:
    """One promo. Raises NotFound."""
    rows = find(session, after=promo_id - 1, limit=1)
    if not rows or rows[0]["id"] != promo_id:
        raise staff_rows.NotFound("promo", promo_id)
    return rows[0]


def create(session: Session, *, values: Mapping[str, Any]) -> int:
    """Add a promo. Raises Taken, CatalogueRefused for an unknown sku."""
    promo = Promo(**{key: value for key, value in values.items() if key != "skus"})
    session.add(promo)
    try:
        session.flush()
    except IntegrityError as error:
        if db.is_duplicate(error, "uq_promos_code"):
            raise staff_rows.Taken(f"The code {values['code']}") from None
        raise
    catalogue_loader.set_promo_products(session, promo.id, values.get("skus", ()))
    return promo.id


def change(session: Session, promo_id: int, *, values: Mapping[str, Any]) -> None:
    """Change a promo; a limit below what is used already is refused. Raises NotFound, InUse."""
    promo = session.scalar(select(Promo).where(Promo.id == promo_id).with_for_update())
    if promo is None:
        raise staff_rows.NotFound("promo", promo_id)
    limit = values.get("usage_limit")
    if limit is not None and limit < promo.used_count:
        raise staff_rows.InUse(f"{promo.used_count} orders hold this promo already")
    staff_rows.change(session, promo, {key: value for key, value in values.items() if key != "skus"})
    if "skus" in values:
        catalogue_loader.set_promo_products(session, promo_id, values["skus"])
