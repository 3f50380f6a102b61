"""Reading what is at the bell."""

from __future__ import annotations

import uuid

from patchwork.notifications import queries
from patchwork.notifications.telling import Reader, kinds


def mark_read(by: Reader, *, event: uuid.UUID | None = None, notice: uuid.UUID | None = None) -> int:
    """The reader has read what is at their bell about one event, or one notice (its public id). How many those were."""
    rows = queries.unread(by)
    if event is not None:
        rows = rows.filter(event=event)
    if notice is not None:
        rows = rows.filter(public_id=notice)
    return rows.update(read_at=by.now)


def mark_all_read(by: Reader) -> int:
    """Everything but what has a list of its own and waits for an answer there."""
    codes = [kind.code for kind in kinds() if not kind.own_list]
    return queries.unread(by).filter(kind__in=codes).update(read_at=by.now)
