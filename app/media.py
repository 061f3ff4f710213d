"""Pictures of the demo shop's products, for Messenger and the chat page to fetch."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, send_from_directory

PICTURES = Path(__file__).resolve().parent.parent / "deploy" / "demo" / "pictures"
ONE_DAY_SECONDS = 86_400
blueprint = Blueprint("media", __name__)


@blueprint.get("/media/products/<name>")
def product_picture(name: str) -> Response:
    """A product's picture; 404 when there is none of that name."""
    response = send_from_directory(PICTURES, name, max_age=ONE_DAY_SECONDS)
    # The sandbox's chat page and Messenger's own show it on another host.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
