"""Screens of break-glass: warn and open, show each in turn, leave; a colleague's answer; the review desk."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from patchwork import audit
from patchwork.access.forms import DeedForm
from patchwork.kit.answers import Refused
from patchwork.kit.pages import attempt, page, redirect_after, said_and_back, sent
from patchwork.people import emergency, rules
from patchwork.people.models import BreakGlass, Person
from patchwork.people.protect_forms import AnswerEmergencyForm, EmergencyForm, ReviewEmergencyForm
from patchwork.people.queries import NotHere, person_or_404

if TYPE_CHECKING:
    from patchwork.access import Viewer
    from patchwork.kit.requests import PatchworkRequest


@require_http_methods(["GET", "POST"])
def open_emergency(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    """Warn, ask for purpose, words and second factor; once open, who it covers, each shown in turn."""
    viewer = request.viewer
    person = person_or_404(person_id, viewer=viewer)
    if not emergency.may_open(viewer, person):
        raise NotHere(person_id)
    glass = emergency.mine(viewer, person)
    if glass is not None:
        return _going_on(request, glass, person)
    form = EmergencyForm(sent(request), viewer=viewer)
    form.begin(emergency.account_of(viewer), now=viewer.now)
    if form.is_valid() and form.proof:
        done = attempt(
            form, emergency.open_in_emergency, by=viewer, person=person, proof=form.proof, **form.cleaned_data
        )
        if done is not None:
            return redirect_after(request, "emergency", person_id)
    context = {"person": person, "form": form, "fourth": emergency.needs_colleague(viewer)}
    return page(request, "people/emergency.html", context=context | _challenge(form))


def _going_on(request: PatchworkRequest, glass: BreakGlass, person: Person) -> HttpResponse:
    if request.method == "POST":
        return redirect_after(request, "emergency", person.pk)
    viewer = request.viewer
    if glass.is_waiting(viewer.now):
        seconds = int((glass.at - viewer.now).total_seconds())
        context = {"person": person, "glass": glass, "seconds": seconds}
        return page(request, "people/emergency_waits.html", context=context)
    glass = emergency.begin_if_due(glass, by=viewer)
    covered = emergency.covered(glass, viewer)
    audit.show(viewer, [one.person for one in covered], "card")
    return page(request, "people/emergency_open.html", context={"person": person, "glass": glass, "covered": covered})


def _challenge(form: EmergencyForm | AnswerEmergencyForm) -> dict[str, object]:
    """What the browser asks a passkey for, where there is one."""
    return {"js_data": {"request_options": form.challenge()}} if form.has_passkey else {}


@require_POST
def show_in_emergency(request: PatchworkRequest, glass_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """Show the next of those it covers, and go to their team."""
    glass = _own(request, glass_id, person_id)
    person = emergency.person_covered(glass, person_id)
    form = DeedForm(request.POST, viewer=request.viewer)
    if person is None:
        raise NotHere(person_id)
    if not form.is_valid():
        return said_and_back(request, form, "home")
    try:
        emergency.show_next(by=request.viewer, glass=glass, person=person)
    except Refused:
        raise NotHere(person_id) from None
    return redirect_after(request, "person", person_id)


@require_POST
def leave_emergency(request: PatchworkRequest, glass_id: uuid.UUID) -> HttpResponse:
    """End it now."""
    glass = _own(request, glass_id)
    form = DeedForm(request.POST, viewer=request.viewer)
    if not form.is_valid():
        return said_and_back(request, form, "home")
    emergency.leave(by=request.viewer, glass=glass)
    messages.success(request, _("Emergency access has ended. The privacy officer reviews it and may ask you about it."))
    return redirect_after(request, "home")


def _own(request: PatchworkRequest, glass_id: uuid.UUID, person_id: uuid.UUID | None = None) -> BreakGlass:
    viewer: Viewer | None = request.viewer
    glass = emergency.opened_by(viewer, glass_id) if viewer else None
    if glass is None:
        raise NotHere(person_id) if person_id else Http404
    return glass


@require_safe
def emergency_waiting(request: PatchworkRequest, glass_id: uuid.UUID) -> HttpResponse:
    """Asked every few seconds by the page that waits: nothing while it waits, else on to what there is now. It names
    nobody, so that asking leaves no trace in the record.
    """
    glass = _own(request, glass_id)
    if glass.is_waiting(request.viewer.now):
        return HttpResponse(status=204)
    there = reverse("emergency", args=[glass.person_id])
    return HttpResponseClientRedirect(there) if request.htmx else redirect_after(request, there)


# ── a colleague on call ───────────────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "POST"])
def answer_emergency(request: PatchworkRequest, glass_id: uuid.UUID) -> HttpResponse:
    """Who asks and for what; never of whom: the colleague may have a tie of their own to them."""
    viewer = request.viewer
    glass = emergency.question_for(viewer, glass_id) if viewer else None
    if glass is None:
        raise Http404
    open_ = emergency.may_answer(viewer, glass)
    form = AnswerEmergencyForm(sent(request) if open_ else None, viewer=viewer)
    form.begin(emergency.account_of(viewer), now=viewer.now)
    if form.is_valid() and form.proof:
        agree = form.cleaned_data["agree"] == "yes"
        if attempt(form, emergency.answer, by=viewer, glass=glass, agree=agree, proof=form.proof) is not None:
            messages.success(request, _("It is open to them now.") if agree else _("It stays shut."))
            return redirect_after(request, "home")
    context = {"glass": glass, "form": form, "open": open_} | _challenge(form)
    return page(request, "people/emergency_answer.html", context=context)


# ── the privacy officer's desk ────────────────────────────────────────────────────────────────────────────────────


@require_safe
def emergencies(request: PatchworkRequest) -> HttpResponse:
    """All emergency access of the area, those to review first."""
    if request.viewer is None or not rules.is_privacy(request.viewer):
        raise Http404
    return page(
        request, "people/emergencies.html", context={"rows": emergency.to_review(request.viewer)[:100],
                                                     "today": request.viewer.today},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def review_emergency(request: PatchworkRequest, glass_id: uuid.UUID) -> HttpResponse:
    """One of them: who, when, for what, in whose words; and what the review found."""
    viewer = request.viewer
    glass = emergency.to_review(viewer).filter(pk=glass_id).first() if viewer else None
    if glass is None:
        raise Http404
    form = ReviewEmergencyForm(sent(request), viewer=viewer)
    if form.is_valid() and attempt(form, emergency.review, by=viewer, glass=glass, **form.cleaned_data) is not None:
        messages.success(request, _("Reviewed."))
        return redirect_after(request, "emergencies")
    covered = emergency.covered(glass, viewer)
    audit.show(viewer, [one.person for one in covered] or [glass.person_id], "card")
    may = emergency.may_review(viewer, glass)
    context = {"glass": glass, "form": form, "covered": covered, "may_review": may}
    return page(request, "people/emergency_review.html", context=context)
