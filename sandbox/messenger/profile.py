"""The limits of the Messenger Profile: get started, greeting, persistent menu, ice breakers and commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.messenger.errors import invalid
from sandbox.messenger.limits import take_limited, take_list, take_object, take_url
from sandbox.messenger.state import Json


def check_profile(settings: Json, current: Json) -> Json:
    """Check a Messenger Profile call and return the profile as it would be afterwards. Raises GraphError 100."""
    unknown = sorted(set(settings) - set(_PROFILE))
    if unknown:
        raise invalid(f'Invalid keys "{", ".join(unknown)}" were found in the profile')
    if not settings:
        raise invalid("The profile call names no property")
    for name, value in settings.items():
        _PROFILE[name](value)
    merged = {**current, **settings}
    if merged.get("persistent_menu") and not merged.get("get_started"):
        raise invalid("You must set a Get Started button if you also wish to use persistent menu")
    return merged


def _localised(value: Any, name: str) -> list[Json]:
    items = take_list(value, name, 1, 50)
    if not any(isinstance(item, dict) and item.get("locale") == "default" for item in items):
        raise invalid(f"{name} needs an item with locale default")
    return items


def _get_started(value: Any) -> None:
    take_limited(take_object(value, "get_started", {"payload"}), "payload", 1000, "get_started")


def _greeting(value: Any) -> None:
    for item in _localised(value, "greeting"):
        take_limited(take_object(item, "greeting", {"locale", "text"}), "text", 160, "greeting")


def _persistent_menu(value: Any) -> None:
    for item in _localised(value, "persistent_menu"):
        take_object(
            item, "persistent_menu", {"locale", "composer_input_disabled", "call_to_actions", "disabled_surfaces"}
        )
        for action in take_list(item.get("call_to_actions", []), "persistent_menu[call_to_actions]", 0, 20):
            data = take_object(action, "persistent_menu[call_to_actions]", None)
            take_limited(data, "title", 30, "persistent_menu[call_to_actions]")
            if data.get("type") == "postback":
                take_limited(data, "payload", 1000, "persistent_menu[call_to_actions]")
            elif data.get("type") == "web_url":
                take_url(data.get("url"), "persistent_menu[call_to_actions][url]")
            else:
                raise invalid("persistent_menu[call_to_actions][type] must be postback or web_url")


def _ice_breakers(value: Any) -> None:
    for item in _localised(value, "ice_breakers"):
        for question in take_list(item.get("call_to_actions"), "ice_breakers[call_to_actions]", 1, 4):
            data = take_object(question, "ice_breakers[call_to_actions]", {"question", "payload"})
            take_limited(data, "question", 80, "ice_breakers[call_to_actions]")
            take_limited(data, "payload", 1000, "ice_breakers[call_to_actions]")


def _commands(value: Any) -> None:
    for item in _localised(value, "commands"):
        for command in take_list(item.get("commands"), "commands", 1, 100):
            data = take_object(command, "commands", {"name", "description"})
            take_limited(data, "name", 32, "commands")
            take_limited(data, "description", 64, "commands")


def _any(value: Any) -> None:
    if value is None:
        raise invalid("A profile property may not be null")


_PROFILE: dict[str, Callable[[Any], None]] = {
    "get_started": _get_started,
    "greeting": _greeting,
    "persistent_menu": _persistent_menu,
    "ice_breakers": _ice_breakers,
    "commands": _commands,
    "whitelisted_domains": _any,
    "account_linking_url": _any,
    "home_url": _any,
}
