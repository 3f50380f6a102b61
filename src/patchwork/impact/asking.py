""" "Was this useful?", now and then: one question, no free text, at most once in 30 days for each account."""

from __future__ import annotations

from datetime import timedelta

from patchwork.access import Viewer
from patchwork.impact.models import Asked

ASK_AFTER = timedelta(days=30)
ASK = "impact_ask_useful"
"""Session key: the question is open in this session. The frame shows it (`impact/ask.html`)."""


def due(viewer: Viewer) -> bool:
    """Whether the account may be asked today; if so, notes that it was. Ignoring the question is an answer too."""
    if viewer.account_id is None:
        return False
    asked, created = Asked.objects.get_or_create(
        area_id=viewer.area_id, account_id=viewer.account_id, defaults={"asked_on": viewer.today}
    )
    if created:
        return True
    if asked.asked_on > viewer.today - ASK_AFTER:
        return False
    asked.asked_on = viewer.today
    asked.save(update_fields=["asked_on"])
    return True
