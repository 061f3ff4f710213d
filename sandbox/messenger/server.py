"""Puts the parts together and serves them on 127.0.0.1."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from sandbox.messenger.config import Config
from sandbox.messenger.control import Control
from sandbox.messenger.delivery import Courier
from sandbox.messenger.faults import Faults
from sandbox.messenger.graph import Graph
from sandbox.messenger.graph_settings import PageSettings
from sandbox.messenger.page import Page
from sandbox.messenger.people import People
from sandbox.messenger.policy import RateMeter
from sandbox.messenger.sending import Sending
from sandbox.messenger.state import World

MAX_BODY_BYTES = 4 * 1024 * 1024
SAVE_SECONDS = 2.0


class _Handler(WSGIRequestHandler):
    # Kept-alive connections answer in two writes; without this each answer would wait 40 ms.
    disable_nagle_algorithm = True

    def log_request(self, *_arguments: object, **_named: object) -> None:
        """Stay silent: the journal tells more."""


def build(config: Config) -> tuple[Flask, Callable[[], None]]:
    """Return the web application, started, and a function that saves its state where that is wanted."""
    world, faults = World(config), Faults()
    courier = Courier(world, faults)
    sending, settings = Sending(world, courier, RateMeter(world)), PageSettings(world, courier)
    people = People(world, courier, sending)
    app = Flask("sandbox.messenger", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.register_blueprint(Control(world, faults, courier, people, settings).blueprint())
    app.register_blueprint(Page(world, sending).blueprint())
    app.register_blueprint(Graph(world, faults, sending, settings).blueprint())
    path = Path(config.state_path) if config.state_path else None
    if path is not None:
        courier.restore(world.load(path))
    courier.start()

    def save() -> None:
        if path is not None:
            world.save(path, courier.saved())

    if path is not None:
        threading.Thread(target=_save_on_change, args=(world, save), name="save", daemon=True).start()
    return app, save


def _save_on_change(world: World, save: Callable[[], None]) -> None:
    saved = 0
    pause = threading.Event()
    while True:
        with world.changed:
            while world.revision == saved:
                world.changed.wait()
            saved = world.revision
        save()
        pause.wait(SAVE_SECONDS)


def serve(app: Flask, port: int) -> BaseWSGIServer:
    """Bind 127.0.0.1 and return the server; port 0 takes a free one. Raises OSError when the port is busy."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    return make_server("127.0.0.1", port, app, threaded=True, request_handler=_Handler)
