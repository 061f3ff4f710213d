"""Products as staff manage them. Stock counters are no business of these functions, except through adjust_stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from services import db
from services.catalogue_loader import category_id
from services.errors import ServiceError
from services.models import Category, Product

STOCK_CAUSES = ("received", "adjusted", "returned", "written_off")
_UNKNOWN, _HAS_VARIANTS, _BELOW_HELD = 31007, 31008, 31009


class ProductNotFound(ServiceError):
    code = "product_not_found"

    def __init__(self, product_id: int) -> None:
        super().__init__(f"There is no product {product_id}")


class SkuTaken(ServiceError):
    code = "sku_taken"

    def __init__(self, sku: str) -> None:
        super().__init__(f"Another product has the sku {sku}")


class NotAParent(ServiceError):
    """The product named in variant_of is a variant itself, or has stock of its own."""

    code = "not_a_parent"


class BelowReserved(ServiceError):
    """The change would leave less than what is held for orders."""

    code = "below_reserved"

    def __init__(self, stock: int, held: int) -> None:
        super().__init__(
            f"Stock is {stock} and {held} of it is held for orders", stock_quantity=stock, reserved_quantity=held
        )


class HasVariants(ServiceError):
    code = "has_variants"

    def __init__(self) -> None:
        super().__init__("A product with variants has no stock of its own; change a variant's")


class VersionConflict(ServiceError):
    """Somebody else changed it meanwhile."""

    code = "version_conflict"

    def __init__(self, version: int) -> None:
        super().__init__(f"It was changed meanwhile; its version is {version} now")


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which products; None is any."""

    status: str | None = None
    category: str | None = None
    q: str | None = None
    is_low: bool | None = None


def find(session: Session, filters: Filters, *, after: int | None, limit: int) -> Sequence[Mapping[str, Any]]:
    """Products by id, beginning after one."""
    query = _select().order_by(Product.id).limit(limit)
    if after is not None:
        query = query.where(Product.id > after)
    if filters.status is not None:
        query = query.where(Product.status == filters.status)
    if filters.category is not None:
        query = query.where(Category.slug == filters.category)
    if filters.is_low:
        query = query.where(Product.stock_quantity <= Product.low_stock_threshold)
    if filters.q is not None:
        words = filters.q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        query = query.where(or_(Product.sku == filters.q, Product.name.like(f"%{words}%")))
    return [dict(row) for row in session.execute(query).mappings()]


def get(session: Session, product_id: int) -> dict[str, Any]:
    """One product with its variants. Raises ProductNotFound."""
    row = session.execute(_select().where(Product.id == product_id)).mappings().one_or_none()
    if row is None:
        raise ProductNotFound(product_id)
    variants = session.execute(_select().where(Product.variant_of == product_id).order_by(Product.id)).mappings()
    return {**row, "variants": [dict(variant) for variant in variants]}


def _select() -> Any:
    columns = [column for column in Product.__table__.columns if column.name != "category_id"]
    return select(*columns, Category.slug.label("category")).select_from(Product).outerjoin(Category)


def create(session: Session, *, actor: str, values: Mapping[str, Any]) -> int:
    """Add a product, its opening stock received through the ledger. Raises SkuTaken, ProductNotFound, NotAParent."""
    values = dict(values)
    stock = values.pop("stock_quantity", 0)
    parent_id = values.get("variant_of")
    if parent_id is not None:
        _check_parent(session, parent_id)
    product = Product(**_with_category(session, values))
    session.add(product)
    try:
        session.flush()
    except IntegrityError as error:
        if db.is_duplicate(error, "uq_products_sku"):
            raise SkuTaken(values["sku"]) from None
        raise
    if stock:
        adjust_stock(session, product.id, delta=stock, cause="received", reason="opening stock", actor=actor)
    return product.id


def _check_parent(session: Session, parent_id: int) -> None:
    parent = session.scalar(select(Product).where(Product.id == parent_id).with_for_update())
    if parent is None:
        raise ProductNotFound(parent_id)
    if parent.variant_of is not None:
        raise NotAParent(f"Product {parent_id} is a variant itself")
    if parent.stock_quantity:
        raise NotAParent(f"Product {parent_id} has stock of its own; take it to 0 first")
    parent.low_stock_threshold = None


def _with_category(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    plain = {key: value for key, value in values.items() if key != "category"}
    if "category" in values:
        plain["category_id"] = category_id(session, values["category"])
    return plain


def change(session: Session, product_id: int, *, values: Mapping[str, Any], expected_version: int | None) -> None:
    """Change a product's fields (never its counters). Raises ProductNotFound, VersionConflict, SkuTaken."""
    product = _lock(session, product_id)
    if expected_version is not None and product.version != expected_version:
        raise VersionConflict(product.version)
    for key, value in _with_category(session, values).items():
        setattr(product, key, value)
    if not session.is_modified(product):
        return
    product.version += 1
    product.updated_at = func.utc_timestamp(6)
    try:
        session.flush()
    except IntegrityError as error:
        if db.is_duplicate(error, "uq_products_sku"):
            raise SkuTaken(values["sku"]) from None
        raise


def archive(session: Session, product_id: int) -> None:
    """Take a product and its variants off the shelves; orders that hold it keep it. Raises ProductNotFound."""
    _lock(session, product_id)
    rows = session.scalars(
        select(Product)
        .where(or_(Product.id == product_id, Product.variant_of == product_id))
        .order_by(Product.id)
        .with_for_update()
    )
    for product in rows:
        if product.status != "archived":
            product.status = "archived"
            product.version += 1
            product.updated_at = func.utc_timestamp(6)
    session.flush()


def _lock(session: Session, product_id: int) -> Product:
    product = session.scalar(select(Product).where(Product.id == product_id).with_for_update())
    if product is None:
        raise ProductNotFound(product_id)
    return product


def adjust_stock(
    session: Session, product_id: int, *, delta: int, cause: str, reason: str, actor: str
) -> dict[str, int]:
    """Change physical stock through the ledger; answers the counters after it.

    Raises ProductNotFound, HasVariants, BelowReserved.
    """
    db.act_as(session, actor, "admin", reason)
    try:
        row = db.call(session, "sp_adjust_stock", product_id, delta, cause, reason)
    except DBAPIError as error:
        raise _refusal(error, product_id) or error from None
    return {name: int(row[name]) for name in ("stock_quantity", "reserved_quantity", "available_quantity")}


def _refusal(error: DBAPIError, product_id: int) -> ServiceError | None:
    number = db.errno(error)
    if number == _UNKNOWN:
        return ProductNotFound(product_id)
    if number == _HAS_VARIANTS:
        return HasVariants()
    if number == _BELOW_HELD:
        _, stock, held = db.error_text(error).split("|")
        return BelowReserved(int(stock), int(held))
    return None
