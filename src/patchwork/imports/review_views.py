"""An answer about a row of a list, sent from the review queue."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from patchwork.access.forms import DeedForm
from patchwork.imports import reviewing, rules
from patchwork.kit.answers import Refused
from patchwork.kit.pages import redirect_after, said_and_back
from patchwork.people.same_forms import SamePersonForm
from patchwork.people.same_views import next_pair

if TYPE_CHECKING:
    from patchwork.kit.requests import PatchworkRequest


@require_POST
def answer_list_row(request: PatchworkRequest, row_id: uuid.UUID) -> HttpResponse:
    """The same person, not the same, or left for later."""
    viewer = request.viewer
    row = reviewing.row_for(viewer, row_id) if viewer else None
    if viewer is None or row is None:
        raise Http404
    form = SamePersonForm(request.POST, viewer=viewer)
    if not form.is_valid():
        return said_and_back(request, form, "same_persons")
    try:
        outcome = reviewing.answer(by=viewer, row=row, answer=form.cleaned_data["answer"])
    except Refused as refusal:
        messages.error(request, str(refusal.words))
    else:
        waits = _("Noted. The row is taken once a second person has looked at it.")
        messages.success(request, waits if outcome == "waits" else _("Noted."))
    return redirect_after(request, next_pair(form.cleaned_data["kind"]))


@require_POST
def take_back_list_row(request: PatchworkRequest, said_id: uuid.UUID) -> HttpResponse:
    """What was said of a row is taken back."""
    viewer = request.viewer
    if viewer is None or not rules.has_lists(viewer):
        raise Http404
    form: DeedForm = DeedForm(request.POST, viewer=viewer)
    if not form.is_valid():
        return said_and_back(request, form, "same_decisions")
    if not reviewing.take_back(by=viewer, said_id=said_id):
        raise Http404
    messages.success(request, _("Taken back. It is asked again."))
    return redirect_after(request, "same_decisions")
