"""What the API's blueprints share: strict parsing, one error form, cursor pages, access to resources."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NoReturn

import flask_smorest
from flask import Request, Response, current_app, g
from marshmallow import RAISE, Schema, ValidationError, fields, validate
from sqlalchemy.orm import Session
from webargs.flaskparser import FlaskParser

from app import cursors, errors
from app.json_io import body
from services.resources import Resources

MAX_PAGE = 100
DEFAULT_PAGE = 20
Row = Mapping[str, Any]
_UNKNOWN = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "json": RAISE, "query": RAISE}


class StrictParser(FlaskParser):
    """Takes JSON as json_io does, refuses unknown and repeated names, and reports faults as `validation_errors`."""

    DEFAULT_VALIDATION_STATUS = 400
    DEFAULT_UNKNOWN_BY_LOCATION = _UNKNOWN

    def load_json(self, req: Request, schema: Schema) -> Any:
        return body()

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        if repeated := [name for name, values in req.args.lists() if len(values) > 1]:
            raise errors.Invalid([{"field": name, "message": "stands twice", "code": "REPEATED"} for name in repeated])
        return super().load_querystring(req, schema)

    def handle_error(self, error: ValidationError, req: Request, schema: Schema, **_more: Any) -> NoReturn:
        messages = error.messages
        inner = next(iter(messages.values())) if isinstance(messages, dict) and len(messages) == 1 else messages
        raise errors.Invalid(errors.field_errors(inner)) from error


class ErrorSchema(Schema):
    """What every refusal looks like."""

    success = fields.Boolean(metadata={"description": "always false"})
    error = fields.String(metadata={"description": "a text for people"})
    code = fields.String(metadata={"description": "stable; for programs"})
    request_id = fields.String()
    validation_errors = fields.List(fields.Dict(keys=fields.String(), values=fields.String()))


class Api(flask_smorest.Api):
    """flask-smorest with our error form."""

    ERROR_SCHEMA = ErrorSchema

    def handle_http_exception(self, error: Any) -> Response:
        return errors.http_error(error)


class Blueprint(flask_smorest.Blueprint):
    """A group of operations in the documentation."""

    ARGUMENTS_PARSER = StrictParser()


class PageQuery(Schema):
    """Which part of a list."""

    limit = fields.Integer(load_default=DEFAULT_PAGE, validate=validate.Range(1, MAX_PAGE))
    cursor = fields.String(metadata={"description": "`next_cursor` of the page before"})


class DoneSchema(Schema):
    """An action that was done."""

    success = fields.Boolean()
    message = fields.String()


@lru_cache
def envelope(name: str, item: type[Schema], *, is_page: bool = False) -> Schema:
    """The schema of an answer with one thing, or with a page of them."""
    title = item.__name__.removesuffix("Schema")
    field: fields.Field = fields.List(fields.Nested(item)) if is_page else fields.Nested(item)
    members: dict[str, Any] = {"success": fields.Boolean(), name: field}
    if is_page:
        members["next_cursor"] = fields.String(allow_none=True)
    return Schema.from_dict(members, name=f"{title}{'Page' if is_page else 'Answer'}")()


def resources() -> Resources:
    """What this process has."""
    found: Resources = current_app.extensions["resources"]
    return found


def session() -> Session:
    """A session to read with, as a context manager."""
    return resources().sessions()


def actor() -> str:
    """Who the caller says to be; the token proves only that it is staff."""
    name: str = g.actor
    return name


def page(
    name: str,
    rows: list[Any],
    limit: int,
    position: Any,
    filters: Mapping[str, object],
    *,
    cursor_of: str | None = None,
) -> dict[str, Any]:
    """A page's answer; `rows` holds one more than fits when there is another page."""
    is_more = len(rows) > limit
    shown = rows[:limit]
    cursor = cursors.write(position(shown[-1]), of=cursor_of or name, filters=filters) if is_more else None
    return {"success": True, name: shown, "next_cursor": cursor}


def filters_of(query: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a query that says which rows, not which page."""
    return {key: value for key, value in query.items() if key not in {"limit", "cursor"}}
