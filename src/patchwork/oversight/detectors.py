"""What stands out in a day's record, each explained by the events it consists of. No score, on nobody.

A practitioner's day is read from the audit, once for the whole area, in a number of queries that does not depend on how
many people work there. Each detector is a small function over that day which yields findings; what a finding means is
for a person to say. Names are compared, because of a practitioner no home address is kept: somebody who is recorded
here under the practitioner's own name stands for where they may live.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from patchwork.audit.models import AuditEvent, AuditReference, AuditSubject
from patchwork.directory.models import Area, Post
from patchwork.involvement.models import Involvement
from patchwork.oversight.record import CARDS, CLAIMS, LOOKS, OPENS, SEARCHES, sensitive_services
from patchwork.people.merging import aliases
from patchwork.people.models import PARENTS, Address, FormerName, Person, Relationship, Shield
from patchwork.people.quotas import is_duty

UNRELATED_FROM = 3
REPEATED_FROM = 3
REPEATED_WITHIN = timedelta(days=7)
ENDED_WITHIN = timedelta(days=90)
AT_ONCE = timedelta(minutes=10)
USUAL_HOURS = (time(7), time(20))
GRACE = timedelta(hours=1)

EXPLAINED = {
    "same_name": (
        _("Same surname"),
        _("They searched or opened somebody with their own surname, whom they do not work with."),
    ),
    "same_home": (
        _("Same address"),
        _("They searched or opened somebody who lives where a person of their own name lives."),
    ),
    "colleagues_child": (
        _("A colleague's child"),
        _("They opened a child whose parent has the name of somebody in their organisation."),
    ),
    "unrelated": (
        _("Unrelated opens"),
        _("On one day they opened several people whom they do not work with."),
    ),
    "repeated": (
        _("Opened again and again"),
        _("Within a week they opened somebody several times whom they do not work with."),
    ),
    "searches": (
        _("Many searches"),
        _("They searched as often in an hour as the area allows, or more."),
    ),
    "after_end": (
        _("After it ended"),
        _("They opened somebody after they had said that they no longer work with them."),
    ),
    "hours": (
        _("Out of hours"),
        _("They opened people whom they do not work with, outside their working hours."),
    ),
    "claimed": (
        _("Said so, then opened at once"),
        _("They said that they work with somebody, opened the team at once, and nobody has confirmed it."),
    ),
}
"""Each detector: its name, and what it means in a sentence."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing an account did, with the persons concerned."""

    id: int
    at: datetime
    kind: str
    persons: tuple[uuid.UUID, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a detector came upon: about whom, if about one, and by which events."""

    detector: str
    person: uuid.UUID | None
    events: tuple[int, ...]


@dataclass(slots=True)
class Day:
    """One account's day, and what is known of the persons in it. `before`: the week before, for what repeats.

    What they did for a service that is kept private is a day of its own (`is_sensitive`), of which the hub reads
    nothing. In their other day, work that is kept private makes nobody related: the hub would learn of it by what does
    not stand out. `privately`: those persons, whom the account itself need not be asked about.
    """

    post: Post
    start: datetime
    end: datetime
    events: list[Event]
    before: list[Event]
    is_sensitive: bool = False
    related: set[uuid.UUID] = field(default_factory=set)
    privately: set[uuid.UUID] = field(default_factory=set)
    ended: set[uuid.UUID] = field(default_factory=set)
    unconfirmed: set[uuid.UUID] = field(default_factory=set)
    known: Known | None = None
    allowed_searches: int = 30

    def opened(self) -> Iterator[tuple[Event, uuid.UUID]]:
        """Cards and teams opened, person by person."""
        for event in self.events:
            if event.kind in (*OPENS, *CARDS):
                for person in event.persons[:1] if event.kind in CARDS else event.persons:
                    yield event, person

    def unrelated(self, kinds: Iterable[str] = (*OPENS, *LOOKS, *CLAIMS)) -> dict[uuid.UUID, list[Event]]:
        """Whom they opened without working with them: the team itself, not a card in passing."""
        wanted, found = set(kinds), defaultdict(list)
        for event in self.events:
            if event.kind in wanted:
                for person in event.persons:
                    if person not in self.related:
                        found[person].append(event)
        return dict(found)


@dataclass(frozen=True, slots=True)
class Known:
    """Names and homes of everybody who was opened or searched, and the names of practitioners by organisation."""

    surnames: dict[uuid.UUID, set[str]]
    homes: dict[uuid.UUID, set[str]]
    parents: dict[uuid.UUID, set[str]]
    homes_by_name: dict[str, set[str]]
    colleagues: dict[uuid.UUID, set[str]]


# ── the detectors ─────────────────────────────────────────────────────────────────────────────────────────────────


def same_name(day: Day) -> Iterator[Finding]:
    own = plain(day.post.account.name).split()[-1:]
    yield from _alike("same_name", day, lambda person: bool(own and own[0] in _known(day).surnames.get(person, ())))


def same_home(day: Day) -> Iterator[Finding]:
    own = _known(day).homes_by_name.get(plain(day.post.account.name), set())
    yield from _alike("same_home", day, lambda person: bool(own & _known(day).homes.get(person, set())))


def colleagues_child(day: Day) -> Iterator[Finding]:
    names = _known(day).colleagues.get(day.post.service.organisation_id, set())
    for person, events in day.unrelated((*OPENS, *LOOKS, *CLAIMS, *CARDS)).items():
        if names & _known(day).parents.get(person, set()):
            yield Finding("colleagues_child", person, _ids(events))


def unrelated(day: Day) -> Iterator[Finding]:
    found = day.unrelated()
    if len(found) >= UNRELATED_FROM and not opens_anybody(day.post):
        yield Finding("unrelated", None, _ids(event for events in found.values() for event in events))


def repeated(day: Day) -> Iterator[Finding]:
    counted: dict[uuid.UUID, list[Event]] = defaultdict(list)
    for event in [*day.before, *day.events]:
        if event.kind in (*OPENS, *CARDS):
            for person in event.persons:
                counted[person].append(event)
    today = {person for _event, person in day.opened()}
    for person in sorted(today - day.related, key=str):
        if len(counted[person]) >= REPEATED_FROM and not opens_anybody(day.post):
            yield Finding("repeated", person, _ids(counted[person]))


def many_searches(day: Day) -> Iterator[Finding]:
    searches = [event for event in day.events if event.kind in SEARCHES]
    for first in range(len(searches) - day.allowed_searches + 1):
        within = searches[first : first + day.allowed_searches]
        if within[-1].at - within[0].at <= timedelta(hours=1):
            yield Finding("searches", None, _ids(within))
            return


def after_end(day: Day) -> Iterator[Finding]:
    for person, events in day.unrelated((*OPENS, *CARDS, *LOOKS)).items():
        if person in day.ended:
            yield Finding("after_end", person, _ids(events))


def out_of_hours(day: Day) -> Iterator[Finding]:
    if opens_anybody(day.post):
        return
    late = [event for events in day.unrelated().values() for event in events if _is_late(event.at, day.post)]
    if late:
        yield Finding("hours", None, _ids(late))


def claimed(day: Day) -> Iterator[Finding]:
    for claim in (event for event in day.events if event.kind in CLAIMS):
        for person in set(claim.persons) & day.unconfirmed:
            at_once = [
                event for event in day.events
                if event.kind in OPENS and person in event.persons and claim.at <= event.at <= claim.at + AT_ONCE
            ]  # fmt: skip
            if at_once:
                yield Finding("claimed", person, _ids([claim, *at_once]))


DETECTORS: tuple[Callable[[Day], Iterator[Finding]], ...] = (
    same_name, same_home, colleagues_child, unrelated, repeated, many_searches, after_end, out_of_hours, claimed,
)  # fmt: skip


def _alike(code: str, day: Day, fits: Callable[[uuid.UUID], bool]) -> Iterator[Finding]:
    found: dict[uuid.UUID, list[Event]] = defaultdict(list)
    for event in day.events:
        if event.kind in (*SEARCHES, *OPENS, *CARDS, *LOOKS, *CLAIMS):
            for person in event.persons:
                if person not in day.related and fits(person):
                    found[person].append(event)
    for person, events in found.items():
        yield Finding(code, person, _ids(events))


def _known(day: Day) -> Known:
    assert day.known is not None
    return day.known


def _ids(events: Iterable[Event]) -> tuple[int, ...]:
    return tuple(sorted({event.id for event in events}))


def opens_anybody(post: Post) -> bool:
    """Hub, emergency duty and A&E open people they do not work with all day: it is their work."""
    return is_duty(powers=post.powers, service_kind=post.service.kind, role=post.role)


def _is_late(at: datetime, post: Post) -> bool:
    local = at.astimezone(post.area.zone)
    if post.working_days and local.weekday() not in post.working_days:
        return True
    begins, ends = post.works_from or USUAL_HOURS[0], post.works_until or USUAL_HOURS[1]
    first = datetime.combine(local.date(), begins, tzinfo=local.tzinfo) - GRACE
    last = datetime.combine(local.date(), ends, tzinfo=local.tzinfo) + GRACE
    return not first <= local <= last


def plain(name: str) -> str:
    """A name without capitals and double spaces."""
    return " ".join(name.casefold().split())


# ── reading the day ───────────────────────────────────────────────────────────────────────────────────────────────


def day_of(area: Area, day: date) -> tuple[datetime, datetime]:
    """Where that day begins and ends there; 23 or 25 hours when the clocks change."""
    begin, end = (datetime.combine(one, time.min, tzinfo=area.zone) for one in (day, day + timedelta(days=1)))
    return begin, end


def days(area: Area, *, start: datetime, end: datetime) -> list[Day]:
    """The day of every account that did something in that time; what it did for a private service apart."""
    events = _events(area, start - REPEATED_WITHIN, end)
    posts = _posts(area, {post for post in (key[1] for key in events) if post})
    private = sensitive_service_ids(area)
    by_account: dict[tuple[uuid.UUID, bool], list[tuple[Post, Event]]] = defaultdict(list)
    for (account, post), rows in events.items():
        if post in posts:
            is_sensitive = posts[post].service_id in private
            by_account[account, is_sensitive] += [(posts[post], event) for event in rows]
    found = []
    for (_account, is_sensitive), theirs in by_account.items():
        theirs.sort(key=lambda row: (row[1].at, row[1].id))
        now = [event for _post, event in theirs if event.at >= start]
        if now:
            before = [event for _post, event in theirs if event.at < start]
            found.append(
                Day(theirs[-1][0], start, end, now, before, is_sensitive, allowed_searches=area.searches_an_hour)
            )
    _learn(area, found)
    return sorted(found, key=lambda day: (str(day.post.account_id), day.is_sensitive))


def _events(area: Area, start: datetime, end: datetime) -> dict[tuple[uuid.UUID, uuid.UUID | None], list[Event]]:
    kinds = (*SEARCHES, *OPENS, *CARDS, *LOOKS, *CLAIMS)
    rows = list(
        AuditEvent.objects.filter(area_id=area.pk, at__gte=start, at__lt=end, kind__in=kinds, account__isnull=False)
        .order_by("at", "pk").values_list("pk", "at", "kind", "account", "post")
    )  # fmt: skip
    subjects = AuditSubject.objects.filter(
        area_id=area.pk, event__at__gte=start, event__at__lt=end, event__kind__in=kinds
    )
    pairs = list(subjects.values_list("event_id", "subject"))
    known = AuditReference.objects.filter(area_id=area.pk, reference__in={subject for _event, subject in pairs})
    references = aliases.in_present_ids(dict(known.values_list("reference", "person")))
    persons: dict[int, list[uuid.UUID]] = defaultdict(list)
    for event, subject in pairs:
        if subject in references:
            persons[event].append(references[subject])
    found: dict[tuple[uuid.UUID, uuid.UUID | None], list[Event]] = defaultdict(list)
    for pk, at, kind, account, post in rows:
        assert account is not None
        found[account, post].append(Event(pk, at, kind, tuple(persons[pk])))
    return found


def _posts(area: Area, ids: set[uuid.UUID]) -> dict[uuid.UUID, Post]:
    posts = Post.objects.filter(area_id=area.pk, pk__in=ids)
    return {post.pk: post for post in posts.select_related("account", "area", "service__organisation")}


def _learn(area: Area, found: list[Day]) -> None:
    """Whom each works with, and who the persons are."""
    persons = {person for day in found for event in [*day.before, *day.events] for person in event.persons}
    _learn_relations(area, found, persons)
    known = _who_they_are(area, persons, found)
    for day in found:
        day.known = known


def _learn_relations(area: Area, found: list[Day], persons: set[uuid.UUID]) -> None:
    if not found:
        return
    start = found[0].start.astimezone(area.zone).date()
    rows = Involvement.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=start - ENDED_WITHIN), area_id=area.pk)
    involved = rows.filter(person__in=persons).values_list(
        "person", "post__account", "service", "post__supervisor__account", "ended_on", "confirmed_at", "is_sensitive"
    )
    by_person: dict[uuid.UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for person, *row in involved:
        by_person[person].append(tuple(row))
    for day in found:
        account, service = day.post.account_id, day.post.service_id
        for person in {person for event in [*day.before, *day.events] for person in event.persons}:
            for holder, where, boss, ended, confirmed, is_hidden in by_person[person]:
                theirs = account in (holder, boss) or service == where
                tells = is_hidden and not day.is_sensitive
                if theirs and confirmed and (ended is None or ended > start):
                    (day.privately if tells else day.related).add(person)
                elif tells:
                    continue
                elif holder == account and ended is not None and confirmed:
                    day.ended.add(person)
                elif holder == account and not confirmed and ended is None:
                    day.unconfirmed.add(person)
        day.ended -= day.related


def _who_they_are(area: Area, persons: set[uuid.UUID], found: list[Day]) -> Known:
    surnames: dict[uuid.UUID, set[str]] = defaultdict(set)
    for pk, name in Person.objects.filter(pk__in=persons).values_list("pk", "family_name"):
        surnames[pk].add(plain(name))
    for pk, name in FormerName.objects.filter(person__in=persons).values_list("person", "family_name"):
        surnames[pk].add(plain(name))
    homes: dict[uuid.UUID, set[str]] = defaultdict(set)
    current = Address.objects.filter(until__isnull=True).exclude(postcode="")
    for pk, code in current.filter(person__in=persons).values_list("person", "postcode"):
        homes[pk].add(_compact(code))
    parents: dict[uuid.UUID, set[str]] = defaultdict(set)
    of_children = Relationship.objects.filter(other__in=persons, kind__in=PARENTS).exclude(person__in=_shielded(area))
    for child, given, family in of_children.values_list("other", "person__given_names", "person__family_name"):
        parents[child].add(plain(f"{given} {family}"))
    return Known(surnames, homes, parents, _homes_by_name(area, found), _colleagues(area, found))


def _homes_by_name(area: Area, found: list[Day]) -> dict[str, set[str]]:
    """Where persons live who are called as a practitioner of the day is."""
    names = {plain(day.post.account.name) for day in found}
    surnames = {day.post.account.name.split()[-1] for day in found if day.post.account.name.strip()}
    rows = Address.objects.filter(area_id=area.pk, until__isnull=True, person__family_name__in=surnames)
    rows = rows.exclude(person__in=_shielded(area))
    homes: dict[str, set[str]] = defaultdict(set)
    for given, family, code in rows.exclude(postcode="").values_list(
        "person__given_names", "person__family_name", "postcode"
    ):
        if plain(f"{given} {family}") in names:
            homes[plain(f"{given} {family}")].add(_compact(code))
    return homes


def _shielded(area: Area) -> QuerySet[Shield, Any]:
    """Persons whose home and family no finding may tell of."""
    return Shield.objects.filter(area_id=area.pk, lifted_at__isnull=True).values("person")


def _colleagues(area: Area, found: list[Day]) -> dict[uuid.UUID, set[str]]:
    organisations = {day.post.service.organisation_id for day in found}
    posts = Post.objects.filter(area_id=area.pk, service__organisation__in=organisations, ended_on__isnull=True)
    names: dict[uuid.UUID, set[str]] = defaultdict(set)
    for organisation, name in posts.values_list("service__organisation", "account__name"):
        names[organisation].add(plain(name))
    return names


def _compact(code: str) -> str:
    return "".join(code.split()).upper()


def sensitive_service_ids(area: Area) -> set[uuid.UUID]:
    """Services of which the hub's list says nothing."""
    return {row["pk"] for row in sensitive_services(area.pk)}
