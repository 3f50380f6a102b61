"""Asking someone missing to join the team around a person, and answering."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.activity.noting import note
from patchwork.directory.models import Invitation, Post, Service
from patchwork.involvement import actions, rules, telling
from patchwork.involvement.actions import Declaration
from patchwork.involvement.models import Involvement, TeamInvitation
from patchwork.kit.answers import NOT_HERE, Refused, refusing
from patchwork.people.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable


@transaction.atomic
def invite_practitioner(*, by: Viewer, person: Person, post: Post) -> TeamInvitation:
    """Ask a colleague whose card is in the directory."""
    rules.may_invite(by, person).require()
    rules.may_be_invited(by, person, post=post, service=post.service).require()
    return _ask(by, person, [post], to_post=post)


@transaction.atomic
def invite_service(*, by: Viewer, person: Person, service: Service) -> TeamInvitation:
    """Ask a service: whoever is on its duty desk picks it up, so every post in it may answer."""
    rules.may_invite(by, person).require()
    rules.may_be_invited(by, person, post=None, service=service).require()
    posts = Post.objects.current(by.today).filter(service=service)
    return _ask(by, person, posts, to_service=service)


@transaction.atomic
def invite_newcomer(*, by: Viewer, person: Person, service: Service, role: str, email: str) -> TeamInvitation:
    """Ask someone who is not on Patchwork yet. The mail names no person and no kind of service.

    They are invited to Patchwork first (`directory.invitations`); the team's question waits until they have joined.
    """
    from patchwork.directory.invitations import invite_to_join

    rules.may_invite(by, person).require()
    if by.is_sensitive:
        raise Refused(rules.ONLY_AUDIENCE.refusal)
    invitation: Invitation = invite_to_join(by=by, email=email, service=service, role=role)
    asked = TeamInvitation.objects.filter(person=person, to_newcomer=invitation, withdrawn_at__isnull=True)
    if access.scope(asked, by, View.TEAM).exists():
        raise Refused(rules.ALREADY_ASKED.refusal, field="email")
    return _ask(by, person, [], to_newcomer=invitation)


def _ask(by: Viewer, person: Person, tell: Iterable[Post], **whom: Any) -> TeamInvitation:
    """Store the question. An own one that still waits though the rule let this one through is replaced by it: whether
    a sensitive service has answered must not be told by whether it can be asked again.
    """
    waiting = TeamInvitation.objects.filter(person=person, post_id=rules.post_of(by), answered_at__isnull=True, **whom)
    waiting.filter(withdrawn_at__isnull=True).update(withdrawn_at=by.now)
    with refusing(IntegrityError, rules.ALREADY_ASKED.refusal):
        invitation = TeamInvitation.objects.create(
            area_id=by.area_id, person=person, post_id=by.post_id, service_id=rules.service_of(by),
            is_sensitive=by.is_sensitive, asked_at=by.now, **whom,
        )  # fmt: skip
    note("invited", by=by, person=person, is_sensitive=by.is_sensitive)
    audit.record("involvement.invited", by=by, persons=[person])
    telling.tell("involvement.invited", by=by, event=invitation.pk, person=person.pk, to=tell)
    return invitation


@transaction.atomic
def accept_invitation(*, by: Viewer, invitation: TeamInvitation, declaration: Declaration) -> Involvement:
    """Yes: the invited says so on the same page as everybody, and is confirmed by the invitation itself.

    From a sensitive service the answer reaches nobody but its own supervisor, the hub and the privacy officers, and
    its own supervisor confirms it.
    """
    row = _locked(invitation)
    rules.may_join_on_invitation(by, row).require()
    involvement = actions.declare_involvement(by=by, person=row.person, declaration=declaration, invitation=row)
    _answer(row, by, accepted=True)
    return involvement


@transaction.atomic
def decline_invitation(*, by: Viewer, invitation: TeamInvitation) -> TeamInvitation:
    """No: "I do not work with them"."""
    row = _locked(invitation)
    rules.may_join_on_invitation(by, row).require()
    audit.record("involvement.declined", by=by, persons=[row.person])
    return _answer(row, by, accepted=False)


def _answer(row: TeamInvitation, by: Viewer, *, accepted: bool) -> TeamInvitation:
    row.answered_at, row.answered_by_id, row.accepted = by.now, by.post_id, accepted
    row.save(update_fields=["answered_at", "answered_by", "accepted"])
    if not by.is_sensitive and row.post is not None:
        telling.tell("involvement.invitation_answered", by=by, event=row.pk, person=row.person_id, to=[row.post])
    return row


@transaction.atomic
def withdraw_invitation(*, by: Viewer, invitation: TeamInvitation) -> TeamInvitation:
    """Whoever asked takes the question back."""
    row = _locked(invitation)
    rules.may_withdraw(by, row).require()
    row.withdrawn_at = by.now
    row.save(update_fields=["withdrawn_at"])
    audit.record("involvement.invitation_withdrawn", by=by, persons=[row.person])
    return row


def _locked(invitation: TeamInvitation) -> TeamInvitation:
    rows = TeamInvitation.objects.select_for_update(of=("self",)).filter(pk=invitation.pk)
    found = rows.select_related("person", "post", "to_post__service", "to_service", "to_newcomer__service").first()
    if found is None:
        raise Refused(NOT_HERE.refusal)
    return found
