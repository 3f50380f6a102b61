"""What protecting a person (shield, exclusion, break-glass) must ask of involvements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.access.viewers import viewer_in_post
from patchwork.directory.models import Post
from patchwork.involvement import rules
from patchwork.involvement.models import Involvement, InvolvementQuerySet, Look
from patchwork.involvement.passing_on import hand_over
from patchwork.people.models import Person
from patchwork.people.slots import SLOTS

NEEDED = Q(is_lead=True) | Q(is_statutory=True)


class Teams:
    """Fills `people.slots.Team`."""

    def lead_organisation(self, person: UUID, now: datetime, today: date) -> UUID | None:
        leads = Involvement.objects.confirmed(now, today).filter(person_id=person, is_lead=True)
        return leads.values_list("service__organisation_id", flat=True).first()

    def needed_posts(self, person: UUID, now: datetime, today: date) -> Sequence[Post]:
        rows = _needed(person, now, today).select_related("post")
        return [row.post for row in rows if row.post is not None]

    def working_posts(self, persons: Collection[UUID], now: datetime, today: date) -> Sequence[Post]:
        rows = Involvement.objects.current(now, today).filter(person_id__in=persons, post__isnull=False)
        return [row.post for row in rows.select_related("post").order_by("pk") if row.post is not None]

    def seen_posts(self, person: Person, viewer: Viewer) -> Sequence[Post]:
        rows = Involvement.objects.confirmed(viewer.now, viewer.today).filter(person=person, post__isnull=False)
        seen = access.scope(rows, viewer, View.TEAM).select_related("post__account", "post__service")
        return [row.post for row in seen.order_by("post__account__name") if row.post is not None]

    def would_be_left_alone(self, person: UUID, account: UUID, now: datetime, today: date) -> bool:
        rows = _needed(person, now, today)
        mine, others = rows.filter(post__account_id=account), rows.exclude(post__account_id=account)
        leads = mine.filter(is_lead=True).exists()
        statutory = mine.filter(is_statutory=True).exists() and not others.filter(is_statutory=True).exists()
        return leads or statutory

    def may_cover(self, person: Person, account: UUID, to: Post, by: Viewer) -> bool:
        rows = _needed(person.pk, by.now, by.today).filter(post__account_id=account).select_related("service")
        return to.account_id != account and all(bool(rules.may_take_over(by, row, to)) for row in rows)

    def pass_on(self, person: Person, account: UUID, to: Post, by: Viewer) -> None:
        """In the name of the one who is about to be excluded, who could still do so now."""
        rows = _needed(person.pk, by.now, by.today).filter(post__account_id=account)
        whole = ("post__account", "post__area", "post__service__organisation", "person", "service")
        for row in rows.select_related(*whole):
            assert row.post is not None
            hand_over(by=viewer_in_post(row.post, now=by.now), involvement=row, to=to)

    def working_pairs(self, now: datetime, today: date) -> Iterable[tuple[UUID, UUID]]:
        rows = Involvement.objects.current(now, today).filter(post__isnull=False)
        looks = Look.objects.live(now)
        pairs = set(rows.values_list("person_id", "post__account_id"))
        return pairs | set(looks.values_list("person_id", "account_id"))


def _needed(person: UUID, now: datetime, today: date) -> InvolvementQuerySet:
    rows: InvolvementQuerySet = Involvement.objects.confirmed(now, today).filter(NEEDED, person_id=person)
    return rows


def register() -> None:
    """Called once at start."""
    SLOTS.team = Teams()
