"""Reading who works with whom. Every function takes the viewer, and every row comes through `access.scope`."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Min, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.agreements import packs
from patchwork.agreements.packs import Basis
from patchwork.agreements.queries import SaidLine, said_around
from patchwork.directory import cards, taxonomy
from patchwork.directory.cards import ColleagueCard
from patchwork.directory.finding import matching_posts, matching_services
from patchwork.directory.models import Area, Partnership, Post, Power
from patchwork.directory.queries import working_posts
from patchwork.involvement import rules
from patchwork.involvement.models import (
    SEEN,
    Contact,
    Involvement,
    InvolvementQuerySet,
    MovedHere,
    Place,
    Showing,
    TeamInvitation,
)
from patchwork.kit.answers import NOT_HERE
from patchwork.kit.prepared import prepared
from patchwork.people.ages import is_child, whole_years
from patchwork.people.models import Kinship, Person, Relationship

if TYPE_CHECKING:
    from patchwork.kit.answers import Words

# ── the team ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class TeamMember(ColleagueCard):
    """A colleague's card as one row of a team, with what the viewer may do about it."""

    involvement_id: uuid.UUID | None = None
    confirm_url: str = ""
    lead_url: str = ""


@dataclass(frozen=True, slots=True)
class TeamGroup:
    """The colleagues under one heading of a person's page."""

    icon: str
    words: str
    members: list[TeamMember]


@dataclass(frozen=True, slots=True)
class Team:
    """Who works with a person, as far as the viewer may see."""

    groups: list[TeamGroup]
    rows: list[Involvement]
    mine: Involvement | None
    restricted: bool

    @property
    def size(self) -> int:
        return len(self.rows)


def current_rows(viewer: Viewer) -> InvolvementQuerySet:
    """Current involvements of anybody, not yet put through the decision path."""
    return Involvement.objects.current(viewer.now, viewer.today)


def team_rows(viewer: Viewer) -> QuerySet[Involvement]:
    """Every current involvement that the viewer may see, of any person: the ground of lists and counts."""
    return access.scope(current_rows(viewer), viewer, View.TEAM)


def team_around(person: Person, viewer: Viewer) -> Team:
    """The team grouped as on the person's page: lead first, the lead's group first, then the headings' own order."""
    rows = _in_team_order(_team_of(person.pk, viewer))
    mine = my_row(rows, viewer)
    lead = next((row for row in rows if row.is_lead), None)
    members = [(row, _member(row, viewer, lead, mine)) for row in rows]
    return Team(_grouped(members), rows, mine, restricted=viewer.is_restricted)


def family_team(people: Iterable[Person], viewer: Viewer) -> list[TeamGroup]:
    """The teams of several persons as one list, each colleague once, with the names of those they work with."""
    names = {person.pk: person.short_name for person in people}
    rows = with_cards(team_rows(viewer).filter(person_id__in=names))
    by_colleague: dict[uuid.UUID, list[Involvement]] = {}
    for row in rows:
        by_colleague.setdefault(row.post_id or row.service_id, []).append(row)
    members = []
    for same in by_colleague.values():
        note = _("with %(names)s") % {"names": ", ".join(sorted({names[row.person_id] for row in same}))}
        members.append((same[0], card_of(same[0], viewer, note=note)))
    return _grouped(members)


def plain_groups(rows: Iterable[Involvement], viewer: Viewer) -> list[TeamGroup]:
    """Rows of `with_cards` grouped, without deeds: for looking, not for doing."""
    return _grouped([(row, card_of(row, viewer)) for row in rows])


def team_for_family(person: Person, viewer: Viewer, reader: Person | None = None) -> list[TeamGroup]:
    """What may be shown or printed for a family: confirmed colleagues of this team that families are told of.

    Left out, whoever prints: sensitive services, rows kept to an audience, and bases that the law keeps silent.
    For a relative of a child who decides for themselves it is empty: their services are closed to parents. So it is
    for relatives of an adult: one parent's services are closed to the other.
    """
    if reader is not None and reader.pk != person.pk and _is_closed_to_relatives(person, viewer):
        return []
    rows = with_cards(team_rows(viewer).filter(family_may_read(viewer), person=person))
    return _grouped([(row, card_of(row, viewer)) for row in rows])


def _is_closed_to_relatives(person: Person, viewer: Viewer) -> bool:
    adult = not is_child(person.born_on, person.expected_on, viewer.today)
    return adult or is_closed_to_parents(person, viewer)


def is_closed_to_parents(person: Person, viewer: Viewer) -> bool:
    """A child who understands decides for themselves: their services are closed to parents."""
    if person.born_on is None or not is_child(person.born_on, person.expected_on, viewer.today):
        return False
    return whole_years(person.born_on, viewer.today) >= packs.pack(viewer.jurisdiction).ask_child_from_age


def family_may_read(viewer: Viewer) -> Q:
    """Rows that a family member may be shown of a team."""
    pack = packs.pack(viewer.jurisdiction)
    silent = [basis.code for basis in pack.bases.values() if basis.family == "silent"]
    return Q(is_sensitive=False, audience__isnull=True, confirmed_at__isnull=False) & ~Q(basis__in=silent)


def lead_of(person: Person, viewer: Viewer) -> Involvement | None:
    """The lead practitioner, whom restricted kinds of service see too."""
    rows = team_rows(viewer).filter(person=person, is_lead=True)
    return rows.select_related("post__account", "service__organisation").first()


def involvement_or_404(involvement_id: uuid.UUID, viewer: Viewer) -> Involvement:
    """An involvement that the viewer may see, ended or not. Denied is absent."""
    rows = access.scope(Involvement.objects.filter(pk=involvement_id), viewer, View.TEAM)
    row = rows.select_related("person", "post__account", "post__service", "service__organisation").first()
    if row is None:
        raise Http404
    audit.show(viewer, [row.person_id], "team")
    return row


def own_or_404(involvement_id: uuid.UUID, viewer: Viewer) -> Involvement:
    """The viewer's own involvement though its person may be closed to them by now: for taking an ending back."""
    own = Q(post_id=rules.post_of(viewer)) | Q(post__isnull=True, service_id=rules.service_of(viewer))
    own |= Q(post__supervisor_id=rules.post_of(viewer))
    row = Involvement.objects.filter(own, pk=involvement_id).select_related("person", "post").first()
    if row is None or not access.may(viewer, View.CARD, row.person):
        raise Http404
    return row


def possible_takers(row: Involvement, viewer: Viewer) -> list[Post]:
    """Colleagues who could take over: of the same service first, then of the same organisation."""
    posts = working_posts(viewer).filter(service__organisation=row.service.organisation_id)
    if row.post_id is not None:
        posts = posts.exclude(pk=row.post_id)
    if row.is_sensitive:
        posts = posts.filter(service=row.service_id)
    else:
        posts = posts.filter(Q(service__is_sensitive=False) | Q(service=row.service_id))
    found = posts.select_related("account", "area", "service__organisation")
    return sorted(found, key=lambda post: (post.service_id != row.service_id, post.account.name.casefold()))


def parents_of(person: Person, viewer: Viewer) -> list[Person]:
    """The recorded parents whom the viewer may see: a right over a child gives none over its relatives."""
    ids = Relationship.objects.filter(other=person, kind=Kinship.PARENT).values("person_id")
    return list(access.scope(Person.objects.filter(pk__in=ids), viewer, View.TEAM).order_by("given_names", "pk"))


def my_involvement(person: Person, viewer: Viewer) -> Involvement | None:
    """The viewer's own current involvement, else the one of the viewer's service as a whole."""
    rows = team_rows(viewer).filter(person=person).select_related("service", "post__account", "audience")
    return my_row(rows, viewer)


def my_row(rows: Iterable[Involvement], viewer: Viewer) -> Involvement | None:
    """Of these rows the viewer's own, else the one of the viewer's service as a whole."""
    found = list(rows)
    own = [row for row in found if row.post_id is not None and row.post_id == viewer.post_id]
    service = [row for row in found if row.post_id is None and row.service_id == viewer.service_id]
    return next(iter(own + service), None)


def name_of(row: Involvement) -> str:
    """The practitioner's name, or the service's where it is there as a whole or lists a duty line only (a refuge)."""
    return str(row.post.account.name if row.post and not row.service.duty_line_only else row.service.name)


def role_of(row: Involvement) -> str:
    """What the colleague does for this person, in plain words."""
    if row.post is not None and row.role == row.post.role:
        return str(row.post.role_label)
    return str(taxonomy.role(row.role).words)


@prepared
def _team_of(person_id: uuid.UUID, viewer: Viewer) -> QuerySet[Involvement]:
    return _card_rows(team_rows(viewer).filter(person_id=person_id))


def with_cards(rows: QuerySet[Involvement]) -> list[Involvement]:
    """The rows with all that their cards read: one query; lead first, then confirmed ones, then by name."""
    return _in_team_order(_card_rows(rows))


def _card_rows(rows: QuerySet[Involvement]) -> QuerySet[Involvement]:
    return cards.for_cards(rows.select_related("service__organisation"), "post__")


def _in_team_order(rows: Iterable[Involvement]) -> list[Involvement]:
    return sorted(rows, key=lambda row: (not row.is_lead, row.is_provisional, name_of(row).casefold()))


def card_of(row: Involvement, viewer: Viewer, *, note: str = "") -> TeamMember:
    """A row of `with_cards` as a colleague's card; a service that is there as a whole as its duty line."""
    tags = [_("kept private")] if row.is_sensitive else []
    more: dict[str, Any] = {
        "since": row.started_on,
        "lead": row.is_lead,
        "provisional": row.is_provisional,
        "tags": tags,
        "note": note,
    }
    if row.post is None:
        card = replace(cards.service_card(row.service), role=_("the service as a whole"), **more)
    else:
        card = cards.colleague_card(row.post, viewer, **more)
        card.role = role_of(row)
    return TeamMember(**{one.name: getattr(card, one.name) for one in fields(card)}, involvement_id=row.pk)


def _member(row: Involvement, viewer: Viewer, lead: Involvement | None, mine: Involvement | None) -> TeamMember:
    """The card with the deeds the rules may allow; the rule itself is asked again where the deed is done."""
    member = card_of(row, viewer)
    if rules.looks_confirmable(viewer, row, mine):
        member.confirm_url = reverse("confirm_involvement", args=[row.pk])
    if rules.looks_fit_to_lead(viewer, row, lead, mine):
        member.lead_url = reverse("make_lead", args=[row.pk])
    if member.confirm_url or member.lead_url:
        member.deeds = "involvement/member_deeds.html"
    return member


def _grouped(members: Iterable[tuple[Involvement, TeamMember]]) -> list[TeamGroup]:
    """Rows under the headings of their kinds of service; a group that holds the lead comes first."""
    groups: dict[str, TeamGroup] = {}
    for row, member in members:
        kind = taxonomy.service_kind(row.service.kind)
        group = groups.setdefault(kind.heading.code, TeamGroup(kind.icon, str(kind.heading.words), []))
        group.members.append(member)
    order = [heading.code for heading in taxonomy.headings()]
    codes = sorted(groups, key=lambda code: (not any(one.lead for one in groups[code].members), order.index(code)))
    return [groups[code] for code in codes]


# ── last seen, next planned ───────────────────────────────────────────────────────────────────────────────────────


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
    return contact_strips([person.pk], viewer)[person.pk]


def contact_strips(person_ids: Iterable[uuid.UUID], viewer: Viewer) -> dict[uuid.UUID, ContactStrip]:
    """The strip of each person, in at most three queries however many there are."""
    ids = list(person_ids)
    seen = {one.person_id: one for one in _last_seen(ids, viewer)}
    planned = {one.person_id: one for one in _next_planned(ids, viewer, _begin_of_day(viewer))}
    unseen = [person_id for person_id in ids if person_id not in seen]
    since = _known_since(unseen, viewer) if unseen else {}
    return {
        person_id: ContactStrip(
            seen=_touch(seen.get(person_id), viewer),
            next=_touch(planned.get(person_id), viewer),
            none_since=since.get(person_id),
        )
        for person_id in ids
    }


def _contacts(ids: list[uuid.UUID], viewer: Viewer, view: View) -> QuerySet[Contact]:
    rows = access.scope(Contact.objects.filter(person_id__in=ids), viewer, view)
    return rows.select_related("post__account", "service", "involvement")


def _begin_of_day(viewer: Viewer) -> datetime:
    return datetime.combine(viewer.today, time.min, tzinfo=viewer.zone)


@prepared
def _last_seen(ids: list[uuid.UUID], viewer: Viewer) -> QuerySet[Contact]:
    rows = _contacts(ids, viewer, View.TEAM).filter(kind__in=SEEN, happened_at__isnull=False)
    return rows.order_by("person_id", "-happened_at").distinct("person_id")


@prepared
def _next_planned(ids: list[uuid.UUID], viewer: Viewer, begin_of_day: datetime) -> QuerySet[Contact]:
    """What is planned from now on; of contacts that show only their day, all of today's."""
    ahead = Q(planned_for__gte=viewer.now) | Q(showing=Showing.DAY, planned_for__gte=begin_of_day)
    rows = _contacts(ids, viewer, View.VISITS).filter(ahead, happened_at__isnull=True)
    return rows.order_by("person_id", "planned_for").distinct("person_id")


def _known_since(ids: list[uuid.UUID], viewer: Viewer) -> dict[uuid.UUID, date]:
    rows = team_rows(viewer).filter(person_id__in=ids).values("person_id").annotate(since=Min("started_on"))
    return {row["person_id"]: row["since"] for row in rows}


def _touch(contact: Contact | None, viewer: Viewer) -> Touch | None:
    if contact is None:
        return None
    mine = contact.post_id == viewer.post_id
    return Touch(_shown_time(contact, viewer, mine=mine), _who(contact, mine=mine), _how(contact), contact.pk, mine)


def _shown_time(contact: Contact, viewer: Viewer, *, mine: bool) -> datetime | date:
    if contact.happened_at is not None:
        return contact.happened_at
    assert contact.planned_for is not None
    if contact.showing == Showing.DAY:
        return contact.planned_for.astimezone(viewer.zone).date()
    return contact.planned_for


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


def moved_here(viewer: Viewer) -> QuerySet[MovedHere]:
    """For the hub: words from other areas that nobody has followed up yet, oldest first."""
    if not viewer.has(Power.HUB) or not viewer.is_active:
        return MovedHere.objects.none()
    return MovedHere.objects.filter(area_id=viewer.area_id, received_at__isnull=True).order_by("at")


# ── invitations ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Missing:
    """A colleague or service who may be asked to join. `why_not`: the rule's sentence where they may not."""

    card: ColleagueCard
    post_id: uuid.UUID | None = None
    service_id: uuid.UUID | None = None
    why_not: Words = ""


AT_MOST = 12


def find_missing(words: str, person: Person, viewer: Viewer) -> list[Missing]:
    """Colleagues and services of the directory that answer what was typed; at most a dozen of each."""
    found = []
    for post in matching_posts(words, viewer)[:AT_MOST]:
        answer = rules.may_be_invited(viewer, person, post=post, service=post.service)
        found.append(Missing(cards.colleague_card(post, viewer), post_id=post.pk, why_not=answer.refusal))
    for service in matching_services(words, viewer)[:AT_MOST]:
        answer = rules.may_be_invited(viewer, person, post=None, service=service)
        found.append(Missing(cards.service_card(service), service_id=service.pk, why_not=answer.refusal))
    return found


@dataclass(frozen=True, slots=True)
class AskedLine:
    """An invitation around a person, as the team sees it."""

    invitation: TeamInvitation
    whom: str
    by: str
    mine: bool
    answer: Words
    may_withdraw: bool


def asked_around(person: Person, viewer: Viewer) -> list[AskedLine]:
    """Whom the team has asked in the last months. What a sensitive service answered is never told here."""
    rows = access.scope(TeamInvitation.objects.filter(person=person, withdrawn_at__isnull=True), viewer, View.TEAM)
    rows = rows.filter(asked_at__gte=viewer.now - timedelta(days=90)).order_by("-asked_at")
    found = rows.select_related(
        "post__account", "to_post__account", "to_post__service", "to_service", "to_newcomer__service"
    )
    return [_asked_line(row, viewer) for row in found]


def _asked_line(row: TeamInvitation, viewer: Viewer) -> AskedLine:
    mine = row.post_id == viewer.post_id
    answer = _answer(row)
    return AskedLine(
        row, _asked_whom(row, mine=mine), row.post.account.name if row.post else "", mine, answer,
        may_withdraw=mine and answer == _("asked"),
    )  # fmt: skip


def _asked_whom(row: TeamInvitation, *, mine: bool) -> str:
    if row.to_post is not None:
        return str(row.to_post.account.name)
    if row.to_service is not None:
        return str(row.to_service.name)
    return row.to_newcomer.email if mine and row.to_newcomer else _("someone new")


def _answer(row: TeamInvitation) -> Words:
    service = rules.asked_service(row)
    if row.answered_at is None or (service is not None and service.is_sensitive):
        return _("asked")
    return _("joined") if row.accepted else _("does not work with them")


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
    return [
        Question(
            name=row.person.name,
            url=reverse("team_invitation", args=[row.pk]),
            by=str(row.post.account.name) if row.post and not row.is_sensitive else "",
        )
        for row in rows
    ]


def invitation_or_404(invitation_id: uuid.UUID, viewer: Viewer) -> TeamInvitation:
    """An invitation to this viewer, answered or not. Denied is absent."""
    rows = access.scope(TeamInvitation.objects.filter(pk=invitation_id), viewer, View.CARD)
    row = rows.select_related("person", "post__account", "post__service__organisation").first()
    if row is None:
        raise Http404
    return row


def sent_invitation_or_404(invitation_id: uuid.UUID, viewer: Viewer) -> TeamInvitation:
    """An invitation that this post sent."""
    rows = access.scope(
        TeamInvitation.objects.filter(pk=invitation_id, post_id=rules.post_of(viewer)), viewer, View.TEAM
    )
    row = rows.select_related("person").first()
    if row is None:
        raise Http404
    return row


# ── who can see this, and why? ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SeenBecause:
    """One colleague who can see this person; for a private service, on what ground."""

    member: TeamMember
    why: str
    ground: str


@dataclass(frozen=True, slots=True)
class OnBasis:
    """A legal basis, and the colleagues who share on it."""

    basis: Basis | None
    people: list[SeenBecause]


@dataclass(frozen=True, slots=True)
class WhoCanSee:
    """People by name, kinds of people by rule, what the family said, how much of the area is here."""

    by_basis: list[OnBasis]
    said: list[SaidLine]
    restricted: list[str]
    connected: int
    organisations: int


def who_can_see(person: Person, viewer: Viewer) -> WhoCanSee:
    """Never more than the viewer may see: of sensitive rows only those that are open to them."""
    rows = with_cards(team_rows(viewer).filter(person=person))
    area = Area.objects.get(pk=viewer.area_id)
    partners = Partnership.objects.filter(area=area)
    kinds = {kind.code: str(kind.words) for kind in taxonomy.service_kinds(jurisdiction=viewer.jurisdiction)}
    return WhoCanSee(
        by_basis=_by_basis(rows, viewer),
        said=said_around(person, viewer),
        restricted=[kinds[code] for code in area.restricted_kinds if code in kinds],
        connected=partners.filter(live_since__lte=viewer.today).count(),
        organisations=partners.count(),
    )


def _by_basis(rows: list[Involvement], viewer: Viewer) -> list[OnBasis]:
    """In the order of the team, so that the lead's basis comes first."""
    bases = packs.pack(viewer.jurisdiction).bases
    found: dict[str, OnBasis] = {}
    for row in rows:
        known = found.setdefault(row.basis, OnBasis(bases.get(row.basis), []))
        known.people.append(_seen_because(row, viewer))
    return list(found.values())


def _seen_because(row: Involvement, viewer: Viewer) -> SeenBecause:
    ground = packs.pack(viewer.jurisdiction).grounds.get(row.ground)
    why = _("said so; not yet confirmed, so sees the team only") if row.is_provisional else _("works with them")
    return SeenBecause(card_of(row, viewer), why, str(ground.words) if ground else "")


# ── still working with them? ──────────────────────────────────────────────────────────────────────────────────────


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
