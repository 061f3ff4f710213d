""".env.example names every setting there is, with the default the code has."""

from __future__ import annotations

import base64
import dataclasses
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from services.settings import REQUIRED, Settings

EXAMPLE = Path(__file__).resolve().parents[2] / ".env.example"
_KEY = base64.b64encode(bytes(32)).decode()
NEEDED = {
    "SECRET_KEY": "s" * 32,
    "DATABASE_URL": "mysql+pymysql://u:p@h/d",
    "REDIS_URL": "redis://h:6379/0",
    "PUBLIC_BASE_URL": "https://shop.example",
    "MESSENGER_APP_SECRET": "a" * 16,
    "MESSENGER_VERIFY_TOKEN": "v" * 16,
    "MESSENGER_PAGE_ID": "1002003004005",
    "MESSENGER_PAGE_ACCESS_TOKEN": "t" * 16,
    "ADMIN_ACCESS_TOKEN": "b" * 32,
    "PII_KEYS": f"k1:{_KEY}",
    "AUDIT_HMAC_KEY": _KEY,
}


class Asked(Mapping[str, str]):
    """An environment that remembers which names it was asked for."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values_, self.names = dict(values), set[str]()

    def get(self, name: str, default: object = None) -> object:  # type: ignore[override]
        self.names.add(name)
        return self.values_.get(name, default)

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        return self.values_[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)


@pytest.fixture
def example() -> dict[str, str]:
    matches = re.finditer(r"^([A-Z0-9_]+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE)
    return {match[1]: match[2] for match in matches}


def test_names_exactly_what_the_settings_read(example: dict[str, str]) -> None:
    asked = Asked(NEEDED)
    Settings.from_env(asked)
    assert {name for name in example if not name.startswith("RETENTION_")} == asked.names


def test_gives_the_defaults_and_no_secret(example: dict[str, str]) -> None:
    assert [name for name in REQUIRED if example[name]] == []
    told = Settings.from_env({**{name: value for name, value in example.items() if value}, **NEEDED})
    assert dataclasses.replace(told, retention_days={}) == Settings.from_env(NEEDED)
