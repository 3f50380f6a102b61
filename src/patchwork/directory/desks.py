"""Reading for the desks of an organisation and of the area. No person supported is read here."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from patchwork.directory import cards, going_live, jurisdictions, proposals, reviewing, rules, taxonomy
from patchwork.directory.invitations import may_approve, needs_approval, open_invitations
from patchwork.directory.models import (
    Area,
    Invitation,
    Layer,
    MailDomain,
    Organisation,
    Partnership,
    Post,
    PostQuerySet,
    Power,
    Proposal,
    Service,
)
from patchwork.directory.viewing import Viewer

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Tab:
    """One entry of a desk's sub-navigation."""

    label: str
    url: str
    current: bool
    count: int | None = None


def organisation_tabs(organisation: Organisation, viewer: Viewer, here: str) -> list[Tab]:
    """The pages about one organisation; for the area's administrator the first leads to its partnership."""
    own = organisation.pk == viewer.organisation_id and viewer.has(Power.ORGANISATION_ADMIN)
    first = reverse("organisation_desk") if own else reverse("area_organisation", args=[organisation.pk])
    places = [
        ("organisation_services", _("Services")),
        ("organisation_posts", _("People")),
        ("organisation_invitations", _("Invitations")),
        ("organisation_domains", _("Mail domains")),
    ]
    about = [Tab(label, reverse(name, args=[organisation.pk]), here == name) for name, label in places]
    last = [Tab(_("Two people"), reverse("proposals"), False)] if own else []
    return [Tab(_("Overview"), first, here == "overview"), *about, *last]


def area_tabs(viewer: Viewer, here: str) -> list[Tab]:
    """The pages about the area."""
    places = [
        ("area_desk", _("Overview")),
        ("area_organisations", _("Organisations")),
        ("area_posts", _("People")),
        ("area_invitations", _("Invitations")),
        ("area_settings", _("Settings")),
        ("proposals", _("Two people")),
    ]
    return [Tab(label, reverse(name), here == name) for name, label in places]


# -- an organisation


def organisation_or_404(organisation_id: uuid.UUID, *, viewer: Viewer) -> Organisation:
    """An organisation of the viewer's desk."""
    return get_object_or_404(rules.managed_organisations(viewer), pk=organisation_id)


def organisation_overview(organisation: Organisation, *, viewer: Viewer) -> dict[str, Any]:
    """How the organisation stands: agreement, services, people, what waits."""
    posts = _posts_of(organisation, viewer).current(viewer.today)
    return {
        "kind": taxonomy.organisation_kind(organisation.kind),
        "partnership": partnership_of(organisation, viewer=viewer),
        "not_adopted": len(going_live.missing(organisation, viewer=viewer)),
        "domains": list(MailDomain.objects.filter(organisation=organisation).order_by("domain")),
        "services_open": _services_of(organisation, viewer).filter(closed_on__isnull=True).count(),
        "people": posts.count(),
        "to_reconfirm": reviewing.due_count(organisation, viewer=viewer),
        "invited": _invited(viewer, organisation).count(),
        "proposals": proposals.waiting_for(viewer).count(),
        "administrators": [_desk_card(post, viewer) for post in cards.for_cards(_administrators(posts))],
    }


def partnership_of(organisation: Organisation, *, viewer: Viewer) -> Partnership:
    """The organisation's place in the area."""
    return Partnership.objects.get(area_id=viewer.area_id, organisation=organisation)


def _administrators(posts: PostQuerySet) -> PostQuerySet:
    found: PostQuerySet = posts.with_power(Power.ORGANISATION_ADMIN).order_by("account__name", "pk")
    return found


def _services_of(organisation: Organisation, viewer: Viewer) -> QuerySet[Service]:
    return rules.managed_services(viewer).filter(organisation=organisation)


def _posts_of(organisation: Organisation, viewer: Viewer) -> PostQuerySet:
    posts: PostQuerySet = rules.managed_posts(viewer).filter(service__organisation=organisation)
    return posts


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service on a desk."""

    service: Service
    kind: taxonomy.ServiceKind
    people: int


def services(organisation: Organisation, *, viewer: Viewer) -> list[ServiceRow]:
    """The organisation's services, open ones first."""
    current = Q(posts__ended_on__isnull=True, posts__suspended_at__isnull=True)
    rows = _services_of(organisation, viewer).annotate(people=Count("posts", filter=current))
    found = rows.select_related("organisation").order_by("closed_on", "name", "pk")
    ordered = sorted(found, key=lambda one: (one.closed_on is not None, one.name))
    return [ServiceRow(one, taxonomy.service_kind(one.kind), one.people) for one in ordered]


def service_or_404(service_id: uuid.UUID, *, viewer: Viewer) -> Service:
    """A service of the viewer's desk."""
    return get_object_or_404(rules.managed_services(viewer).select_related("organisation"), pk=service_id)


def posts(
    *, viewer: Viewer, organisation: Organisation | None = None, words: str = "", number: int = 1
) -> tuple[Page[Any], list[cards.ColleagueCard]]:
    """A page of posts that have not ended, as rows that lead to their desk page."""
    found = rules.managed_posts(viewer).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=viewer.today))
    if organisation is not None:
        found = found.filter(service__organisation=organisation)
    for word in words.split()[:6]:
        texts = ("account__name", "service__name", "service__organisation__name", "role_words")
        found = found.filter(_any_contains(texts, word))
    pages = Paginator(cards.for_cards(found).order_by("account__name", "pk"), PER_PAGE)
    page = pages.get_page(number)
    return page, [_desk_card(post, viewer) for post in page.object_list]


def _any_contains(texts: tuple[str, ...], word: str) -> Q:
    answers = Q()
    for text in texts:
        answers |= Q(**{f"{text}__unaccent__icontains": word})
    return answers


def _desk_card(post: Post, viewer: Viewer) -> cards.ColleagueCard:
    """A post as an administrator sees it: what it may do and whether it still acts."""
    rights = ", ".join(str(Power(power).label) for power in post.powers)
    return cards.ColleagueCard(
        name=post.account.name,
        url=reverse("desk_post", args=[post.pk]),
        photo_url=cards.photo_url(post.account),
        role=post.role_label,
        organisation=f"{post.service.name}, {post.service.organisation.name}",
        since=post.started_on,
        phone=post.phone or post.mobile,
        email=post.email or post.account.email,
        away=cards.away_words(post, viewer),
        mine=post.pk == viewer.post_id,
        tags=[_("suspended")] if post.suspended_at is not None else [],
        note=_("Rights of: %(rights)s") % {"rights": rights} if rights else "",
    )


def post_or_404(post_id: uuid.UUID, *, viewer: Viewer) -> Post:
    """A post of the viewer's desk, ended ones too."""
    rows = cards.for_cards(rules.managed_posts(viewer)).select_related(
        "account__photo", "service__organisation", "supervisor__account", "cover__account", "cover__service"
    )
    return get_object_or_404(rows, pk=post_id)


def post_page(post: Post, *, viewer: Viewer) -> dict[str, Any]:
    """A post, and which deeds are open to this administrator: each button by the rule that guards its action."""
    ended = post.ended_on is not None and post.ended_on <= viewer.today
    stop = rules.may_stop_post(viewer, post)
    return {
        "post": post,
        "picture_url": cards.photo_url(post.account, cards.PICTURE),
        "powers": [Power(power) for power in post.powers],
        "ended": ended,
        "may_stop": stop,
        "may_resume": (ended or post.suspended_at is not None) and rules.may_resume_post(viewer, post),
        "is_own": post.account_id == viewer.account_id,
        "supervised": rules.managed_posts(viewer).current(viewer.today).filter(supervisor=post).count(),
        "waiting": _open_about(viewer, post.pk),
    }


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation on a desk."""

    invitation: Invitation
    role: taxonomy.Role
    waits: bool
    powers: list[str]


def _invited(viewer: Viewer, organisation: Organisation | None = None) -> QuerySet[Invitation]:
    found = open_invitations(viewer).filter(pk__in=rules.managed_invitations(viewer).values("pk"))
    return found if organisation is None else found.filter(service__organisation=organisation)


def invitations(*, viewer: Viewer, organisation: Organisation | None = None) -> list[InvitationRow]:
    """Open invitations of the desk, newest first."""
    return _invitation_rows(_invited(viewer, organisation)[: PER_PAGE * 4])


def to_approve(viewer: Viewer) -> list[InvitationRow]:
    """Open invitations that this viewer may agree to: a domain that is not listed, or rights that come with them."""
    if not viewer.powers & {Power.AREA_ADMIN, Power.PRIVACY}:
        return []
    waiting = open_invitations(viewer).filter(Q(needs_area_admin=True) | ~Q(powers=[]), approved_by__isnull=True)
    return _invitation_rows([one for one in waiting[: PER_PAGE * 4] if may_approve(viewer, one)])


def _invitation_rows(found: Iterable[Invitation]) -> list[InvitationRow]:
    return [
        InvitationRow(one, taxonomy.role(one.role), needs_approval(one), [str(Power(p).label) for p in one.powers])
        for one in found
    ]


def invitation_or_404(invitation_id: uuid.UUID, *, viewer: Viewer) -> Invitation:
    """An open invitation of the viewer's desk."""
    return get_object_or_404(_invited(viewer), pk=invitation_id)


def waiting_invitation_or_404(invitation_id: uuid.UUID, *, viewer: Viewer) -> Invitation:
    """An open invitation that waits for a second person, whoever's desk it is on."""
    ids = [row.invitation.pk for row in to_approve(viewer)]
    return get_object_or_404(open_invitations(viewer).filter(pk__in=ids), pk=invitation_id)


def domains(organisation: Organisation) -> list[MailDomain]:
    """The organisation's mail domains."""
    return list(MailDomain.objects.filter(organisation=organisation).order_by("domain"))


# -- the area


def area_of(viewer: Viewer) -> Area:
    """The viewer's area."""
    return Area.objects.get(pk=viewer.area_id)


def area_overview(viewer: Viewer) -> dict[str, Any]:
    """How the partnership stands and what waits."""
    partners = Partnership.objects.filter(area_id=viewer.area_id)
    people = Post.objects.filter(area_id=viewer.area_id).current(viewer.today)
    area = area_of(viewer)
    return {
        "area": area,
        "partners": partners.count(),
        "signed": partners.filter(agreement_signed_on__isnull=False).count(),
        "live": partners.filter(live_since__lte=viewer.today).count(),
        "people": people.count(),
        "layers": [Layer(layer) for layer in area.layers],
        "pack": dict(jurisdictions.choices()).get(area.jurisdiction, area.jurisdiction),
        "to_approve": to_approve(viewer),
        "proposals": proposal_rows(proposals.waiting_for(viewer)),
        "administrators": [
            _desk_card(post, viewer)
            for post in cards.for_cards(people.with_power(Power.AREA_ADMIN)).order_by("account__name")
        ],
    }


def partners(viewer: Viewer) -> QuerySet[Partnership]:
    """Every organisation of the area with how far it has come; those without an administrator are marked."""
    admins = Post.objects.current(viewer.today).with_power(Power.ORGANISATION_ADMIN)
    admins = admins.filter(area_id=viewer.area_id, service__organisation=OuterRef("organisation"))
    rows = Partnership.objects.filter(area_id=viewer.area_id, organisation__in=rules.managed_organisations(viewer))
    rows = rows.annotate(has_administrator=Exists(admins))
    return rows.select_related("organisation").order_by("organisation__name", "pk")


def partnership_or_404(organisation_id: uuid.UUID, *, viewer: Viewer) -> Partnership:
    """An organisation's place in the viewer's area, for the area's administrator."""
    return get_object_or_404(partners(viewer), organisation=organisation_id)


# -- proposals


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal as both people read it."""

    proposal: Proposal
    words: str
    reads: str
    state: str


def proposal_row(proposal: Proposal) -> ProposalRow:
    """Kind, sentence and state of one."""
    return _rows([proposal])[0]


def proposal_rows(found: QuerySet[Proposal]) -> list[ProposalRow]:
    """The newest of them, as rows."""
    return _rows(list(found[:PER_PAGE]))


def _rows(found: list[Proposal]) -> list[ProposalRow]:
    return [
        ProposalRow(one, str(proposals.kind_of(one).words), reads, _state(one))
        for one, reads in zip(found, proposals.sentences(found), strict=True)
    ]


def _state(proposal: Proposal) -> str:
    if proposal.decided_at is None:
        return _("waits")
    if proposal.decided_by_id is None:
        return _("taken back")
    return _("agreed") if proposal.agreed else _("not agreed")


def _open_about(viewer: Viewer, about: uuid.UUID) -> list[ProposalRow]:
    return proposal_rows(proposals.visible(viewer).filter(proposals.still_open(viewer), about=about))


def open_about(viewer: Viewer, about: uuid.UUID | None, kinds: tuple[str, ...] = ()) -> list[ProposalRow]:
    """Proposals that wait about this service, post or organisation, or (None) about the area itself."""
    found = proposals.visible(viewer).filter(proposals.still_open(viewer), about=about)
    return proposal_rows(found.filter(kind__in=kinds) if kinds else found)


def proposals_page(viewer: Viewer) -> dict[str, Any]:
    """What this viewer may decide, what they asked for, and what was decided lately."""
    visible, still_open = proposals.visible(viewer), proposals.still_open(viewer)
    waiting = proposals.waiting_for(viewer)
    return {
        "waiting": proposal_rows(waiting),
        "others": proposal_rows(visible.filter(still_open).exclude(pk__in=waiting.values("pk"))),
        "past": proposal_rows(visible.exclude(still_open)),
        "to_approve": to_approve(viewer),
    }


def proposal_or_404(proposal_id: uuid.UUID, *, viewer: Viewer) -> Proposal:
    """A proposal of the area, for those who administer it and its privacy officer."""
    return get_object_or_404(proposals.visible(viewer), pk=proposal_id)
