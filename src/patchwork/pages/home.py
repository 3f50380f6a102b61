"""Home: everyone I work with, and through my service, newest activity first.

The number of queries does not depend on how many people are listed: one for the persons, and one each
for their teams, contacts, deeds and rhythm. Every one goes through the decision path, so a row shows
what the viewer may see of that person and nothing else. Whether a person is open is decided once in each
(`access.scope_of`), not for every one of their contacts and deeds.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.functions import TruncWeek
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.activity.models import Deed
from patchwork.activity.words import deed_words
from patchwork.involvement.models import SEEN, Contact, Involvement, LastOpened
from patchwork.involvement.queries.contacts import begin_of_day, planned_as_shown, still_to_come
from patchwork.kit.addresses import address
from patchwork.kit.prepared import prepared
from patchwork.kit.templatetags.kit import ago, until
from patchwork.people.ages import age_words
from patchwork.people.models import Person
from patchwork.people.policy import shielded

PAGE = 50
WEEKS = 12
NEWEST_FIRST = F("newest").desc(nulls_last=True)


@dataclass
class Row:
    """One person as `kit/person.html` shows them."""

    url: str
    name: str
    age: str
    team: str = ""
    spark: list[int] = field(default_factory=list)
    change: str = ""
    changed: bool = False
    seen: str = ""
    next: str = ""
    facts: list[str] = field(default_factory=list)
    why: str = ""


@dataclass
class Home:
    rows: list[Row]
    total: int
    more: bool


def my_people(viewer: Viewer, *, service_too: bool = True, offset: int = 0) -> Home:
    """The viewer's people from `offset` on, at most `PAGE`, newest visible activity first.

    Notes in the request's audit row that these persons were shown.
    """
    persons: list[Any] = _ordered(viewer, service_too, offset)
    shown, more = persons[:PAGE], len(persons) > PAGE
    audit.show(viewer, shown, "card", "team")
    return Home(_rows(shown, viewer), persons[0].total if persons else 0, more)


@prepared
def _ordered(viewer: Viewer, service_too: bool, offset: int) -> QuerySet[Person]:
    mine = _mine(viewer, service_too=service_too)
    mine = mine.annotate(newest=_newest_deed(viewer), total=Window(Count("pk")))
    return mine.order_by(NEWEST_FIRST, "family_name", "given_names", "pk")[offset : offset + PAGE + 1]


def _mine(viewer: Viewer, *, service_too: bool) -> QuerySet[Person]:
    whose = Q(post_id=viewer.post_id)
    if service_too and viewer.service_id:
        whose |= Q(service_id=viewer.service_id)
    involved = Involvement.objects.current(viewer.now, viewer.today).filter(whose, person_id=OuterRef("pk"))
    mine = access.scope(Person.objects.filter(Exists(involved)), viewer, View.CARD)
    mine = mine.annotate(is_own=Exists(involved.filter(Q(post_id=viewer.post_id))))
    mine = mine.annotate(is_shielded=shielded(viewer))  # type: ignore[no-redef]  # stands in for the model's default
    # That a colleague works with somebody shielded is for the named list alone: others find them by their card, or not.
    return mine.filter(Q(is_own=True) | Q(is_shielded=False))


def _newest_deed(viewer: Viewer) -> Subquery:
    deeds = Deed.objects.filter(person_id=OuterRef("pk"))
    deeds = access.scope_of(deeds, Q(pk=OuterRef(OuterRef("pk"))), viewer, View.TEAM)
    return Subquery(deeds.order_by("-at").values("at")[:1])


def _rows(persons: list[Any], viewer: Viewer) -> list[Row]:
    ids = [person.pk for person in persons]
    teams, opened = _by_person(_teams(ids, viewer)), _opened(ids, viewer)
    seen, planned = _one_each(_last_seen(ids, viewer)), _one_each(_next_planned(ids, viewer, begin_of_day(viewer)))
    deeds, rhythm = _one_each(_last_deeds(ids, viewer)), _rhythm(ids, viewer)
    # Said to tell them from one's own, or where no team shows: of a manager's list it would stand on every line.
    rows, has_own = [], any(person.is_own for person in persons)
    for person in persons:
        row = Row(
            url=address("person", person.pk),
            name=person.name,
            age=age_words(person.born_on, person.expected_on, viewer.today),
            why=address("who_can_see", person.pk),
        )
        if members := teams.get(person.pk):
            row.team = ngettext("team of %d", "team of %d", len(members)) % len(members)
            row.spark = rhythm.get(person.pk, [])
            lead = next((one for one in members if one.is_lead and one.post_id), None)
            if lead and lead.post_id != viewer.post_id:
                row.facts.append(_("lead: %(name)s") % {"name": lead.post__account__name})
            _add_contacts(row, seen.get(person.pk), planned.get(person.pk), viewer)
        if not person.is_own and (has_own or not members):
            row.facts.append(_("through my service"))
        if deed := deeds.get(person.pk):
            row.change = deed_words(deed, about=person.short_name)
            last = opened.get(person.pk)
            row.changed = deed.post_id != viewer.post_id and (last is None or deed.at > last)
        rows.append(row)
    return rows


def _add_contacts(row: Row, seen: Any, planned: Any, viewer: Viewer) -> None:
    if seen is not None and seen.happened_at is not None:
        row.seen = _("seen %(when)s by %(who)s") % {"when": _plain(ago(seen.happened_at)), "who": _who(seen, viewer)}
    if planned is not None and planned.planned_for is not None:
        when = planned_as_shown(planned.planned_for, planned.showing, viewer)
        row.next = _("next: %(who)s, %(when)s") % {"who": _who(planned, viewer), "when": _plain(until(when))}


def _plain(html: str) -> str:
    """The words of a time without their markup."""
    return strip_tags(html)


def _who(contact: Any, viewer: Viewer) -> str:
    if contact.post_id == viewer.post_id:
        return _("you")
    if contact.post_id is None or contact.service__duty_line_only:
        return str(contact.service__name)
    return str(contact.post__account__name.split()[0])


# Plain values: a page of fifty people reads hundreds of rows, and a model for each costs more than the reading.
IN_TEAM = ("person_id", "post_id", "is_lead", "post__account__name")
IN_CONTACT = (
    "person_id", "post_id", "happened_at", "planned_for", "showing", "post__account__name", "service__name",
    "service__duty_line_only",
)  # fmt: skip


def _around[M: Model](rows: QuerySet[M], ids: list[uuid.UUID], viewer: Viewer, view: View = View.TEAM) -> QuerySet[M]:
    """Those rows around these persons that the viewer may see; said of the rows too, so that their index is used."""
    return access.scope_of(rows.filter(person_id__any_of=ids), Q(pk__any_of=ids), viewer, view)


@prepared
def _teams(ids: list[uuid.UUID], viewer: Viewer) -> QuerySet[Involvement, Any]:
    rows = Involvement.objects.current(viewer.now, viewer.today)
    return _around(rows, ids, viewer).values_list(*IN_TEAM, named=True)


@prepared
def _last_seen(ids: list[uuid.UUID], viewer: Viewer) -> QuerySet[Contact, Any]:
    rows = _around(Contact.objects.filter(kind__in=SEEN), ids, viewer)
    return _first(rows.order_by("person_id", "-happened_at", "pk")).values_list(*IN_CONTACT, named=True)


@prepared
def _next_planned(ids: list[uuid.UUID], viewer: Viewer, today_began: datetime) -> QuerySet[Contact, Any]:
    rows = _around(Contact.objects.filter(still_to_come(viewer, today_began)), ids, viewer, View.VISITS)
    return _first(rows.order_by("person_id", "planned_for", "pk")).values_list(*IN_CONTACT, named=True)


@prepared
def _last_deeds(ids: list[uuid.UUID], viewer: Viewer) -> QuerySet[Deed]:
    """Found first, then read with who did them: in one go PostgreSQL joins the names to every deed of the area."""
    last = _first(_around(Deed.objects.all(), ids, viewer).order_by("person_id", "-at", "-pk"))
    return Deed.objects.filter(pk__in=last.values("pk")).select_related("post__account", "service__organisation")


def _rhythm(ids: list[uuid.UUID], viewer: Viewer) -> dict[uuid.UUID, list[int]]:
    """Deeds a week for the last weeks, oldest first; persons without any are left out."""
    monday = begin_of_day(viewer) - timedelta(days=viewer.today.weekday())  # by the wall clock, as the weeks counted
    start = monday - timedelta(weeks=WEEKS - 1)
    rhythm: dict[uuid.UUID, list[int]] = defaultdict(lambda: [0] * WEEKS)
    for person_id, week, n in _counted(ids, viewer, start):
        weeks = (week.date() - start.date()).days // 7
        rhythm[person_id][min(max(weeks, 0), WEEKS - 1)] += n
    return dict(rhythm)


@prepared
def _counted(ids: list[uuid.UUID], viewer: Viewer, start: datetime) -> QuerySet[Deed, Any]:
    rows = _around(Deed.objects.filter(at__gte=start), ids, viewer)
    return (
        rows.annotate(week=TruncWeek("at", tzinfo=viewer.zone))
        .values_list("person_id", "week")
        .annotate(n=Count("pk"))
        .order_by()
    )


def _opened(ids: list[uuid.UUID], viewer: Viewer) -> dict[uuid.UUID, datetime]:
    rows = LastOpened.objects.filter(post_id=viewer.in_post, person_id__in=ids)
    return dict(rows.values_list("person_id", "at"))


def _by_person(rows: Iterable[Any]) -> dict[uuid.UUID, list[Any]]:
    found: dict[uuid.UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def _first[M: Model](rows: QuerySet[M]) -> QuerySet[M]:
    """The first row of each person, by the database (DISTINCT ON)."""
    return rows.distinct("person_id")


def _one_each(rows: Iterable[Any]) -> dict[uuid.UUID, Any]:
    return {row.person_id: row for row in rows}


def my_teams_people(viewer: Viewer) -> Home:
    """The people of the posts this supervisor supervises, in the same rows as home."""
    involved = Involvement.objects.current(viewer.now, viewer.today).filter(
        post__supervisor_id=viewer.post_id, person_id=OuterRef("pk")
    )
    persons = access.scope(Person.objects.filter(Exists(involved)), viewer, View.TEAM)
    # None of them is told as "through my service": each is there through somebody supervised.
    persons = persons.annotate(newest=_newest_deed(viewer), is_own=Value(True))
    shown: list[Any] = list(persons.order_by(NEWEST_FIRST, "family_name", "given_names", "pk")[:PAGE])
    audit.show(viewer, shown, "card", "team")
    return Home(_rows(shown, viewer), len(shown), more=False)
