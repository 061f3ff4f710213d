"""What every request and answer carries: an id, a log line, the headers that keep a browser safe."""

from __future__ import annotations

import re
import time
import uuid

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("app.requests")
_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def install(app: Flask, *, is_https: bool) -> None:
    """Run before and after every request."""

    @app.before_request
    def _begin() -> None:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if _SANE_ID.fullmatch(given) else uuid.uuid4().hex
        g.started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def _finish(response: Response) -> Response:
        _protect(response, is_https)
        response.headers["X-Request-Id"] = g.request_id
        took = (time.perf_counter() - g.started) * 1000
        say = log.debug if request.path.startswith("/health") else log.info
        say(
            "request", method=request.method, path=request.path, status=response.status_code, duration_ms=round(took, 1)
        )
        return response


def _protect(response: Response, is_https: bool) -> None:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", PAGE_POLICY if response.mimetype == "text/html" else API_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.path.startswith("/api"):
        headers.setdefault("Cache-Control", "no-store")
