"""What happens to this app's rows when two records of a person are joined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from patchwork.oversight.models import DetectorHit
from patchwork.people.merging import clashes, loose


def _still_open(hits: Sequence[DetectorHit]) -> DetectorHit:
    """One that nobody has looked at."""
    return next((hit for hit in hits if hit.closed_at is None), hits[0])


def _all_events(stays: DetectorHit, others: Sequence[DetectorHit]) -> dict[str, Any]:
    return {"events": sorted({event for hit in (stays, *others) for event in hit.events})}


def register() -> None:
    """Called once at start."""
    clashes.on("oversight_hit_once", clashes.one_stays(_still_open, _all_events))
    loose.add("oversight.BrokerRequest", "form_token", "nobody")
