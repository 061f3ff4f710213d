"""Messages to customers: written with the change that makes them true, handed over by workers.

A reply answers something the customer did and is stored as the message itself. A notice tells of an order and is stored
as a fact; `services.notices` puts it into words when it is sent (docs/adr/0006).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services import db, outbox_delivery
from services.resources import Resources

REPLY, NOTICE = "reply", "notice"
# Somebody who waits for an answer goes before somebody who does not know yet.
REPLY_PRIORITY, NOTICE_PRIORITY = 10, 50


@dataclass(frozen=True)
class OutboundMessage:
    """A Messenger `message` object, and what its metadata says beside the outbox id."""

    message: Mapping[str, Any]
    metadata: Mapping[str, Any] = field(default_factory=dict)


_INSERT_REPLY = text(
    """
    INSERT INTO notification_queue
        (order_id, user_id, conversation_id, channel, kind, dedupe_key, payload, window_class, priority)
    VALUES (:order_id, :user_id, :conversation_id, 'messenger', 'reply', :dedupe_key, :payload, 'reply', :priority)
    ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id)
    """
)
_INSERT_NOTICE = text(
    """
    INSERT INTO notification_queue
        (order_id, user_id, conversation_id, channel, kind, dedupe_key, payload, window_class, priority)
    VALUES (:order_id, :user_id, (SELECT MIN(c.id) FROM conversations c WHERE c.user_id = :user_id), 'messenger', :kind,
        :dedupe_key, :payload, 'notice', :priority)
    """
)


def reply(
    session: Session,
    *,
    conversation_id: int,
    user_id: int,
    inbox_id: int | None,
    messages: Sequence[OutboundMessage],
    order_id: int | None = None,
) -> list[int]:
    """Write the answers to one event, in the order they are to be read; returns their outbox ids.

    The same event writes the same rows: repeating it adds none.
    """
    origin = inbox_id if inbox_id is not None else uuid4().hex
    ids = []
    for position, message in enumerate(messages):
        payload: dict[str, Any] = {"message": message.message, "metadata": message.metadata}
        if position == 0 and inbox_id is not None:
            payload["first"] = True
        if position < len(messages) - 1:
            payload["more"] = True
        result = session.execute(
            _INSERT_REPLY,
            {
                "order_id": order_id,
                "user_id": user_id,
                "conversation_id": conversation_id,
                "dedupe_key": f"reply:{origin}:{position}".encode(),
                "payload": json.dumps(payload, ensure_ascii=False),
                "priority": REPLY_PRIORITY,
            },
        )
        ids.append(int(result.lastrowid))  # type: ignore[attr-defined]
    return ids


def notice(
    session: Session,
    *,
    kind: str,
    order_id: int | None,
    user_id: int,
    params: Mapping[str, Any] | None = None,
    dedupe_key: str | None = None,
) -> int | None:
    """Write a notice, once for its dedupe key (`kind:order` unless given); returns its id, or None for a repeat.

    `kind` is one of `services.notices.KINDS`; `params` is what its words need beside the order.
    """
    values = {
        "order_id": order_id,
        "user_id": user_id,
        "kind": kind,
        "dedupe_key": (dedupe_key or f"{kind}:{order_id}").encode(),
        "payload": json.dumps({**(params or {}), "notice": kind, "order_id": order_id}, default=str),
        "priority": NOTICE_PRIORITY,
    }
    try:
        with session.begin_nested():
            return int(session.execute(_INSERT_NOTICE, values).lastrowid)  # type: ignore[attr-defined]
    except IntegrityError as error:
        if db.is_duplicate(error, "uq_notification_queue_dedupe_key"):
            return None
        raise


def deliver_due(resources: Resources, *, limit: int = 500, deadline: float | None = None) -> int:
    """Hand over what is due, about `limit` messages; returns how many were taken.

    `deadline` is a value of `time.monotonic()`: no message is begun after it, and one that is still under way ends by
    itself within the Graph API's time-outs. Any number of processes may do this at once. Raises DatabaseUnavailable.
    """
    return outbox_delivery.run(resources, limit=limit, deadline=deadline)
