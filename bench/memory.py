"""What the processes hold after many messages, and whether it still grows after the first thousand."""

from __future__ import annotations

import time

from sqlalchemy import Engine, text

from bench import load
from bench.row import Row
from bench.shop import Size
from bench.whole import family, open_whole, people, resident_mib
from tests.support.stack import Stack

_LIMIT_MIB = 180.0
# What allocators keep back is no growth; a leak of a kilobyte a message is.
_GROWTH_MIB = 12.0
_FIRST = 1000
_PATIENCE_SECONDS = 1200.0
PARTS = ("web", "worker")


def measure(size: Size) -> list[Row]:
    """Resident memory of each process after the first thousand messages and after all."""
    messages = size.pick(2000, 10_000)
    with open_whole(MAX_MESSAGES_PER_MINUTE="100000", PAGE_MESSAGES_PER_SECOND="10000") as stack:
        psids = people(stack, 100)
        engine = stack.engine()
        _talk(stack, engine, psids, _FIRST)
        first = _resident(stack)
        _talk(stack, engine, psids, messages, there=_FIRST)
        last = _resident(stack)
        with engine.connect() as connection:
            parked = connection.execute(text("SELECT COUNT(*) FROM webhook_inbox WHERE state = 'parked'")).scalar_one()
        engine.dispose()
    return [_row(part, messages, first[part], last[part], parked) for part in PARTS]


def _row(part: str, messages: int, first: dict[int, float], last: dict[int, float], parked: int) -> Row:
    largest = max(last.values())
    # Only processes that were there both times can have grown.
    growth = max((last[pid] - first[pid] for pid in last.keys() & first.keys()), default=0.0)
    return Row(
        f"memory of a {part} process after {messages:,} messages",
        largest,
        "MiB",
        max(first.values()),
        f"after {_FIRST:,}",
        f"at most {_LIMIT_MIB:.0f} MiB, no growth",
        largest <= _LIMIT_MIB and growth <= _GROWTH_MIB and parked == 0,
        {"processes": len(last), "growth_mib": growth, "parked": parked},
    )


def _talk(stack: Stack, engine: Engine, psids: list[str], messages: int, there: int = 0) -> None:
    """Let people talk until so many messages are in, and wait until all are worked off and answered."""
    load.run(
        "bench.whole:talker",
        load.Pace(times=(messages - there) // 4),
        processes=1,
        threads=4,
        port=stack.ports["sandbox"],
        psids=psids,
        text="hello",
    )
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with engine.connect() as connection:
            done = connection.execute(
                text("SELECT COUNT(*) FROM webhook_inbox WHERE kind = 'message' AND state IN ('done', 'parked')")
            ).scalar_one()
            waiting = connection.execute(
                text("SELECT COUNT(*) FROM notification_queue WHERE status IN ('pending', 'sending')")
            ).scalar_one()
        if done >= messages and waiting == 0:
            return
        time.sleep(0.5)
    raise RuntimeError(f"{done} of {messages} messages were worked off in time; {waiting} replies wait")


def _resident(stack: Stack) -> dict[str, dict[int, float]]:
    return {part: {pid: resident_mib(pid) for pid in family(stack.processes[part].pid)} for part in PARTS}
