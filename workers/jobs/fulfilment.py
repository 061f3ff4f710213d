"""Run the fulfilment steps that need no person."""

from __future__ import annotations

from services import fulfilment, job_queue
from services.resources import resources
from workers import drain as drains

_AT_ONCE = 50


def drain(**_newer_arguments: object) -> int:
    """Run every due step and say how many. Safe to run beside itself."""
    own = resources()

    def step(_deadline: float) -> int:
        done = fulfilment.run_due(own, limit=_AT_ONCE)
        if done:
            job_queue.ring(own.redis, job_queue.NOTIFICATIONS)
        return done

    return drains.until_empty(own, job_queue.FULFILMENT, step)
