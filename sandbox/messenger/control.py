"""The control API under /_sandbox/: how the demo and the tests move the sandbox. sandbox/README.md describes it."""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import requests
from flask import Blueprint, Response, jsonify, request

from sandbox.messenger import events
from sandbox.messenger.config import ConfigError
from sandbox.messenger.delivery import Courier
from sandbox.messenger.faults import FaultError, Faults
from sandbox.messenger.graph_settings import PageSettings
from sandbox.messenger.people import ActError, People
from sandbox.messenger.state import Customer, Json, World

LONGEST_WAIT = 60.0


class Refused(Exception):
    """A control call that cannot be done; answered with this status and words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class Control:
    """Answers every call under /_sandbox/."""

    def __init__(self, world: World, faults: Faults, courier: Courier, people: People, settings: PageSettings) -> None:
        self._world, self._faults, self._courier = world, faults, courier
        self._people, self._settings = people, settings
        self._acts: dict[str, Callable[[Customer, Json], Json]] = {
            "say": people.say,
            "tap": people.tap,
            "sticker": people.sticker,
            "attachment": people.attach,
            "location": people.locate,
            "react": people.react,
            "edit": people.edit,
            "unsend": people.unsend,
            "referral": people.refer,
            "read": people.read,
            "event": people.event,
            "block": lambda customer, data: self._block(customer, True),
            "unblock": lambda customer, data: self._block(customer, False),
        }
        self._page_acts = {"human_reply": people.human_reply, "handback": people.hand_back}

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        routes = Blueprint("control", __name__, url_prefix="/_sandbox")
        for path, view, methods in (
            ("/health", self.health, ["GET"]),
            ("/reset", self.reset, ["POST"]),
            ("/config", self.config, ["GET", "POST"]),
            ("/customers", self.customers, ["GET", "POST"]),
            ("/customers/<psid>", self.customer, ["GET"]),
            ("/customers/<psid>/thread", self.thread, ["GET"]),
            ("/customers/<psid>/<act>", self.act, ["POST"]),
            ("/page/<psid>/<act>", self.page_act, ["POST"]),
            ("/profile", self.profile, ["GET"]),
            ("/templates", self.templates, ["GET"]),
            ("/templates/<template_id>/review", self.review, ["POST"]),
            ("/raw", self.raw, ["POST"]),
            ("/journal", self.journal, ["GET"]),
            ("/clock", self.clock, ["GET", "POST"]),
            ("/faults", self.faults, ["GET", "POST", "DELETE"]),
            ("/held", self.held, ["GET"]),
            ("/release", self.release, ["POST"]),
            ("/idle", self.idle, ["GET"]),
        ):
            routes.add_url_rule(path, view.__name__, view, methods=methods)
        for error in (Refused, ActError, ConfigError, FaultError):
            routes.register_error_handler(error, _refusal)
        return routes

    def health(self) -> Response:
        """Say that the sandbox runs, whether the webhook has proven itself and how much waits."""
        return jsonify(
            status="ok",
            webhook_verified=self._courier.handshake.done,
            pending=self._courier.pending(),
            held=len(self._courier.held()),
            customers=len(self._world.customers),
            clock=self._world.clock.iso(),
        )

    def reset(self) -> Response:
        """Forget people, threads, profile, templates, faults, held and waiting deliveries, and the journal."""
        self._courier.clear()
        self._faults.clear()
        self._world.reset()
        return jsonify(status="ok")

    def config(self) -> Response:
        """Show or change the configuration. A new address or token asks for the handshake again."""
        if request.method == "POST":
            changes = _body()
            with self._world.lock:
                self._world.config.change(changes)
            if {"webhook_url", "verify_token"} & set(changes):
                self._courier.handshake.again()
            self._courier.nudge()
        return jsonify(self._world.config.public())

    def customers(self) -> tuple[Response, int] | Response:
        """List the customers or add one."""
        if request.method == "GET":
            with self._world.lock:
                return jsonify(customers=[customer.as_json() for customer in self._world.customers.values()])
        data = _body()
        psid = data.get("psid")
        if psid is not None and not (isinstance(psid, str) and psid.isascii() and psid.isdigit()):
            raise Refused(400, "psid must be a string of digits")
        names = [str(data.get(key) or default) for key, default in (("first_name", "Ana"), ("last_name", "Santos"))]
        customer = self._world.add_customer(psid, names[0], names[1], data.get("profile_pic"))
        customer.has_role = bool(data.get("has_role", customer.has_role))
        return jsonify(customer.as_json()), 201

    def customer(self, psid: str) -> Response:
        """Show one customer."""
        return jsonify(self._find(psid).as_json())

    def act(self, psid: str, act: str) -> Response:
        """Let a customer do something."""
        if act not in self._acts:
            raise Refused(404, f"a customer can {', '.join(self._acts)}")
        return jsonify(self._acts[act](self._find(psid), _body()))

    def page_act(self, psid: str, act: str) -> Response:
        """Let a person of the page do something."""
        if act not in self._page_acts:
            raise Refused(404, f"a person of the page can {', '.join(self._page_acts)}")
        return jsonify(self._page_acts[act](self._find(psid), _body()))

    def thread(self, psid: str) -> Response:
        """Return the lines after number `after`; with `wait` seconds, once there is one."""
        customer, after = self._find(psid), _whole("after", 0)
        until = time.monotonic() + min(float(request.args.get("wait", 0)), LONGEST_WAIT)
        with self._world.changed:
            while len(customer.entries) <= after and (left := until - time.monotonic()) > 0:
                self._world.changed.wait(left)
            entries = [entry.as_json() for entry in customer.entries[after:]]
            return jsonify(psid=psid, entries=entries, customer=customer.as_json())

    def profile(self) -> Response:
        """Show the Messenger Profile as it stands."""
        with self._world.lock:
            return jsonify(self._world.profile)

    def templates(self) -> Response:
        """Show the utility templates."""
        return jsonify(self._settings.message_templates("GET", {}))

    def review(self, template_id: str) -> Response:
        """Approve or reject a template."""
        template = self._world.templates.get(template_id)
        if template is None:
            raise Refused(404, "no such template")
        data = _body()
        status = str(data.get("status"))
        if status not in ("APPROVED", "REJECTED", "PENDING", "PAUSED", "DISABLED"):
            raise Refused(400, "status must be APPROVED, REJECTED, PENDING, PAUSED or DISABLED")
        return jsonify(self._settings.review(template, status, data.get("reason")))

    def raw(self) -> Response:
        """Sign any body and post it at once, past the queue; return the webhook's answer."""
        data, config = _body(), self._world.config
        body = _raw_body(data)
        headers = {"Content-Type": "application/json"}
        headers |= events.signature_headers(config.app_secret, body, str(data.get("sign", "good")))
        headers |= {str(key): str(value) for key, value in (data.get("headers") or {}).items()}
        line = self._world.record("raw", bytes=len(body), status=None)
        try:
            answer = requests.post(
                config.webhook_url,
                data=body,
                headers=headers,
                timeout=config.webhook_timeout_seconds,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            line["status"] = type(error).__name__
            return jsonify(status=None, error=type(error).__name__)
        line["status"] = answer.status_code
        return jsonify(status=answer.status_code, body=answer.text[:2000], headers=dict(answer.headers))

    def journal(self) -> Response:
        """Return the calls and deliveries after number `after`, oldest first; `kind` and `psid` narrow it."""
        after, limit = _whole("after", 0), _whole("limit", 50_000)
        kind, psid = request.args.get("kind"), request.args.get("psid")
        with self._world.lock:
            lines = [
                line
                for line in self._world.journal
                if line["n"] > after and kind in (None, line["kind"]) and psid in (None, line.get("psid"))
            ][:limit]
            return jsonify(entries=lines, last=self._world.journal_length)

    def clock(self) -> Response:
        """Show or move the clock: `advance_seconds`, or `set` to an ISO time or seconds since 1970."""
        if request.method == "POST":
            data = _body()
            with self._world.lock:
                if "set" in data:
                    self._world.clock.set(_moment_ms(data["set"]))
                elif isinstance(data.get("advance_seconds"), int | float):
                    self._world.clock.advance(data["advance_seconds"])
                else:
                    raise Refused(400, "advance_seconds or set is needed")
                self._world.touch()
            self._courier.nudge()
        clock = self._world.clock
        return jsonify(now=clock.iso(), now_ms=clock.now_ms(), offset_seconds=clock.offset_ms / 1000)

    def faults(self) -> tuple[Response, int] | Response:
        """List, set or clear faults."""
        if request.method == "GET":
            return jsonify(faults=self._faults.as_json())
        if request.method == "DELETE":
            self._faults.clear()
            return jsonify(status="ok")
        fault = self._faults.add(_body())
        return jsonify(id=fault.id, operation=fault.operation, kind=fault.kind, times=fault.times), 201

    def held(self) -> Response:
        """List the held deliveries."""
        return jsonify(held=self._courier.held())

    def release(self) -> Response:
        """Send the held deliveries, in the order asked."""
        data = _body()
        return jsonify(released=self._courier.release(data.get("order"), as_batch=bool(data.get("as_batch"))))

    def idle(self) -> Response:
        """Wait until nothing is left to deliver, `timeout` seconds at most."""
        until = time.monotonic() + min(float(request.args.get("timeout", 10)), LONGEST_WAIT)
        while (pending := self._courier.pending()) and time.monotonic() < until:
            time.sleep(0.02)
        return jsonify(idle=not pending, pending=pending)

    def _block(self, customer: Customer, blocked: bool) -> Json:
        with self._world.lock:
            customer.blocked = blocked
            self._world.touch(customer)
        return customer.as_json()

    def _find(self, psid: str) -> Customer:
        customer = self._world.customers.get(psid)
        if customer is None:
            raise Refused(404, "no such customer")
        return customer


def _refusal(error: Exception) -> tuple[Response, int]:
    status = error.status if isinstance(error, Refused) else 400
    return jsonify(error=str(error)), status


def _body() -> Json:
    """Return the JSON body; an empty one counts as {}. Only JSON, so that no foreign web page can post here."""
    if not request.get_data():
        return {}
    if request.mimetype != "application/json":
        raise Refused(415, "send application/json")
    data = request.get_json(silent=True)
    if not isinstance(data, dict):
        raise Refused(400, "the body must be a JSON object")
    return data


def _whole(name: str, default: int) -> int:
    text = request.args.get(name, str(default))
    if not text.isascii() or not text.isdigit():
        raise Refused(400, f"{name} must be a whole number")
    return int(text)


def _moment_ms(value: Any) -> int:
    if isinstance(value, int | float):
        return round(value * 1000)
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise Refused(400, "set must be an ISO time or seconds since 1970") from None
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def _raw_body(data: Json) -> bytes:
    if "body_base64" in data:
        try:
            return base64.b64decode(str(data["body_base64"]), validate=True)
        except binascii.Error:
            raise Refused(400, "body_base64 is not base64") from None
    body = data.get("body")
    return body.encode("utf-8", "surrogatepass") if isinstance(body, str) else events.as_meta_writes(body)
