"""Logs: one event, one JSON line on stdout, without secrets and without personal data."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any

import structlog

from services.settings import Settings

MASK = "[masked]"
_SECRET_KEYS = re.compile(
    r"(?i)(token|secret|password|authorization|cookie|api_?key|appsecret|proof|phone|recipient_name|^address$|^email$|^body$)"
)
# A Philippine mobile number, however it is spaced.
_PHONE = re.compile(r"(?<!\d)(?:\+?63|0)[ .-]?9(?:[ .-]?\d){9}(?!\d)")
_TOKENS = re.compile(
    r"(?i)\bBearer\s+[\w.~+/=-]+|\bEAA[\w-]{8,}|(access_token|appsecret_proof|verify_token|password)=[^&\s\"']+"
)
# SQLAlchemy repeats the parameters of a failed statement in the error's text.
_PARAMETERS = re.compile(r"\[parameters: .*?\]\s*$", re.DOTALL | re.MULTILINE)
_MAX_TEXT = 8_000
_MAX_DEPTH = 6


def configure(settings: Settings) -> None:
    """Send structlog's and the standard library's events through one JSON formatter to stdout; safe to repeat."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        Masker(_secrets(settings)),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(sort_keys=True, default=str),
        ],
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    for old in [old for old in root.handlers if getattr(old, "quicksell", False)]:
        root.removeHandler(old)
    handler.quicksell = True  # type: ignore[attr-defined]
    root.addHandler(handler)
    root.setLevel(settings.log_level)
    # Their own lines say nothing that ours do not.
    for noisy in ("urllib3", "werkzeug", "alembic", "flask-limiter"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))


def _secrets(settings: Settings) -> list[str]:
    found = [
        settings.secret_key,
        *settings.secret_key_fallbacks,
        settings.messenger_app_secret,
        settings.messenger_app_secret_previous,
        settings.messenger_verify_token,
        settings.messenger_page_access_token,
        settings.admin_access_token,
        settings.admin_bootstrap_password,
        settings.database_url,
        settings.migration_database_url,
        settings.reporting_database_url,
        settings.redis_url,
    ]
    # A short value would mask half of every line; such a secret is no secret.
    return sorted({value for value in found if value and len(value) >= 8}, key=len, reverse=True)


class Masker:
    """Takes known secrets, tokens, phone numbers and the values of telling keys out of an event."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        words = [re.escape(secret) for secret in secrets]
        self._known = re.compile("|".join(words)) if words else None

    def __call__(self, _logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        for key, value in list(event.items()):
            if key.startswith("_"):  # structlog's own record and flags
                continue
            event[key] = MASK if value and _SECRET_KEYS.search(key) else self._clean(value, 0)
        return event

    def text(self, text: str) -> str:
        """A text without what must not be written down, cut to a length one line can hold."""
        if len(text) > _MAX_TEXT:
            # The end of a traceback says most: keep more of it than of the beginning.
            head, tail = text[: _MAX_TEXT // 4], text[-_MAX_TEXT * 3 // 4 :]
            text = f"{head}… ({len(text)} characters) …{tail}"
        if self._known:
            text = self._known.sub(MASK, text)
        text = _PARAMETERS.sub("[parameters masked]", text)
        return _PHONE.sub("[phone]", _TOKENS.sub(MASK, text))

    def _clean(self, value: Any, depth: int) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if depth > _MAX_DEPTH:
            return "…"
        if isinstance(value, Mapping):
            return {
                str(key): MASK if item and _SECRET_KEYS.search(str(key)) else self._clean(item, depth + 1)
                for key, item in value.items()
            }
        if isinstance(value, list | tuple | set | frozenset):
            return [self._clean(item, depth + 1) for item in value]
        return value if value is None or isinstance(value, bool | int | float) else self.text(str(value))
