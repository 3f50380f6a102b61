"""Inviting someone missing, and answering an invitation."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from patchwork import audit
from patchwork.access import View
from patchwork.directory.queries import findable_services, working_posts
from patchwork.involvement import inviting, queries
from patchwork.involvement.forms import ListedWorkerForm, NewcomerForm, OneButton, PickForm
from patchwork.involvement.models import TeamInvitation
from patchwork.involvement.views import declare_form, declare_page, first_error, say_declared
from patchwork.kit.pages import attempt, page, redirect_after, sent
from patchwork.kit.requests import PatchworkRequest
from patchwork.people.models import Person
from patchwork.people.queries import person_or_404


@require_http_methods(["GET", "POST"])
def invite(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    """A colleague or a service out of the directory, or an e-mail address: three small forms on one page."""
    viewer = request.viewer
    person = person_or_404(person_id, viewer=viewer, view=View.ACT)
    services = list(findable_services(viewer).select_related("organisation").order_by("name"))
    by_mail = "email" in request.POST
    pick = PickForm(None if by_mail else sent(request), viewer=viewer)
    newcomer = NewcomerForm(
        request.POST if by_mail else None, viewer=viewer, services=[one for one in services if not one.duty_line_only],
        known=_known_of(request, person),
    )  # fmt: skip
    invited = _invite_newcomer(newcomer, person) if by_mail else _invite_picked(pick, person)
    if invited is not None:
        messages.success(request, _("Asked. You will hear when they have answered."))
        return redirect_after(request, "person", person.pk)
    context: dict[str, Any] = {"person": person, "form": newcomer if by_mail else pick, "pick": pick}
    if pick.is_bound and pick.is_valid() and pick.cleaned_data["q"]:
        context["found"] = queries.find_missing(pick.cleaned_data["q"], person, viewer)
    return page(
        request, "involvement/invite.html", part="found",
        context=context | {"newcomer": newcomer, "asked": queries.asked_around(person, viewer)},
    )  # fmt: skip


def _known_of(request: PatchworkRequest, person: Person) -> dict[str, str]:
    """What the service's own list says of a worker who is not here yet, to be asked by mail."""
    asked = ListedWorkerForm(request.GET)
    card = asked.cleaned_data["card"] if asked.is_valid() else None
    return queries.listed_worker(card, person, request.viewer) if card is not None else {}


def _invite_newcomer(form: NewcomerForm, person: Person) -> TeamInvitation | None:
    if not form.is_valid():
        return None
    return attempt(
        form, inviting.invite_newcomer, by=form.viewer, person=person, service=form.service(),
        role=form.cleaned_data["role"], email=form.cleaned_data["email"],
    )  # fmt: skip


def _invite_picked(form: PickForm, person: Person) -> TeamInvitation | None:
    """What was chosen from the results; None while only searching."""
    if not form.is_bound or not form.is_valid():
        return None
    viewer = form.viewer
    if post_id := form.cleaned_data["post"]:
        post = working_posts(viewer).filter(pk=post_id).select_related("service").first()
        if post is None:
            form.add_error(None, _("This colleague is no longer here. Search again."))
            return None
        return attempt(form, inviting.invite_practitioner, by=viewer, person=person, post=post)
    if service_id := form.cleaned_data["service"]:
        service = findable_services(viewer).filter(pk=service_id).first()
        if service is None:
            form.add_error(None, _("This service is no longer here. Search again."))
            return None
        return attempt(form, inviting.invite_service, by=viewer, person=person, service=service)
    return None


@require_http_methods(["GET", "POST"])
def team_invitation(request: PatchworkRequest, invitation_id: uuid.UUID) -> HttpResponse:
    """The question to me or my service: yes (on the page everybody says it on) or no."""
    viewer = request.viewer
    invitation = queries.invitation_or_404(invitation_id, viewer)
    person = invitation.person
    audit.show(viewer, [person], "card")
    if invitation.answered_at or invitation.withdrawn_at:
        return page(request, "involvement/invitation_over.html", context={"invitation": invitation, "person": person})
    if request.POST.get("answer") == "no":
        form = OneButton(request.POST, viewer=viewer)
        if form.is_valid() and attempt(form, inviting.decline_invitation, by=viewer, invitation=invitation) is not None:
            messages.success(request, _("Answered: you do not work with %(name)s.") % {"name": person.short_name})
            return redirect_after(request, "home")
    declaring = declare_form(request, person)
    if "preview" not in request.POST and request.POST.get("answer") != "no" and declaring.is_valid():
        done = attempt(
            declaring, inviting.accept_invitation, by=viewer, invitation=invitation,
            declaration=declaring.declaration(),
        )  # fmt: skip
        if done:
            return say_declared(request, done)
    return declare_page(request, person, declaring, invitation)


@require_POST
def withdraw_invitation(request: PatchworkRequest, invitation_id: uuid.UUID) -> HttpResponse:
    invitation = queries.sent_invitation_or_404(invitation_id, request.viewer)
    form = OneButton(request.POST, viewer=request.viewer)
    if (
        form.is_valid()
        and attempt(form, inviting.withdraw_invitation, by=request.viewer, invitation=invitation) is not None
    ):
        messages.success(request, _("Taken back."))
    else:
        messages.error(request, first_error(form))
    response = redirect_after(request, reverse("invite", args=[invitation.person_id]))
    return response
