"""A way to the database that breaks at a COMMIT: before it is passed on, or before it is answered."""

from __future__ import annotations

import contextlib
import socket
import threading

_COMMIT = b"\x07\x00\x00\x00\x03COMMIT"
_WAIT_SECONDS = 10


class LossyLink:
    """A TCP relay on a free port of this machine that breaks at the next `losses_left` COMMITs.

    `passes_commit` says whether the server gets the COMMIT whose answer is lost.
    """

    def __init__(self, host: str, port: int, *, passes_commit: bool) -> None:
        self._target, self._passes_commit, self.losses_left = (host, port), passes_commit, 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> LossyLink:
        return self

    def __exit__(self, *_unused: object) -> None:
        for each in (self._listener, *self._open):
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._target, timeout=_WAIT_SECONDS)
            self._open += [client, server]
            dropped, answered = threading.Event(), threading.Event()
            threading.Thread(target=self._up, args=(client, server, dropped, answered), daemon=True).start()
            threading.Thread(target=self._down, args=(server, client, dropped, answered), daemon=True).start()

    def _loses(self) -> bool:
        with self._lock:
            is_lost, self.losses_left = self.losses_left > 0, max(0, self.losses_left - 1)
            return is_lost

    def _up(
        self, client: socket.socket, server: socket.socket, dropped: threading.Event, answered: threading.Event
    ) -> None:
        try:
            while data := client.recv(65536):
                if data == _COMMIT and self._loses():
                    dropped.set()
                    if self._passes_commit:
                        server.sendall(data)
                        answered.wait(_WAIT_SECONDS)
                    break
                server.sendall(data)
        except OSError:
            pass
        for each in (client, server):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _down(
        self, server: socket.socket, client: socket.socket, dropped: threading.Event, answered: threading.Event
    ) -> None:
        try:
            while data := server.recv(65536):
                if dropped.is_set():
                    answered.set()
                    break
                client.sendall(data)
        except OSError:
            pass
