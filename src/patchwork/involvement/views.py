"""Screens of saying, confirming, ending and passing on an involvement. Looks have their own module."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from patchwork.access import View, Viewer
from patchwork.agreements.forms import asked_of
from patchwork.agreements.queries import basis_of
from patchwork.directory.models import Area
from patchwork.involvement import actions, passing_on, previewing, queries, rules
from patchwork.involvement.audiences import nameable
from patchwork.involvement.forms import (
    DeclareForm,
    EndForm,
    HandOverForm,
    MovedForm,
    OneButton,
    SensitiveDeclareForm,
    StillForm,
)
from patchwork.involvement.models import Involvement, TeamInvitation
from patchwork.kit.pages import attempt, page, redirect_after, sent
from patchwork.kit.requests import PatchworkRequest
from patchwork.people.ages import is_child, whole_years
from patchwork.people.limits import helps_at_the_limit
from patchwork.people.models import Person
from patchwork.people.queries import person_or_404
from patchwork.people.rules import is_hub

# ── I work with them ──────────────────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "POST"])
@helps_at_the_limit
def declare(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    """One page, defaults filled; pressing "as police" shows what police will see, without saving anything."""
    viewer = request.viewer
    person = person_or_404(person_id, viewer=viewer)
    if not (answer := rules.may_declare_involvement(viewer, person)):
        return _cannot(request, person, answer.refusal)
    form = declare_form(request, person)
    if "preview" not in request.POST and form.is_valid():
        done = attempt(form, actions.declare_involvement, by=viewer, person=person, declaration=form.declaration())
        if done:
            return say_declared(request, done)
    return declare_page(request, person, form)


def declare_form(request: PatchworkRequest, person: Person) -> DeclareForm:
    """The form for this post: a sensitive service is asked for ground and audience too."""
    viewer: Viewer = request.viewer
    child = is_child(person.born_on, person.expected_on, viewer.today)
    age = whole_years(person.born_on, viewer.today) if person.born_on else None
    asked = asked_of(
        person, queries.parents_of(person, viewer) if child else [], is_child=child, age=age,
        jurisdiction=viewer.jurisdiction,
    )  # fmt: skip
    known: dict[str, Any] = {
        "viewer": viewer, "person": person, "service": request.post_acted_in.service, "asked": asked
    }  # fmt: skip
    if viewer.is_sensitive:
        return SensitiveDeclareForm(sent(request), known=nameable(viewer), **known)
    return DeclareForm(sent(request), **known)


def declare_page(
    request: PatchworkRequest, person: Person, form: DeclareForm, invitation: TeamInvitation | None = None
) -> HttpResponse:
    """The page, or with htmx only its preview."""
    viewer: Viewer = request.viewer
    code = request.POST.get("preview_as") or request.POST.get("preview", "")
    shown = None
    if not form.is_bound or form.is_valid():
        declaration = form.declaration()
        draft = actions.drafted(by=viewer, person=person, declaration=declaration, invitation=invitation)
        shown = previewing.preview(draft, viewer=viewer, code=code)
    return page(
        request, "involvement/declare.html", part="preview",
        status=422 if form.is_bound and form.errors and not request.htmx else 200,
        context={
            "person": person, "form": form, "preview": shown, "invitation": invitation,
            "basis": basis_of(str(form["basis"].value() or ""), viewer.jurisdiction),
            "is_sensitive": viewer.is_sensitive, "cancel_url": reverse("card", args=[person.pk]),
        },
    )  # fmt: skip


def say_declared(request: PatchworkRequest, row: Involvement) -> HttpResponse:
    """Say what has happened and what comes next."""
    name = row.person.short_name
    if row.post_id is None:
        messages.success(request, _("Your service now works with %(name)s.") % {"name": name})
        return redirect_after(request, "card", row.person_id)
    if row.provisional_until is not None and row.is_provisional:
        last_moment = row.provisional_until.astimezone(request.viewer.zone) - timedelta(seconds=1)
        last_day = date_format(last_moment, "l j F")
        text = _("You now work with %(name)s. It ends by itself after %(day)s unless someone confirms it.")
        messages.success(request, text % {"name": name, "day": last_day})
    else:
        messages.success(request, _("You now work with %(name)s and see the whole team.") % {"name": name})
    return redirect_after(request, "person", row.person_id)


def _cannot(request: PatchworkRequest, person: Person, words: object) -> HttpResponse:
    """The rule's sentence on a page of its own. Who is in the team already goes straight to it."""
    if queries.my_involvement(person, request.viewer) is not None:
        return redirect("person", person.pk)
    return page(request, "involvement/cannot.html", context={"person": person, "words": words})


# ── confirming ────────────────────────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "POST"])
def confirm_involvement(request: PatchworkRequest, involvement_id: uuid.UUID) -> HttpResponse:
    row = queries.involvement_or_404(involvement_id, request.viewer)
    form = OneButton(sent(request), viewer=request.viewer)
    if form.is_valid() and attempt(form, actions.confirm_involvement, by=request.viewer, involvement=row) is not None:
        messages.success(request, _("Confirmed: %(name)s is in the team.") % {"name": queries.name_of(row)})
        return redirect_after(request, "person", row.person_id)
    answer = rules.may_confirm(request.viewer, row)
    return page(
        request, "involvement/confirm.html",
        context={
            "form": form, "row": row, "name": queries.name_of(row), "role": queries.role_of(row), "answer": answer,
        },
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def make_lead(request: PatchworkRequest, involvement_id: uuid.UUID) -> HttpResponse:
    row = queries.involvement_or_404(involvement_id, request.viewer)
    form = OneButton(sent(request), viewer=request.viewer)
    if form.is_valid() and attempt(form, passing_on.make_lead, by=request.viewer, involvement=row) is not None:
        text = _("%(name)s now leads around %(person)s.")
        messages.success(request, text % {"name": queries.name_of(row), "person": row.person.short_name})
        return redirect_after(request, "person", row.person_id)
    answer = rules.may_make_lead(request.viewer, row)
    return page(
        request, "involvement/make_lead.html",
        context={"form": form, "row": row, "name": queries.name_of(row), "answer": answer},
    )  # fmt: skip


# ── ending, handing over, moved ───────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "POST"])
def end_involvement(request: PatchworkRequest, involvement_id: uuid.UUID) -> HttpResponse:
    viewer = request.viewer
    row = queries.involvement_or_404(involvement_id, viewer)
    form = EndForm(sent(request), viewer=viewer)
    if form.is_valid() and (
        ended := attempt(form, actions.end_involvement, by=viewer, involvement=row, **form.cleaned_data)
    ):
        undo = reverse("undo_end", args=[ended.pk])
        text = _("Ended: %(name)s is no longer among your people.") % {"name": row.person.short_name}
        messages.success(request, text, extra_tags=f"undo={undo}")
        return redirect_after(request, "home")
    return page(
        request, "involvement/end.html",
        context={
            "form": form, "row": row, "person": row.person, "answer": rules.may_end(viewer, row),
            "may_hand_over": rules.may_hand_over(viewer, row), "may_move": rules.may_record_move(viewer, row.person),
        },
    )  # fmt: skip


@require_POST
def undo_end(request: PatchworkRequest, involvement_id: uuid.UUID) -> HttpResponse:
    row = queries.own_or_404(involvement_id, request.viewer)
    form = OneButton(request.POST, viewer=request.viewer)
    if form.is_valid() and attempt(form, actions.undo_end, by=request.viewer, involvement=row) is not None:
        messages.success(request, _("Taken back: nothing has ended."))
        return redirect_after(request, "person", row.person_id)
    messages.error(request, first_error(form))
    return redirect_after(request, "card", row.person_id)


def first_error(form: Any) -> str:
    """The first sentence of what is wrong, for deeds that have no page of their own."""
    return next((str(error) for errors in form.errors.values() for error in errors), "")


@require_http_methods(["GET", "POST"])
def hand_over(request: PatchworkRequest, involvement_id: uuid.UUID) -> HttpResponse:
    viewer = request.viewer
    row = queries.involvement_or_404(involvement_id, viewer)
    form = HandOverForm(
        sent(request), viewer=viewer, service=row.service if row.post_id else None,
        posts=queries.possible_takers(row, viewer),
    )  # fmt: skip
    if form.is_valid() and (taken := attempt(form, passing_on.hand_over, by=viewer, involvement=row, to=form.taker())):
        text = _("Handed over: %(taker)s now works with %(name)s.")
        messages.success(request, text % {"taker": queries.name_of(taken), "name": row.person.short_name})
        return redirect_after(request, "home")
    return page(
        request, "involvement/hand_over.html",
        context={"form": form, "row": row, "person": row.person, "answer": rules.may_hand_over(viewer, row)},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def moved(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    viewer = request.viewer
    person = person_or_404(person_id, viewer=viewer, view=View.TEAM)
    areas = list(Area.objects.exclude(pk=viewer.area_id).order_by("name"))
    form = MovedForm(sent(request), viewer=viewer, areas=areas)
    if form.is_valid() and (
        passed := attempt(form, passing_on.record_move, by=viewer, person=person, to_area=form.area())
    ):
        messages.success(request, _passed_on_words(passed.to_area, passed.reference, areas))
        return redirect_after(request, "home")
    return page(
        request, "involvement/moved.html",
        context={"form": form, "person": person, "answer": rules.may_record_move(viewer, person)},
    )  # fmt: skip


def _passed_on_words(to_area: str, reference: str, areas: list[Area]) -> str:
    """Whom to call now: a hub that knows already, or one that has to be told by telephone."""
    other = next((area for area in areas if area.slug == to_area), None)
    if other is None:
        text = _(
            "The record here has closed. Now call the safeguarding hub of %(area)s yourself: nobody there knows yet."
        )
        return text % {"area": to_area}
    text = _(
        "The record here has closed, and %(hub)s was asked to call ours. "
        "Or call them: %(phone)s, reference %(reference)s."
    )
    return text % {"hub": other.hub_name, "phone": other.hub_phone, "reference": reference}


@require_http_methods(["GET", "POST"])
def moved_here(request: PatchworkRequest) -> HttpResponse:
    """The hub's list of children who moved here: whom to call, and nothing about the child."""
    viewer = request.viewer
    if not is_hub(viewer):
        raise Http404
    waiting = queries.moved_here(viewer)
    form = OneButton(sent(request), viewer=viewer)
    if form.is_valid():
        row = next((one for one in waiting if str(one.pk) == request.POST.get("called")), None)
        if row is not None:
            passing_on.receive_moved(by=viewer, moved_here=row)
            messages.success(request, _("Taken off the list."))
        return redirect_after(request, "moved_here")
    return page(request, "involvement/moved_here.html", context={"form": form, "waiting": waiting})


@require_http_methods(["GET", "POST"])
def still_working(request: PatchworkRequest, involvement_id: uuid.UUID) -> HttpResponse:
    viewer = request.viewer
    row = queries.involvement_or_404(involvement_id, viewer)
    form = StillForm(sent(request), viewer=viewer)
    if form.is_valid():
        answer = form.cleaned_data["answer"]
        if answer == "no":
            return redirect_after(request, "end_involvement", row.pk)
        action = actions.say_still_working if answer == "yes" else actions.ask_me_later
        if attempt(form, action, by=viewer, involvement=row):
            thanks = _("Noted: you still work with %(name)s.") % {"name": row.person.short_name}
            messages.success(request, thanks if answer == "yes" else _("You will be asked again in a week."))
            return redirect_after(request, "home")
    return page(request, "involvement/still.html", context={"form": form, "row": row, "person": row.person})
