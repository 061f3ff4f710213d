"""Customers, their addresses, and who is trusted."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.models.base import TABLE, Base, Code, Created, Id, Money, OutsideId, Ref, Updated, UtcDateTime, one_of

ACCOUNT_STATUSES = ("active", "inactive", "blocked", "erased")
CUSTOMER_TIERS = ("regular", "silver", "gold", "vip")
LANGUAGES = ("en", "fil")


class User(Base):
    """A customer. `messenger_id` is the page-scoped id (PSID)."""

    __tablename__ = "users"
    id: Mapped[Id]
    messenger_id: Mapped[str | None] = mapped_column(OutsideId())
    facebook_name: Mapped[str | None] = mapped_column(String(150))
    phone: Mapped[str | None] = mapped_column(String(32))
    email: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(Code(8), server_default="en")
    customer_tier: Mapped[str] = mapped_column(Code(16), server_default="regular")
    total_spent: Mapped[Decimal] = mapped_column(Money, server_default=text("0.00"))
    total_orders: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    account_status: Mapped[str] = mapped_column(Code(16), server_default="active")
    privacy_accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unreachable_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]
    __table_args__ = (
        one_of("account_status", ACCOUNT_STATUSES),
        one_of("customer_tier", CUSTOMER_TIERS),
        one_of("language", LANGUAGES),
        UniqueConstraint("messenger_id", name="uq_users_messenger_id"),
        Index("ix_users_phone", "phone"),
        Index("ix_users_created_at", "created_at"),
        TABLE,
    )


class UserAddress(Base):
    """A delivery address a customer used; offered again next time."""

    __tablename__ = "user_addresses"
    id: Mapped[Id]
    user_id: Mapped[Ref] = mapped_column(ForeignKey("users.id"))
    recipient_name: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str] = mapped_column(String(32))
    address: Mapped[str] = mapped_column(String(255))
    barangay: Mapped[str | None] = mapped_column(String(100))
    city: Mapped[str] = mapped_column(String(100))
    province: Mapped[str] = mapped_column(String(100))
    postal_code: Mapped[str | None] = mapped_column(String(10))
    region: Mapped[str | None] = mapped_column(String(100))
    psgc_code: Mapped[str | None] = mapped_column(Code(10))
    landmark: Mapped[str | None] = mapped_column(String(255))
    last_used_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[Created]
    __table_args__ = (Index("ix_user_addresses_user_last_used", "user_id", "last_used_at"), TABLE)


class TrustedBuyer(Base):
    """A customer whose orders skip the ID check, until a date or an amount."""

    __tablename__ = "trusted_buyers"
    id: Mapped[Id]
    user_id: Mapped[Ref] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(String(255))
    added_by: Mapped[str] = mapped_column(String(100))
    max_order_amount: Mapped[Decimal | None] = mapped_column(Money)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_active: Mapped[bool] = mapped_column(Boolean, server_default=text("1"))
    created_at: Mapped[Created]
    __table_args__ = (UniqueConstraint("user_id", name="uq_trusted_buyers_user"), TABLE)
