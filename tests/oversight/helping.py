"""A day in the record: what somebody did, when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from patchwork import audit
from patchwork.access import Viewer
from patchwork.kit.context import set_area
from patchwork.notifications.models import Notice


def did(world, who: str, kind: str, *persons: str, at: datetime, purpose: str = "") -> None:
    """`who` did `kind` about these persons at that moment."""
    by: Viewer = replace(world.viewer(who), now=at)
    audit.record(kind, by=by, persons=[world.persons[one] for one in persons], purpose=purpose)


def told(code: str) -> list[str]:
    """First names of those who have a notice of that kind."""
    rows = Notice.objects.filter(kind=code).select_related("recipient")
    return sorted({row.recipient.name.split()[0] for row in rows if row.recipient})


def back(world) -> None:
    """Jobs go through every area; the test goes on in Marlowe."""
    set_area(world.marlowe.pk)
