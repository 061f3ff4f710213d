"""JSON in and out. In: nothing that two readers could read differently. Out: money as exact numbers with two places."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Response, current_app, request
from flask.json.provider import JSONProvider
from werkzeug.exceptions import HTTPException

MAX_DEPTH = 32
MAX_DIGITS = 18
_quote = json.JSONEncoder(ensure_ascii=False).encode


class BadBody(HTTPException):
    """The request's body cannot be taken: 400 unless said otherwise."""

    def __init__(self, description: str, reason: str, status: int = 400) -> None:
        super().__init__(description)
        self.code = status
        self.reason = reason


def loads(raw: bytes) -> Any:
    """Parse JSON strictly: UTF-8, at most 32 deep, no NaN or Infinity, no repeated keys, integers of at most 18 digits.

    Numbers with a point become Decimal. Raises BadBody.
    """
    try:
        value = json.loads(
            raw.decode("utf-8"),
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_no_constant,
            object_pairs_hook=_unrepeated,
        )
    except UnicodeDecodeError:
        raise BadBody("The body is not UTF-8 text", "invalid_json") from None
    except RecursionError:
        raise BadBody(f"The body is nested deeper than {MAX_DEPTH} levels", "json_too_deep") from None
    except ValueError as error:
        raise BadBody("The body is not valid JSON", "invalid_json") from error
    _check(value)
    return value


def _decimal(raw: str) -> Decimal:
    try:
        number = Decimal(raw)
    except ArithmeticError:
        raise BadBody("A number is out of range", "number_out_of_range") from None
    if (number and not -MAX_DIGITS <= number.adjusted() <= MAX_DIGITS) or len(raw) > 2 * MAX_DIGITS:
        raise BadBody("A number is out of range", "number_out_of_range")
    return number


def _integer(raw: str) -> int:
    if len(raw.lstrip("-")) > MAX_DIGITS:
        raise BadBody("A number is out of range", "number_out_of_range")
    return int(raw)


def _no_constant(name: str) -> Any:
    raise BadBody(f"{name} is not a JSON number", "invalid_json")


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadBody("A key stands twice in one object", "duplicate_key")
    return found


def _check(root: Any) -> None:
    """Refuse what the database or a log could not hold: too deep nesting, NUL and half characters."""
    waiting: list[tuple[Any, int]] = [(root, 1)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, str):
            _check_text(value)
            continue
        if not isinstance(value, dict | list):
            continue
        if depth > MAX_DEPTH:
            raise BadBody(f"The body is nested deeper than {MAX_DEPTH} levels", "json_too_deep")
        if isinstance(value, dict):
            for key in value:
                _check_text(key)
            waiting.extend((item, depth + 1) for item in value.values())
        else:
            waiting.extend((item, depth + 1) for item in value)


def _check_text(value: str) -> None:
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise BadBody("A text holds NUL or half a character", "invalid_text")


def body() -> dict[str, Any]:
    """The request's JSON object; {} when there is no body. Raises BadBody."""
    raw = request.get_data(cache=True)
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise BadBody("Compressed bodies are not taken", "unsupported_media_type", 415)
    if not raw:
        return {}
    if not request.is_json:
        raise BadBody("The body must be application/json", "unsupported_media_type", 415)
    value = loads(raw)
    if not isinstance(value, dict):
        raise BadBody("The body must be a JSON object", "invalid_body")
    return value


def dumps(value: Any) -> str:
    """Write JSON with Decimal as a number exactly as it stands, and times in ISO 8601 UTC."""
    parts: list[str] = []
    _write(value, parts.append)
    return "".join(parts)


def _write(value: Any, out: Callable[[str], None]) -> None:
    if isinstance(value, str):
        out(_quote(value))
    elif value is None or isinstance(value, bool):
        out({None: "null", True: "true", False: "false"}[value])
    elif isinstance(value, int):
        out(str(int(value)))
    elif isinstance(value, Decimal | float):
        out(_number(value))
    elif isinstance(value, dict):
        _write_all(((_quote(str(key)) + ":", item) for key, item in value.items()), "{}", out)
    elif isinstance(value, list | tuple):
        _write_all((("", item) for item in value), "[]", out)
    elif isinstance(value, datetime | date):
        out(_quote(value.isoformat().replace("+00:00", "Z")))
    else:
        raise TypeError(f"{type(value).__name__} has no form in JSON")


def _write_all(items: Any, brackets: str, out: Callable[[str], None]) -> None:
    out(brackets[0])
    separator = ""
    for prefix, item in items:
        out(separator + prefix)
        _write(item, out)
        separator = ","
    out(brackets[1])


def _number(value: Decimal | float) -> str:
    if isinstance(value, float):
        return json.dumps(value, allow_nan=False)
    if not value.is_finite():
        raise ValueError("a number that is none has no form in JSON")
    return format(value, "f")


class Provider(JSONProvider):
    """Flask's JSON through the functions above."""

    def dumps(self, obj: Any, **_unused: Any) -> str:
        return dumps(obj)

    def loads(self, s: str | bytes, **_unused: Any) -> Any:
        return loads(s if isinstance(s, bytes) else s.encode())

    def response(self, *args: Any, **kwargs: Any) -> Response:
        text = dumps(self._prepare_response_obj(args, kwargs))
        return current_app.response_class(text + "\n", mimetype="application/json")
