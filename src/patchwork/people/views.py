"""Screens: find, add, the card, put a record right, link a family."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from patchwork import audit
from patchwork.access import View, Viewer
from patchwork.access.forms import DeedForm
from patchwork.kit.pages import attempt, page, redirect_after, sent
from patchwork.people import actions, forms, queries, quotas, rules, shielding, slots
from patchwork.people.limits import helps_at_the_limit
from patchwork.people.models import Person
from patchwork.people.protecting import protect_links
from patchwork.people.queries import NotHere, person_or_404

if TYPE_CHECKING:
    from patchwork.kit.requests import PatchworkRequest


@require_http_methods(["GET", "POST"])
@helps_at_the_limit
def find(request: PatchworkRequest) -> HttpResponse:
    """Ask for a person. The answer to the POST shows the cards: no name ever stands in an address."""
    viewer = _finder(request)
    form = forms.FindForm(sent(request), viewer=viewer)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        query = form.cleaned_data["query"]
        quotas.require(viewer, quotas.Limit.SEARCHES)
        context |= {
            "found": queries.found(query, viewer=viewer),
            "typed": forms.typed(query, viewer=viewer),
            "looks_wrong": query.number_looks_wrong,
            "may_add": rules.may_add(viewer),
        }
    return page(request, "people/find.html", context=context)


@require_http_methods(["GET", "POST"])
@helps_at_the_limit
def add(request: PatchworkRequest) -> HttpResponse:
    """Add somebody who is not here, after looking once more whether they are."""
    viewer = _finder(request)
    if not rules.may_add(viewer):
        raise Http404
    if request.method != "POST" or "start" in request.POST:
        return _add_page(request, forms.AddForm(viewer=viewer, initial=_begun(request)))
    form = forms.AddForm(request.POST, viewer=viewer)
    if not form.is_valid():
        return _add_page(request, form)
    if actions.just_added(viewer, form.identity) is None:
        quotas.require(viewer, quotas.Limit.SEARCHES)
        near = queries.not_yet_seen(form.query, form.cleaned_data["seen"], viewer=viewer)
        if near is not None:
            return _add_page(request, form, near=near)
    person = attempt(
        form, actions.add_person, by=viewer, identity=form.identity, family_of=form.cleaned_data["family_of"],
        kind=form.cleaned_data["kind"],
    )  # fmt: skip
    if person is None:
        return _add_page(request, form)
    messages.success(request, queries.ADDED)
    return redirect_after(request, _first_of("declare", "card", person.pk))


@require_safe
def card(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    """The card: what everyone may see who finds the person, and the ways in from there."""
    viewer: Viewer = request.viewer
    person = person_or_404(person_id, viewer=viewer)
    deeds = slots.card_deeds(viewer, person)
    return page(
        request,
        "people/card.html",
        context={
            "it": queries.card_of(person, viewer=viewer),
            "deeds": [deed for deed in deeds if not deed.aside],
            "asides": [deed for deed in deeds if deed.aside],
            "may_correct": rules.may_correct(viewer, person),
            "protect": protect_links(person, viewer),
        },
    )


@require_http_methods(["GET", "POST"])
def correct(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    """Put names, birth date, address and numbers right."""
    viewer: Viewer = request.viewer
    person = _correctable(person_id, viewer)
    stored = actions.identity_of(person)
    form = forms.CorrectForm(
        sent(request), viewer=viewer, stored=stored,
        keeps_address=shielding.may_store_address(person),
    )  # fmt: skip
    if form.is_valid() and _done(
        form, actions.correct_person, by=viewer, person=person, identity=form.identity, as_of=form.cleaned_data["as_of"]
    ):
        messages.success(request, _("The record is put right. A changed name is kept as a former one."))
        return redirect_after(request, _first_of("person", "card", person.pk))
    clash = _clash(form)
    return page(
        request, "people/correct.html", context={"form": form, "person": person, "clash": stored if clash else None}
    )


@require_http_methods(["GET", "POST"])
def link(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    """Say who belongs to the family."""
    viewer: Viewer = request.viewer
    person = _correctable(person_id, viewer)
    form = forms.LinkForm(sent(request), viewer=viewer, person=person)
    # The form reads "they are the …": of the two, the other one is the … of this person.
    if form.is_valid() and _done(
        form, actions.link_family, by=viewer, person=form.cleaned_data["other"], other=person,
        kind=form.cleaned_data["kind"],
    ):  # fmt: skip
        messages.success(request, _("They belong together now."))
        return redirect_after(request, _first_of("person", "card", person.pk))
    audit.show(viewer, forms.offered(form, "other"), "card")
    return page(request, "people/link.html", context={"form": form, "person": person})


# ── parts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _correctable(person_id: uuid.UUID, viewer: Viewer) -> Person:
    """A person whose record the viewer may put right: the page shows address and numbers, so the rule comes first."""
    person = person_or_404(person_id, viewer=viewer, view=View.ACT)
    if not rules.may_correct(viewer, person):
        raise NotHere(person_id)
    return person


def _finder(request: PatchworkRequest) -> Viewer:
    """The viewer, if they look for people at all: for administrators the page does not exist."""
    viewer: Viewer | None = request.viewer
    if viewer is None or not rules.may_find(viewer):
        raise Http404
    return viewer


def _begun(request: PatchworkRequest) -> dict[str, Any]:
    """What the search had, so that nothing is typed twice. Only ever in the body of a POST."""
    given = request.POST if request.method == "POST" else request.GET
    begun: dict[str, Any] = {}
    if request.method == "POST":
        begun = {name: value[:120] for name, value in request.POST.items() if isinstance(value, str)}
        for name in ("born", "expected"):
            begun[name] = {part: begun.get(f"{name}_{part}", "")[:4] for part in ("day", "month", "year")}
        begun.pop("acting_post", None)
    family_of = given.get("family_of", "")
    return begun | {"family_of": family_of if _is_id(family_of) else ""}


def _done(form: DeedForm, action: Callable[..., object], **given: Any) -> bool:
    return attempt(form, action, **given) is not None


def _is_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _add_page(request: PatchworkRequest, form: forms.AddForm, near: queries.Near | None = None) -> HttpResponse:
    status = 422 if near is not None or form.errors else 200
    audit.show(form.viewer, forms.offered(form, "family_of"), "card")
    return page(request, "people/add.html", status=status, context={"form": form, "near": near})


def _clash(form: forms.CorrectForm) -> bool:
    """Somebody else saved meanwhile: what was typed stays, and sending it again goes on from what is stored now."""
    if not form.is_bound or form.data.get("as_of", "") in ("", form.initial["as_of"]):
        return False
    form.data = {**form.data.dict(), "as_of": form.initial["as_of"]}  # type: ignore[attr-defined]
    return True


def _first_of(name: str, otherwise: str, person_id: uuid.UUID) -> str:
    """The page of that name; `otherwise` where there is none."""
    try:
        return reverse(name, args=[person_id])
    except NoReverseMatch:
        return reverse(otherwise, args=[person_id])
