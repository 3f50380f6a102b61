"""Who saw a person last, and who plans to next."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Min, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.directory import taxonomy
from patchwork.involvement import rules
from patchwork.involvement.models import SEEN, Contact, Place, Showing
from patchwork.involvement.queries.team import team_rows
from patchwork.kit.answers import NOT_HERE
from patchwork.kit.prepared import prepared
from patchwork.people.models import Person


@dataclass(frozen=True, slots=True)
class Touch:
    """One contact on the strip. `when` is a bare date where only the day is shown."""

    when: datetime | date
    who: str
    how: str
    contact_id: uuid.UUID
    mine: bool


@dataclass(frozen=True, slots=True)
class ContactStrip:
    """Last seen and next planned, as far as this viewer may see; `none_since`: since when nothing is recorded."""

    seen: Touch | None = None
    next: Touch | None = None
    none_since: date | None = None


def contact_strip(person: Person, viewer: Viewer) -> ContactStrip:
    """Who saw this person last and who plans to next. Never says that nobody has: only what this viewer can see."""
    opened = access.opened(person, View.TEAM) and access.opened(person, View.VISITS)
    return _strips([person.pk], viewer, opened=opened)[person.pk]


def contact_strips(person_ids: Iterable[uuid.UUID], viewer: Viewer) -> dict[uuid.UUID, ContactStrip]:
    """The strip of each person, in at most three queries however many there are."""
    return _strips(list(person_ids), viewer, opened=False)


def _strips(ids: list[uuid.UUID], viewer: Viewer, *, opened: bool) -> dict[uuid.UUID, ContactStrip]:
    seen = {one.person_id: one for one in _last_seen(ids, viewer, opened=opened)}
    planned = {one.person_id: one for one in _next_planned(ids, viewer, begin_of_day(viewer), opened=opened)}
    unseen = [person_id for person_id in ids if person_id not in seen]
    since = {row["person_id"]: row["since"] for row in _known_since(unseen, viewer)} if unseen else {}
    return {
        person_id: ContactStrip(
            seen=_touch(seen.get(person_id), viewer),
            next=_touch(planned.get(person_id), viewer),
            none_since=since.get(person_id),
        )
        for person_id in ids
    }


def begin_of_day(viewer: Viewer) -> datetime:
    """When today began where the viewer is."""
    return datetime.combine(viewer.today, time.min, tzinfo=viewer.zone)


@prepared
def _last_seen(ids: list[uuid.UUID], viewer: Viewer, *, opened: bool) -> QuerySet[Contact]:
    rows = _around(Contact.objects.filter(kind__in=SEEN, happened_at__isnull=False), ids, viewer, View.TEAM, opened)
    return _read(rows.order_by("person_id", "-happened_at", "pk"))


@prepared
def _next_planned(ids: list[uuid.UUID], viewer: Viewer, today_began: datetime, *, opened: bool) -> QuerySet[Contact]:
    rows = _around(Contact.objects.filter(still_to_come(viewer, today_began)), ids, viewer, View.VISITS, opened)
    return _read(rows.order_by("person_id", "planned_for", "pk"))


def still_to_come(viewer: Viewer, today_began: datetime) -> Q:
    """Contacts planned from now on; of those that show only their day, all of today's."""
    ahead = Q(planned_for__gte=viewer.now) | Q(showing=Showing.DAY, planned_for__gte=today_began)
    return ahead & Q(happened_at__isnull=True)


def _around(
    rows: QuerySet[Contact], ids: list[uuid.UUID], viewer: Viewer, view: View, opened: bool
) -> QuerySet[Contact]:
    if opened:
        return access.scope_opened(rows.filter(person_id__any_of=ids), viewer, view)
    return access.scope_of(rows.filter(person_id__any_of=ids), Q(pk__any_of=ids), viewer, view)


def _read(ordered: QuerySet[Contact]) -> QuerySet[Contact]:
    """The first of each person with who it was: found first, so that names are joined to these alone."""
    first = ordered.distinct("person_id").values("pk")
    return Contact.objects.filter(pk__in=first).select_related("post__account", "service", "involvement")


@prepared
def _known_since(ids: list[uuid.UUID], viewer: Viewer) -> QuerySet[Any, Any]:
    return team_rows(viewer).filter(person_id__any_of=ids).values("person_id").annotate(since=Min("started_on"))


def _touch(contact: Contact | None, viewer: Viewer) -> Touch | None:
    if contact is None:
        return None
    mine = viewer.post_id is not None and contact.post_id == viewer.post_id
    return Touch(_shown_time(contact, viewer), _who(contact, mine=mine), _how(contact), contact.pk, mine)


def _shown_time(contact: Contact, viewer: Viewer) -> datetime | date:
    if contact.happened_at is not None:
        return contact.happened_at
    assert contact.planned_for is not None
    return planned_as_shown(contact.planned_for, contact.showing, viewer)


def planned_as_shown(planned_for: datetime, showing: str, viewer: Viewer) -> datetime | date:
    """The time of a planned contact, or its day there where only the day is shown."""
    return planned_for.astimezone(viewer.zone).date() if showing == Showing.DAY else planned_for


def _who(contact: Contact, *, mine: bool) -> str:
    if mine:
        return _("you")
    if contact.post is None or contact.service.duty_line_only:
        return str(contact.service.name)
    role = contact.involvement.role
    words = contact.post.role_label if role == contact.post.role else str(taxonomy.role(role).words)
    return f"{contact.post.account.name} ({_small(words)})"


def _small(words: str) -> str:
    """As in the middle of a sentence; abbreviations ("GP") stay as they are."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def _how(contact: Contact) -> str:
    """Where it was, and that the child was alone; the plain visit needs no more words."""
    place = str(Place(contact.place).label) if contact.place in Place.values else ""
    alone = _("alone") if contact.kind == "child_seen_alone" and contact.happened_at else ""
    return ", ".join(filter(None, (place, alone)))


def my_plans(person: Person, viewer: Viewer) -> list[Contact]:
    """What this post has planned with the person, soonest first: to be taken back."""
    mine = Contact.objects.filter(person=person, post_id=rules.post_of(viewer), happened_at__isnull=True)
    ahead = mine.filter(cancelled_at__isnull=True, planned_for__gte=viewer.now)
    return list(ahead.order_by("planned_for"))


def own_contact_or_404(contact_id: uuid.UUID, viewer: Viewer) -> Contact:
    """A contact that this post noted or planned, or that its supervisor may take back. Another's is absent."""
    contact = Contact.objects.filter(pk=contact_id).select_related("person", "post").first()
    if contact is None or rules.may_cancel_contact(viewer, contact).refusal == NOT_HERE.refusal:
        raise Http404
    return contact
