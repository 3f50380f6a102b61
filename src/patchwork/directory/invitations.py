"""Asking somebody to join by their work e-mail address: the inviting side.

An address in one of the organisation's mail domains is written to at once; any other waits for the area's
administrator. A post that comes with powers takes two people: one asks, another agrees.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from patchwork import audit
from patchwork.accounts.models import Account
from patchwork.directory import taxonomy
from patchwork.directory.models import Invitation, MailDomain, Post, Power, Service
from patchwork.directory.viewing import Viewer
from patchwork.kit.answers import YES, Answer, Refused
from patchwork.notifications.models import Channel, Notice
from patchwork.notifications.telling import Kind, Recipient, recipients, register, tell

VALID_FOR = timedelta(days=14)
ADMINISTRATORS = frozenset({Power.ORGANISATION_ADMIN, Power.AREA_ADMIN})
_signer = signing.Signer(salt="patchwork.invitation")


# -- the token: derived from the row, so that nothing secret is stored, neither here nor in the outbox


def token_of(area_id: int, invitation_id: uuid.UUID) -> str:
    """The secret part of the invitation's link."""
    return _signer.sign_object([area_id, invitation_id.hex])


def read_token(token: str) -> tuple[int, uuid.UUID] | None:
    """Area and id of the invitation a token was made for; None when we did not make it."""
    try:
        area_id, invitation_id = _signer.unsign_object(token)
        return int(area_id), uuid.UUID(invitation_id)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# -- rules


def waiting(now: datetime) -> Q:
    """Invitations that can still be accepted, or approved."""
    return Q(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now)


def may_invite(viewer: Viewer, service: Service) -> Answer:
    """Whether `viewer` may invite into `service`: colleagues do, anywhere in their area where workers are listed."""
    if not viewer.is_active:
        return Answer(_("You are not acting in a post that is in date."))
    if service.area_id != viewer.area_id or service.closed_on is not None:
        return Answer(_("This service is closed. Choose another."), "service")
    stranger = service.organisation_id != viewer.organisation_id and not viewer.has(Power.AREA_ADMIN)
    if service.duty_line_only and stranger:
        return Answer(_("This service lists its duty line only: ring it, it invites its own people."), "service")
    return YES


def may_give(viewer: Viewer, powers: Sequence[str]) -> Answer:
    """Whether an invitation of `viewer` may come with these powers: only an administrator's, and a second agrees."""
    if powers and not viewer.powers & ADMINISTRATORS:
        return Answer(_("Only an administrator can invite somebody to a post with powers."), "powers")
    if set(powers) & ADMINISTRATORS and set(powers) - ADMINISTRATORS:
        return Answer(_("Nobody is an administrator and opens persons at once. Make it two posts."), "powers")
    return YES


def may_approve(viewer: Viewer, invitation: Invitation) -> Answer:
    """A second person: the area's administrator; for powers also the privacy officer, never the one who asked."""
    if not (viewer.is_active and viewer.area_id == invitation.area_id):
        return Answer(_("You are not acting in a post that is in date."))
    if invitation.invited_by_id == viewer.post_id or invitation.invited_by.account_id == viewer.account_id:
        return Answer(_("You asked for this yourself: somebody else has to agree."))
    fit = viewer.has(Power.AREA_ADMIN) or (bool(invitation.powers) and viewer.has(Power.PRIVACY))
    if not fit:
        return Answer(_("The area's administrator decides this."))
    return _second_pair_of_eyes(viewer, invitation)


def _second_pair_of_eyes(viewer: Viewer, invitation: Invitation) -> Answer:
    """Powers need somebody of another organisation than the asker's, or the privacy officer (design, section 5)."""
    own = viewer.organisation_id == invitation.invited_by.service.organisation_id
    if invitation.powers and own and not viewer.has(Power.PRIVACY):
        return Answer(_("Powers need somebody of another organisation, or the privacy officer, to agree."))
    return YES


def may_withdraw(viewer: Viewer, invitation: Invitation) -> Answer:
    """Who asked, and the administrators of the organisation and of the area."""
    if viewer.area_id != invitation.area_id:
        return Answer(_("There is no such invitation."))
    own = viewer.organisation_id == invitation.service.organisation_id
    if invitation.invited_by_id != viewer.post_id and not (
        viewer.has(Power.AREA_ADMIN) or (own and viewer.has(Power.ORGANISATION_ADMIN))
    ):
        return Answer(_("Only who asked, or an administrator, can take this invitation back."))
    return YES if _is_open(invitation, viewer.now) else Answer(_("This invitation is no longer open."))


def needs_approval(invitation: Invitation) -> bool:
    """Whether nothing is sent until a second person has agreed."""
    return (invitation.needs_area_admin or bool(invitation.powers)) and invitation.approved_by_id is None


def _is_open(invitation: Invitation, now: datetime) -> bool:
    return invitation.accepted_at is None and invitation.withdrawn_at is None and invitation.expires_at > now


# -- actions


def invite_to_join(
    *, by: Viewer, email: str, service: Service, role: str, name: str = "", powers: Sequence[str] = ()
) -> Invitation:
    """Invite `email` to join `service` as `role`. Asking twice for the same gives the invitation that waits.

    Sent at once, or, where `needs_approval(invitation)`, after `approve_invitation`. Raises `Refused`.
    """
    address = _checked(email)
    may_invite(by, service).require()
    may_give(by, powers).require()
    if role not in {known.code for known in taxonomy.roles(jurisdiction=by.jurisdiction)}:
        raise Refused(_("Choose a role from the list."), field="role")
    _refuse_oneself(address, by)
    _refuse_if_there_already(address, service, role, by.today)
    if asked := _open_invitation(address, service, role, by.now):
        return asked
    invitation = _store(by=by, email=address, service=service, role=role, name=name.strip()[:120], powers=powers)
    audit.record("invitation.made", by=by)
    send(invitation, now=by.now) if not needs_approval(invitation) else _tell_approvers(invitation, now=by.now)
    return invitation


def approve_invitation(*, by: Viewer, invitation: Invitation) -> Invitation:
    """A second person agrees; now the mail goes out. Raises `Refused`."""
    may_approve(by, invitation).require()
    if not (_is_open(invitation, by.now) and needs_approval(invitation)):
        raise Refused(_("This invitation does not wait for anybody's agreement."))
    invitation.approved_by_id = by.post_id
    invitation.expires_at = by.now + VALID_FOR
    invitation.save(update_fields=["approved_by", "expires_at"])
    audit.record("invitation.approved", by=by)
    send(invitation, now=by.now)
    return invitation


def withdraw_invitation(*, by: Viewer, invitation: Invitation) -> Invitation:
    """Take an open invitation back: its link no longer works. Raises `Refused`."""
    may_withdraw(by, invitation).require()
    invitation.withdrawn_at = by.now
    invitation.save(update_fields=["withdrawn_at"])
    audit.record("invitation.withdrawn", by=by)
    return invitation


def open_invitations(viewer: Viewer) -> QuerySet[Invitation]:
    """Every invitation of the area that still waits, newest first. For the desks, which narrow it to their own."""
    found = Invitation.objects.filter(waiting(viewer.now), area_id=viewer.area_id)
    return found.select_related("service__organisation", "invited_by__account", "invited_by__service").order_by(
        "-created_at"
    )


def _checked(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(_("Write a work e-mail address, like name@organisation.example."), field="email") from None
    return address


def _refuse_oneself(email: str, by: Viewer) -> None:
    """Nobody gives themselves a post, and with it what its service may see."""
    if by.account_id and Account.objects.filter(pk__in=[by.account_id], email__iexact=email).exists():
        raise Refused(_("This is your own address. An administrator can give you a further post."), field="email")


def _crosses_over(by: Viewer, email: str, service: Service) -> bool:
    """A colleague asks somebody into a service they do not work in, where a post would open much to whoever holds it:
    one who is here already gets a second one, or the service is sensitive. The area's administrator agrees first.
    """
    if by.powers & ADMINISTRATORS or service.pk == by.service_id:
        return False
    return service.is_sensitive or Account.objects.filter(email__iexact=email).exists()


def _refuse_if_there_already(email: str, service: Service, role: str, today: date) -> None:
    if Post.objects.filter(account__email=email, service=service, role=role).current(today).exists():
        raise Refused(_("This colleague already holds this post on Patchwork."), field="email")


def _open_invitation(email: str, service: Service, role: str, now: datetime) -> Invitation | None:
    return Invitation.objects.filter(waiting(now), email=email, service=service, role=role).first()


def _store(*, by: Viewer, email: str, service: Service, role: str, name: str, powers: Sequence[str]) -> Invitation:
    new = uuid.uuid4()
    assert by.post_id is not None  # who invites acts in a post
    return Invitation.objects.create(
        id=new, area_id=by.area_id, email=email, name=name, service=service, role=role, powers=sorted(powers),
        invited_by_id=by.post_id, token_hash=hash_of(token_of(by.area_id, new)), expires_at=by.now + VALID_FOR,
        needs_area_admin=not _is_listed(email, service) or _crosses_over(by, email, service),
    )  # fmt: skip


def _is_listed(email: str, service: Service) -> bool:
    domain = email.rpartition("@")[2]
    return MailDomain.objects.filter(organisation_id=service.organisation_id, domain__iexact=domain).exists()


# -- mail


def send(invitation: Invitation, *, now: datetime) -> None:
    """Mail the link. Once for an invitation, however often it is called."""
    invitation.sent_at = now
    invitation.save(update_fields=["sent_at"])
    to = Recipient(address=invitation.email)
    tell("invitation", area_id=invitation.area_id, event=invitation.pk, to=[to], now=now)


def _tell_approvers(invitation: Invitation, *, now: datetime) -> None:
    today = now.astimezone(invitation.area.zone).date()
    admins = Post.objects.current(today).with_power(Power.AREA_ADMIN).filter(area_id=invitation.area_id)
    to = recipients(admins.exclude(pk=invitation.invited_by_id))
    tell("invitation_waits", area_id=invitation.area_id, event=invitation.pk, to=to, now=now)


def _may_still_be_accepted(notice: Notice) -> bool:
    invitation = Invitation.objects.filter(pk=notice.event, accepted_at__isnull=True, withdrawn_at__isnull=True).first()
    return invitation is not None and not needs_approval(invitation)


def _still_waits(notice: Notice) -> bool:
    found = Invitation.objects.filter(pk=notice.event, accepted_at__isnull=True, withdrawn_at__isnull=True).first()
    return found is not None and needs_approval(found)


def _desk(_notice: Notice) -> str:
    try:
        return reverse("area_desk")
    except NoReverseMatch:
        return "/"


def register_kinds() -> None:
    """Called when the app is ready."""
    register(
        Kind(
            code="invitation",
            subject=_("You are invited to Patchwork"),
            line=_(
                "A colleague invites you to Patchwork, where people who work with the same children and families find "
                "each other. The link is for you alone and works for 14 days."
            ),
            link=lambda notice: reverse("join", args=[token_of(notice.area_id, notice.event)]),
            may_still=_may_still_be_accepted,
            channels=(Channel.EMAIL,),
        )
    )
    register(
        Kind(
            code="invitation_waits",
            subject=_("An invitation waits for your agreement"),
            line=_("Somebody has been invited who cannot join before you agree."),
            link=_desk,
            may_still=_still_waits,
        )
    )
