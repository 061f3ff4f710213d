"""The GET by which a webhook proves that it is ours. Nothing is delivered before it was answered."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable

import requests

from sandbox.messenger.state import World

#: Real seconds between two tries, growing: the web process may still be starting.
PAUSES = (0.25, 0.5, 1.0, 2.0, 3.0)


class Handshake:
    """Asks the callback to prove itself, again after each change of address or token, until it does."""

    def __init__(self, world: World, on_done: Callable[[], None]) -> None:
        self._world, self._on_done = world, on_done
        self._restart = threading.Event()
        self.done = False

    def start(self) -> None:
        """Begin asking in the background."""
        self._restart.set()
        threading.Thread(target=self._run, name="webhook-handshake", daemon=True).start()

    def again(self) -> None:
        """Ask anew, since the address or the token changed."""
        self.done = False
        self._restart.set()

    def _run(self) -> None:
        while True:
            self._restart.wait()
            self._restart.clear()
            tries = 0
            while not self.ask():
                if self._restart.wait(PAUSES[min(tries, len(PAUSES) - 1)]):
                    self._restart.clear()
                    tries = 0
                tries += 1

    def ask(self) -> bool:
        """Ask once and say whether the callback gave the bare challenge back."""
        config = self._world.config
        challenge = str(1_000_000_000 + secrets.randbelow(9_000_000_000))
        query = {"hub.mode": "subscribe", "hub.verify_token": config.verify_token, "hub.challenge": challenge}
        status: int | str
        proven = False
        try:
            answer = requests.get(
                config.webhook_url, params=query, timeout=config.webhook_timeout_seconds, allow_redirects=False
            )
            status = answer.status_code
            proven = status == 200 and hmac.compare_digest(answer.content, challenge.encode())
        except requests.RequestException:
            status = "no connection"
        self._world.record("handshake", status=status, outcome="proven" if proven else "refused")
        # An answer to a question that was overtaken by a change proves nothing.
        if proven and not self._restart.is_set():
            self.done = True
            self._on_done()
        return proven
