"""What staff wait for: the first page of 100,000 orders, and the health answer."""

from __future__ import annotations

from bench import load
from bench.crowd import grow
from bench.processes import web
from bench.row import Row, percentile
from bench.shop import Size, open_shop

_CALLS = 40


def measure(size: Size) -> list[Row]:
    """The 95th percentile of each, asked by two people at once."""
    orders = size.pick(20_000, 100_000)
    with open_shop("order_list", buyers=orders // 10 + 1) as shop:
        grow(shop, orders)
        with web("wsgi:app", shop.environment, "/health/live") as port:
            token = shop.resources.settings.admin_access_token
            rows = [
                _row(port, token, f"order list, {orders:,} orders", "/api/orders", 300),
                _row(port, token, f"order list by status, {orders:,} orders", "/api/orders?status=delivered", 300),
                _row(port, token, "health answer, ready", "/health/ready", 200),
            ]
    return rows


def _row(port: int, token: str, name: str, path: str, limit_ms: float) -> Row:
    done = load.run(
        "bench.processes:get_client", load.Pace(times=_CALLS), processes=1, threads=2, port=port, path=path, token=token
    )
    p95 = percentile(done.latencies, 0.95) * 1000
    met = set(done.outcomes) == {"200"} and p95 < limit_ms
    return Row(name, p95, "ms", None, "", f"under {limit_ms:.0f} ms", met, {"outcomes": dict(done.outcomes)})
