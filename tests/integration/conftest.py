"""What integration tests share: the HTTP API over empty stores, a page with a sandbox behind it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app import create_app
from services import outbox_delivery
from services.resources import Resources
from tests.support.api import Api
from tests.support.outbox import Shop
from tests.support.sandbox_messenger import Receiver, Sandbox, environment, free_port, start, stop, wait_for


@pytest.fixture(scope="module")
def page_sandbox() -> Iterator[Sandbox]:
    """A running sandbox Messenger."""
    receiver, port = Receiver(), free_port()
    process = start(environment(receiver, port))
    made = Sandbox(f"http://127.0.0.1:{port}", receiver)
    wait_for(lambda: made.get("/health")["webhook_verified"])
    yield made
    stop(process)
    receiver.server.shutdown()


@pytest.fixture
def shop(page_sandbox: Sandbox, clean: Resources) -> Shop:
    """What a worker sees: empty stores, and the page's Graph API without faults."""
    page_sandbox.control("/reset")
    page_sandbox.control("/config", {"template_review": "approve", "rate_limits": {"thread_per_second": None}})
    outbox_delivery._locals.clear()
    return Shop(clean, page_sandbox)


@pytest.fixture
def api(clean: Resources) -> Api:
    """The application over empty stores, and a client with the staff token."""
    return Api(create_app(clean), clean)
