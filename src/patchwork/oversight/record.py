"""The record for hub and privacy officer: who searched and opened whom, when, and for which purpose.

Read from the audit. Names of persons are put to its references here, and only those the viewer may see: the hub those
whose team is open to it, the privacy officer those of whom there is a card. An event about nobody else is left out,
and the hub's record leaves out whatever sensitive services do (design, section 5): the privacy officer has it.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.audit.models import AuditEvent, AuditReference, AuditSubject
from patchwork.directory.models import Post, Power, Service
from patchwork.involvement.looks import purpose_words
from patchwork.involvement.models import Involvement
from patchwork.people.merging import aliases
from patchwork.people.models import EmergencyPurpose, Person

PER_PAGE = 50
MOST_NAMES = 5

SEARCHES = ("people.searched", "shown:find", "shown:add_person")
CARDS = ("shown:card", "shown:look", "shown:declare", "shown:who_can_see_card")
OPENS = (
    "shown:person", "shown:network", "shown:family_team", "shown:person_activity", "shown:who_can_see", "shown:see_as",
    "shown:print_people",
)  # fmt: skip
LOOKS = ("involvement.looked", "involvement.looked_through_service")
CLAIMS = ("involvement.declared",)
PAIRS = ("person.merged", "person.unmerged", "person.unmerged.settled", "same_person.answered", "same_person.reopened")
LIMITS = ("limit.searches", "limit.opens")
EMERGENCIES = ("emergency.asked", "emergency.opened", "emergency.shown")
PROTECTION = ("exclusion.asked", "exclusion.kept", "exclusion.lifted", "shield.asked", "shield.set", "shield.lifted")
"""For the privacy officer's record only: who is shut out from whom is not the hub's to read."""

WORDS = {
    "people.searched": gettext_lazy("searched and found nobody"),
    "shown:find": gettext_lazy("searched"),
    "shown:add_person": gettext_lazy("searched before adding somebody"),
    "shown:card": gettext_lazy("opened the card"),
    "shown:look": gettext_lazy("was asked for a reason"),
    "shown:declare": gettext_lazy("was asked how they work together"),
    "shown:person": gettext_lazy("opened the team"),
    "shown:network": gettext_lazy("opened the picture of the team"),
    "shown:family_team": gettext_lazy("opened the family's teams"),
    "shown:person_activity": gettext_lazy("opened the activity"),
    "shown:who_can_see": gettext_lazy("opened “who can see this?”"),
    "shown:who_can_see_card": gettext_lazy("opened “who can see this?” of the card"),
    "shown:see_as": gettext_lazy("opened “see it as…”"),
    "shown:print_people": gettext_lazy("opened the sheet to print"),
    "involvement.looked": gettext_lazy("gave a reason to look"),
    "involvement.looked_through_service": gettext_lazy("looked through their service"),
    "involvement.declared": gettext_lazy("said that they work together"),
    "involvement.confirmed": gettext_lazy("confirmed a colleague"),
    "involvement.ended": gettext_lazy("ended their work together"),
    "agreement.withdrawn": gettext_lazy("noted that an agreement was taken back"),
    "agreement.refused": gettext_lazy("noted that somebody said no"),
    "emergency.asked": gettext_lazy("asked for emergency access"),
    "emergency.opened": gettext_lazy("broke the glass"),
    "emergency.shown": gettext_lazy("opened in an emergency"),
    "exclusion.asked": gettext_lazy("asked for an exclusion"),
    "exclusion.kept": gettext_lazy("kept an exclusion"),
    "exclusion.lifted": gettext_lazy("lifted an exclusion"),
    "shield.asked": gettext_lazy("asked for protection"),
    "shield.set": gettext_lazy("protected the record"),
    "shield.lifted": gettext_lazy("lifted the protection"),
    "person.merged": gettext_lazy("joined two records"),
    "person.unmerged": gettext_lazy("took two records apart again"),
    "person.unmerged.settled": gettext_lazy("said whose something is"),
    "same_person.answered": gettext_lazy("said whether two records are one person"),
    "same_person.reopened": gettext_lazy("took that answer back"),
    "limit.searches": gettext_lazy("was stopped: too many searches"),
    "limit.opens": gettext_lazy("was stopped: too many unrelated opens"),
}
GROUPS = {
    "searches": (gettext_lazy("Searches"), SEARCHES),
    "cards": (gettext_lazy("Cards opened"), CARDS),
    "opens": (gettext_lazy("Teams opened"), OPENS),
    "looks": (gettext_lazy("Reasons to look"), LOOKS),
    "claims": (gettext_lazy("“I work with them”"), CLAIMS),
    "emergencies": (gettext_lazy("Emergency access"), EMERGENCIES),
    "protection": (gettext_lazy("Exclusions and shields"), PROTECTION),
    "pairs": (gettext_lazy("One person or two"), PAIRS),
    "limits": (gettext_lazy("Stopped at a limit"), LIMITS),
}
ALL = tuple(kind for _words, kinds in GROUPS.values() for kind in kinds)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What of the record is asked for. `who`: part of a colleague's name; persons come by id, never by name."""

    days: int = 7
    group: str = ""
    who: str = ""
    organisation: uuid.UUID | None = None
    purpose: str = ""
    person: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A person on a line of the record."""

    id: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One event in words: when, who, what, whom, for which purpose."""

    at: datetime
    who: str
    role: str
    organisation: str
    did: str
    purpose: str
    persons: list[Seen] = field(default_factory=list)
    more: int = 0


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page of the record."""

    lines: list[RecordLine]
    has_next: bool
    person: Seen | None = None


def record_page(viewer: Viewer, narrowing: Narrowing, *, number: int = 1) -> RecordPage:
    """Newest first, always in the same few queries. Everybody named is noted as shown."""
    events = _narrowed(_open_events(viewer), viewer, narrowing)
    start = (number - 1) * PER_PAGE
    rows = list(events.order_by("-at", "-pk")[start : start + PER_PAGE + 1])
    shown = rows[:PER_PAGE]
    named = persons_on([row.pk for row in shown], viewer)
    about = next((one for persons in named.values() for one in persons if one.id == narrowing.person), None)
    return RecordPage(lines_of(shown, named), len(rows) > PER_PAGE, about)


# ── which events ──────────────────────────────────────────────────────────────────────────────────────────────────


def visible_persons(viewer: Viewer) -> QuerySet[Person]:
    """Whom the viewer's record may name."""
    return access.scope(Person.objects.all(), viewer, View.TEAM if viewer.has(Power.HUB) else View.CARD)


def _open_events(viewer: Viewer) -> QuerySet[AuditEvent]:
    """Events about somebody the viewer may name, or about nobody at all; of a pair only where both may be named."""
    about = AuditSubject.objects.filter(event_id=OuterRef("pk"))
    known = AuditReference.objects.filter(area_id=viewer.area_id, reference=OuterRef("subject"))
    named = aliases.known_as(visible_persons(viewer).values("pk"))
    visible, hidden = known.filter(named), known.exclude(named)
    events = AuditEvent.objects.filter(area_id=viewer.area_id)
    events = events.filter(Exists(about.filter(Exists(visible))) | ~Exists(about.filter(Exists(known))))
    events = events.filter(~Q(kind__in=PAIRS) | ~Exists(about.filter(Exists(hidden))))
    return events if viewer.has(Power.PRIVACY) else events.exclude(service__in=sensitive_services(viewer.area_id))


def sensitive_services(area_id: int) -> QuerySet[Service, Any]:
    """Services that are sensitive, or were when they recorded something."""
    theirs = Involvement.objects.filter(service_id=OuterRef("pk"), is_sensitive=True)
    return Service.objects.filter(Q(is_sensitive=True) | Q(Exists(theirs)), area_id=area_id).values("pk")


def _narrowed(events: QuerySet[AuditEvent], viewer: Viewer, asked: Narrowing) -> QuerySet[AuditEvent]:
    kinds: Sequence[str] = GROUPS[asked.group][1] if asked.group in GROUPS else ALL
    if not viewer.has(Power.PRIVACY):
        kinds = [kind for kind in kinds if kind not in PROTECTION]
    events = events.filter(kind__in=kinds, at__gt=viewer.now - timedelta(days=asked.days))
    if asked.who:
        posts = Post.objects.filter(area_id=viewer.area_id)
        for word in asked.who.split()[:4]:
            posts = posts.filter(account__name__unaccent__icontains=word)
        events = events.filter(account__in=posts.values("account_id"))
    if asked.organisation:
        events = events.filter(organisation=asked.organisation)
    if asked.purpose:
        events = events.filter(purpose=asked.purpose)
    if asked.person:
        named = AuditReference.objects.filter(aliases.known_as([asked.person]), area_id=viewer.area_id)
        reference = named.values("reference")
        about = AuditSubject.objects.filter(area_id=viewer.area_id, subject__in=reference)
        events = events.filter(pk__in=about.values("event_id"))
        events = events.filter(Exists(visible_persons(viewer).filter(pk=asked.person)))
    return events


# ── in words ──────────────────────────────────────────────────────────────────────────────────────────────────────


def persons_on(events: Iterable[int], viewer: Viewer) -> dict[int, list[Seen]]:
    """Whom each event is about, as far as the viewer may name them; noted as shown."""
    subjects = list(AuditSubject.objects.filter(event_id__in=list(events)).values_list("event_id", "subject"))
    known = AuditReference.objects.filter(
        area_id=viewer.area_id, reference__in={subject for _event, subject in subjects}
    )
    references = aliases.in_present_ids(dict(known.values_list("reference", "person")))
    persons = {one.pk: one for one in visible_persons(viewer).filter(pk__in=set(references.values()))}
    audit.show(viewer, persons.values(), "card")
    found: dict[int, list[Seen]] = defaultdict(list)
    for event, subject in subjects:
        person = persons.get(references.get(subject))  # type: ignore[arg-type]
        if person is not None:
            found[event].append(Seen(person.pk, person.name))
    return found


def lines_of(events: Iterable[AuditEvent], named: dict[int, list[Seen]]) -> list[RecordLine]:
    """Events in words, with who did them."""
    rows = list(events)
    posts = Post.objects.filter(pk__in={row.post for row in rows if row.post})
    by_id = {post.pk: post for post in posts.select_related("account", "service__organisation")}
    return [_line(row, by_id.get(row.post) if row.post else None, named.get(row.pk, [])) for row in rows]


def _line(event: AuditEvent, post: Post | None, persons: list[Seen]) -> RecordLine:
    return RecordLine(
        at=event.at,
        who=post.account.name if post else _("the system"),
        role=post.role_label if post else "",
        organisation=post.service.organisation.name if post else "",
        did=words_of(event.kind),
        purpose=_purpose(event),
        persons=persons[:MOST_NAMES],
        more=max(0, len(persons) - MOST_NAMES),
    )


def _purpose(event: AuditEvent) -> str:
    """Why, in words; of an emergency from its own list, of a protection nothing (there it says who asked)."""
    if event.kind in EMERGENCIES and event.purpose in EmergencyPurpose.values:
        return str(EmergencyPurpose(event.purpose).label)
    return str(purpose_words(event.purpose)) if event.purpose and event.kind not in PROTECTION else ""


def words_of(kind: str) -> str:
    """What was done, in words."""
    return str(WORDS.get(kind, _("did something else")))
