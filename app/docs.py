"""/api/openapi.json, and /api/docs: the same drawn for people, without a script."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template

from services.resources import Resources

blueprint = Blueprint("docs", __name__)
METHODS = ("get", "post", "put", "patch", "delete")
_MAX_DEPTH = 4


@dataclass(frozen=True)
class Field:
    """One row of a schema's table; `name` is dotted for what is inside something."""

    name: str
    type: str
    is_required: bool
    notes: str
    depth: int


@dataclass(frozen=True)
class Operation:
    """One operation as the page shows it."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[Field]
    body: list[Field]
    responses: list[tuple[str, str, list[Field]]]
    curl: str


@dataclass
class Group:
    """The operations of one tag."""

    name: str
    description: str
    operations: list[Operation] = field(default_factory=list)


@blueprint.get("/api/openapi.json")
def openapi() -> Response:
    """The description of every operation, for programs."""
    return jsonify(specification())


@blueprint.get("/api/docs")
def page() -> str:
    """The description of every operation, for people."""
    resources: Resources = current_app.extensions["resources"]
    spec = specification()
    return render_template("docs.html", info=spec["info"], groups=_groups(spec, resources.settings.public_base_url))


def specification() -> dict[str, Any]:
    """The OpenAPI document."""
    spec: dict[str, Any] = current_app.extensions["api"].spec.to_dict()
    return spec


def _groups(spec: Mapping[str, Any], base_url: str) -> list[Group]:
    groups = {tag["name"]: Group(tag["name"], tag.get("description", "")) for tag in spec.get("tags", [])}
    for path, item in spec["paths"].items():
        for method in METHODS:
            if method in item:
                operation = _operation(spec, path, method, item, base_url)
                tag = item[method].get("tags", ["other"])[0]
                groups.setdefault(tag, Group(tag, "")).operations.append(operation)
    return [group for group in groups.values() if group.operations]


def _operation(spec: Mapping[str, Any], path: str, method: str, item: Mapping[str, Any], base_url: str) -> Operation:
    told = item[method]
    given = [_resolve(spec, each) for each in [*item.get("parameters", []), *told.get("parameters", [])]]
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {})
    schema = body.get("schema", {})
    return Operation(
        anchor=f"{method}-{path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}",
        method=method.upper(),
        path=path,
        summary=told.get("summary", ""),
        description=told.get("description", ""),
        parameters=[_parameter(spec, each) for each in given],
        body=list(_fields(spec, schema)),
        responses=list(_responses(spec, told.get("responses", {}))),
        curl=_curl(method, path, base_url, body.get("example") or (_example(spec, schema) if schema else None)),
    )


def _parameter(spec: Mapping[str, Any], parameter: Mapping[str, Any]) -> Field:
    schema = _resolve(spec, parameter.get("schema", {}))
    notes = ". ".join(filter(None, [parameter.get("description") or schema.get("description"), _limits(schema)]))
    name = f"{parameter['name']}" if parameter["in"] != "header" else f"{parameter['name']} (header)"
    return Field(name, _type(spec, schema), bool(parameter.get("required")), notes, 0)


def _responses(spec: Mapping[str, Any], responses: Mapping[str, Any]) -> Iterator[tuple[str, str, list[Field]]]:
    for status, response in sorted(responses.items()):
        response = _resolve(spec, response)
        schema = response.get("content", {}).get("application/json", {}).get("schema", {})
        is_error = not str(status).startswith("2")
        yield (
            ("error" if status == "default" else str(status)),
            response.get("description", ""),
            [] if is_error else list(_fields(spec, schema)),
        )


def _resolve(spec: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a $ref stands for."""
    while "$ref" in node:
        found: Any = spec
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        node = found
    return node


def _fields(spec: Mapping[str, Any], schema: Mapping[str, Any], prefix: str = "", depth: int = 0) -> Iterator[Field]:
    schema = _resolve(spec, schema)
    if schema.get("type") == "array":
        yield from _fields(spec, schema.get("items", {}), f"{prefix}[]", depth)
        return
    for name, member in schema.get("properties", {}).items():
        member = _resolve(spec, member)
        dotted = f"{prefix}.{name}" if prefix and not prefix.endswith("[]") else f"{prefix}.{name}" if prefix else name
        notes = ". ".join(filter(None, [member.get("description"), _limits(member)]))
        yield Field(dotted, _type(spec, member), name in schema.get("required", []), notes, depth)
        if depth < _MAX_DEPTH:
            yield from _fields(spec, member, dotted, depth + 1)


def _type(spec: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    schema = _resolve(spec, schema)
    kind = schema.get("type", "any")
    names = [name for name in (kind if isinstance(kind, list) else [kind]) if name != "null"]
    name = names[0] if names else "any"
    if name == "array":
        name = f"list of {_type(spec, schema.get('items', {}))}"
    elif schema.get("format") in {"date-time", "date"}:
        name = "time" if schema["format"] == "date-time" else "date"
    return f"{name} or null" if isinstance(kind, list) and "null" in kind else name


def _limits(schema: Mapping[str, Any]) -> str:
    said = []
    if choices := schema.get("enum"):
        said.append("one of " + ", ".join(str(choice) for choice in choices if choice is not None))
    if "maxLength" in schema:
        said.append(f"at most {schema['maxLength']} characters")
    if "minimum" in schema and "maximum" in schema:
        said.append(
            f"{schema['minimum']:g} to {schema['maximum']:g}"
            if schema["maximum"] < 1e7
            else f"from {schema['minimum']:g}"
        )
    if "default" in schema:
        said.append(f"default {schema['default']}")
    return "; ".join(said)


def _example(spec: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    """A body with what is required, or with the first few fields when nothing is."""
    schema = _resolve(spec, schema)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "array":
        return [_example(spec, schema.get("items", {}))]
    if kind == "object" or "properties" in schema:
        members = schema.get("properties", {})
        names = schema.get("required") or list(members)[:2]
        return {name: _example(spec, members[name]) for name in names if name in members}
    return {"integer": 1, "number": 100, "boolean": True}.get(kind if isinstance(kind, str) else "", "text")


def _curl(method: str, path: str, base_url: str, example: Any) -> str:
    lines = [
        f"curl {base_url}{path.replace('{', '<').replace('}', '>')}",
        '-H "Authorization: Bearer $ADMIN_ACCESS_TOKEN"',
    ]
    if method != "get":
        lines.insert(1, f"-X {method.upper()}")
    if example is not None and method not in {"get", "delete"}:
        lines += ["-H 'Content-Type: application/json'", f"-d '{json.dumps(example)}'"]
    return " \\\n  ".join(lines)
