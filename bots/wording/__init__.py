"""All that the bot says, in English and in Filipino: one module a language, the same keys in both."""

from __future__ import annotations

from collections.abc import Mapping

from bots.wording import en, fil

LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": en.TEXT, "fil": fil.TEXT}
DEFAULT = "en"


def say(language: str, key: str, **values: object) -> str:
    """A sentence with its values put in. The values are never read as a pattern, whatever a customer typed."""
    return LANGUAGES.get(language, LANGUAGES[DEFAULT])[key].format(**values)
