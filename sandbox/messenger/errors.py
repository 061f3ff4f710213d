"""Errors as the Graph API words them: message, type, code, subcode and a trace id."""

from __future__ import annotations

import secrets
from typing import Any

#: Wording by (code, subcode); Meta's own, shortened. An unknown pair gets a plain sentence.
WORDING: dict[tuple[int, int | None], str] = {
    (1, None): "An unknown error occurred.",
    (1, 99): "An unknown error occurred.",
    (1, 1357046): "Received invalid JSON reply.",
    (2, None): "An unexpected error has occurred. Please retry your request later.",
    (4, None): "Application request limit reached",
    (10, None): "(#10) Application does not have permission for this action",
    (10, 2018065): "(#10) This message is sent outside of allowed window.",
    (10, 2018108): "(#10) They can't receive your messages right now.",
    (10, 2018278): "(#10) This message is sent outside of allowed window.",
    (10, 1893063): "(#10) You are temporarily restricted from sending messages.",
    (100, None): "(#100) Invalid parameter",
    (100, 33): "Unsupported request. Object does not exist or permission is missing.",
    (100, 2018001): "(#100) No matching user found",
    (100, 2018008): "(#100) Failed to fetch the file from the url.",
    (100, 2018014): "(#100) Cannot send both message and state at the same time.",
    (100, 2018047): "(#100) Upload attachment failure.",
    (100, 2018074): "(#100) The attachment id does not exist or has expired.",
    (100, 2018109): "(#100) Attachment size exceeds allowable limit",
    (190, None): "Invalid OAuth access token.",
    (200, 1545041): "(#551) This person isn't available right now.",
    (200, 2018028): "(#200) Cannot message users who have no role on the app until pages_messaging is reviewed.",
    (551, 1545041): "(#551) This person isn't available right now.",
    (613, None): "Calls to this api have exceeded the rate limit.",
    (613, 2018338): "Sending rate to this person is too high.",
    (1200, None): "Temporary send message failure. Please try again later.",
    (2022, None): "Sending commerce messages has been temporarily disabled.",
    (2500, None): "Unknown path components",
    (2635, None): "You are calling a deprecated version of the API. Please update to the latest version.",
    (2018218, None): "No profile available for this user.",
    (2018300, None): "Message failed to send because another app is controlling this thread now.",
    (2018321, None): "The chat is controlled by Messenger during an automated flow.",
}


class GraphError(Exception):
    """A refusal by the Graph API. Answers with the status Meta's table leaves open: 500, 403 or 400 by code."""

    def __init__(
        self,
        code: int,
        subcode: int | None = None,
        message: str | None = None,
        *,
        status: int | None = None,
        kind: str = "OAuthException",
    ) -> None:
        self.code, self.subcode, self.kind = code, subcode, kind
        self.message = message or WORDING.get((code, subcode)) or WORDING.get((code, None)) or f"(#{code}) Error"
        self.status = status or status_of(code)
        super().__init__(self.message)

    def body(self) -> dict[str, Any]:
        """Return the JSON body."""
        error: dict[str, Any] = {"message": self.message, "type": self.kind, "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        error["fbtrace_id"] = "A" + secrets.token_urlsafe(16)[:20]
        return {"error": error}


def status_of(code: int) -> int:
    """Return the HTTP status for an error code."""
    if code in (1, 2, 1200):
        return 500
    if code in (10, 200):
        return 403
    return 400


def invalid(what: str) -> GraphError:
    """Return error 100 that says which parameter is wrong and why."""
    return GraphError(100, None, f"(#100) {what}")
