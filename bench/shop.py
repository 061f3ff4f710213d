"""A shop of its own for each row: a fresh migrated database with products, buyers and zones in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from services.resources import Resources, build
from services.settings import Settings
from tests.support import books, databases

PRODUCTS = 500
STOCK = 10_000_000
LINES = 3


@dataclass(frozen=True)
class Size:
    """How much to do: quick for a look, full for the figures of the design."""

    quick: bool = False
    full: bool = False

    def pick(self, quick: int, usual: int, full: int | None = None) -> int:
        return quick if self.quick else full if self.full and full is not None else usual


@dataclass(frozen=True)
class Shop:
    """A database with goods and buyers in it; `environment` is what a process needs to work on it."""

    resources: Resources
    environment: dict[str, str]
    admin_url: URL

    @property
    def database_url(self) -> str:
        return self.environment["DATABASE_URL"]


@contextmanager
def open_shop(name: str, *, buyers: int = 2000) -> Iterator[Shop]:
    """Make the shop, hand it out, drop it."""
    admin_url = make_url(os.environ["QUICKSELL_TEST_ADMIN_URL"])
    database = f"{os.environ.get('QUICKSELL_TEST_DB_PREFIX', 'quicksell_test')}_bench_{name}"
    with databases.fresh(admin_url, database) as url:
        environment = {**os.environ, "DATABASE_URL": url, "MIGRATION_DATABASE_URL": "", "REPORTING_DATABASE_URL": ""}
        # Limits are for people; here few buyers stand for many.
        environment |= {"MAX_OPEN_ORDERS_PER_CUSTOMER": "1000000", "MAX_HELD_UNITS_PER_CUSTOMER": "100000000"}
        resources = build(Settings.from_env(environment))
        try:
            _fill(resources, buyers)
            yield Shop(resources, environment, admin_url.set(database=database))
        finally:
            resources.close()


def _fill(resources: Resources, buyers: int) -> None:
    with resources.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO users (id, messenger_id, facebook_name, phone) VALUES (:id, :psid, 'Buyer', :phone)"),
            [{"id": n, "psid": f"psid-{n}", "phone": f"0917{n:07d}"} for n in range(1, buyers + 1)],
        )
        connection.execute(
            text(
                "INSERT INTO products (id, sku, name, price, stock_quantity, weight_kg)"
                " VALUES (:id, :sku, :name, 100.00, :stock, 0.100)"
            ),
            [{"id": n, "sku": f"SKU-{n}", "name": f"Product {n}", "stock": STOCK} for n in range(1, PRODUCTS + 1)],
        )
        connection.execute(text("INSERT INTO shipping_zones (id, name, fee) VALUES (1, 'Everywhere', 50.00)"))
        connection.execute(
            text("INSERT INTO shipping_zone_provinces (province_key, zone_id, province) VALUES ('*', 1, 'Everywhere')")
        )


def analyse(admin_url: URL) -> None:
    """Give the optimiser fresh statistics after a bulk fill."""
    engine = create_engine(admin_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for table in connection.execute(text("SHOW FULL TABLES WHERE table_type = 'BASE TABLE'")).scalars().all():
            connection.execute(text(f"ANALYZE TABLE `{table}`"))
    engine.dispose()


def need_books(shop: Shop, *, orders: int) -> None:
    """A figure counts only for work that was done right: raises RuntimeError unless the books balance."""
    with shop.resources.engine.connect() as connection:
        broken = books.wrong(connection)
        there = connection.execute(text("SELECT COUNT(*) FROM orders")).scalar_one()
    if broken or there != orders:
        raise RuntimeError(f"{there} orders where {orders} were placed; broken: {broken}")


def order_body(number: int, *, buyers: int = 2000, lines: int = LINES) -> dict[str, Any]:
    """The body of an order, spread over buyers and products."""
    first = number * 7
    return {
        "user_id": number % buyers + 1,
        "items": [{"product_id": (first + step * 13) % PRODUCTS + 1, "quantity": 1} for step in range(lines)],
        "payment_method": "cod",
        "shipping_address": {
            "recipient_name": "Ana Cruz",
            "phone": f"0917{number % buyers + 1:07d}",
            "address": "12 Mabini St, Brgy. San Isidro",
            "city": "Makati",
            "province": "Metro Manila",
            "postal_code": "1200",
        },
    }
