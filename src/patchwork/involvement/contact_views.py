"""Two taps: "I saw him", "I will see him"; and taking it back."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from patchwork.access import View
from patchwork.involvement import contacting, queries
from patchwork.involvement.forms import LogForm, OneButton, PlanForm
from patchwork.involvement.views import first_error
from patchwork.involvement.words import contact_kinds
from patchwork.kit.pages import attempt, page, redirect_after, sent
from patchwork.kit.requests import PatchworkRequest
from patchwork.people.queries import person_or_404


@require_http_methods(["GET", "POST"])
def log_contact(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    viewer = request.viewer
    person = person_or_404(person_id, viewer=viewer, view=View.TEAM)
    form = LogForm(sent(request), viewer=viewer)
    if form.is_valid() and (contact := attempt(
        form, contacting.log_contact, by=viewer, person=person, kind=form.cleaned_data["kind"],
        at=form.cleaned_data["moment"], place=form.cleaned_data["place"],
    )):  # fmt: skip
        messages.success(request, _("Noted."), extra_tags=f"undo={reverse('cancel_contact', args=[contact.pk])}")
        return redirect_after(request, "person", person.pk)
    kinds = contact_kinds(person, viewer.today)
    return page(request, "involvement/log.html", context={"form": form, "person": person, "kinds": kinds})


@require_http_methods(["GET", "POST"])
def plan_contact(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    viewer = request.viewer
    person = person_or_404(person_id, viewer=viewer, view=View.TEAM)
    form = PlanForm(sent(request), viewer=viewer, person=person)
    if form.is_valid() and (contact := attempt(
        form, contacting.plan_contact, by=viewer, person=person, kind=form.cleaned_data["kind"],
        planned_for=form.cleaned_data["moment"], showing=form.cleaned_data["showing"],
        place=form.cleaned_data["place"],
    )):  # fmt: skip
        messages.success(request, _("Planned."), extra_tags=f"undo={reverse('cancel_contact', args=[contact.pk])}")
        return redirect_after(request, "person", person.pk)
    planned = queries.my_plans(person, viewer)
    return page(request, "involvement/plan.html", context={"form": form, "person": person, "planned": planned})


@require_POST
def cancel_contact(request: PatchworkRequest, contact_id: uuid.UUID) -> HttpResponse:
    contact = queries.own_contact_or_404(contact_id, request.viewer)
    form = OneButton(request.POST, viewer=request.viewer)
    if form.is_valid() and attempt(form, contacting.cancel_contact, by=request.viewer, contact=contact) is not None:
        messages.success(request, _("Taken back."))
    else:
        messages.error(request, first_error(form))
    return redirect_after(request, "person", contact.person_id)
