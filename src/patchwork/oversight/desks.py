"""The front pages of hub and privacy officer: what waits, and where it is dealt with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.agreements import queries as agreements
from patchwork.directory.models import Power
from patchwork.involvement.models import Involvement
from patchwork.oversight.models import BrokerRequest, DetectorHit, WasItYou
from patchwork.people import models as people
from patchwork.people import reviewing
from patchwork.people.models import Exclusion, Shield

MOST = 100


@dataclass(frozen=True, slots=True)
class Tab:
    """One entry of a desk's sub-navigation."""

    label: str
    url: str
    current: bool


def tabs(viewer: Viewer, here: str) -> list[Tab]:
    """The pages of a desk."""
    hub = viewer.has(Power.HUB)
    places = [
        ("hub_desk" if hub else "privacy_desk", _("What waits")),
        ("looked", _("Who looked")),
        ("provisional", _("Not yet confirmed")),
        ("hub_broker", _("Requests to the broker")),
        ("hits", _("What stands out")),
    ]
    return [Tab(label, reverse(name), name == here) for name, label in places]


@dataclass(frozen=True, slots=True)
class Figure:
    """How many of something wait, and the page where they are. The page is empty where there is none."""

    label: str
    count: int
    url: str


def figures(viewer: Viewer) -> list[Figure]:
    """What waits for this desk. A count counts what its page lists."""
    persons = access.scope(people.Person.objects.all(), viewer, _view(viewer)).values("pk")
    found = [
        Figure(_("Not yet confirmed"), provisional_rows(viewer).count(), _url("provisional")),
        Figure(_("Requests to the broker, this month"), _requests(viewer).count(), _url("hub_broker")),
        Figure(_("Stands out, not looked at"), open_hits(viewer).count(), _url("hits")),
        Figure(_("Shields"), _acting(Shield.objects.filter(person__in=persons)), _url("shields")),
    ]
    exclusions = _acting(Exclusion.objects.filter(person__in=persons))
    is_privacy = viewer.has(Power.PRIVACY)
    if viewer.has(Power.HUB):
        found.append(Figure(_("One person or two?"), reviewing.count(viewer), _url("same_persons")))
    found.append(Figure(_("Exclusions"), exclusions, _url("exclusions") if is_privacy else ""))
    if is_privacy:
        found += [
            Figure(_("Two records: a second person is asked"), reviewing.count(viewer), _url("same_persons")),
            Figure(_("“It was not me”"), not_me(viewer).count(), _url("hits")),
            Figure(_("Objections"), agreements.objections(viewer).count(), _url("objections")),
        ]
        waiting = people.BreakGlass.objects.filter(area_id=viewer.area_id, reviewed_at__isnull=True)
        found.append(Figure(_("Emergencies to review"), waiting.count(), _url("emergencies")))
    return found


def _acting(rows: QuerySet[Exclusion] | QuerySet[Shield]) -> int:
    return rows.filter(lifted_at__isnull=True).count()


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _view(viewer: Viewer) -> View:
    return View.TEAM if viewer.has(Power.HUB) else View.CARD


def _requests(viewer: Viewer) -> QuerySet[BrokerRequest]:
    rows = BrokerRequest.objects.filter(asked_at__gt=viewer.now - timedelta(days=30))
    return access.scope(rows, viewer, _view(viewer))


def open_hits(viewer: Viewer) -> QuerySet[DetectorHit]:
    """What stands out and nobody has looked at."""
    return access.scope(DetectorHit.objects.filter(closed_at__isnull=True), viewer, _view(viewer))


def not_me(viewer: Viewer) -> QuerySet[WasItYou]:
    """Practitioners who said that it was not they, for the privacy officer to look into."""
    rows = WasItYou.objects.filter(area_id=viewer.area_id, was_me=False, looked_into_at__isnull=True)
    return rows if viewer.has(Power.PRIVACY) else rows.none()


# ── not yet confirmed ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ProvisionalLine:
    """Somebody said that they work with a person, and nobody has confirmed it yet."""

    person: str
    who: str
    role: str
    organisation: str
    since: datetime
    until: datetime | None


def provisional_rows(viewer: Viewer) -> QuerySet[Involvement]:
    """For the hub what the team may see; for the privacy officer all, of persons who are there for them."""
    rows = Involvement.objects.current(viewer.now, viewer.today).filter(confirmed_at__isnull=True)
    if viewer.has(Power.HUB):
        return access.scope(rows, viewer, View.TEAM)
    persons = access.scope(people.Person.objects.all(), viewer, View.CARD).values("pk")
    found: QuerySet[Involvement] = rows.filter(Q(person__in=persons), area_id=viewer.area_id)
    return found


def provisional_lines(viewer: Viewer) -> list[ProvisionalLine]:
    """Whoever waits longest first."""
    rows = provisional_rows(viewer).select_related("person", "post__account", "service__organisation")
    rows = rows.order_by("declared_at", "pk")[:MOST]
    audit.show(viewer, [row.person for row in rows], "card", "team")
    return [
        ProvisionalLine(
            person=row.person.name,
            who=row.post.account.name if row.post else row.service.name,
            role=row.post.role_label if row.post else "",
            organisation=row.service.organisation.name,
            since=row.declared_at,
            until=row.provisional_until,
        )
        for row in rows
    ]
