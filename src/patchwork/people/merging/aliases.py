"""Ids of records that were joined into another: asked wherever an id may be an old one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet, Subquery, UUIDField, Value
from django.db.models.functions import Coalesce

from patchwork.people.merging.models import Merge


def standing() -> QuerySet[Merge]:
    """Joinings that have not been undone."""
    return Merge.objects.filter(undone_at__isnull=True)


def named_by(person_id: uuid.UUID) -> Q:
    """A condition on persons: the one of this id, or the one it was joined into. One statement, whatever there is."""
    into = Subquery(standing().filter(gone=person_id).values("kept_id"))
    return Q(pk=Coalesce(into, Value(person_id, output_field=UUIDField())))


def all_of(person_id: uuid.UUID) -> list[uuid.UUID]:
    """Every id of this person, the present one first."""
    return [person_id, *standing().filter(kept_id=person_id).order_by("number").values_list("gone", flat=True)]


def present(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Those of these ids that are old ones, and the present id of each."""
    return dict(standing().filter(gone__in=list(ids)).values_list("gone", F("kept_id")))


def known_as(persons: Any) -> Q:
    """A condition on `AuditReference`: it stands for one of these persons, by whichever of their ids."""
    return Q(person__in=persons) | Q(person__in=standing().filter(kept__in=persons).values("gone"))


def in_present_ids(named: dict[uuid.UUID, uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """References and the persons they stand for, old ids put right."""
    now = present(set(named.values()))
    return {reference: now.get(person, person) for reference, person in named.items()} if now else named
