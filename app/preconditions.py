"""If-Match: the version a caller has seen."""

from __future__ import annotations

from flask import Request

from services.errors import ServiceError


class InvalidIfMatch(ServiceError):
    code = "invalid_if_match"

    def __init__(self) -> None:
        super().__init__("If-Match must be a version number")


def expected_version(request: Request) -> int | None:
    """The version the change is meant for, or None when any will do. Raises InvalidIfMatch."""
    given = request.headers.get("If-Match")
    if given is None or given.strip() == "*":
        return None
    digits = given.strip().strip('"')
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise InvalidIfMatch
    return int(digits)
