"""What `people` takes from the jurisdiction's pack: how long records are kept, and which numbers persons have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from patchwork.access import Viewer
from patchwork.agreements import packs
from patchwork.people.slots import SLOTS, IdentifierSystem


def retention_years(jurisdiction: str) -> int | None:
    """None where nobody has settled it: then nothing is deleted."""
    retention = packs.pack(jurisdiction).retention
    return retention.delete_after_years if retention else None


def identifier_systems(jurisdiction: str) -> Sequence[IdentifierSystem]:
    return tuple(packs.pack(jurisdiction).identifiers.values())


def working_days_after(jurisdiction: str, start: date, n: int) -> date:
    """As the pack counts them, holidays left out."""
    return packs.working_days_after(start, n, jurisdiction=jurisdiction)


def is_statutory(viewer: Viewer) -> bool:
    """A role in a kind of service whose involvements are always findable there."""
    if not viewer.jurisdiction:
        return False
    return packs.pack(viewer.jurisdiction).is_always_findable(role=viewer.role, service_kind=viewer.service_kind)


def register() -> None:
    """Called once at start."""
    SLOTS.is_statutory = is_statutory
    SLOTS.working_days_after = working_days_after
    SLOTS.retention_years = retention_years
    SLOTS.identifier_systems = identifier_systems
