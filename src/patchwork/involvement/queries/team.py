"""The team around a person, as rows and as cards. Every row comes through `access.scope`."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.directory import cards, taxonomy
from patchwork.directory.cards import ColleagueCard
from patchwork.directory.models import Post
from patchwork.directory.queries import working_posts
from patchwork.involvement import rules
from patchwork.involvement.models import ContactCard, Involvement, InvolvementQuerySet
from patchwork.kit.addresses import address
from patchwork.kit.prepared import prepared
from patchwork.people.models import Person


@dataclass(slots=True)
class TeamMember(ColleagueCard):
    """A colleague's card as one row of a team, with what the viewer may do about it."""

    involvement_id: uuid.UUID | None = None
    confirm_url: str = ""
    lead_url: str = ""
    invite_url: str = ""


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
    rows = _in_team_order(_team_of(person.pk, viewer, opened=access.opened(person, View.TEAM)))
    mine = my_row(rows, viewer)
    lead = next((row for row in rows if row.is_lead), None)
    members = [(row, _member(row, viewer, lead, mine)) for row in rows]
    return Team(grouped(members), rows, mine, restricted=viewer.is_restricted)


def plain_groups(rows: Iterable[Involvement], viewer: Viewer) -> list[TeamGroup]:
    """Rows of `with_cards` grouped, without deeds: for looking, not for doing."""
    return grouped([(row, card_of(row, viewer)) for row in rows])


def listed_worker(involvement_id: uuid.UUID, person: Person, viewer: Viewer) -> dict[str, str]:
    """The address, service and role of a worker whom only the service's list names, where the viewer sees them."""
    rows = team_rows(viewer).filter(pk=involvement_id, person=person, card__isnull=False)
    row = rows.select_related("card", "service").first()
    if row is None or row.card is None:
        return {}
    return {"email": row.card.email, "where": str(row.service_id), "role": row.role}


def lead_of(person: Person, viewer: Viewer) -> Involvement | None:
    """The lead practitioner, whom restricted kinds of service see too."""
    return next(iter(_leads_of(person.pk, viewer)), None)


@prepared
def _leads_of(person_id: uuid.UUID, viewer: Viewer) -> QuerySet[Involvement]:
    rows = team_rows(viewer).filter(person_id=person_id, is_lead=True)
    return rows.select_related("post__account", "service__organisation").order_by("pk")


def involvement_or_404(involvement_id: uuid.UUID, viewer: Viewer) -> Involvement:
    """An involvement that the viewer may see, ended or not. Denied is absent."""
    row = next(iter(_one(involvement_id, viewer)), None)
    if row is None:
        raise Http404
    audit.show(viewer, [row.person_id], "team")
    return row


@prepared
def _one(involvement_id: uuid.UUID, viewer: Viewer) -> QuerySet[Involvement]:
    rows = access.scope(Involvement.objects.filter(pk=involvement_id), viewer, View.TEAM)
    return rows.select_related("person", "post__account", "post__service", "service__organisation")


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


def my_involvement(person: Person, viewer: Viewer) -> Involvement | None:
    """The viewer's own current involvement, else the one of the viewer's service as a whole."""
    return my_row(_those_of(person.pk, viewer), viewer)


@prepared
def _those_of(person_id: uuid.UUID, viewer: Viewer) -> QuerySet[Involvement]:
    return team_rows(viewer).filter(person_id=person_id).select_related("service", "post__account", "audience")


def my_row(rows: Iterable[Involvement], viewer: Viewer) -> Involvement | None:
    """Of these rows the viewer's own, else the one of the viewer's service as a whole."""
    found = list(rows)
    own = [row for row in found if row.post_id is not None and row.post_id == viewer.post_id]
    service = [row for row in found if row.post_id is None and row.service_id == viewer.service_id]
    return next(iter(own + service), None)


def name_of(row: Involvement) -> str:
    """The practitioner's name, also of one whom only the service's list names; or the service's, where it is there as a
    whole or lists a duty line only (a refuge)."""
    if row.service.duty_line_only:
        return str(row.service.name)
    if row.post is not None:
        return str(row.post.account.name)
    return str(row.card.name if row.card is not None else row.service.name)


def role_of(row: Involvement) -> str:
    """What the colleague does for this person, in plain words."""
    if row.post is not None and row.role == row.post.role:
        return str(row.post.role_label)
    if row.card is not None and row.card.role_words:
        return str(row.card.role_words)
    return str(taxonomy.role(row.role).words)


@prepared
def _team_of(person_id: uuid.UUID, viewer: Viewer, *, opened: bool) -> QuerySet[Involvement]:
    rows = current_rows(viewer).filter(person_id=person_id)
    return _card_rows((access.scope_opened if opened else access.scope)(rows, viewer, View.TEAM))


def with_cards(rows: QuerySet[Involvement]) -> list[Involvement]:
    """The rows with all that their cards read: one query; lead first, then confirmed ones, then by name."""
    return _in_team_order(_card_rows(rows))


def _card_rows(rows: QuerySet[Involvement]) -> QuerySet[Involvement]:
    return cards.for_cards(rows.select_related("service__organisation", "card"), "post__")


def _in_team_order(rows: Iterable[Involvement]) -> list[Involvement]:
    """Namesakes by their id: the order in which the database finds rows may tell of rows that are hidden."""
    return sorted(rows, key=lambda row: (not row.is_lead, row.is_provisional, name_of(row).casefold(), row.pk))


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
    if row.post is None and row.card is not None and not row.service.duty_line_only:
        card = _not_here_yet(row, row.card, more)
    elif row.post is None:
        card = replace(cards.service_card(row.service), role=_("the service as a whole"), **more)
    else:
        card = cards.colleague_card(row.post, viewer, **more)
        card.role = role_of(row)
    return TeamMember(**{one.name: getattr(card, one.name) for one in fields(card)}, involvement_id=row.pk)


def _not_here_yet(row: Involvement, worker: ContactCard, more: dict[str, Any]) -> ColleagueCard:
    """Somebody whom the service's list names: as it names them, and said to be no member of Patchwork."""
    service = cards.service_card(row.service)
    tags = [*more.pop("tags"), _("not on Patchwork yet")]
    phone, email = worker.phone or service.phone, worker.email or service.email
    return replace(service, name=worker.name, role=role_of(row), phone=phone, email=email, tags=tags, **more)


def _member(row: Involvement, viewer: Viewer, lead: Involvement | None, mine: Involvement | None) -> TeamMember:
    """The card with the deeds the rules may allow; the rule itself is asked again where the deed is done."""
    member = card_of(row, viewer)
    if rules.looks_confirmable(viewer, row, mine):
        member.confirm_url = address("confirm_involvement", row.pk)
    if rules.looks_fit_to_lead(viewer, row, lead, mine):
        member.lead_url = address("make_lead", row.pk)
    if row.card is not None and mine is not None and not mine.is_provisional and not viewer.is_restricted:
        member.invite_url = f"{address('invite', row.person_id)}?card={row.pk}"
    if member.confirm_url or member.lead_url or member.invite_url:
        member.deeds = "involvement/member_deeds.html"
    return member


def grouped(members: Iterable[tuple[Involvement, TeamMember]]) -> list[TeamGroup]:
    """Rows under the headings of their kinds of service; a group that holds the lead comes first."""
    groups: dict[str, TeamGroup] = {}
    for row, member in members:
        kind = taxonomy.service_kind(row.service.kind)
        group = groups.setdefault(kind.heading.code, TeamGroup(kind.icon, str(kind.heading.words), []))
        group.members.append(member)
    order = [heading.code for heading in taxonomy.headings()]
    codes = sorted(groups, key=lambda code: (not any(one.lead for one in groups[code].members), order.index(code)))
    return [groups[code] for code in codes]
