"""What waits for an answer of the viewer's: on home, with the bell, at the hub."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.directory.models import Area
from patchwork.involvement import rules
from patchwork.involvement.models import Involvement, MovedHere, TeamInvitation
from patchwork.involvement.queries.team import team_rows
from patchwork.people.policy import say_which_are_shielded
from patchwork.people.rules import is_hub


def invitations_for(viewer: Viewer) -> QuerySet[TeamInvitation]:
    """Questions to this post or its service that wait for an answer, newest first: for home and the bell."""
    rows = access.scope(
        TeamInvitation.objects.filter(answered_at__isnull=True, withdrawn_at__isnull=True), viewer, View.CARD
    )
    return rows.select_related("person", "post__account", "post__service__organisation").order_by("-asked_at")


@dataclass(frozen=True, slots=True)
class Question:
    """A question on home: does the viewer, or their service, work with this person? `by`: who asks, where told."""

    name: str
    url: str
    by: str


def waiting_questions(viewer: Viewer, limit: int = 5) -> list[Question]:
    """The newest invitations for home; notes that these persons were shown."""
    rows = list(invitations_for(viewer)[:limit])
    audit.show(viewer, {row.person_id for row in rows}, "card")
    say_which_are_shielded((row.person for row in rows), viewer)
    return [
        Question(
            name=row.person.name,
            url=reverse("team_invitation", args=[row.pk]),
            by=str(row.post.account.name) if row.post and not row.is_sensitive else "",
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Prompt:
    """ "Still working with …?": whom it is about and where the answer goes."""

    name: str
    url: str
    involvement: Involvement


def still_working_prompts(viewer: Viewer, limit: int = 3) -> list[Prompt]:
    """My own involvements that I have not confirmed for as long as the area set, longest ago first."""
    days = Area.objects.values_list("still_working_days", flat=True).get(pk=viewer.area_id)
    asked = Q(asked_again_on__isnull=True) | Q(asked_again_on__lte=viewer.today)
    rows = team_rows(viewer).filter(
        asked, post_id=rules.post_of(viewer), still_confirmed_on__lte=viewer.today - timedelta(days=days)
    )
    found = rows.select_related("person").order_by("still_confirmed_on", "pk")[:limit]
    return [Prompt(row.person.name, reverse("still_working", args=[row.pk]), row) for row in found]


def moved_here(viewer: Viewer) -> QuerySet[MovedHere]:
    """For the hub: words from other areas that nobody has followed up yet, oldest first."""
    if not is_hub(viewer):
        return MovedHere.objects.none()
    return MovedHere.objects.filter(area_id=viewer.area_id, received_at__isnull=True).order_by("at")
