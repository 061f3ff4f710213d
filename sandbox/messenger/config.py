"""Settings of the sandbox: what the environment fixes at start and what the control API may change while it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

DEFAULT_APP_ID = 990000000000001
DEFAULT_PORT = 8900


class ConfigError(ValueError):
    """The environment or a configuration call names something the sandbox cannot use."""


@dataclass
class RateLimits:
    """Calls the page may make. Seconds are real; the ten minutes of the profile run on the movable clock."""

    page_per_second: int = 300
    media_per_second: int = 10
    thread_per_second: int | None = None
    profile_per_10_minutes: int = 10


@dataclass
class Config:
    """All settings. Secrets stay out of the repr."""

    webhook_url: str
    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    page_id: str
    page_access_token: str = field(repr=False)
    port: int = DEFAULT_PORT
    app_id: int = DEFAULT_APP_ID
    page_name: str = "Tindahan ni Aling Nena"
    state_path: str | None = None
    proof_required: bool = True
    require_messaging_type: bool = True
    auto_read: bool = False
    echo: bool = True
    deliver: bool = True
    delivery_events: bool = True
    read_events: bool = True
    signature: str = "good"
    routing: str = "open"
    template_review: str = "approve"
    unsubscribe_after_seconds: int | None = None
    webhook_timeout_seconds: float = 5.0
    features: dict[str, bool] = field(
        default_factory=lambda: {
            "human_agent": False,
            "utility": True,
            "user_profile": True,
            "advanced_access": True,
        }
    )
    rate_limits: RateLimits = field(default_factory=RateLimits)

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Config:
        """Read the environment. Raises ConfigError naming everything that is missing or unreadable."""
        names = {
            "webhook_url": "SANDBOX_WEBHOOK_URL",
            "app_secret": "MESSENGER_APP_SECRET",
            "verify_token": "MESSENGER_VERIFY_TOKEN",
            "page_id": "MESSENGER_PAGE_ID",
            "page_access_token": "MESSENGER_PAGE_ACCESS_TOKEN",
        }
        if missing := [name for name in names.values() if not env.get(name)]:
            raise ConfigError(f"missing settings: {', '.join(missing)}")
        needed: dict[str, Any] = {key: env[name] for key, name in names.items()}
        config = cls(**needed)
        config.port = _number(env, "SANDBOX_PORT", DEFAULT_PORT)
        config.app_id = _number(env, "SANDBOX_APP_ID", DEFAULT_APP_ID)
        config.page_name = env.get("SANDBOX_PAGE_NAME") or config.page_name
        config.state_path = env.get("SANDBOX_STATE") or None
        return config

    def change(self, changes: Mapping[str, Any]) -> None:
        """Apply changes from the control API; all or none. Raises ConfigError for an unknown name or a wrong type."""
        for name, value in changes.items():
            self._check(name, value)
        for name, value in changes.items():
            if name == "features":
                self.features.update(value)
            elif name == "rate_limits":
                for key, number in value.items():
                    setattr(self.rate_limits, key, number)
            else:
                setattr(self, name, value)

    def _check(self, name: str, value: Any) -> None:
        if name not in _CHANGEABLE:
            raise ConfigError(f"unknown or fixed setting: {name}")
        if name in _CHOICES and value not in _CHOICES[name]:
            raise ConfigError(f"{name} must be one of {', '.join(_CHOICES[name])}")
        if name == "features":
            if not isinstance(value, dict) or not all(isinstance(item, bool) for item in value.values()):
                raise ConfigError("features must be an object of booleans")
        elif name == "rate_limits":
            known = {item.name for item in fields(RateLimits)}
            if not isinstance(value, dict) or not set(value) <= known:
                raise ConfigError(f"rate_limits may hold {', '.join(sorted(known))}")
        elif name == "unsubscribe_after_seconds":
            if value is not None and not isinstance(value, int):
                raise ConfigError(f"{name} must be a whole number or null")
        elif not isinstance(value, _type_of(getattr(self, name))):
            raise ConfigError(f"{name} has the wrong type")

    def public(self) -> dict[str, Any]:
        """Return the changeable settings without the secrets."""
        shown = {name: getattr(self, name) for name in _CHANGEABLE - _SECRET}
        shown["rate_limits"] = dict(vars(self.rate_limits))
        return shown


_SECRET = {"app_secret", "verify_token", "page_access_token"}
_CHANGEABLE = {item.name for item in fields(Config)} - {"port", "state_path", "page_id"}
_CHOICES = {
    "signature": ("good", "missing", "wrong", "sha1"),
    "routing": ("open", "default_app"),
    "template_review": ("approve", "reject", "pending"),
}


def _type_of(current: object) -> type | tuple[type, ...]:
    if isinstance(current, float):
        return (int, float)
    return type(current)


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name)
    if not text:
        return default
    if not text.isascii() or not text.isdigit():
        raise ConfigError(f"{name} must be a whole number")
    return int(text)
