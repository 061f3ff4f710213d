"""The root of the errors that services raise on purpose."""

from __future__ import annotations


class ServiceError(Exception):
    """Something a caller can act on. `code` is stable and listed in docs/ERRORS.md."""

    code = "error"

    def __init__(self, message: str = "", **details: object) -> None:
        super().__init__(message or self.code)
        self.message = message or self.code
        self.details = details
