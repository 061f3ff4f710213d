"""What is sold: categories, products and their pictures, promos, shipping zones."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.mysql import VARCHAR
from sqlalchemy.orm import Mapped, mapped_column

from services.models.base import TABLE, Base, Code, Computed, Created, Id, Money, Ref, Updated, UtcDateTime, one_of

PRODUCT_STATUSES = ("active", "inactive", "archived")
PROMO_TYPES = ("percentage", "fixed", "free_shipping")
EXACT = {"charset": "utf8mb4", "collation": "utf8mb4_bin"}


class Category(Base):
    """A shelf of the shop; `slug` is the argument of CATALOGUE|slug|page."""

    __tablename__ = "categories"
    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(Code(64))
    name: Mapped[str] = mapped_column(String(100))
    position: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    is_active: Mapped[bool] = mapped_column(Boolean, server_default=text("1"))
    created_at: Mapped[Created]
    __table_args__ = (UniqueConstraint("slug", name="uq_categories_slug"), TABLE)


class Product(Base):
    """What is sold. A variant is a row with `variant_of`; the row it belongs to has no stock and is never sold itself.

    `stock_quantity` is physical, `reserved_quantity` held; both are written by the stock procedures only.
    """

    __tablename__ = "products"
    id: Mapped[Id]
    sku: Mapped[str] = mapped_column(VARCHAR(64, **EXACT))
    variant_of: Mapped[int | None] = mapped_column(ForeignKey("products.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    name: Mapped[str] = mapped_column(String(150))
    description: Mapped[str | None] = mapped_column(Text)
    unit: Mapped[str | None] = mapped_column(String(32))
    price: Mapped[Decimal] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(Code(3), server_default="PHP")
    stock_quantity: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    reserved_quantity: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    available_quantity: Mapped[int] = mapped_column(
        Integer, Computed("stock_quantity - reserved_quantity", persisted=False), nullable=True
    )
    low_stock_threshold: Mapped[int | None] = mapped_column(Integer, server_default=text("5"))
    weight_kg: Mapped[Decimal] = mapped_column(Numeric(8, 3), server_default=text("0.000"))
    status: Mapped[str] = mapped_column(Code(16), server_default="active")
    options: Mapped[dict[str, Any]] = mapped_column(JSON, server_default=text("('{}')"))
    required: Mapped[list[str]] = mapped_column(JSON, server_default=text("('[]')"))
    aliases: Mapped[list[str]] = mapped_column(JSON, server_default=text("('[]')"))
    image_url: Mapped[str | None] = mapped_column(String(500))
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]
    __table_args__ = (
        CheckConstraint("reserved_quantity >= 0 AND reserved_quantity <= stock_quantity", name="stock"),
        CheckConstraint("price >= 0", name="price"),
        CheckConstraint("weight_kg >= 0", name="weight"),
        one_of("status", PRODUCT_STATUSES),
        UniqueConstraint("sku", name="uq_products_sku"),
        Index("ix_products_category_status_name", "category_id", "status", "name"),
        Index("ix_products_status_created", "status", "created_at"),
        Index("ix_products_variant_of_status", "variant_of", "status"),
        Index("ix_products_status_stock", "status", "stock_quantity"),
        TABLE,
    )


class ProductImage(Base):
    """One more picture of a product."""

    __tablename__ = "product_images"
    id: Mapped[Id]
    product_id: Mapped[Ref] = mapped_column(ForeignKey("products.id"))
    url: Mapped[str] = mapped_column(String(500))
    alt: Mapped[str | None] = mapped_column(String(150))
    position: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    created_at: Mapped[Created]
    __table_args__ = (Index("ix_product_images_product_position", "product_id", "position"), TABLE)


class Promo(Base):
    """A promo code. `used_count` is the number of orders that hold it, counted under this row's lock."""

    __tablename__ = "promos"
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(Code(40))
    type: Mapped[str] = mapped_column(Code(16))
    value: Mapped[Decimal] = mapped_column(Money, server_default=text("0.00"))
    min_purchase_amount: Mapped[Decimal] = mapped_column(Money, server_default=text("0.00"))
    max_discount_amount: Mapped[Decimal | None] = mapped_column(Money)
    usage_limit: Mapped[int | None] = mapped_column(Integer)
    per_customer_limit: Mapped[int | None] = mapped_column(Integer)
    used_count: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_active: Mapped[bool] = mapped_column(Boolean, server_default=text("1"))
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]
    __table_args__ = (
        one_of("type", PROMO_TYPES),
        CheckConstraint("used_count >= 0 AND (usage_limit IS NULL OR used_count <= usage_limit)", name="used_count"),
        UniqueConstraint("code", name="uq_promos_code"),
        Index("ix_promos_active_ends", "is_active", "ends_at"),
        TABLE,
    )


class PromoProduct(Base):
    """A product a promo is limited to; a promo without such rows covers everything."""

    __tablename__ = "promo_products"
    promo_id: Mapped[int] = mapped_column(ForeignKey("promos.id", ondelete="CASCADE"), primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), primary_key=True)
    __table_args__ = TABLE


class PromoRedemption(Base):
    """One order's use of a promo: held from creation, given back on cancel and expiry.

    No foreign key to the promo's row, which is hot.
    """

    __tablename__ = "promo_redemptions"
    id: Mapped[Id]
    promo_id: Mapped[Ref]
    order_id: Mapped[Ref]
    user_id: Mapped[Ref]
    status: Mapped[str] = mapped_column(Code(16), server_default="held")
    created_at: Mapped[Created]
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (
        one_of("status", ("held", "released")),
        UniqueConstraint("order_id", name="uq_promo_redemptions_order"),
        Index("ix_promo_redemptions_promo_user_status", "promo_id", "user_id", "status"),
        TABLE,
    )


class ShippingZone(Base):
    """Where we deliver and for how much: `fee` covers the first kilogram, `per_kg` each further one begun."""

    __tablename__ = "shipping_zones"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(100))
    fee: Mapped[Decimal] = mapped_column(Money)
    per_kg: Mapped[Decimal] = mapped_column(Money, server_default=text("0.00"))
    free_above: Mapped[Decimal | None] = mapped_column(Money)
    eta_days_min: Mapped[int | None] = mapped_column(Integer)
    eta_days_max: Mapped[int | None] = mapped_column(Integer)
    is_active: Mapped[bool] = mapped_column(Boolean, server_default=text("1"))
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]
    __table_args__ = (
        UniqueConstraint("name", name="uq_shipping_zones_name"),
        CheckConstraint("fee >= 0 AND per_kg >= 0", name="fee"),
        TABLE,
    )


class ShippingZoneProvince(Base):
    """A province of a zone, under its normalised name (see services.shipping.province_key); '*' is everywhere else."""

    __tablename__ = "shipping_zone_provinces"
    province_key: Mapped[str] = mapped_column(Code(100), primary_key=True)
    zone_id: Mapped[Ref] = mapped_column(ForeignKey("shipping_zones.id", ondelete="CASCADE"))
    province: Mapped[str] = mapped_column(String(100))
    __table_args__ = (Index("ix_shipping_zone_provinces_zone", "zone_id"), TABLE)
