"""A client of the HTTP API for tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from services.resources import Resources


class Api:
    """Sends requests with the staff token; `told` reads an answer with its numbers exact."""

    def __init__(self, app: Flask, resources: Resources) -> None:
        self.app, self.resources = app, resources
        self.client = app.test_client()
        self.token = resources.settings.admin_access_token

    def send(
        self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> TestResponse:
        """One request as staff."""
        sent = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        if body is not None:
            more |= {"data": json.dumps(body, default=_number), "content_type": "application/json"}
        return self.client.open(path, method=method, headers=sent, **more)

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.send("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.send("POST", path, body, **more)

    def patch(self, path: str, body: Any, **more: Any) -> TestResponse:
        return self.send("PATCH", path, body, **more)

    def delete(self, path: str) -> TestResponse:
        return self.send("DELETE", path)

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """What the database holds."""
        with self.resources.sessions() as session:
            return [tuple(row) for row in session.execute(text(query), values)]


def _number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)


def told(response: TestResponse) -> Any:
    """The answer's JSON with exact numbers."""
    return json.loads(response.get_data(as_text=True), parse_float=Decimal)


def refused(response: TestResponse) -> tuple[int, str | None]:
    """Status and code of a refusal, after checking its form."""
    answer = told(response)
    assert response.mimetype == "application/json"
    assert answer["success"] is False
    assert isinstance(answer["error"], str)
    assert answer["request_id"] == response.headers["X-Request-Id"]
    return response.status_code, answer.get("code")


def fields_of(response: TestResponse) -> list[tuple[str, str]]:
    """(field, code) of every validation error."""
    return [(error["field"], error["code"]) for error in told(response)["validation_errors"]]
