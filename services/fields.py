"""Marshmallow fields that take exactly what they say: no text for a number, no yes for one, no hidden characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError, fields

# Control characters, and those that turn the direction of the text around them.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
MAX_MONEY = Decimal("9999999999.99")
MAX_COUNT = 2_147_483_647


def clean_text(value: str) -> str:
    """A text in NFC without surrounding space. Raises ValueError for control, direction and half characters."""
    if _HIDDEN.search(value):
        raise ValueError("must not hold control characters")
    return unicodedata.normalize("NFC", value).strip()


class Text(fields.String):
    """Text of a limited length; empty only where that is allowed."""

    def __init__(
        self, longest: int, *, least: int = 1, pattern: str | None = None, hint: str = "", **more: Any
    ) -> None:
        metadata = {
            "maxLength": longest,
            **({"minLength": least} if least else {}),
            **({"pattern": pattern} if pattern else {}),
        }
        super().__init__(metadata={**metadata, **more.pop("metadata", {})}, **more)
        self.longest, self.least, self.hint = longest, least, hint
        self.pattern = re.compile(pattern) if pattern else None

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError("must be text")
        try:
            text = clean_text(value)
        except ValueError as error:
            raise ValidationError(str(error)) from None
        if len(text) < self.least:
            raise ValidationError("must not be empty")
        if len(text) > self.longest:
            raise ValidationError(f"must have at most {self.longest} characters")
        if self.pattern and not self.pattern.fullmatch(text):
            raise ValidationError(self.hint or "has the wrong form")
        return text


class Whole(fields.Integer):
    """A whole number written as one: 3, not "3", true or 3.0."""

    def __init__(self, least: int = 0, most: int = MAX_COUNT, **more: Any) -> None:
        super().__init__(metadata={"minimum": least, "maximum": most, **more.pop("metadata", {})}, **more)
        self.least, self.most = least, most

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValidationError("must be a whole number")
        if not self.least <= value <= self.most:
            raise ValidationError(f"must be from {self.least} to {self.most}")
        return value


class Exact(fields.Decimal):
    """An exact number with a limited number of places, at least 0 unless told otherwise; never text, never NaN."""

    def __init__(self, places: int = 2, *, least: Decimal = Decimal(0), most: Decimal = MAX_MONEY, **more: Any) -> None:
        metadata = {
            "minimum": float(least),
            "multipleOf": float(Decimal(1).scaleb(-places)),
            **more.pop("metadata", {}),
        }
        super().__init__(places=places, metadata=metadata, **more)
        self.fine, self.least, self.most = places, least, most

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise ValidationError("must be a number")
        number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
        if not number.is_finite():
            raise ValidationError("must be a number")
        if not self.least <= number <= self.most:
            raise ValidationError(f"must be from {self.least} to {self.most}")
        exact = number.quantize(Decimal(1).scaleb(-self.fine))
        if exact != number:
            raise ValidationError(f"must have at most {self.fine} decimal places")
        return exact


class Peso(Exact):
    """An amount in pesos with at most two places."""


class Flag(fields.Boolean):
    """true or false, and nothing that only looks like them."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("must be true or false")
        return value


class Moment(fields.AwareDateTime):
    """A time with its zone, in ISO 8601."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> Any:
        if not isinstance(value, str):
            raise ValidationError("must be a time such as 2026-01-31T00:00:00+08:00")
        try:
            return super()._deserialize(value, attr, data, **more)
        except ValidationError:
            raise ValidationError("must be a time with its zone, such as 2026-01-31T00:00:00+08:00") from None


class Picture(Text):
    """The address of a picture: https://…, http://… or a path of this shop beginning with one /."""

    def __init__(self, **more: Any) -> None:
        super().__init__(500, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> str:
        text = super()._deserialize(value, attr, data, **more)
        is_path = text.startswith("/") and not text.startswith("//") and "\\" not in text
        parts = urlsplit(text)
        if not is_path and not (parts.scheme in {"http", "https"} and parts.hostname):
            raise ValidationError("must be an http(s) address or a path that begins with /")
        return text


def flatten(messages: Any, path: str = "") -> list[tuple[str, str]]:
    """Marshmallow's nested messages as (field, message) pairs, such as ('items.0.quantity', 'must be …')."""
    if isinstance(messages, Mapping):
        return [pair for key, value in messages.items() for pair in flatten(value, _joined(path, key))]
    if isinstance(messages, list):
        return [pair for value in messages for pair in flatten(value, path)]
    return [(path, str(messages))]


def _joined(path: str, key: object) -> str:
    return path if key == "_schema" else f"{path}.{key}" if path else str(key)
