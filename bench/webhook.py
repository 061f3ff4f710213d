"""The webhook, durable before it answers, beside a bare handler that verifies and inserts one row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from bench import load
from bench.processes import web
from bench.row import Row, percentile
from bench.shop import Shop, Size, open_shop

_PEOPLE = 500
_ROUNDS = 2
_P99_MS = 250.0


def measure(size: Size) -> list[Row]:
    """Rate and 99th percentile under 16 connections, and that every accepted message is there."""
    seconds = size.pick(2, 6)
    bare, ours, warm_up = load.Load(), load.Load(), 0
    with open_shop("webhook") as shop:
        # In turns, so that a noisy neighbour disturbs both alike.
        for _ in range(_ROUNDS):
            for application, whole in (("bench.bare_webhook:app", bare), ("wsgi:app", ours)):
                warmed, measured = _run(shop, application, seconds)
                _add(whole, measured)
                warm_up += warmed.outcomes["200"]
        with shop.resources.engine.connect() as connection:
            stored = connection.execute(text("SELECT COUNT(*) FROM webhook_inbox")).scalar_one()
    accepted = bare.outcomes["200"] + ours.outcomes["200"] + warm_up
    kept = set(ours.outcomes) == {"200"} and stored == accepted
    p99 = percentile(ours.latencies, 0.99) * 1000
    return [
        Row(
            "webhook, durable before 200",
            ours.rate,
            "requests/s",
            bare.rate,
            "a bare handler with one INSERT",
            "at least 60 %",
            kept and ours.rate >= 0.6 * bare.rate,
            {"outcomes": dict(ours.outcomes), "stored": stored, "accepted": accepted},
        ),
        Row(
            "webhook p99 at that load",
            p99,
            "ms",
            percentile(bare.latencies, 0.99) * 1000,
            "the bare handler",
            f"at most {_P99_MS:.0f} ms",
            kept and p99 <= _P99_MS,
            {"p50_ms": percentile(ours.latencies, 0.5) * 1000},
        ),
    ]


def _run(shop: Shop, application: str, seconds: float) -> tuple[load.Load, load.Load]:
    """The load that warms a server up, and the one that is measured."""
    settings = shop.resources.settings
    ready = "/health/live" if application == "wsgi:app" else "/"
    with web(application, shop.environment, ready) as port:
        context: dict[str, Any] = {
            "port": port,
            "secret": settings.messenger_app_secret,
            "page_id": settings.messenger_page_id,
            "people": _PEOPLE,
        }
        client = "bench.processes:webhook_client"
        warmed = load.run(client, load.Pace(seconds=0.5), processes=1, threads=8, mark="w", **context)
        return warmed, load.run(client, load.Pace(seconds=seconds), processes=2, threads=8, mark="m", **context)


def _add(whole: load.Load, part: load.Load) -> None:
    whole.latencies += part.latencies
    whole.outcomes += part.outcomes
    whole.elapsed += part.elapsed
