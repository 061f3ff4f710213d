"""From a customer's message to the reply in the Send API's hands, through every part of the running shop."""

from __future__ import annotations

import requests

from bench.row import Row, percentile
from bench.shop import Size
from bench.whole import open_whole, people, thread_of
from tests.support.stack import Stack

_P50_MS, _P95_MS = 100.0, 250.0
_PATIENCE_SECONDS = 10.0


def measure(size: Size) -> list[Row]:
    """One customer at a time, each with a first message: the shop is idle when it comes."""
    count = size.pick(20, 100)
    with open_whole(MAX_MESSAGES_PER_MINUTE="1000") as stack:
        psids = people(stack, count + 5)
        took = [_reply_ms(stack, psid) for psid in psids][5:]
    answered = [value for value in took if value is not None]
    p50, p95 = percentile(answered, 0.5), percentile(answered, 0.95)
    all_answered = len(answered) == count
    return [
        Row(
            f"message in to reply out, {name}",
            value,
            "ms",
            None,
            "",
            f"at most {limit:.0f} ms",
            all_answered and value <= limit,
            {"messages": count, "unanswered": count - len(answered)},
        )
        for name, value, limit in (("p50", p50, _P50_MS), ("p95", p95, _P95_MS))
    ]


def _reply_ms(stack: Stack, psid: str) -> float | None:
    """Both times are the sandbox's own, taken when the customer spoke and when the Send API was called."""
    said = requests.post(f"{stack.sandbox_url}/_sandbox/customers/{psid}/say", json={"text": "hello"}, timeout=(5, 30))
    said.raise_for_status()
    (mine, *_) = thread_of(stack, psid)
    answers = thread_of(stack, psid, after=mine["n"], wait=_PATIENCE_SECONDS)
    heard = next((line for line in answers if line["from"] == "page"), None)
    return float(heard["timestamp"] - mine["timestamp"]) if heard else None
