"""What the shop wants said when a keyword comes up (`chatbot_replies`)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.catalogue import fold
from services.models import ChatbotReply

MAX_KEYWORDS = 500


def find(session: Session, words: str, language: str) -> str | None:
    """The shop's reply to a text that holds one of its keywords as whole words, the longest keyword first; or None."""
    rows = session.execute(
        select(ChatbotReply.keyword, ChatbotReply.reply)
        .where(ChatbotReply.language == language, ChatbotReply.is_active.is_(True))
        .limit(MAX_KEYWORDS)
    ).all()
    said = _spaced(words)
    for row in sorted(rows, key=lambda row: len(row.keyword), reverse=True):
        if (keyword := _spaced(row.keyword)).strip() and keyword in said:
            return str(row.reply)
    return None


def _spaced(words: str) -> str:
    letters = "".join(letter if letter.isalnum() else " " for letter in fold(words))
    return f" {' '.join(letters.split())} "
