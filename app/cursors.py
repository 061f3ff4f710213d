"""Cursors of paged lists: opaque, signed, and good only for the list and filters they were made for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from services.errors import ServiceError
from services.resources import Resources

_LONGEST = 512


class InvalidCursor(ServiceError):
    """The cursor was not made by us, or for another list or other filters."""

    code = "invalid_cursor"

    def __init__(self) -> None:
        super().__init__("The cursor is not valid for this list")


def write(position: list[Any], *, of: str, filters: Mapping[str, object]) -> str:
    """A cursor that goes on after a position (plain values)."""
    return str(_serializer().dumps([_name(of, filters), position]))


def read(cursor: str | None, *, of: str, filters: Mapping[str, object]) -> list[Any] | None:
    """The position a cursor stands for, or None for no cursor. Raises InvalidCursor."""
    if cursor is None:
        return None
    try:
        name, position = _serializer().loads(cursor[: _LONGEST + 1])
    except (BadSignature, ValueError, TypeError):
        raise InvalidCursor from None
    if len(cursor) > _LONGEST or name != _name(of, filters) or not isinstance(position, list):
        raise InvalidCursor
    return position


def _name(of: str, filters: Mapping[str, object]) -> str:
    told = ";".join(f"{key}={value}" for key, value in sorted(filters.items()) if value is not None)
    return hashlib.sha256(f"{of}?{told}".encode()).hexdigest()[:16]


def _serializer() -> URLSafeSerializer:
    resources: Resources = current_app.extensions["resources"]
    settings = resources.settings
    # itsdangerous signs with the last key and reads with any.
    return URLSafeSerializer([*settings.secret_key_fallbacks, settings.secret_key], salt="cursor")
