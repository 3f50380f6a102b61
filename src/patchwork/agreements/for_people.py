"""What `people` takes from the jurisdiction's pack: how long records are kept, and which numbers persons have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

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


def register() -> None:
    """Called once at start."""
    SLOTS.working_days_after = working_days_after
    SLOTS.retention_years = retention_years
    SLOTS.identifier_systems = identifier_systems
