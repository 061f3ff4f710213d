"""Who may be messaged, when, how often, and in whose thread."""

from __future__ import annotations

import collections
import threading
import time
from typing import Any

from sandbox.messenger.clock import DAY, SECOND
from sandbox.messenger.errors import GraphError, invalid
from sandbox.messenger.state import Customer, Json, World

WINDOW_MS = DAY
HUMAN_AGENT_MS = 7 * DAY
#: Dead since 27 April 2026.
RETIRED_TAGS = {"CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "POST_PURCHASE_UPDATE"}
MESSAGING_TYPES = ("RESPONSE", "UPDATE", "MESSAGE_TAG", "UTILITY")


def find_recipient(world: World, recipient: Any) -> Customer:
    """Return the person a send is for. Raises GraphError: nobody, blocked, or without a role while that is needed."""
    if not isinstance(recipient, dict) or len(recipient) != 1:
        raise invalid("Param recipient must hold exactly one of id, user_ref, comment_id, post_id")
    customer = world.customers.get(str(recipient.get("id")))
    if customer is None:
        raise GraphError(100, 2018001)
    if customer.blocked:
        raise GraphError(551, 1545041)
    if not world.config.features.get("advanced_access", True) and not customer.has_role:
        raise GraphError(200, 2018028)
    return customer


def check_owner(world: World, customer: Customer) -> None:
    """Raise 2018300 when another app controls the thread."""
    if not world.is_ours(customer):
        raise GraphError(2018300)


def check_window(world: World, customer: Customer, request: Json) -> None:
    """Decide by messaging type, tag and the time of the person's last action whether this message may go out now."""
    kind, tag = request.get("messaging_type"), request.get("tag")
    if kind is None and not world.config.require_messaging_type:
        kind = "MESSAGE_TAG" if tag else "RESPONSE"
    if kind not in MESSAGING_TYPES:
        raise invalid("Param messaging_type must be one of RESPONSE, UPDATE, MESSAGE_TAG, UTILITY")
    if tag is not None and kind != "MESSAGE_TAG":
        raise invalid("Param tag needs messaging_type MESSAGE_TAG")
    message = request.get("message") or {}
    if (kind == "UTILITY") != ("template" in message):
        raise invalid("messaging_type UTILITY and message[template] need each other")
    if kind == "UTILITY":
        if not world.config.features.get("utility", True):
            raise GraphError(10, None, "(#10) This Page is not eligible for utility messages")
        return
    allowed_ms = WINDOW_MS if kind != "MESSAGE_TAG" else _window_of_tag(world, tag, message)
    if customer.last_action_ms is None or world.clock.now_ms() - customer.last_action_ms > allowed_ms:
        raise GraphError(10, 2018278)


def _window_of_tag(world: World, tag: Any, message: Json) -> int:
    if not isinstance(tag, str):
        raise invalid("Param tag must be a string")
    if tag in RETIRED_TAGS:
        raise GraphError(100, None)
    if tag == "HUMAN_AGENT":
        if not world.config.features.get("human_agent"):
            raise GraphError(10, None, "(#10) This app has not been granted the Human Agent feature")
        return HUMAN_AGENT_MS
    if tag == "CUSTOMER_FEEDBACK":
        payload = (message.get("attachment") or {}).get("payload") or {}
        if payload.get("template_type") != "customer_feedback":
            raise invalid("Tag CUSTOMER_FEEDBACK goes with a customer_feedback template only")
        return HUMAN_AGENT_MS
    raise invalid("Param tag is not a known message tag")


class RateMeter:
    """Counts calls over the last real second, for the page and for each person."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = threading.Lock()
        self._calls: dict[str, collections.deque[float]] = collections.defaultdict(collections.deque)
        self.daily: collections.deque[float] = collections.deque()
        self._engaged, self._engaged_until = 0, 0.0

    def check_send(self, customer: Customer, message: Json) -> None:
        """Count one message. Raises GraphError 613 when the page or this thread sends too fast."""
        limits = self._world.config.rate_limits
        kind = (message.get("attachment") or {}).get("type")
        self._count("page", limits.page_per_second, None)
        if kind in ("audio", "video"):
            self._count("media", limits.media_per_second, None)
        if limits.thread_per_second is not None:
            self._count(customer.psid, limits.thread_per_second, 2018338)

    def _count(self, key: str, limit: int, subcode: int | None) -> None:
        now = time.monotonic()
        with self._lock:
            calls = self._calls[key]
            while calls and calls[0] <= now - 1.0:
                calls.popleft()
            if len(calls) >= limit:
                raise GraphError(613, subcode)
            calls.append(now)

    def check_profile(self) -> None:
        """Count one call to the profile; ten in ten minutes of the sandbox's clock. Raises GraphError 613."""
        world = self._world
        with world.lock:
            now = world.clock.now_ms()
            world.profile_calls = [at for at in world.profile_calls if now - 600 * SECOND < at <= now]
            if len(world.profile_calls) >= world.config.rate_limits.profile_per_10_minutes:
                raise GraphError(613)
            world.profile_calls.append(now)

    def usage(self) -> Json:
        """Return the percentages of the X-App-Usage header: calls of a day against 200 for each engaged person."""
        now = time.monotonic()
        with self._lock:
            self.daily.append(now)
            while self.daily[0] < now - 86_400:
                self.daily.popleft()
            calls = len(self.daily)
        if now > self._engaged_until:
            self._engaged = sum(1 for person in list(self._world.customers.values()) if person.last_action_ms)
            self._engaged_until = now + 1.0
        percent = calls * 100 // (200 * max(1, self._engaged))
        return {"call_count": min(100, percent), "total_cputime": 0, "total_time": 0}
