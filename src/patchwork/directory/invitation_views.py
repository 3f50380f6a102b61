"""Invitations on a desk: asking a colleague, asking again, taking back, agreeing."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from patchwork.directory import actions, desk_forms, desks, rules, taxonomy
from patchwork.directory.desk_pages import (
    Deed,
    area_only,
    area_page,
    deciders,
    desk,
    do,
    organisation_page,
    press,
    reads_and_writes,
)
from patchwork.directory.invitations import approve_invitation, withdraw_invitation
from patchwork.kit.pages import sent
from patchwork.kit.requests import PatchworkRequest


@require_safe
@desk
def organisation_invitations(request: PatchworkRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Who has been asked and has not joined yet."""
    organisation = desks.organisation_or_404(organisation_id, viewer=request.viewer)
    rows = desks.invitations(viewer=request.viewer, organisation=organisation)
    return organisation_page(request, "organisation_invitations", organisation, rows=rows)


@require_safe
@area_only
def area_invitations(request: PatchworkRequest) -> HttpResponse:
    """Invitations that wait for a second person, and all others that are open."""
    to_approve = desks.to_approve(request.viewer)
    waiting = {row.invitation.pk for row in to_approve}
    rows = [row for row in desks.invitations(viewer=request.viewer) if row.invitation.pk not in waiting]
    return area_page(request, "area_invitations", to_approve=to_approve, rows=rows)


@reads_and_writes
@desk
def invite_colleague(request: PatchworkRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Invite a work e-mail address."""
    organisation = desks.organisation_or_404(organisation_id, viewer=request.viewer)
    form = desk_forms.InviteForm(sent(request), viewer=request.viewer, organisation=organisation)
    deed = Deed(
        _("Invite a colleague to %(name)s") % {"name": organisation.name}, _("Invite"), actions.invite_colleague,
        reverse("organisation_invitations", args=[organisation.pk]), _("Invited. You see here when they join."),
        lead=_("Addresses of listed mail domains get their mail at once; others wait for the area's administrator."),
    )  # fmt: skip
    return do(request, deed, form, form.invitation)


@reads_and_writes
@desk
def withdraw_colleague_invitation(request: PatchworkRequest, colleague_invitation_id: uuid.UUID) -> HttpResponse:
    """The link stops working."""
    invitation = desks.invitation_or_404(colleague_invitation_id, viewer=request.viewer)
    deed = Deed(
        _("Take back the invitation to %(email)s?") % {"email": invitation.email}, _("Take it back"),
        withdraw_invitation, reverse("organisation_invitations", args=[invitation.service.organisation_id]),
        _("Taken back: the link no longer works."), danger=True,
    )  # fmt: skip
    return press(request, deed, invitation=invitation)


@reads_and_writes
@desk
def resend_invitation(request: PatchworkRequest, colleague_invitation_id: uuid.UUID) -> HttpResponse:
    """A new mail with a new link."""
    invitation = desks.invitation_or_404(colleague_invitation_id, viewer=request.viewer)
    deed = Deed(
        _("Send a new link to %(email)s?") % {"email": invitation.email}, _("Send it again"),
        actions.resend_invitation, reverse("organisation_invitations", args=[invitation.service.organisation_id]),
        _("Sent again. The old link no longer works."),
    )  # fmt: skip
    return press(request, deed, invitation=invitation)


@reads_and_writes
@deciders
def agree_to_invitation(request: PatchworkRequest, colleague_invitation_id: uuid.UUID) -> HttpResponse:
    """A second person agrees; then the mail goes out."""
    invitation = desks.waiting_invitation_or_404(colleague_invitation_id, viewer=request.viewer)
    words = {
        "email": invitation.email,
        "service": invitation.service.name,
        "role": taxonomy.role(invitation.role).words,
    }
    deed = Deed(
        _("Let %(email)s join?") % words, _("I agree"), approve_invitation, _waiting_url(request),
        _("Agreed: the invitation is on its way."),
        lead=_("As %(role)s in %(service)s.") % words,
    )  # fmt: skip
    return press(request, deed, invitation=invitation)


def _waiting_url(request: PatchworkRequest) -> str:
    return reverse("area_invitations" if rules.may_run_area(request.viewer) else "proposals")
