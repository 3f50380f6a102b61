"""The last change to one's card, kept in the session so that it can be taken back."""

from __future__ import annotations

import uuid
from datetime import date, time
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from patchwork.directory.models import Post

BEFORE = "card_before"


def remember(session: SessionBase, post: Post, card: dict[str, Any]) -> None:
    values = {name: value.isoformat() if isinstance(value, date | time) else value for name, value in card.items()}
    session[BEFORE] = {"post": str(post.pk), "card": values}


def recall(session: SessionBase, post: Post) -> dict[str, Any] | None:
    """What the card said before; None when there is nothing to take back for this post."""
    kept = session.pop(BEFORE, None)
    if not kept or kept["post"] != str(post.pk):
        return None
    card: dict[str, Any] = kept["card"]
    for name in ("away_from", "away_until"):
        card[name] = date.fromisoformat(card[name]) if card[name] else None
    for name in ("works_from", "works_until"):
        card[name] = time.fromisoformat(card[name]) if card[name] else None
    card["cover"] = uuid.UUID(card["cover"]) if card["cover"] else None
    return card
