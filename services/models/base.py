"""What all tables share: the registry, exact types for money, time, outside ids and short codes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Computed, MetaData, Numeric, text
from sqlalchemy.dialects.mysql import DATETIME, VARBINARY
from sqlalchemy.dialects.mysql import VARCHAR as MYSQL_VARCHAR
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

__all__ = [
    "Base",
    "Code",
    "Computed",
    "Created",
    "Id",
    "Key",
    "Money",
    "OutsideId",
    "Ref",
    "Updated",
    "UtcDateTime",
    "one_of",
]

NOW = text("(UTC_TIMESTAMP(6))")
TABLE = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_unicode_ci"}


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s"}
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {int: BigInteger}
    __table_args__: Any = TABLE


class UtcDateTime(TypeDecorator[datetime]):
    """DATETIME(6) holding UTC; aware in Python."""

    impl = DATETIME(fsp=6)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None else None


class Key(TypeDecorator[str]):
    """An outside key compared byte by byte: VARBINARY, so that case, accents and trailing spaces count."""

    impl = VARBINARY
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return value.encode() if value is not None else None

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return bytes(value).decode("utf-8", "replace") if value is not None else None


def Code(length: int) -> MYSQL_VARCHAR:
    """A short ASCII word compared exactly: states, kinds, codes."""
    return MYSQL_VARCHAR(length, charset="ascii", collation="ascii_bin")


def OutsideId(length: int = 64) -> MYSQL_VARCHAR:
    """An id that another company gave us (PSID, page id), ASCII and case-sensitive."""
    return MYSQL_VARCHAR(length, charset="ascii", collation="ascii_bin")


def one_of(column: str, values: type | tuple[str, ...], name: str | None = None) -> CheckConstraint:
    """A CHECK that keeps a column to the given words."""
    words = ", ".join(f"'{value}'" for value in values)  # type: ignore[union-attr]
    return CheckConstraint(f"{column} IN ({words})", name=name or column)


Money = Numeric(12, 2)
Id = Annotated[int, mapped_column(BigInteger, primary_key=True, autoincrement=True)]
Ref = Annotated[int, mapped_column(BigInteger)]
Created = Annotated[datetime, mapped_column(UtcDateTime, server_default=NOW)]
Updated = Annotated[datetime, mapped_column(UtcDateTime, server_default=NOW)]
