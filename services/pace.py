"""How fast one customer may write: what is too much waits its turn, and the customer is told once a minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import text
from sqlalchemy.orm import Session

from services import chat_log, db, notifications
from services.errors import ServiceError
from services.models import Conversation

log = structlog.get_logger(__name__)

PER = timedelta(minutes=1)
_PACED = frozenset({"message", "quick_reply", "postback"})
_NOTICE = "slow_down"
_NOTH_NEWEST = text(
    """
    SELECT created_at FROM chat_logs
    WHERE conversation_id = :id AND direction = 'in' ORDER BY id DESC LIMIT 1 OFFSET :skip
    """
)
_LAST_NOTICE = text(
    """
    SELECT 1 FROM chat_logs
    WHERE conversation_id = :id AND kind = 'slow_down' AND created_at > TIMESTAMPADD(SECOND, -60, UTC_TIMESTAMP(6))
    ORDER BY id DESC LIMIT 1
    """
)
_WORDING = {
    "en": "You are writing faster than we can answer. Please wait a moment; we will get to every message.",
    "fil": "Ang bilis po ng mga mensahe ninyo. Sandali lang po; sasagutin namin ang bawat isa.",
}


class TooFast(ServiceError):
    """The customer wrote more than the limit in the last minute; `wait` is how long until the next turn."""

    code = "rate_limited"

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many messages in a minute")
        self.wait = wait


def check(session: Session, *, conversation_id: int, kind: str, limit: int, now: datetime) -> None:
    """Raise TooFast when this act would be more than `limit` in a minute."""
    if kind not in _PACED:
        return
    found: Any = session.execute(_NOTH_NEWEST, {"id": conversation_id, "skip": limit - 1}).scalar_one_or_none()
    if found is not None and (free_at := found.replace(tzinfo=UTC) + PER) > now:
        raise TooFast(free_at - now)


def tell(sessions: db.Sessions, *, conversation_id: int | None) -> None:
    """Ask the customer to wait, at most once a minute."""
    if conversation_id is None:
        return

    def unit(session: Session) -> None:
        conversation = session.get_one(Conversation, conversation_id, with_for_update=True)
        if conversation.mode != "bot" or session.execute(_LAST_NOTICE, {"id": conversation_id}).first():
            return
        said = _WORDING.get(conversation.language, _WORDING["en"])
        (outbox_id,) = notifications.reply(
            session,
            conversation_id=conversation_id,
            user_id=conversation.user_id,
            inbox_id=None,  # the event's own answer is still to come
            messages=[notifications.OutboundMessage(message={"text": said}, metadata={"refused": "rate_limited"})],
        )
        chat_log.record_out(
            session, conversation_id=conversation_id, outbox_id=outbox_id, kind=_NOTICE, said=said, author="system"
        )

    try:
        db.transact(sessions, unit)
    except ServiceError as error:
        log.warning("slow_down_notice_failed", code=error.code)
