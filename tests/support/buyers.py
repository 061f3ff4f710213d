"""Processes that call the order processor all at once, each with resources of its own."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Mapping, Sequence
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import Any

_LIMIT_SECONDS = 100
Task = tuple[str, Any]


def run(environment: Mapping[str, str], tasks_by_process: Sequence[Sequence[Task]]) -> Counter[str]:
    """Start one process for each list of tasks, release them together, and count what the tasks came to.

    A task is ("create", order data), ("confirm", order), ("cancel", order) or ("expire", order); what it came to is
    the action with 'ok', a code, or the name of an exception.
    """
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(len(tasks_by_process)), context.Queue()
    processes = [
        context.Process(target=_work, args=(dict(environment), tasks, barrier, results), daemon=True)
        for tasks in tasks_by_process
    ]
    for process in processes:
        process.start()
    outcomes: Counter[str] = Counter()
    try:
        for _ in processes:
            outcomes.update(results.get(timeout=_LIMIT_SECONDS))
    finally:
        for process in processes:
            process.join(timeout=5)
            process.kill()
    return outcomes


def _work(environment: dict[str, str], tasks: Sequence[Task], barrier: Barrier, results: Queue[list[str]]) -> None:
    import logging

    import structlog

    from services.resources import build
    from services.settings import Settings

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    kit = build(Settings.from_env(environment))
    done: list[str] = []
    with kit.sessions() as session:
        session.connection()
    barrier.wait(timeout=60)
    try:
        for action, argument in tasks:
            try:
                done.append(f"{action} {_one(kit, action, argument)}")
            except Exception as error:
                done.append(f"{action} raised {type(error).__name__}: {error}")
    finally:
        results.put(done)
        kit.close()


def _one(kit: Any, action: str, argument: Any) -> str:
    from services import order_processor, reservations

    if action == "expire":
        return reservations.expire(kit.sessions, argument)
    if action == "create":
        answer = order_processor.create_order(argument, resources=kit)
    elif action == "confirm":
        answer = order_processor.confirm_order(argument, resources=kit)
    else:
        answer = order_processor.cancel_order(argument, "race", "customer", resources=kit)
    if answer["success"]:
        return "ok"
    return "+".join(found["code"] for found in answer["validation_errors"]) or str(answer["code"])
