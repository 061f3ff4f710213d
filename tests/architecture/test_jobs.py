"""Jobs are named by data: each name leads to a function, and somebody listens to its queue."""

from __future__ import annotations

import importlib
import inspect

import pytest

from services import job_queue
from tests.architecture.source import ROOT


@pytest.mark.parametrize("job", job_queue.JOBS.values(), ids=lambda job: job.path)
def test_job_leads_to_a_function_that_takes_arguments_it_does_not_know_yet(job: job_queue.Job) -> None:
    module, _, function = job.path.rpartition(".")
    found = getattr(importlib.import_module(module), function)

    kinds = {parameter.kind for parameter in inspect.signature(found).parameters.values()}
    assert callable(found)
    assert inspect.Parameter.VAR_KEYWORD in kinds


def test_every_queue_has_listeners() -> None:
    assert {job.queue for job in job_queue.JOBS.values()} == set(job_queue.QUEUES)
    # The workers take their queues from the same list.
    assert "job_queue.QUEUES" in (ROOT / "workers" / "run.py").read_text(encoding="utf-8")


def test_time_outs_are_set_and_bounded() -> None:
    assert all(0 < job.timeout <= 600 for job in job_queue.JOBS.values())
