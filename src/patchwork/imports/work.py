"""The work on an upload, in small pieces that each commit by themselves: killed anywhere, it goes on where it stood.

Each piece locks its upload first, so that two workers at one upload take turns; what a piece has done is in its rows
(`UploadRow.done`), the row's number (`Upload.cursor`) or the row itself (its number is unique in the upload), written
by the same transaction as what it did. So nothing is lost and nothing is done twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from patchwork.imports import applying, checking, matching, storing, undoing
from patchwork.imports.models import State, Upload
from patchwork.kit.context import in_area

Piece = Callable[[Upload, datetime], None]

PIECES: dict[str, Piece] = {
    State.CHECKING: checking.check_some,
    State.APPLYING: applying.apply_some,
    State.UNDOING: undoing.undo_some,
}
LONG = {State.READING: storing.store_rows, State.MATCHING: matching.match_rows}
"""What needs the whole list at once, and makes its own small transactions as it goes."""


def work_on(area_id: int, upload_id: uuid.UUID, *, clock: Callable[[], datetime] = timezone.now) -> str:
    """Do all that can be done without anybody; returns where the upload stands then."""
    state = _stands(area_id, upload_id)
    while state in LONG or state in PIECES:
        if state in LONG:
            LONG[State(state)](area_id, upload_id, now=clock())
            state = _stands(area_id, upload_id)
        else:
            state = _piece(area_id, upload_id, clock())
    return state


def _stands(area_id: int, upload_id: uuid.UUID) -> str:
    with in_area(area_id):
        return Upload.objects.filter(pk=upload_id).values_list("state", flat=True).first() or State.DROPPED


def _piece(area_id: int, upload_id: uuid.UUID, now: datetime) -> str:
    with in_area(area_id):
        upload = storing.held(upload_id)
        if upload is None:
            return State.DROPPED
        piece = PIECES.get(upload.state)
        if piece is not None:
            piece(upload, now)
        return str(upload.state)
