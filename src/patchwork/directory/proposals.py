"""Two people for power: what one administrator asks for acts only once a second person agrees (design, section 5).

The second person is from another organisation than the one who asked, or is the privacy officer. Each kind of
proposal says who may ask for it, how it reads, and what happens when it is agreed to.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from patchwork import audit
from patchwork.directory.models import Area, Post, Power, Proposal
from patchwork.directory.viewing import Viewer
from patchwork.kit.answers import NOT_HERE, YES, Answer
from patchwork.notifications.models import Notice
from patchwork.notifications.telling import Kind as NoticeKind
from patchwork.notifications.telling import recipients, register, tell

if TYPE_CHECKING:
    from patchwork.kit.answers import Words

OPEN_FOR = timedelta(days=14)
RESTRICTION = "restriction"
"""Kind of proposal that `actions.change_area` asks for: lifting a restriction."""
RAISE = "limits"
"""Kind of proposal that `actions.change_area` asks for: more searches or unrelated opens than now."""
LIMITS = ("searches_an_hour", "unrelated_opens_a_day")
LIST_KINDS = "list_kinds"
"""Kind of proposal that `actions.change_area` asks for: more kinds of service whose lists may add people."""
DECIDERS = (Power.AREA_ADMIN.value, Power.ORGANISATION_ADMIN.value, Power.PRIVACY.value)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change that needs two people.

    `may_ask(viewer, about, change)` is asked when it is proposed and, of the asker's desk, never again; `check` is
    asked both times, since the world may have moved on. `apply` does it. `subjects` fetches what such proposals are
    about, by id, all at once; `reads` is the sentence both people see, made of the proposal and its subject (None
    when it is gone, or is the area itself). `concerns` names the account that gains by it.
    """

    code: str
    words: Words
    may_ask: Callable[[Viewer, uuid.UUID | None, dict[str, Any]], Answer]
    check: Callable[[Viewer, uuid.UUID | None, dict[str, Any]], Answer]
    apply: Callable[[Viewer, Proposal], None]
    reads: Callable[[Proposal, Any], str]
    subjects: Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, Any]] = lambda ids: {}
    concerns: Callable[[Proposal], uuid.UUID | None] = lambda proposal: None


_kinds: dict[str, Kind] = {}


def add_kind(kind: Kind) -> None:
    """Called when the app is ready."""
    _kinds[kind.code] = kind


def kind_of(proposal: Proposal) -> Kind:
    """The registered kind; KeyError when there is none."""
    return _kinds[proposal.kind]


def sentences(found: Sequence[Proposal]) -> list[str]:
    """How each of them reads: one question for each kind, however many proposals there are."""
    ids: dict[str, set[uuid.UUID]] = {}
    for one in found:
        ids.setdefault(one.kind, set()).update([one.about] if one.about else [])
    subjects = {kind: _kinds[kind].subjects(about) for kind, about in ids.items()}
    return [kind_of(one).reads(one, subjects[one.kind].get(one.about) if one.about else None) for one in found]


# -- rules


def still_open(viewer: Viewer) -> Q:
    """Neither decided nor older than 14 days."""
    return Q(decided_at__isnull=True, asked_at__gt=viewer.now - OPEN_FOR)


def visible(viewer: Viewer) -> QuerySet[Proposal]:
    """Administrators and the privacy officer see every proposal of their area, decided ones too, newest first."""
    if not (viewer.is_active and viewer.powers & set(DECIDERS)):
        return Proposal.objects.none()
    rows = Proposal.objects.filter(area_id=viewer.area_id)
    people = ("asked_by__account", "asked_by__service__organisation", "decided_by__account")
    return rows.select_related(*people).order_by("-asked_at", "pk")


def waiting_for(viewer: Viewer) -> QuerySet[Proposal]:
    """Open proposals that this viewer may decide, as far as rows can say."""
    rows = visible(viewer).filter(still_open(viewer)).exclude(asked_by__account=viewer.account_id)
    if viewer.has(Power.PRIVACY):
        return rows
    return rows.exclude(asked_by__service__organisation=viewer.organisation_id)


def may_decide(viewer: Viewer, proposal: Proposal) -> Answer:
    """Whether this viewer may be the second person."""
    if not visible(viewer).filter(pk=proposal.pk).exists():
        return NOT_HERE
    if proposal.decided_at is not None:
        return Answer(_("This has been decided already."))
    if proposal.asked_at <= viewer.now - OPEN_FOR:
        return Answer(_("Nobody agreed within 14 days, so this lapsed. It can be asked again."))
    if proposal.asked_by.account_id == viewer.account_id:
        return Answer(_("You asked for this yourself: somebody else has to agree."))
    if kind_of(proposal).concerns(proposal) == viewer.account_id:
        return Answer(_("This is about your own post: somebody else has to agree."))
    if not waiting_for(viewer).filter(pk=proposal.pk).exists():
        return Answer(_("Somebody from another organisation, or the privacy officer, has to agree."))
    return YES


def may_withdraw(viewer: Viewer, proposal: Proposal) -> Answer:
    """Whoever asked may take it back while nobody has decided."""
    if not visible(viewer).filter(pk=proposal.pk, asked_by__account=viewer.account_id).exists():
        return NOT_HERE
    return YES if proposal.decided_at is None else Answer(_("This has been decided already."))


# -- actions


def propose(
    *, by: Viewer, kind: str, about: uuid.UUID | None = None, change: dict[str, Any] | None = None, why: str = ""
) -> Proposal:
    """Ask for a change that a second person has to agree to. Asking twice gives the proposal that waits."""
    change = change or {}
    chosen = _kinds[kind]
    Area.objects.select_for_update(no_key=True).get(pk=by.area_id)  # two tabs at once: the second finds the first's
    chosen.may_ask(by, about, change).require()
    chosen.check(by, about, change).require()
    asked = Proposal.objects.filter(still_open(by), area_id=by.area_id, kind=kind, about=about, change=change).first()
    if asked is not None:
        return asked
    proposal = Proposal.objects.create(
        area_id=by.area_id, kind=kind, about=about, change=change, why=why.strip()[:300], asked_by_id=_post_id(by),
        asked_at=by.now,
    )  # fmt: skip
    audit.record(f"directory.proposal.asked.{kind}", by=by)
    _tell_deciders(proposal, by)
    return proposal


def decide(*, by: Viewer, proposal: Proposal, agree: bool) -> Proposal:
    """The second person agrees, and it happens; or does not, and nothing does. Raises `Refused`."""
    held = Proposal.objects.select_for_update(of=("self",)).filter(area_id=by.area_id)
    proposal = held.select_related("asked_by__account", "asked_by__service").get(pk=proposal.pk)
    may_decide(by, proposal).require()
    kind = kind_of(proposal)
    if agree:
        kind.check(by, proposal.about, proposal.change).require()
        kind.apply(by, proposal)
    proposal.decided_by_id, proposal.decided_at, proposal.agreed = by.post_id, by.now, agree
    proposal.save(update_fields=["decided_by", "decided_at", "agreed"])
    audit.record(f"directory.proposal.{'agreed' if agree else 'declined'}.{kind.code}", by=by)
    return proposal


def withdraw(*, by: Viewer, proposal: Proposal) -> Proposal:
    """Take one's own proposal back. Decided by nobody."""
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk, area_id=by.area_id)
    may_withdraw(by, proposal).require()
    proposal.decided_at, proposal.agreed = by.now, False
    proposal.save(update_fields=["decided_at", "agreed"])
    audit.record(f"directory.proposal.withdrawn.{proposal.kind}", by=by)
    return proposal


def _post_id(by: Viewer) -> uuid.UUID:
    assert by.post_id is not None, "only those who act in a post ask"
    return by.post_id


# -- telling


def _tell_deciders(proposal: Proposal, by: Viewer) -> None:
    posts = Post.objects.current(by.today).with_power(*DECIDERS).filter(area_id=by.area_id)
    fit = ~Q(service__organisation=by.organisation_id) | Q(powers__contains=[Power.PRIVACY])
    to = posts.filter(fit, account__is_active=True).exclude(account=by.account_id)
    tell("proposal_waits", area_id=by.area_id, event=proposal.pk, to=recipients(to), now=by.now)


def register_notices() -> None:
    """Called when the app is ready."""
    register(
        NoticeKind(
            code="proposal_waits",
            subject=_("A change waits for a second person"),
            line=_("An administrator has asked for a change that needs your agreement, or somebody else's."),
            link=lambda notice: reverse("proposal", args=[notice.event]),
            may_still=_still_waits,
        )
    )


def _still_waits(notice: Notice) -> bool:
    return Proposal.objects.filter(pk=notice.event, decided_at__isnull=True).exists()
