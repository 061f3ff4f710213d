"""Utility message templates: what Meta's review looks at, and filling one with the parameters of a send."""

from __future__ import annotations

import re
import secrets
from typing import Any

from sandbox.messenger.errors import GraphError, invalid
from sandbox.messenger.limits import take_list, take_object, take_text
from sandbox.messenger.state import Json, Template, World

_PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
_FORBIDDEN = re.compile(r"[#$%]")


def create(world: World, data: Json) -> Template:
    """Store a template and review it as the configuration says. Raises GraphError 100."""
    name = take_text(data.get("name"), "name")
    if not re.fullmatch(r"[a-z0-9_]{1,512}", name):
        raise invalid("name may hold lower-case letters, digits and underscores only")
    language = take_text(data.get("language"), "language")
    if data.get("category") != "UTILITY":
        raise invalid("category must be UTILITY")
    form = data.get("parameter_format", "POSITIONAL")
    if form not in ("POSITIONAL", "NAMED"):
        raise invalid("parameter_format must be POSITIONAL or NAMED")
    components = take_list(data.get("components"), "components", 1, 4)
    _check_components(components, form)
    with world.lock:
        if any((old.name, old.language) == (name, language) for old in world.templates.values()):
            raise invalid("A template with this name and language already exists")
        status = {"approve": "APPROVED", "reject": "REJECTED", "pending": "PENDING"}[world.config.template_review]
        template = Template(str(33 * 10**13 + secrets.randbelow(10**13)), name, language, "UTILITY", components, form)
        template.status = status
        template.reason = "INCORRECT_PARAMS" if status == "REJECTED" else None
        world.templates[template.id] = template
    return template


def _check_components(components: list[Any], form: str) -> None:
    kinds = [str(take_object(item, "components", None).get("type", "")).upper() for item in components]
    if "BODY" not in kinds:
        raise invalid("components must hold a BODY")
    for kind, component in zip(kinds, components, strict=True):
        if kind not in ("HEADER", "BODY", "FOOTER", "BUTTONS"):
            raise invalid(f"components[type] {kind} is not known")
        if kind == "BUTTONS":
            take_list(component.get("buttons"), "components[buttons]", 1, 3)
            continue
        text = take_text(component.get("text"), f"components[{kind}][text]")
        found = placeholders(text)
        if kind == "BODY" and (_PLACEHOLDER.match(text.strip()) or re.search(r"\}\}$", text.strip())):
            raise invalid("The body may not start or end with a parameter")
        if form == "POSITIONAL" and found != [str(number + 1) for number in range(len(found))]:
            raise invalid("Positional parameters must be {{1}}, {{2}} and so on")
        if len(found) * 3 > len(text.split()) + 1:
            raise invalid("PARAMS_TO_WORD_RATIO_EXCEED_LIMIT: too many parameters for so few words")


def placeholders(text: str) -> list[str]:
    """Return the names of the parameters in a text, each once, in order."""
    return list(dict.fromkeys(_PLACEHOLDER.findall(text)))


def render(world: World, wanted: Any) -> Json:
    """Fill a template as a UTILITY send asks. Returns header, body, footer and buttons.

    Raises GraphError 100 when there is no such approved template or its parameters do not match.
    """
    data = take_object(wanted, "message[template]", {"name", "language", "components"})
    language = take_object(data.get("language"), "message[template][language]", None).get("code")
    template = next(
        (known for known in world.templates.values() if (known.name, known.language) == (data.get("name"), language)),
        None,
    )
    if template is None:
        raise invalid("Template does not exist in this language")
    if template.status != "APPROVED":
        raise invalid(f"Template is not approved: {template.status}")
    given: dict[str, list[Any]] = {}
    for item in take_list(data.get("components", []), "message[template][components]", 0, 4):
        component = take_object(item, "message[template][components]", None)
        parameters = take_list(component.get("parameters", []), "parameters", 0, 50)
        given[str(component.get("type", "")).upper()] = parameters
    shown: Json = {"name": template.name, "header": None, "body": "", "footer": None, "buttons": []}
    kinds = set()
    for component in template.components:
        kind = str(component["type"]).upper()
        kinds.add(kind)
        if kind == "BUTTONS":
            shown["buttons"] = _buttons(component["buttons"], given.get(kind, []))
        else:
            shown[kind.lower()] = _fill(component["text"], given.get(kind, []), template.parameter_format, kind)
    if unknown := sorted(set(given) - kinds):
        raise invalid(f"Template has no component {', '.join(unknown).lower()}")
    return shown


def _fill(text: str, parameters: list[Any], form: str, kind: str) -> str:
    names = placeholders(text)
    values: dict[str, str] = {}
    for index, item in enumerate(parameters):
        parameter = take_object(item, "parameters", None)
        if parameter.get("type") != "text":
            raise invalid("Template parameters must be of type text")
        value = take_text(parameter.get("text"), f"{kind.lower()} parameter")
        if _FORBIDDEN.search(value):
            raise invalid("Template parameters may not hold #, $ or %")
        values[str(parameter.get("parameter_name")) if form == "NAMED" else str(index + 1)] = value
    if len(parameters) != len(names) or set(values) != set(names):
        raise GraphError(
            100,
            None,
            f"(#100) Number or names of {kind.lower()} parameters do not match the template: "
            f"expected {len(names)}, got {len(parameters)}",
        )
    return _PLACEHOLDER.sub(lambda match: values[match[1]], text)


def _buttons(buttons: list[Json], parameters: list[Any]) -> list[Json]:
    if len(parameters) > len(buttons):
        raise invalid("More button parameters than the template has buttons")
    shown = []
    for index, button in enumerate(buttons):
        kind = str(button.get("type", "")).upper()
        parameter = parameters[index] if index < len(parameters) else {}
        if parameter and parameter.get("type") != kind:
            raise invalid(f"Button parameter {index} must be of type {kind}")
        title = button.get("text", "")
        if kind == "URL":
            shown.append({"type": "web_url", "title": title, "url": _url(button, parameter)})
        else:
            shown.append({"type": "postback", "title": title, "payload": parameter.get("payload", title)})
    return shown


def _url(button: Json, parameter: Json) -> str:
    suffix = str(parameter.get("text", parameter.get("url", "")))
    return _PLACEHOLDER.sub(lambda _: suffix, str(button.get("url", "")))
