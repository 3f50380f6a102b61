"""Who is missing from a team, who was asked, and what they answered."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.directory import cards
from patchwork.directory.cards import ColleagueCard
from patchwork.directory.finding import matching_posts, matching_services
from patchwork.involvement import rules
from patchwork.involvement.models import TeamInvitation
from patchwork.people.models import Person
from patchwork.people.policy import say_which_are_shielded

if TYPE_CHECKING:
    from patchwork.kit.answers import Words


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


def invitation_or_404(invitation_id: uuid.UUID, viewer: Viewer) -> TeamInvitation:
    """An invitation to this viewer, answered or not. Denied is absent."""
    rows = access.scope(TeamInvitation.objects.filter(pk=invitation_id), viewer, View.CARD)
    row = rows.select_related("person", "post__account", "post__service__organisation").first()
    if row is None:
        raise Http404
    say_which_are_shielded([row.person], viewer)
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
