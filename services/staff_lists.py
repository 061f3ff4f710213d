"""Promos, shipping zones, customers and alerts as staff list and change them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services import catalogue_loader, db
from services.errors import ServiceError
from services.models import AdminNotification, Product, Promo, PromoProduct, ShippingZone, ShippingZoneProvince, User

Row = dict[str, Any]


class NotFound(ServiceError):
    """There is no such row."""

    code = "not_found"

    def __init__(self, kind: str, id_: int) -> None:
        super().__init__(f"There is no {kind} {id_}")


class Taken(ServiceError):
    """Another row has this name, code or id."""

    code = "already_exists"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is taken")


class InUse(ServiceError):
    """It has been used and can be switched off, not removed."""

    code = "in_use"


def _rows(session: Session, query: Select[Any]) -> list[Row]:
    return [dict(row) for row in session.execute(query).mappings()]


def _columns(model: Any, *left_out: str) -> list[Any]:
    return [column for column in model.__table__.columns if column.name not in left_out]


def _changed(session: Session, row: Any, values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        setattr(row, key, value)
    if session.is_modified(row):
        row.updated_at = func.utc_timestamp(6)
    session.flush()


# --- promos


def find_promos(session: Session, *, is_active: bool | None = None, after: int | None = None, limit: int) -> list[Row]:
    """Promos by id, beginning after one, each with the skus it is limited to."""
    query = select(*_columns(Promo)).order_by(Promo.id).limit(limit)
    if is_active is not None:
        query = query.where(Promo.is_active == is_active)
    rows = _rows(session, query.where(Promo.id > after) if after is not None else query)
    pairs = session.execute(
        select(PromoProduct.promo_id, Product.sku)
        .join(Product, Product.id == PromoProduct.product_id)
        .where(PromoProduct.promo_id.in_([row["id"] for row in rows]))
        .order_by(Product.id)
    ).all()
    for row in rows:
        row["skus"] = [sku for promo_id, sku in pairs if promo_id == row["id"]]
    return rows


def get_promo(session: Session, promo_id: int) -> Row:
    """One promo. Raises NotFound."""
    rows = find_promos(session, after=promo_id - 1, limit=1)
    if not rows or rows[0]["id"] != promo_id:
        raise NotFound("promo", promo_id)
    return rows[0]


def create_promo(session: Session, *, values: Mapping[str, Any]) -> int:
    """Add a promo. Raises Taken, CatalogueRefused for an unknown sku."""
    promo = Promo(**{key: value for key, value in values.items() if key != "skus"})
    session.add(promo)
    try:
        session.flush()
    except IntegrityError as error:
        if db.is_duplicate(error, "uq_promos_code"):
            raise Taken(f"The code {values['code']}") from None
        raise
    catalogue_loader.set_promo_products(session, promo.id, values.get("skus", ()))
    return promo.id


def change_promo(session: Session, promo_id: int, *, values: Mapping[str, Any]) -> None:
    """Change a promo; a limit below what is used already is refused. Raises NotFound, InUse."""
    promo = session.scalar(select(Promo).where(Promo.id == promo_id).with_for_update())
    if promo is None:
        raise NotFound("promo", promo_id)
    limit = values.get("usage_limit")
    if limit is not None and limit < promo.used_count:
        raise InUse(f"{promo.used_count} orders hold this promo already")
    _changed(session, promo, {key: value for key, value in values.items() if key != "skus"})
    if "skus" in values:
        catalogue_loader.set_promo_products(session, promo_id, values["skus"])


# --- shipping zones


def find_zones(session: Session) -> list[Row]:
    """All zones with their provinces; there are few."""
    rows = _rows(session, select(*_columns(ShippingZone)).order_by(ShippingZone.id))
    pairs = session.execute(
        select(ShippingZoneProvince.zone_id, ShippingZoneProvince.province).order_by("province")
    ).all()
    for row in rows:
        row["provinces"] = [province for zone_id, province in pairs if zone_id == row["id"]]
    return rows


def get_zone(session: Session, zone_id: int) -> Row:
    """One zone. Raises NotFound."""
    for row in find_zones(session):
        if row["id"] == zone_id:
            return row
    raise NotFound("shipping zone", zone_id)


def create_zone(session: Session, *, values: Mapping[str, Any]) -> int:
    """Add a zone; provinces it names move to it. Raises Taken."""
    zone = ShippingZone(**{key: value for key, value in values.items() if key != "provinces"})
    session.add(zone)
    try:
        session.flush()
    except IntegrityError as error:
        if db.is_duplicate(error, "uq_shipping_zones_name"):
            raise Taken(f"The name {values['name']}") from None
        raise
    catalogue_loader.set_provinces(session, zone.id, values["provinces"])
    return zone.id


def change_zone(session: Session, zone_id: int, *, values: Mapping[str, Any]) -> None:
    """Change a zone; orders keep the fee they were placed with. Raises NotFound, Taken."""
    zone = session.scalar(select(ShippingZone).where(ShippingZone.id == zone_id).with_for_update())
    if zone is None:
        raise NotFound("shipping zone", zone_id)
    try:
        _changed(session, zone, {key: value for key, value in values.items() if key != "provinces"})
    except IntegrityError as error:
        if db.is_duplicate(error, "uq_shipping_zones_name"):
            raise Taken(f"The name {values['name']}") from None
        raise
    if "provinces" in values:
        catalogue_loader.set_provinces(session, zone_id, values["provinces"])


# --- customers


def find_customers(
    session: Session, *, account_status: str | None = None, q: str | None = None, before: int | None = None, limit: int
) -> list[Row]:
    """Customers, newest first, beginning before an id; `q` is a phone, a messenger id or the beginning of a name."""
    query = select(*_columns(User)).order_by(User.id.desc()).limit(limit)
    if before is not None:
        query = query.where(User.id < before)
    if account_status is not None:
        query = query.where(User.account_status == account_status)
    if q is not None:
        words = q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        query = query.where(or_(User.phone == q, User.facebook_name.like(f"{words}%"), _is_messenger_id(q)))
    return _rows(session, query)


def _is_messenger_id(q: str) -> Any:
    # The column is ASCII; comparing it with other characters is an error of the server's.
    return User.messenger_id == (q if q.isascii() else "")


def get_customer(session: Session, user_id: int) -> Row:
    """One customer. Raises NotFound."""
    rows = _rows(session, select(*_columns(User)).where(User.id == user_id))
    if not rows:
        raise NotFound("customer", user_id)
    return rows[0]


def create_customer(session: Session, *, values: Mapping[str, Any]) -> int:
    """Add a customer. Raises Taken for a known messenger id."""
    user = User(**values)
    session.add(user)
    try:
        session.flush()
    except IntegrityError as error:
        if db.is_duplicate(error, "uq_users_messenger_id"):
            raise Taken(f"The messenger id {values['messenger_id']}") from None
        raise
    return user.id


def change_customer(session: Session, user_id: int, *, values: Mapping[str, Any]) -> None:
    """Change a customer. Raises NotFound; an erased customer stays erased (InUse)."""
    user = session.scalar(select(User).where(User.id == user_id).with_for_update())
    if user is None:
        raise NotFound("customer", user_id)
    if user.account_status == "erased":
        raise InUse("An erased customer cannot be changed")
    _changed(session, user, values)


# --- alerts and tasks


def find_alerts(
    session: Session,
    *,
    is_read: bool | None = None,
    severity: str | None = None,
    is_task: bool | None = None,
    before: int | None = None,
    limit: int,
) -> list[Row]:
    """Alerts, newest first, beginning before an id."""
    query = select(*_columns(AdminNotification, "dedupe_key")).order_by(AdminNotification.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AdminNotification.id < before)
    if is_read is not None:
        query = query.where(AdminNotification.read_at.is_not(None) if is_read else AdminNotification.read_at.is_(None))
    if severity is not None:
        query = query.where(AdminNotification.severity == severity)
    if is_task is not None:
        query = query.where(AdminNotification.is_task == is_task)
    return _rows(session, query)


def count_unread_alerts(session: Session) -> int:
    """How many alerts nobody has read."""
    return (
        session.scalar(select(func.count()).select_from(AdminNotification).where(AdminNotification.read_at.is_(None)))
        or 0
    )


def mark_alerts_read(session: Session, ids: Sequence[int] | None = None) -> int:
    """Mark these alerts, or all, as read; returns how many were not."""
    query = update(AdminNotification).where(AdminNotification.read_at.is_(None))
    if ids is not None:
        query = query.where(AdminNotification.id.in_(ids))
    done = session.execute(
        query.values(read_at=func.utc_timestamp(6)), execution_options={"synchronize_session": False}
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def alert_exists(session: Session, alert_id: int) -> bool:
    """Whether there is such an alert."""
    return session.scalar(select(AdminNotification.id).where(AdminNotification.id == alert_id)) is not None


def delete_alert(session: Session, alert_id: int) -> None:
    """Remove an alert. Raises NotFound."""
    done = session.execute(delete(AdminNotification).where(AdminNotification.id == alert_id))
    if not done.rowcount:  # type: ignore[attr-defined]
        raise NotFound("notification", alert_id)
