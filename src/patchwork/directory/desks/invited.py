"""Invitations on a desk, and those that wait for a second person."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from patchwork.directory import rules, taxonomy
from patchwork.directory.desks.frame import PER_PAGE
from patchwork.directory.invitations import may_approve, needs_approval, open_invitations
from patchwork.directory.models import Invitation, Organisation, Power
from patchwork.directory.viewing import Viewer


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation on a desk."""

    invitation: Invitation
    role: taxonomy.Role
    waits: bool
    powers: list[str]


def open_on_desk(viewer: Viewer, organisation: Organisation | None = None) -> QuerySet[Invitation]:
    found = open_invitations(viewer).filter(pk__in=rules.managed_invitations(viewer).values("pk"))
    return found if organisation is None else found.filter(service__organisation=organisation)


def invitations(*, viewer: Viewer, organisation: Organisation | None = None) -> list[InvitationRow]:
    """Open invitations of the desk, newest first."""
    return _invitation_rows(open_on_desk(viewer, organisation)[: PER_PAGE * 4])


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
    return get_object_or_404(open_on_desk(viewer), pk=invitation_id)


def waiting_invitation_or_404(invitation_id: uuid.UUID, *, viewer: Viewer) -> Invitation:
    """An open invitation that waits for a second person, whoever's desk it is on."""
    ids = [row.invitation.pk for row in to_approve(viewer)]
    return get_object_or_404(open_invitations(viewer).filter(pk__in=ids), pk=invitation_id)
