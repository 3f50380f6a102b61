"""Accepting an invitation: the invited side. The link's token stands in for a signed-in viewer."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from patchwork import audit
from patchwork.accounts.models import Account
from patchwork.directory import taxonomy
from patchwork.directory.invitations import ADMINISTRATORS, hash_of, needs_approval, read_token
from patchwork.directory.models import Invitation, Post
from patchwork.kit.answers import YES, Answer, Refused, refusing
from patchwork.kit.context import briefly_in

NO_LONGER = _("This invitation is no longer open. Ask the colleague who sent it for a new one.")
HAS_ACCOUNT = _("You have an account already: sign in, then open the link again.")

_when_joined: list[Callable[[Post], object]] = []


def when_joined(tell: Callable[[Post], object]) -> None:
    """For apps above: `tell(post)` runs in the transaction in which somebody has joined by an invitation."""
    _when_joined.append(tell)


@dataclass(frozen=True, slots=True)
class Opened:
    """An invitation as its link opens it: the row, the account its address has already, and whether it may be used."""

    invitation: Invitation
    account: Account | None
    answer: Answer

    @property
    def role(self) -> str:
        """The role in words."""
        return str(taxonomy.role(self.invitation.role).words)


@dataclass(frozen=True, slots=True)
class _Newcomer:
    """Who the audit row names: the account in the post it has just got."""

    area_id: int
    now: datetime
    account_id: uuid.UUID | None
    post_id: uuid.UUID | None
    service_id: uuid.UUID | None
    organisation_id: uuid.UUID | None


def open_invitation(token: str, *, now: datetime) -> Opened | None:
    """What the link with `token` leads to; None when no invitation was ever made for it."""
    known = read_token(token)
    if known is None:
        return None
    area_id, invitation_id = known
    with briefly_in(area_id):
        found = Invitation.objects.filter(pk=invitation_id, token_hash=hash_of(token))
        invitation = found.select_related("area", "service__organisation", "invited_by__account").first()
        if invitation is None:
            return None
        account = Account.objects.filter(email=invitation.email).first()
        return Opened(invitation, account, may_be_used(invitation, now=now))


def may_be_used(invitation: Invitation, *, now: datetime) -> Answer:
    """Whether the invitation is open: not used, withdrawn or out of date, and agreed to where that is needed."""
    if invitation.accepted_at is not None:
        return Answer(_("This invitation has been used already. If it was you, sign in."))
    closed = invitation.withdrawn_at is not None or invitation.expires_at <= now
    if closed or needs_approval(invitation) or invitation.service.closed_on is not None:
        return Answer(NO_LONGER)
    return YES


def join(*, token: str, name: str, password: str | None, now: datetime) -> Post:
    """Make the account the invitation is for, and its post. No password: a passkey follows. Raises `Refused`."""
    with _locked(token, now) as invitation:
        with refusing(IntegrityError, HAS_ACCOUNT):
            account = Account.objects.create_user(invitation.email, password, name=name.strip())
        return _accept(invitation, account, now)


def accept_post(*, token: str, account: Account, now: datetime) -> Post:
    """Somebody who is on Patchwork already takes a further post. Raises `Refused`."""
    with _locked(token, now, account.pk) as invitation:
        if account.email != invitation.email:
            raise Refused(_("This invitation is for another address. Sign out, then open the link again."))
        _may_also_hold(account, invitation, now).require()
        return _accept(invitation, account, now)


@contextmanager
def _locked(token: str, now: datetime, account_id: uuid.UUID | None = None) -> Iterator[Invitation]:
    """The invitation, held against a second press of the same link."""
    known = read_token(token)
    if known is None:
        raise Refused(NO_LONGER)
    area_id, invitation_id = known
    with briefly_in(area_id, account_id):
        found = Invitation.objects.select_for_update(of=("self",)).select_related("area", "service")
        invitation = found.filter(pk=invitation_id, token_hash=hash_of(token)).first()
        if invitation is None:
            raise Refused(NO_LONGER)
        may_be_used(invitation, now=now).require()
        yield invitation


def _may_also_hold(account: Account, invitation: Invitation, now: datetime) -> Answer:
    """Nobody holds an administrator's and a case-opening post at once (design, section 5)."""
    today = now.astimezone(invitation.area.zone).date()
    held = Post.objects.filter(account=account).current(today)
    if held.filter(service=invitation.service, role=invitation.role).exists():
        return Answer(_("You hold this post already."))
    administers = bool(ADMINISTRATORS & set(invitation.powers))
    for post in held:
        if bool(ADMINISTRATORS & set(post.powers)) != administers:
            return Answer(
                _("Nobody is an administrator and opens persons at once. Ask for your other post to be ended first.")
            )
    return YES


def _accept(invitation: Invitation, account: Account, now: datetime) -> Post:
    post = Post.objects.create(
        area_id=invitation.area_id, account=account, service=invitation.service, role=invitation.role,
        powers=invitation.powers, email=invitation.email, started_on=now.astimezone(invitation.area.zone).date(),
        reconfirmed_on=now.astimezone(invitation.area.zone).date(), working_days=[0, 1, 2, 3, 4],
    )  # fmt: skip
    invitation.accepted_at, invitation.accepted_post = now, post
    invitation.save(update_fields=["accepted_at", "accepted_post"])
    newcomer = _Newcomer(
        invitation.area_id, now, account.pk, post.pk, invitation.service_id, invitation.service.organisation_id
    )
    audit.record("invitation.accepted", by=newcomer)
    for tell in _when_joined:
        tell(post)
    return post
