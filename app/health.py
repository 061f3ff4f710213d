"""Health answers: alive, ready, and what is wrong (for staff)."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, jsonify
from werkzeug.exceptions import NotFound

from services.health import UNHEALTHY, Registry, overall

blueprint = Blueprint("health", __name__)


@blueprint.get("/health/live")
def live() -> Response:
    """The process answers; nothing else is touched."""
    return jsonify(status="healthy")


@blueprint.get("/health/ready")
def ready() -> tuple[Response, int]:
    """Whether requests may be sent here: the database answers and its schema is ours. Redis down is only degraded."""
    return _answer()


@blueprint.get("/health")
def health() -> tuple[Response, int]:
    """All checks together."""
    return _answer()


@blueprint.get("/api/health")
def api_health() -> tuple[Response, int]:
    """All checks together; what each found for staff only."""
    return _answer()


@blueprint.get("/api/health/detailed")
def api_health_detailed() -> tuple[Response, int]:
    """What each check found."""
    return _answer()


@blueprint.get("/api/health/<name>")
def api_health_of(name: str) -> tuple[Response, int]:
    """What one check found."""
    if name not in _registry().checks:
        raise NotFound
    return _answer(name)


def _registry() -> Registry:
    registry: Registry = current_app.extensions["health"]
    return registry


def _answer(*names: str) -> tuple[Response, int]:
    findings = _registry().look(*names)
    status = overall(findings)
    told: dict[str, object] = {"status": status}
    if g.is_staff:
        told["checks"] = {name: finding.as_dict() for name, finding in findings.items()}
    return jsonify(told), 503 if status == UNHEALTHY else 200
