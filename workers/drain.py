"""What all drains share: answer the bell first, work until nothing is left, hand on before it takes long."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from services import db, job_queue
from services.resources import Resources
from workers import stopping

log = structlog.get_logger(__name__)

# A job this long leaves room to notice a stop, to send heartbeats and to let a second worker join.
SECONDS = 2.0


def until_empty(resources: Resources, name: str, step: Callable[[float], int]) -> int:
    """Call `step(deadline)`, which works on what is due and returns how much that was, until it returns 0.

    When time runs out before the work does, the bell is rung again. Returns how much was done in all.
    """
    job_queue.answered(resources.redis, name)
    deadline = time.monotonic() + SECONDS
    done = 0
    while not stopping.is_asked():
        try:
            count = step(deadline)
        except (db.DatabaseUnavailable, db.OutcomeUnknown) as error:
            log.warning("drain_interrupted", job=name, code=error.code)  # the next sweep rings again
            break
        done += count
        if count == 0:
            break
        if time.monotonic() >= deadline:
            job_queue.ring(resources.redis, name)
            break
    if done:
        log.debug("drained", job=name, done=done)
    return done
