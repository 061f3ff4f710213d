"""What the Graph API's refusals mean for us, as a table.

Codes and subcodes: https://developers.facebook.com/documentation/business-messaging/messenger-platform/error-codes
(read June 2026) and https://developers.facebook.com/docs/graph-api/overview/rate-limiting. Meta lists some subcodes as
codes of their own, so each number is looked for in both places.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

from services.errors import ServiceError


class Action(StrEnum):
    """What to do about a refusal."""

    RETRY = "retry"  # later, a limited number of times
    FETCH = "fetch"  # a picture could not be fetched: once more, then never
    THROTTLE = "throttle"  # the page sends too fast
    ABUSE = "abuse"  # this person gets too much
    WINDOW_CLOSED = "window_closed"
    UNREACHABLE = "unreachable"  # this person cannot receive now; their next message says otherwise
    NO_USER = "no_user"
    BAD_REQUEST = "bad_request"  # our mistake: no repeat can help
    TOKEN = "token"  # noqa: S105 - a kind of refusal
    PERMISSION = "permission"
    POLICY = "policy"
    OTHER_OWNER = "other_owner"  # another app or a person answers in this thread
    UNKNOWN = "unknown"  # it may have gone out although it says error


#: Nobody's message goes out until somebody repairs this.
PAUSES_PAGE = frozenset({Action.TOKEN, Action.PERMISSION, Action.POLICY})

_ANY = None
RULES: Mapping[tuple[int, int | None], Action] = {
    (1, 1357046): Action.UNKNOWN,
    (1, _ANY): Action.UNKNOWN,
    (2, _ANY): Action.RETRY,
    (1200, _ANY): Action.RETRY,
    (4, _ANY): Action.THROTTLE,
    (17, _ANY): Action.THROTTLE,
    (32, _ANY): Action.THROTTLE,
    (613, _ANY): Action.THROTTLE,
    (613, 2534040): Action.THROTTLE,
    (80006, _ANY): Action.THROTTLE,
    (613, 2018338): Action.ABUSE,
    (10, 2018278): Action.WINDOW_CLOSED,
    (10, 2018065): Action.WINDOW_CLOSED,
    (10, 2534022): Action.WINDOW_CLOSED,
    (551, _ANY): Action.UNREACHABLE,
    (551, 1545041): Action.UNREACHABLE,
    (200, 1545041): Action.UNREACHABLE,
    (10, 2018108): Action.UNREACHABLE,
    (100, 2018001): Action.NO_USER,
    (100, 33): Action.NO_USER,
    (2018218, _ANY): Action.NO_USER,
    (100, 2018008): Action.FETCH,
    (100, _ANY): Action.BAD_REQUEST,
    (100, 2018014): Action.BAD_REQUEST,
    (100, 2018047): Action.BAD_REQUEST,
    (100, 2018074): Action.BAD_REQUEST,
    (100, 2018109): Action.BAD_REQUEST,
    (100, 2018320): Action.BAD_REQUEST,
    (190, _ANY): Action.TOKEN,
    (102, _ANY): Action.TOKEN,
    (10, _ANY): Action.PERMISSION,
    (200, _ANY): Action.PERMISSION,
    (200, 2018028): Action.PERMISSION,
    (2500, _ANY): Action.PERMISSION,
    (2635, _ANY): Action.PERMISSION,
    (10, 1893063): Action.POLICY,
    (2022, _ANY): Action.POLICY,
    (368, _ANY): Action.POLICY,
    (2018300, _ANY): Action.OTHER_OWNER,
    (2018321, _ANY): Action.OTHER_OWNER,
    (100, 2534037): Action.OTHER_OWNER,
}
# The same subcode under a code that the table does not pair it with.
_BY_SUBCODE: Mapping[int, Action] = {
    subcode: action for (_, subcode), action in RULES.items() if subcode is not None and subcode != 33
}


def classify(code: int, subcode: int | None = None, *, message: str = "") -> Action:
    """Say what a refusal asks for. A pair that nobody has documented is tried again, a limited number of times."""
    if code == 100 and "appsecret_proof" in message:
        return Action.TOKEN
    for known in (RULES.get((code, subcode)), _BY_SUBCODE.get(subcode or 0), RULES.get((subcode or 0, None))):
        if known is not None:
            return known
    return RULES.get((code, None)) or _BY_SUBCODE.get(code) or Action.RETRY


class MessengerFault(ServiceError):
    """The Graph API did not do what was asked, or did not say so."""

    code = "messenger_fault"


class NotSent(MessengerFault):
    """It surely was not carried out and may be tried again."""

    code = "messenger_not_sent"

    def __init__(self, message: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class OutcomeUnknown(MessengerFault):
    """It may have been carried out: only an echo can tell."""

    code = "messenger_outcome_unknown"


class LimitBroken(MessengerFault):
    """The message breaks a limit of the platform and was not sent: a mistake of ours."""

    code = "messenger_limit_broken"


class Refused(MessengerFault):
    """The Graph API answered with an error."""

    code = "messenger_refused"

    def __init__(self, error: Mapping[str, Any], *, retry_after: timedelta | None = None) -> None:
        self.graph_code = _number(error.get("code")) or 0
        self.subcode = _number(error.get("error_subcode"))
        self.trace_id = str(error.get("fbtrace_id") or "")[:64]
        words = str(error.get("message") or "")
        self.action = classify(self.graph_code, self.subcode, message=words)
        self.retry_after = retry_after
        super().__init__(f"{self.name}: {words[:200]} [{self.trace_id}]")

    @property
    def name(self) -> str:
        """Code and subcode as one word."""
        return f"{self.graph_code}/{self.subcode}" if self.subcode is not None else str(self.graph_code)


def _number(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12 else None
