"""The Graph API stand-in: paths, versions, tokens and proofs as Meta checks them, then the part that does the work."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import logging
import re
import socket
import time
from typing import Any

from flask import Blueprint, Response, request

from sandbox.messenger.errors import GraphError, invalid
from sandbox.messenger.faults import Fault, Faults
from sandbox.messenger.graph_settings import PageSettings
from sandbox.messenger.limits import check_attachment
from sandbox.messenger.sending import Sending
from sandbox.messenger.state import Customer, Json, World

OLDEST_VERSION, NEWEST_VERSION = 21, 26
_log = logging.getLogger(__name__)
_VERSION = re.compile(r"v([0-9]{1,2})\.0")
_LONGEST_SLEEP = 120.0


class Graph:
    """Answers every call under /vNN.0/."""

    def __init__(self, world: World, faults: Faults, sending: Sending, settings: PageSettings) -> None:
        self._world, self._faults, self._sending, self._settings = world, faults, sending, settings
        self._meter = sending.meter

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        routes = Blueprint("graph", __name__)
        methods = ["GET", "POST", "DELETE"]
        routes.add_url_rule("/<version>/<path:path>", "call", self.call, methods=methods)
        return routes

    def call(self, version: str, path: str) -> Response:
        """Answer one call and write it in the journal, without token or text."""
        started = time.monotonic()
        line = self._world.record("graph", method=request.method, path=f"/{version}/{path}", outcome="ok", status=200)
        try:
            answer, status = self._dispatch(version, path, line), 200
            response = _json(answer, status)
        except GraphError as error:
            line.update(outcome="error", code=error.code, subcode=error.subcode, status=error.status)
            response = _json(error.body(), error.status)
            if error.code == 613:
                response.headers["Retry-After"] = "1"
        except _Answer as special:
            response = special.response
            line["status"] = response.status_code
        except Exception:  # a fault of the sandbox's own: say so, as Meta would
            _log.exception("the sandbox failed at %s", line["path"])
            line.update(outcome="sandbox failure", code=1, status=500)
            response = _json(GraphError(1).body(), 500)
        usage = self._meter.usage()
        if usage["call_count"] >= 10 or line.get("code") in (4, 613):
            response.headers["X-App-Usage"] = json.dumps(usage)
        line["seconds"] = round(time.monotonic() - started, 4)
        return response

    def _dispatch(self, version: str, path: str, line: Json) -> Json:
        match = _VERSION.fullmatch(version)
        if match is None or int(match[1]) > NEWEST_VERSION:
            raise GraphError(2500, None, f"Unknown path components: /{version}/{path}")
        if int(match[1]) < OLDEST_VERSION:
            raise GraphError(2635)
        data = _parameters()
        self._authenticate(data)
        node, _, edge = path.partition("/")
        if node not in ("me", self._world.config.page_id):
            if edge:
                raise GraphError(100, 33)
            return self._with_fault("user_profile", node, line, lambda: self._settings.user_profile(node, data))
        return self._page_edge(edge, data, line)

    def _page_edge(self, edge: str, data: Json, line: Json) -> Json:
        method = request.method
        if edge == "messages" and method == "POST":
            return self._messages(data, line)
        if edge == "messenger_profile":
            return self._with_fault("profile", None, line, lambda: self._profile(method, data))
        if edge == "subscribed_apps":
            return self._settings.subscribed_apps(method, data)
        if edge == "message_templates":
            return self._with_fault("templates", None, line, lambda: self._settings.message_templates(method, data))
        if edge == "message_attachments" and method == "POST":
            return self._with_fault("attachments", None, line, lambda: self._upload(data))
        if edge.endswith("thread_control") or edge == "thread_owner":
            return self._with_fault("thread", None, line, lambda: self._settings.thread(edge, method, data))
        if not edge and method == "GET":
            return {"id": self._world.config.page_id, "name": self._world.config.page_name}
        raise GraphError(2500, None, f"Unknown path components: /{edge}")

    def _authenticate(self, data: Json) -> None:
        config = self._world.config
        header = request.headers.get("Authorization", "")
        token = header[7:] if header[:7].lower() == "bearer " else data.pop("access_token", None)
        data.pop("access_token", None)
        proof = data.pop("appsecret_proof", None) or request.args.get("appsecret_proof")
        if not isinstance(token, str) or not token:
            raise GraphError(190, None, "An access token is required to request this resource.")
        if not hmac.compare_digest(token.encode("utf-8", "replace"), config.page_access_token.encode()):
            raise GraphError(190)
        if proof is None:
            if config.proof_required:
                raise GraphError(
                    100,
                    None,
                    "API calls from the server require an appsecret_proof argument",
                    kind="GraphMethodException",
                )
            return
        wanted = hmac.new(config.app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(str(proof).encode("utf-8", "replace"), wanted.encode()):
            raise GraphError(
                100, None, "Invalid appsecret_proof provided in the API argument", kind="GraphMethodException"
            )

    def _profile(self, method: str, data: Json) -> Json:
        self._meter.check_profile()
        return self._settings.messenger_profile(method, data)

    def _upload(self, data: Json) -> Json:
        message = data.get("message")
        attachment = message.get("attachment") if isinstance(message, dict) else None
        check_attachment(attachment)
        assert isinstance(attachment, dict)
        if attachment["type"] == "template" or "url" not in attachment["payload"]:
            raise invalid("message[attachment] must be media with a url")
        return {"attachment_id": self._sending.save_attachment(attachment)}

    # Sending, with what can go wrong on the way

    def _messages(self, data: Json, line: Json) -> Json:
        recipient = data.get("recipient")
        psid = str(recipient.get("id")) if isinstance(recipient, dict) else None
        line["psid"] = psid
        operation = "action" if "sender_action" in data else "send"
        line["operation"] = operation
        return self._with_fault(operation, psid, line, lambda: self._check_and_apply(data, line))

    def _check_and_apply(self, data: Json, line: Json) -> Json:
        with self._world.lock:
            customer: Customer = self._sending.check(data)
            answer = self._sending.apply(data, customer)
        line["mid"] = answer.get("message_id")
        line["applied"] = True
        return answer

    def _with_fault(self, operation: str, psid: str | None, line: Json, work: Any) -> Json:
        line["operation"] = operation
        fault = self._faults.take(operation, psid)
        if fault is None:
            result: Json = work()
            return result
        line["fault"] = fault.kind
        if fault.kind == "slow":
            time.sleep(min(fault.seconds or 1.0, _LONGEST_SLEEP))
        answer: Json = work() if fault.applies else {}
        return self._fail(fault, answer, line)

    def _fail(self, fault: Fault, answer: Json, line: Json) -> Json:
        """Turn a call into what the caller gets to see of it."""
        if fault.kind in ("timeout_before", "timeout_after"):
            time.sleep(min(fault.seconds if fault.seconds is not None else 30.0, _LONGEST_SLEEP))
        if fault.kind in ("timeout_before", "timeout_after", "drop_before", "drop_after"):
            line.update(outcome="no answer", status=0)
            _cut_the_line()
            raise _Answer(Response(b"", status=500))
        if fault.kind in ("error", "error_after"):
            code = fault.code if fault.code is not None else (1 if fault.kind == "error_after" else 2)
            subcode = 1357046 if code == 1 and fault.subcode is None and fault.applies else fault.subcode
            error = GraphError(code, subcode, fault.message, status=fault.status)
            if fault.retry_after is None:
                raise error
            line.update(outcome="error", code=code, subcode=subcode)
            raise _Answer(_with_retry_after(_json(error.body(), error.status), fault))
        if fault.kind == "http":
            line["outcome"] = "http"
            page = Response("<html><body>Sorry, something went wrong.</body></html>", fault.status or 503)
            raise _Answer(_with_retry_after(page, fault))
        if fault.kind == "bad_json":
            line["outcome"] = "bad_json"
            text = fault.text if fault.text is not None else '{"recipient_id":"' + str(answer.get("recipient_id"))[:4]
            raise _Answer(Response(text, fault.status or 200, content_type="application/json; charset=UTF-8"))
        if fault.kind == "echo_before_response":
            self._wait_for_echo(answer.get("message_id"))
        return answer

    def _wait_for_echo(self, mid: str | None) -> None:
        until = time.monotonic() + 5.0
        while time.monotonic() < until:
            with self._world.lock:
                lines = [line for line in self._world.journal if line.get("mid") == mid and line["kind"] == "webhook"]
            if all(line["state"] != "pending" for line in lines):
                return
            time.sleep(0.01)


class _Answer(Exception):
    """A ready answer that is not JSON of the usual kind."""

    def __init__(self, response: Response) -> None:
        super().__init__("ready answer")
        self.response = response


def _json(body: Json, status: int) -> Response:
    text = json.dumps(body, ensure_ascii=True, separators=(",", ":"))
    response = Response(text, status, content_type="application/json; charset=UTF-8")
    response.headers["facebook-api-version"] = f"v{NEWEST_VERSION}.0"
    return response


def _with_retry_after(response: Response, fault: Fault) -> Response:
    if fault.retry_after is not None:
        response.headers["Retry-After"] = str(fault.retry_after)
    return response


def _cut_the_line() -> None:
    """Close the connection under the answer, so that the caller gets none."""
    connection = request.environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)


def _parameters() -> Json:
    """Return query, form (values JSON-encoded where they are not plain) and JSON body as one object."""
    data: Json = {key: _plain_or_json(value) for key, value in request.args.items()}
    if request.mimetype == "application/json" or (request.data and not request.form):
        raw = request.get_data()
        if raw:
            try:
                body = json.loads(raw)
            except (ValueError, RecursionError):
                raise invalid("The request body is not valid JSON") from None
            if not isinstance(body, dict):
                raise invalid("The request body must be a JSON object")
            data.update(body)
    else:
        data.update({key: _plain_or_json(value) for key, value in request.form.items()})
    return data


def _plain_or_json(value: str) -> Any:
    if value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            raise invalid("A parameter is not valid JSON") from None
    return value
