"""Screens of exclusions: on a card, beforehand by name and birthday, and the privacy officer's desk."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from patchwork import audit
from patchwork.access.forms import DeedForm
from patchwork.kit.pages import attempt, page, redirect_after, said_and_back, sent
from patchwork.people import excluding
from patchwork.people.models import Exclusion
from patchwork.people.protect_forms import MYSELF, ExclusionForm, RelativeForm, ReviewExclusionForm
from patchwork.people.queries import NotHere, person_or_404
from patchwork.people.rules import is_privacy, may_find

if TYPE_CHECKING:
    from patchwork.access import Viewer
    from patchwork.kit.requests import PatchworkRequest


@require_http_methods(["GET", "POST"])
def exclude(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    """ "He is my nephew": shut the record to oneself, or ask that it be shut to a colleague."""
    viewer = request.viewer
    person = person_or_404(person_id, viewer=viewer)
    form = ExclusionForm(sent(request), viewer=viewer, initial={"whom": MYSELF})
    if form.is_valid():
        said = form.cleaned_data
        row = attempt(
            form, excluding.exclude, by=viewer, person=person, account=said["account"], tie=said["tie"],
            why=said["why"], cover=said["cover"],
        )  # fmt: skip
        if row is not None:
            messages.success(request, _words(row, viewer))
            return redirect_after(request, "home")
    return page(request, "people/exclude.html", context={"form": form, "person": person})


def _words(row: Exclusion, viewer: Viewer) -> str:
    """What became of it, for who may make it act; to any other colleague always the same."""
    if excluding.asks_as(viewer, row.account_id) not in excluding.AT_ONCE:
        return _("Asked. The privacy officer looks at it.")
    if row.needs_cover:
        return _("Asked. The record is shut as soon as somebody is named who takes over.")
    if row.account_id == viewer.account_id:
        return _("From now on that record does not exist for you.")
    return _("From now on that record does not exist for them.")


@require_http_methods(["GET", "POST"])
def my_relatives(request: PatchworkRequest) -> HttpResponse:
    """Whom I know privately, by name and birthday. Whether they are here is never answered."""
    viewer = request.viewer
    if viewer is None or not may_find(viewer):
        raise Http404
    form = RelativeForm(sent(request), viewer=viewer)
    if form.is_valid() and attempt(
        form, excluding.state_relative, by=viewer, known=form.known, tie=form.cleaned_data["tie"]
    ) is not None:  # fmt: skip
        messages.success(
            request,
            _("Noted. If this person is on Patchwork, or comes to be, their record does not exist for you."),
        )
        return redirect_after(request, "my_relatives")
    return page(request, "people/my_relatives.html", context={"form": form, "stated": excluding.stated(viewer)})


@require_POST
def take_back_relative(request: PatchworkRequest, stated_id: uuid.UUID) -> HttpResponse:
    """Not looked for any more."""
    viewer = request.viewer
    row = excluding.stated_by(viewer, stated_id) if viewer else None
    if row is None:
        raise Http404
    if not (form := DeedForm(request.POST, viewer=viewer)).is_valid():
        return said_and_back(request, form, "my_relatives")
    excluding.take_back(by=viewer, row=row)
    messages.success(request, _("Taken back. A record that is shut to you already stays so: ask the privacy officer."))
    return redirect_after(request, "my_relatives")


# ── the privacy officer's desk ────────────────────────────────────────────────────────────────────────────────────


@require_safe
def exclusions(request: PatchworkRequest) -> HttpResponse:
    """What was asked for, what acts, what the check suggests."""
    viewer = request.viewer
    if viewer is None or not is_privacy(viewer):
        raise Http404
    rows = excluding.on_desk(viewer)
    audit.show(viewer, {row.person for row in rows}, "card")
    return page(request, "people/exclusions.html", context={"rows": rows, "now": viewer.now})


@require_http_methods(["GET", "POST"])
def review_exclusion(request: PatchworkRequest, exclusion_id: uuid.UUID) -> HttpResponse:
    """One of them: shut it, or let it be."""
    viewer = request.viewer
    row = next((one for one in excluding.on_desk(viewer) if one.pk == exclusion_id), None) if viewer else None
    if row is None:
        raise Http404
    if not excluding.may_review(viewer, row):
        raise NotHere(row.person_id)
    form = ReviewExclusionForm(sent(request), viewer=viewer)
    if form.is_valid():
        said = form.cleaned_data
        if attempt(
            form, excluding.review, by=viewer, exclusion=row, keep=said["keep"] == "yes", words=said["words"],
            cover=said["cover"],
        ) is not None:  # fmt: skip
            messages.success(request, _("Decided."))
            return redirect_after(request, "exclusions")
    audit.show(viewer, [row.person], "card")
    return page(request, "people/exclusion_review.html", context={"form": form, "row": row, "now": viewer.now})
