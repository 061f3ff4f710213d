"""What an order costs in a young shop and in an old one: the tables grow between two measurements."""

from __future__ import annotations

import time

from sqlalchemy import create_engine, text

from bench import create_order
from bench.crowd import grow
from bench.row import Row, percentile
from bench.shop import Shop, Size, open_shop

_FLAT = 1.25
# Orders that are placed to be measured get ids above everything the tables are filled with.
_OWN_IDS = 10_000_000


def measure(size: Size) -> list[Row]:
    """The median time of create_order at the small and at the large size."""
    small, large = 10_000, size.pick(50_000, 200_000, 1_000_000)
    count = size.pick(100, 500)
    with open_shop("growth", buyers=large // 10 + 1) as shop:
        grow(shop, small)
        young = _median(shop, range(count))
        grow(shop, large, there=small)
        old = _median(shop, range(count, 2 * count))
    return [
        Row(
            f"create_order with {large:,} orders in the tables",
            old * 1000,
            "ms",
            young * 1000,
            f"with {small:,}",
            f"flat: at most {_FLAT}",
            old <= young * _FLAT,
            {"orders_measured": count},
        )
    ]


def _median(shop: Shop, numbers: range) -> float:
    engine = create_engine(shop.admin_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"ALTER TABLE orders AUTO_INCREMENT = {_OWN_IDS}"))
    engine.dispose()
    took = []
    for number in numbers:
        began = time.perf_counter()
        create_order.create(shop.resources, number)
        took.append(time.perf_counter() - began)
    return percentile(took, 0.5)
