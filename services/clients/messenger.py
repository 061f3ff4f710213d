"""The Graph API's Messenger calls: each is made once and ends as a result or as one of a few errors."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from services.clients.http import Answer, HttpClient, NoAnswer, NotReached
from services.clients.messenger_errors import (
    Action,
    LimitBroken,
    MessengerFault,
    NotSent,
    OutcomeUnknown,
    Refused,
    classify,
)
from services.clients.messenger_limits import check_limits
from services.settings import Settings

__all__ = [
    "Action",
    "LimitBroken",
    "MessengerClient",
    "MessengerFault",
    "NotSent",
    "OutcomeUnknown",
    "Refused",
    "Sent",
    "check_limits",
    "classify",
    "client_for",
]

Json = dict[str, Any]
# How much of a lease one send may use: its row must still be ours when the answer comes. And however the time-outs are
# set, a worker that is asked to end must be able to within ten seconds.
_SEND_SHARE, _ACTION_SHARE = 0.7, 0.15
_LONGEST_CALL = timedelta(seconds=9)
_MOST_PAGES = 20


@dataclass(frozen=True)
class Sent:
    """The Graph API took the message and gave it this id."""

    mid: str


class MessengerClient:
    """Talks to one page. Safe to share between threads; the token travels in a header, never in an address."""

    def __init__(self, settings: Settings) -> None:
        connect, read, lease = settings.graph_connect_timeout, settings.graph_read_timeout, settings.lease
        self._page = settings.messenger_page_id
        self._version = settings.graph_api_version
        self._proof = hmac.new(
            settings.messenger_app_secret.encode(), settings.messenger_page_access_token.encode(), hashlib.sha256
        ).hexdigest()
        self._action_total = min(connect, lease * _ACTION_SHARE)
        self._http = HttpClient(
            settings.graph_api_base_url,
            connect=connect,
            read=read,
            total=min(connect + read, lease * _SEND_SHARE, _LONGEST_CALL),
            headers={
                "Authorization": f"Bearer {settings.messenger_page_access_token}",
                "User-Agent": "QuickSell",
            },
        )

    def send(self, psid: str, message: Mapping[str, Any], *, messaging_type: str, tag: str | None = None) -> Sent:
        """Send one message to a person (PSID).

        `messaging_type` is RESPONSE, UPDATE, MESSAGE_TAG (with `tag`) or UTILITY. Raises LimitBroken, NotSent,
        OutcomeUnknown or Refused.
        """
        check_limits(message)
        body: Json = {"recipient": {"id": psid}, "messaging_type": messaging_type, "message": message}
        if tag is not None:
            body["tag"] = tag
        answer = self._call("POST", f"{self._page}/messages", body=body)
        mid = answer.get("message_id")
        if not isinstance(mid, str) or not mid:
            raise OutcomeUnknown("the answer names no message")
        return Sent(mid)

    def action(self, psid: str, action: str) -> None:
        """Show a person something beside messages: mark_seen, typing_on or typing_off. Raises MessengerFault."""
        body = {"recipient": {"id": psid}, "sender_action": action}
        self._call("POST", f"{self._page}/messages", body=body, total=self._action_total)

    def profile(self, fields: Sequence[str]) -> Json:
        """The page's Messenger profile as it stands. Raises MessengerFault."""
        answer = self._call("GET", f"{self._page}/messenger_profile", params={"fields": ",".join(fields)})
        return _first(answer)

    def profile_set(self, properties: Mapping[str, Any]) -> None:
        """Set properties of the Messenger profile; ten calls in ten minutes are allowed. Raises MessengerFault."""
        self._call("POST", f"{self._page}/messenger_profile", body=dict(properties))

    def subscribed_fields(self) -> list[str]:
        """The webhook fields our app gets for this page. Raises MessengerFault."""
        fields = _first(self._call("GET", f"{self._page}/subscribed_apps")).get("subscribed_fields")
        return [str(field) for field in fields] if isinstance(fields, list) else []

    def subscribe(self, fields: Sequence[str]) -> None:
        """Get these webhook fields for the page, and no others. Raises MessengerFault."""
        self._call("POST", f"{self._page}/subscribed_apps", body={"subscribed_fields": ",".join(fields)})

    def templates(self) -> list[Json]:
        """The page's utility templates with their status, one for each name and language. Raises MessengerFault."""
        found: list[Json] = []
        params = {"limit": "100"}
        for _ in range(_MOST_PAGES):
            answer = self._call("GET", f"{self._page}/message_templates", params=params)
            data = answer.get("data")
            found += [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []
            paging = answer.get("paging")
            if not isinstance(paging, dict) or not paging.get("next"):
                break
            params["after"] = str((paging.get("cursors") or {}).get("after", ""))
        return found

    def create_template(self, template: Mapping[str, Any]) -> Json:
        """Hand a utility template in for review; the answer holds its status. Raises MessengerFault."""
        return self._call("POST", f"{self._page}/message_templates", body=dict(template))

    def user_profile(self, psid: str, fields: Sequence[str] = ("first_name", "last_name")) -> Json:
        """What a person shows of themselves; empty without the permission. Raises MessengerFault."""
        return self._call("GET", psid, params={"fields": ",".join(fields)})

    def close(self) -> None:
        """Give the idle connections back."""
        self._http.close()

    def _call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Json | None = None,
        total: timedelta | None = None,
    ) -> Json:
        """Make one call; the proof of the app secret goes where the other parameters go."""
        proof = {"appsecret_proof": self._proof}
        try:
            answer = self._http.request(
                method,
                f"{self._version}/{path}",
                params={**(params or {}), **proof} if body is None else params,
                body={**body, **proof} if body is not None else None,
                total=total,
            )
        except NotReached as error:
            raise NotSent(error.message) from error
        except NoAnswer as error:
            raise OutcomeUnknown(error.message) from error
        return _read(answer)


def _read(answer: Answer) -> Json:
    """Tell a result, a refusal, a surely undone call and an unknown outcome apart."""
    data = answer.json()
    error = data.get("error") if isinstance(data, dict) else None
    if isinstance(error, dict) and "code" in error:
        refused = Refused(error, retry_after=answer.retry_after)
        if refused.action is Action.UNKNOWN:
            raise OutcomeUnknown(str(refused))
        raise refused
    if 200 <= answer.status < 300:
        if isinstance(data, dict) and error is None:
            return data
        raise OutcomeUnknown("the answer is no JSON object")
    # RFC 9110: 503 and 429 say that the request was not served. A gateway's 502 or 504 may hide that it was.
    if answer.status >= 500 and answer.status != 503:
        raise OutcomeUnknown(f"status {answer.status} without an error that says why")
    raise NotSent(f"status {answer.status} without an error that says why", retry_after=answer.retry_after)


def _first(answer: Json) -> Json:
    data = answer.get("data")
    return data[0] if isinstance(data, list) and data and isinstance(data[0], dict) else {}


def client_for(settings: Settings) -> MessengerClient:
    """This process's client for the page in the settings; its connections are kept."""
    return _client(_Key(settings))


class _Key:
    """Settings by what the client uses of them: they hold a mapping and cannot be hashed whole."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._parts = (
            settings.graph_api_base_url,
            settings.graph_api_version,
            settings.messenger_page_id,
            settings.messenger_page_access_token,
            settings.messenger_app_secret,
            settings.graph_connect_timeout,
            settings.graph_read_timeout,
            settings.lease,
        )

    def __hash__(self) -> int:
        return hash(self._parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._parts == other._parts


@lru_cache(maxsize=4)
def _client(key: _Key) -> MessengerClient:
    return MessengerClient(key.settings)
