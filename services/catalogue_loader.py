"""Bring products, zones, promos and customers in line with a catalogue. Loading the same one twice changes nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Table, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from services import db
from services.catalogue_file import Catalogue, CatalogueRefused, Fault, ProductRow, PromoRow, ZoneRow
from services.models import Category, Product, Promo, PromoProduct, ShippingZone, ShippingZoneProvince, User
from services.shipping import province_key

CHUNK = 500
REASON = "catalogue load"
_NEW_PRODUCT: Mapping[str, Any] = {
    "description": None,
    "unit": None,
    "low_stock_threshold": 5,
    "weight_kg": 0,
    "status": "active",
    "options": {},
    "required": [],
    "aliases": [],
    "image_url": None,
}
Progress = Callable[[int], object]
KINDS = ("categories", "products", "shipping_zones", "promos", "customers")


@dataclass
class Counts:
    """What became of the rows of one kind."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass
class Report:
    """What one load did, by kind; `stock_changes` counts ledger entries."""

    counts: dict[str, Counts] = field(default_factory=lambda: {kind: Counts() for kind in KINDS})
    stock_changes: int = 0


def load(
    sessions: db.Sessions, catalogue: Catalogue, *, set_stock: bool = False, progress: Progress = lambda done: None
) -> Report:
    """Load a checked catalogue; each kind in one transaction, run again whole on a lock conflict.

    The stock of a new product is received through the ledger. That of one that is there already stays as sales left it,
    unless `set_stock` asks for the file's figure. Raises CatalogueRefused, with nothing of that kind changed.
    """
    report = Report()

    def products(session: Session) -> tuple[Counts, Counts, int]:
        return load_products(session, catalogue.products, set_stock=set_stock, progress=progress)

    kinds = report.counts
    kinds["categories"], kinds["products"], report.stock_changes = db.transact(sessions, products)
    kinds["shipping_zones"] = db.transact(sessions, lambda session: load_zones(session, catalogue.zones))
    kinds["promos"] = db.transact(sessions, lambda session: load_promos(session, catalogue.promos))
    kinds["customers"] = db.transact(sessions, lambda session: load_customers(session, catalogue.customers))
    progress(len(catalogue.zones) + len(catalogue.promos) + len(catalogue.customers))
    return report


def load_products(
    session: Session, rows: Iterable[ProductRow], *, set_stock: bool = False, progress: Progress = lambda done: None
) -> tuple[Counts, Counts, int]:
    """Upsert product rows by sku, a parent before its variants; returns category and product counts, stock changes."""
    db.act_as(session, "catalogue-loader", "system", REASON)
    categories = _Categories(session)
    counts, stock_changes = Counts(), 0
    for chunk in _chunks(rows):
        parents = [row for row in chunk if row.parent_sku is None]
        variants = [row for row in chunk if row.parent_sku is not None]
        for part in (parents, variants):
            stock_changes += _upsert(session, part, categories, counts, set_stock)
        progress(len(chunk))
    return categories.counts, counts, stock_changes


class _Categories:
    """Category ids by name, made when first named."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ids = {row.slug: row.id for row in session.execute(select(Category.slug, Category.id))}
        self.counts = Counts(unchanged=0)

    def id_of(self, name: str | None) -> int | None:
        if name is None:
            return None
        slug = slugify(name)
        if slug not in self._ids:
            category = Category(slug=slug, name=name, position=len(self._ids) + 1)
            self._session.add(category)
            self._session.flush()
            self._ids[slug] = category.id
            self.counts.created += 1
        return self._ids[slug]


def category_id(session: Session, name: str | None) -> int | None:
    """The id of a category by its name or slug, made if there is none yet."""
    return _Categories(session).id_of(name)


def slugify(name: str) -> str:
    """A category's name as the argument of a button: 'Rice & Grocery' is 'rice-grocery'."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64] or "other"


def _upsert(
    session: Session, rows: Sequence[ProductRow], categories: _Categories, counts: Counts, set_stock: bool
) -> int:
    if not rows:
        return 0
    wanted = {row.sku for row in rows} | {row.parent_sku for row in rows if row.parent_sku}
    present = {product.sku: product for product in session.scalars(select(Product).where(Product.sku.in_(wanted)))}
    new, changed = [], []
    for row in rows:
        values = _values(row, present, categories)
        old = present.get(row.sku)
        if old is None:
            new.append({**_NEW_PRODUCT, "category_id": None, **values, "sku": row.sku})
            counts.created += 1
        elif difference := _difference(old, values):
            changed.append((old.id, difference))
            counts.updated += 1
        else:
            counts.unchanged += 1
    if new:
        # By the table: the ORM would leave a None out and let the server put its default there.
        session.execute(insert(cast(Table, Product.__table__)), new)
    # Ascending ids: the one order in which product rows are locked everywhere.
    for product_id, difference in sorted(changed, key=lambda pair: pair[0]):
        touched = {**difference, "version": Product.version + 1, "updated_at": func.utc_timestamp(6)}
        session.execute(
            update(Product).where(Product.id == product_id).values(touched),
            execution_options={"synchronize_session": False},
        )
    session.expire_all()
    _forget_thresholds(session, rows)
    return _stock(session, rows, set(present), set_stock)


def _forget_thresholds(session: Session, rows: Sequence[ProductRow]) -> None:
    """A product with variants is never low itself: it has no stock."""
    parents = {row.parent_sku for row in rows if row.parent_sku}
    if parents:
        query = update(Product).where(Product.sku.in_(parents), Product.low_stock_threshold.is_not(None))
        session.execute(query.values(low_stock_threshold=None), execution_options={"synchronize_session": False})


def _values(row: ProductRow, present: Mapping[str, Product], categories: _Categories) -> dict[str, Any]:
    values = dict(row.values)
    if row.category is not None:
        values["category_id"] = categories.id_of(row.category)
    old = present.get(row.sku)
    parent_id = None
    if row.parent_sku is not None:
        parent = present.get(row.parent_sku)
        if parent is None or parent.variant_of is not None:
            raise CatalogueRefused([Fault(f"sku {row.sku}", "variant_of", f"there is no product {row.parent_sku}")])
        if parent.stock_quantity and old is None:
            message = f"{row.parent_sku} has stock of its own and cannot be given variants; take its stock to 0 first"
            raise CatalogueRefused([Fault(f"sku {row.sku}", "variant_of", message, "parent_has_stock")])
        parent_id = parent.id
    if old is not None and old.variant_of != parent_id:
        raise CatalogueRefused(
            [Fault(f"sku {row.sku}", "sku", "is another product's variant, or was none so far", "sku_taken")]
        )
    if old is not None and row.is_parent and old.stock_quantity:
        message = "has stock of its own and cannot be given variants; take its stock to 0 first"
        raise CatalogueRefused([Fault(f"sku {row.sku}", "variants", message, "parent_has_stock")])
    return {**values, "variant_of": parent_id}


def _difference(old: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if getattr(old, key) != value}


def _stock(session: Session, rows: Sequence[ProductRow], present: set[str], set_stock: bool) -> int:
    """Bring stock to the file's figure for new products (and for all with set_stock), through the ledger."""
    figures = {
        row.sku: row.stock_quantity
        for row in rows
        if row.stock_quantity is not None and (set_stock or (row.sku not in present and row.stock_quantity))
    }
    if not figures:
        return 0
    query = select(Product.id, Product.sku, Product.stock_quantity).where(Product.sku.in_(figures)).order_by(Product.id)
    changes = 0
    for product_id, sku, stock in session.execute(query.with_for_update() if set_stock else query).all():
        delta = figures[sku] - stock
        if delta:
            _adjust(session, product_id, sku, delta)
            changes += 1
    return changes


def _adjust(session: Session, product_id: int, sku: str, delta: int) -> None:
    try:
        db.call(session, "sp_adjust_stock", product_id, delta, "received" if delta > 0 else "adjusted", REASON)
    except DBAPIError as error:
        if db.errno(error) != 31009:
            raise
        _, stock, held = db.error_text(error).split("|")
        message = f"would go below the {held} units held for orders (stock is {stock})"
        raise CatalogueRefused([Fault(f"sku {sku}", "stock_quantity", message, "below_reserved")]) from None


def load_zones(session: Session, zones: Sequence[ZoneRow]) -> Counts:
    """Upsert zones by name. A province belongs to one zone: naming it moves it there."""
    counts = Counts()
    for zone in zones:
        old = session.scalar(select(ShippingZone).where(ShippingZone.name == zone.name).with_for_update())
        if old is None:
            old = ShippingZone(name=zone.name, **zone.values)
            session.add(old)
            session.flush()
            set_provinces(session, old.id, zone.provinces)
            counts.created += 1
            continue
        difference = _difference(old, zone.values)
        for key, value in difference.items():
            setattr(old, key, value)
        moved = set_provinces(session, old.id, zone.provinces)
        _tally(counts, bool(difference) or moved)
    return counts


def set_provinces(session: Session, zone_id: int, provinces: Sequence[str]) -> bool:
    """Make a zone cover exactly these provinces; says whether anything changed. Raises CatalogueRefused on a repeat."""
    wanted = {province_key(province): province for province in provinces}
    if len(wanted) != len(provinces):
        raise CatalogueRefused([Fault(f"zone {zone_id}", "provinces", "a province stands twice", "repeated")])
    rows = session.scalars(
        select(ShippingZoneProvince).where(
            (ShippingZoneProvince.zone_id == zone_id) | ShippingZoneProvince.province_key.in_(wanted)
        )
    ).all()
    mine = {row.province_key: row.province for row in rows if row.zone_id == zone_id}
    if mine == wanted:
        return False
    keys = [row.province_key for row in rows]
    if keys:
        session.execute(delete(ShippingZoneProvince).where(ShippingZoneProvince.province_key.in_(keys)))
    session.execute(
        insert(ShippingZoneProvince),
        [{"province_key": key, "zone_id": zone_id, "province": province} for key, province in wanted.items()],
    )
    session.expire_all()
    return True


def load_promos(session: Session, promos: Sequence[PromoRow]) -> Counts:
    """Upsert promos by code; how often one was used stays as it is. Raises CatalogueRefused for an unknown sku."""
    counts = Counts()
    for promo in promos:
        old = session.scalar(select(Promo).where(Promo.code == promo.code).with_for_update())
        if old is None:
            old = Promo(code=promo.code, **promo.values)
            session.add(old)
            session.flush()
            set_promo_products(session, old.id, promo.skus or ())
            counts.created += 1
            continue
        difference = _difference(old, promo.values)
        for key, value in difference.items():
            setattr(old, key, value)
        moved = promo.skus is not None and set_promo_products(session, old.id, promo.skus)
        _tally(counts, bool(difference) or moved)
    return counts


def set_promo_products(session: Session, promo_id: int, skus: Sequence[str]) -> bool:
    """Limit a promo to these products (none: to nothing, it covers all); says whether anything changed."""
    rows = session.execute(select(Product.sku, Product.id).where(Product.sku.in_(skus)))
    known = {row.sku: row.id for row in rows}
    if unknown := [sku for sku in skus if sku not in known]:
        raise CatalogueRefused(
            [Fault(f"promo {promo_id}", "skus", f"no such product: {sku}", "unknown_sku") for sku in unknown]
        )
    wanted = set(known.values())
    present = set(session.scalars(select(PromoProduct.product_id).where(PromoProduct.promo_id == promo_id)))
    if present == wanted:
        return False
    session.execute(delete(PromoProduct).where(PromoProduct.promo_id == promo_id))
    if wanted:
        session.execute(insert(PromoProduct), [{"promo_id": promo_id, "product_id": id_} for id_ in sorted(wanted)])
    return True


def load_customers(session: Session, customers: Sequence[Mapping[str, Any]]) -> Counts:
    """Upsert customers by messenger_id."""
    counts = Counts()
    for customer in customers:
        values = {key: value for key, value in customer.items() if key != "messenger_id"}
        old = session.scalar(select(User).where(User.messenger_id == customer["messenger_id"]).with_for_update())
        if old is None:
            session.add(User(**customer))
            counts.created += 1
            continue
        difference = _difference(old, values)
        for key, value in difference.items():
            setattr(old, key, value)
        _tally(counts, bool(difference))
    return counts


def _tally(counts: Counts, is_changed: bool) -> None:
    if is_changed:
        counts.updated += 1
    else:
        counts.unchanged += 1


def _chunks(rows: Iterable[ProductRow]) -> Iterable[list[ProductRow]]:
    chunk: list[ProductRow] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) >= CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
