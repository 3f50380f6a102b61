"""What families said, on the decision path: open with the team, and as far as the audience it was said for."""

from __future__ import annotations

from django.db.models import Q

from patchwork import access
from patchwork.access import View, Viewer, deciding
from patchwork.agreements.models import Agreement, Said


def agreement_rows(viewer: Viewer, view: View) -> Q:
    """Words said to one's own service; those for the team; those for an audience that names the viewer.

    What was said to a sensitive service always has an audience, so nothing of it reaches the team. Without the
    team view (`View.CARD`) only the privacy officer reads, and only objections: they have to be answered.
    """
    if view is View.CARD:
        return Q(said=Said.NO) if viewer.has("privacy") else access.DENY
    rows = Q(recorded_by_id=viewer.post_id) if viewer.post_id else access.DENY
    if viewer.service_id is not None:
        rows |= Q(recorded_by__service_id=viewer.service_id)
    if viewer.organisation_id is not None:
        rows |= access.named(viewer, privately=True) & deciding.CONFIRMED(viewer, view, "person_id")
    if not viewer.is_restricted:
        rows |= Q(audience__isnull=True)
    return rows


def register() -> None:
    access.register(Agreement, person="person_id", rows=agreement_rows, of_one_there=False)
