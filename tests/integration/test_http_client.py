"""The outward HTTP client against a server that misbehaves in every way, over real sockets."""

from __future__ import annotations

import gzip
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from services.clients.http import Answer, HttpClient, NoAnswer, NotReached
from tests.support.sandbox_messenger import free_port

Script = Callable[[socket.socket], None]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"


class Misbehaving:
    """Accepts, reads a request and then does what it is told."""

    def __init__(self) -> None:
        self.script: Script = lambda connection: None
        self.requests: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            self.requests.append(_request(connection))
            try:
                self.script(connection)
            except OSError:
                return

    def close(self) -> None:
        self._listener.close()


def _request(connection: socket.socket) -> bytes:
    """Everything a client has to say, its body included."""
    said = connection.recv(65_536)
    length = re.search(rb"Content-Length: (\d+)", said)
    while length and len(said.partition(b"\r\n\r\n")[2]) < int(length[1]):
        said += connection.recv(65_536)
    return said


@pytest.fixture
def server() -> Iterator[Misbehaving]:
    made = Misbehaving()
    yield made
    made.close()


def client(url: str, **changes: object) -> HttpClient:
    values: dict[str, object] = {
        "connect": timedelta(seconds=0.3),
        "read": timedelta(seconds=0.5),
        "total": timedelta(seconds=0.7),
    }
    return HttpClient(url, **{**values, **changes})  # type: ignore[arg-type]


def body(content: bytes, more: bytes = b"") -> Script:
    return lambda connection: connection.sendall(HEAD + more + b"\r\n" + content)


def test_reads_an_answer(server: Misbehaving) -> None:
    server.script = body(b'{"ok": "\\u00f1"}')
    answer = client(server.url).request("POST", "/v26.0/1/messages", params={"a": "b c"}, body={"text": "ñ"})
    assert (answer.status, answer.json()) == (200, {"ok": "ñ"})
    (sent,) = server.requests
    assert sent.startswith(b"POST /v26.0/1/messages?a=b+c HTTP/1.1\r\n")
    assert sent.endswith('{"text": "ñ"}'.encode())


@pytest.mark.parametrize("path", ["../secret?x=1", "a b#c", "x?y=z"])
def test_a_path_cannot_become_a_query_or_leave_the_host(server: Misbehaving, path: str) -> None:
    server.script = body(b"{}")
    client(server.url).request("GET", path)
    line = server.requests[0].split(b"\r\n")[0]
    assert b"?" not in line
    assert b"#" not in line


def test_a_refused_connection_was_surely_not_read() -> None:
    with pytest.raises(NotReached):
        client(f"http://127.0.0.1:{free_port()}").request("GET", "/")


def test_an_unknown_host_was_surely_not_reached() -> None:
    with pytest.raises(NotReached):
        client("http://no-such-host.invalid").request("GET", "/")


def test_a_server_that_speaks_no_tls_was_surely_not_told(server: Misbehaving) -> None:
    server.script = body(b"{}")
    with pytest.raises(NotReached):
        client(server.url.replace("http://", "https://")).request("POST", "/", body={"secret": 1})
    assert b"secret" not in server.requests[0]


def slow_body(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"Content-Length: 1000\r\n\r\n")
    for _ in range(1000):
        connection.sendall(b" ")
        time.sleep(0.05)


def slow_head(connection: socket.socket) -> None:
    connection.sendall(HEAD)
    for _ in range(1000):
        connection.sendall(b"X: y\r\n")
        time.sleep(0.05)


def silent(connection: socket.socket) -> None:
    time.sleep(3)


@pytest.mark.parametrize("script", [silent, slow_body, slow_head])
def test_the_whole_call_is_bounded_however_slowly_it_drips(server: Misbehaving, script: Script) -> None:
    server.script = script
    begun = time.monotonic()
    with pytest.raises(NoAnswer):
        client(server.url).request("GET", "/")
    assert time.monotonic() - begun < 1.2


@pytest.mark.parametrize(
    "script",
    [
        lambda connection: None,
        lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"),
        lambda connection: connection.sendall(b"nonsense\r\n\r\n"),
        body(b"x" * 2_000_000),
        body(gzip.compress(b"x" * 50_000_000), b"Content-Encoding: gzip\r\n"),
        body(b"not gzip", b"Content-Encoding: gzip\r\n"),
        body(b"???", b"Content-Encoding: br\r\n"),
    ],
)
def test_what_is_no_answer_is_called_so(server: Misbehaving, script: Script) -> None:
    server.script = script
    with pytest.raises(NoAnswer):
        client(server.url).request("GET", "/")


def test_reads_a_small_compressed_answer(server: Misbehaving) -> None:
    server.script = body(gzip.compress(b'{"a": 1}'), b"Content-Encoding: gzip\r\n")
    assert client(server.url).request("GET", "/").json() == {"a": 1}


def test_keeps_its_connection_but_not_for_ever(server: Misbehaving, monkeypatch: pytest.MonkeyPatch) -> None:
    def twice(connection: socket.socket) -> None:
        for _ in range(3):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            if not connection.recv(65_536):
                return

    server.script = twice
    made = client(server.url)
    assert [made.request("GET", "/").status for _ in range(2)] == [200, 200]
    assert len(server.requests) == 1
    monkeypatch.setattr("services.clients.http._LONGEST_IDLE_SECONDS", 0.0)
    assert made.request("GET", "/").status == 200
    assert len(server.requests) == 2


def test_a_connection_closed_meanwhile_is_replaced(server: Misbehaving) -> None:
    server.script = lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    made = client(server.url)
    for number in range(3):
        assert made.request("GET", "/").status == 200
        assert len(server.requests) == number + 1
        time.sleep(0.05)


def test_follows_no_redirect(server: Misbehaving) -> None:
    other = Misbehaving()
    location = f"Location: {other.url}/elsewhere\r\n".encode()
    server.script = lambda connection: connection.sendall(b"HTTP/1.1 302 Found\r\n" + location + b"\r\n")
    assert client(server.url).request("GET", "/").status == 302
    assert other.requests == []
    other.close()


def test_takes_nothing_from_the_machines_environment(
    server: Misbehaving, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    netrc = f"{tmp_path}/netrc"
    with open(netrc, "w") as file:
        file.write("machine 127.0.0.1 login thief password thief\n")
    monkeypatch.setenv("NETRC", netrc)
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server.script = body(b"{}", b"Set-Cookie: a=b\r\n")
    made = client(server.url, headers={"Authorization": "Bearer token"})
    made.request("GET", "/")
    made.request("GET", "/")
    assert [b"Authorization: Bearer token" in request for request in server.requests] == [True, True]
    assert not any(b"Cookie" in request for request in server.requests)


@pytest.mark.parametrize(("header", "seconds"), [("3", 3), ("", None), ("soon", None), ("-1", None), ("9" * 9, None)])
def test_retry_after_in_seconds_is_read(header: str, seconds: int | None) -> None:
    asked = Answer(503, {"Retry-After": header}, b"").retry_after
    assert asked == (timedelta(seconds=seconds) if seconds is not None else None)
