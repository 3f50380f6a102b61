"""A person's page: what of them this viewer may see, gathered for the screen."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.activity.models import Deed
from patchwork.activity.words import deed_words
from patchwork.directory import taxonomy
from patchwork.directory.models import Partnership
from patchwork.involvement import queries as involvements
from patchwork.involvement.models import Involvement, LastOpened
from patchwork.kit.addresses import address
from patchwork.kit.prepared import prepared
from patchwork.people.ages import age_words
from patchwork.people.models import FamilyMember, Person, Precision, Relationship

STALE_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Relative:
    """A family member this viewer may see, with the size of the team they may see around them."""

    person: Person
    name: str
    age: str
    kinship: str
    team: str
    url: str


def age_of(person: Person, viewer: Viewer) -> str:
    """Age in words, on the viewer's day; "about" where only the year is known."""
    about = person.born_precision in {Precision.YEAR, Precision.ABOUT}
    return age_words(person.born_on, person.expected_on, viewer.today, about=about)


def family_of(person: Person, viewer: Viewer) -> list[Relative]:
    """The members of the person's families whose own team view is open to this viewer.

    A right over one person gives none over their relatives: the list is the union of what may be seen of each.
    """
    visible: list[Any] = _visible_family(person.pk, viewer)
    if not visible:
        return []
    audit.show(viewer, visible, "card")
    kinships = _kinships(person, visible)
    return [
        Relative(
            person=one,
            name=one.name,
            age=age_of(one, viewer),
            kinship=kinships.get(one.pk, ""),
            team=ngettext("team of %d", "team of %d", one.team) % one.team,
            url=address("person", one.pk),
        )
        for one in visible
    ]


@prepared
def _visible_family(person_id: uuid.UUID, viewer: Viewer) -> QuerySet[Person]:
    families = FamilyMember.objects.filter(person_id=person_id).values("family_id")
    members = Person.objects.filter(families__family_id__in=families).exclude(pk=person_id).distinct()
    members = access.scope(members, viewer, View.TEAM).annotate(team=_team_size(viewer))
    return members.order_by("born_on", "given_names", "pk")


def _team_size(viewer: Viewer) -> Any:
    rows = access.scope(Involvement.objects.current(viewer.now, viewer.today), viewer, View.TEAM)
    counted = rows.filter(person_id=OuterRef("pk")).order_by().values("person_id").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


@prepared
def _relations(person_id: uuid.UUID, ids: list[uuid.UUID]) -> QuerySet[Relationship]:
    these = Q(person_id=person_id, other_id__any_of=ids) | Q(other_id=person_id, person_id__any_of=ids)
    return Relationship.objects.filter(these).order_by("pk")


def _kinships(person: Person, others: list[Person]) -> dict[uuid.UUID, str]:
    """What each of `others` is to `person`, in words."""
    rows = _relations(person.pk, [other.pk for other in others])
    turned = {"parent": _("child"), "mother": _("child"), "grandparent": _("grandchild")}
    words = {}
    for row in rows:
        if row.other_id == person.pk:
            words[row.person_id] = str(row.get_kind_display())
        else:
            words[row.other_id] = turned.get(row.kind, str(row.get_kind_display()))
    return words


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which organisations of the area are connected and how fresh their data is, worst first."""

    connected: int
    total: int
    fresh: datetime | None
    missing: list[str]
    partnerships: list[Partnership]


@prepared
def _partnerships(viewer: Viewer) -> QuerySet[Partnership]:
    rows = Partnership.objects.filter(area_id=viewer.area_id)
    return rows.select_related("organisation").order_by("organisation__name")


def coverage(viewer: Viewer) -> Coverage:
    """The area's coverage, the same for every person and viewer in it."""
    rows = _partnerships(viewer)
    live = [row for row in rows if row.live_since and row.live_since <= viewer.today]
    return Coverage(
        connected=len(live),
        total=len(rows),
        fresh=max((row.data_as_of for row in live if row.data_as_of), default=None),
        missing=[row.organisation.name for row in rows if row not in live],
        partnerships=rows,
    )


def is_stale(row: Partnership, now: datetime) -> bool:
    """Whether an organisation's newest data is too old to lean on."""
    return row.data_as_of is None or now - row.data_as_of > STALE_AFTER


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a person's activity."""

    words: str
    at: datetime
    day: date


def activity_lines(person: Person, viewer: Viewer, *, limit: int = 100) -> list[Line]:
    """Joined, left, attentions, looks with purpose: newest first, as far as this viewer may see."""
    deeds = access.scope(Deed.objects.filter(person=person), viewer, View.TEAM)
    deeds = deeds.select_related("post__account", "service__organisation").order_by("-at", "-pk")[:limit]
    about = person.short_name
    return [Line(deed_words(deed, about=about), deed.at, deed.at.astimezone(viewer.zone).date()) for deed in deeds]


def note_opened(person: Person, viewer: Viewer) -> None:
    """Remember that this post has now looked: "changed since" counts from here."""
    if viewer.post_id is not None:
        LastOpened.objects.bulk_create(
            [LastOpened(area_id=viewer.area_id, person=person, post_id=viewer.post_id, at=viewer.now)],
            update_conflicts=True, unique_fields=["post", "person"], update_fields=["at"],
        )  # fmt: skip


def network_of(person: Person, members: list[Involvement]) -> dict[str, list[dict[str, Any]]]:
    """Nodes and edges of the picture: the person in the middle, one node a member, its kind's icon and role."""
    nodes: list[dict[str, Any]] = [{"id": str(person.pk), "label": person.short_name, "kind": "person", "role": ""}]
    edges = []
    for member in members:
        name = involvements.name_of(member)
        role = member.post.role_label if member.post else str(taxonomy.role(member.role).words)
        kind = taxonomy.service_kind(member.service.kind)
        nodes.append(
            {"id": str(member.pk), "label": name, "kind": kind.icon, "role": role, "lead": member.is_lead,
             "group": str(kind.heading.words)}
        )  # fmt: skip
        edges.append({"source": str(person.pk), "target": str(member.pk), "lead": member.is_lead})
    return {"nodes": nodes, "edges": edges}
