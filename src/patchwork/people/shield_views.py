"""Screens of shields: ask, set, decline, the named list, ask to lift."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from patchwork import audit
from patchwork.access.forms import DeedForm
from patchwork.kit.pages import attempt, page, redirect_after, sent
from patchwork.people import queries, shielding
from patchwork.people.models import Person, Shield
from patchwork.people.protect_forms import AskShieldForm, NamedListForm, SetShieldForm, WhyForm
from patchwork.people.queries import NotHere, person_or_404

if TYPE_CHECKING:
    from patchwork.access import Viewer
    from patchwork.kit.requests import PatchworkRequest


@require_http_methods(["GET", "POST"])
def shield(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    """Set one (hub, privacy officer) or ask for one (a confirmed member). What there is already, for who sets."""
    viewer = request.viewer
    person = person_or_404(person_id, viewer=viewer)
    if not shielding.sets(viewer):
        return _ask(request, person)
    acting = shielding.live(person)
    if acting is not None:
        return _acting(request, person, acting)
    waiting = shielding.waiting(person)
    initial = {"kind": waiting.kind, "why": waiting.why} if waiting else {}
    form = SetShieldForm(sent(request), viewer=viewer, person=person, initial=initial)
    if form.is_valid() and attempt(
        form, shielding.set_shield, by=viewer, person=person, kind=form.cleaned_data["kind"],
        office=form.cleaned_data["office"], why=form.cleaned_data["why"],
        named=[uuid.UUID(pk) for pk in form.cleaned_data.get("named", [])],
    ) is not None:  # fmt: skip
        messages.success(request, _("The record is protected from now on."))
        return redirect_after(request, "shields")
    audit.show(viewer, [person], "team")  # its members are listed, as far as the viewer sees them
    return page(request, "people/shield_set.html", context={"form": form, "person": person, "waiting": waiting})


def _ask(request: PatchworkRequest, person: Person) -> HttpResponse:
    viewer = request.viewer
    if not shielding.may_ask(viewer, person) and not person.opens_team:
        raise NotHere(person.pk)
    form = AskShieldForm(sent(request), viewer=viewer)
    if form.is_valid() and attempt(form, shielding.ask, by=viewer, person=person, **form.cleaned_data) is not None:
        messages.success(request, _("The hub and the privacy officer have been asked. Somebody in danger now? Call."))
        return redirect_after(request, "card", person.pk)
    context = {"form": form, "person": person, "may": shielding.may_ask(viewer, person)}
    return page(request, "people/shield_ask.html", context=context)


def _acting(request: PatchworkRequest, person: Person, acting: Shield) -> HttpResponse:
    """There is one: who sees the record, and asking to lift it."""
    viewer = request.viewer
    form = WhyForm(sent(request), viewer=viewer)
    if (
        form.is_valid()
        and attempt(form, shielding.ask_to_lift, by=viewer, shield=acting, **form.cleaned_data) is not None
    ):
        messages.success(request, _("Asked. It is lifted once a second person agrees."))
        return redirect_after(request, "shield", person.pk)
    context = {
        "form": form,
        "person": queries.card_of(person, viewer=viewer),
        "shield": acting,
        "lifting": shielding.lifting(acting, viewer),
        "named": shielding.named(acting, viewer),
        "may_change_list": shielding.may_change_list(viewer, acting),
        "list_form": NamedListForm(viewer=viewer),
    }
    return page(request, "people/shield.html", context=context)


@require_POST
def shield_list(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    """Put a colleague on the named list (`add`), or take one off (`remove`)."""
    viewer = request.viewer
    person = person_or_404(person_id, viewer=viewer)
    acting = shielding.live(person)
    if acting is None or not shielding.may_change_list(viewer, acting):
        raise NotHere(person_id)
    remove = _uuid(request.POST.get("remove", ""))
    form: DeedForm = DeedForm(request.POST, viewer=viewer) if remove else NamedListForm(request.POST, viewer=viewer)
    if form.is_valid():
        add = form.cleaned_data.get("add")
        if attempt(form, shielding.change_list, by=viewer, shield=acting, add=add, remove=remove) is not None:
            messages.success(request, _("The list is changed."))
    if form.errors:
        messages.error(request, " ".join(str(words) for problems in form.errors.values() for words in problems))
    return redirect_after(request, "shield", person_id)


@require_http_methods(["GET", "POST"])
def decline_shield(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    """Say no to the request that waits, with the reason."""
    viewer = request.viewer
    person = person_or_404(person_id, viewer=viewer)
    waiting = shielding.waiting(person)
    if waiting is None or not shielding.may_set(viewer, person):
        raise NotHere(person_id)
    form = WhyForm(sent(request), viewer=viewer)
    if form.is_valid() and attempt(
        form, shielding.decline, by=viewer, request=waiting, answer=form.cleaned_data["why"]
    ) is not None:  # fmt: skip
        messages.success(request, _("Answered."))
        return redirect_after(request, "shields")
    context = {"form": form, "title": _("Not protect this record"), "button": _("Say no")}
    return page(request, "kit/form_page.html", context=context)


@require_safe
def shields(request: PatchworkRequest) -> HttpResponse:
    """The page of the hub and the privacy officer: requests that wait, and what is protected."""
    viewer: Viewer | None = request.viewer
    desk = shielding.desk(viewer) if viewer else None
    if viewer is None or desk is None:
        raise Http404
    audit.show(viewer, {row.person for row in desk.requests} | {row.person for row in desk.shields}, "card")
    return page(request, "people/shields.html", context={"desk": desk})


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
