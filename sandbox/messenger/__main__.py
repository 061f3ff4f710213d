"""`python -m sandbox.messenger`: run the sandbox until SIGTERM or Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from types import FrameType

from sandbox.messenger.config import Config, ConfigError
from sandbox.messenger.server import build, serve


def main() -> int:
    """Run the server; return the exit code."""
    try:
        config = Config.from_env(os.environ)
    except ConfigError as error:
        print(f"sandbox: {error}", file=sys.stderr)
        return 2
    if not _is_free(config.port):
        print(f"sandbox: port {config.port} on 127.0.0.1 is busy", file=sys.stderr)
        return 1
    app, save = build(config)
    server = serve(app, config.port)

    def stop(number: int, frame: FrameType | None) -> None:
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    config.port = server.server_port
    print(f"sandbox: Messenger on http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()
    save()
    return 0


def _is_free(port: int) -> bool:
    """Look before building: werkzeug ends the process with a page of advice when the port is busy."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    raise SystemExit(main())
