"""Screens: the review queue, what was decided, and two records taken apart again."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from patchwork.access.forms import DeedForm
from patchwork.kit.answers import Refused
from patchwork.kit.pages import attempt, page, redirect_after, said_and_back, sent
from patchwork.people import reviewing, same
from patchwork.people.merging import actions as merging
from patchwork.people.merging import queries as merged
from patchwork.people.same_forms import PartForm, SamePersonForm, SettleForm

if TYPE_CHECKING:
    from patchwork.access import Viewer
    from patchwork.kit.requests import PatchworkRequest


@require_safe
def same_persons(request: PatchworkRequest) -> HttpResponse:
    """One pair at a time: whoever is asked about pairs, of records or of a list."""
    viewer = request.viewer
    if viewer is None or not reviewing.asked(viewer):
        raise Http404
    queue = reviewing.queue(viewer, kind=request.GET.get("kind", ""))
    context = {"queue": queue, "pair": queue.pair, "may_take_back": reviewing.takes_back(viewer)}
    return page(request, "people/same_persons.html", context=context)


@require_POST
def answer_same_person(request: PatchworkRequest, question_id: uuid.UUID) -> HttpResponse:
    """The same, not the same, or left for later."""
    question = same.question_for(request.viewer, question_id) if request.viewer else None
    if question is None or not same.may_see_answer(request.viewer, question):
        raise Http404
    form = SamePersonForm(request.POST, viewer=request.viewer)
    if not form.is_valid():
        return said_and_back(request, form, "same_persons")
    answer, keeps = form.cleaned_data["answer"], form.cleaned_data["keeps"]
    try:
        outcome = same.answer(by=request.viewer, question=question, answer=answer, keeps=keeps)
    except Refused as refusal:
        messages.error(request, str(refusal.words))
    else:
        _say(request, question_id, outcome)
    return redirect_after(request, next_pair(form.cleaned_data["kind"]))


def next_pair(kind: str) -> str:
    """The queue as it was narrowed, with the next pair in focus."""
    return reverse("same_persons") + (f"?kind={kind}" if kind else "") + "#pair"


def _say(request: PatchworkRequest, question_id: uuid.UUID, outcome: same.Outcome) -> None:
    undo = reverse("reopen_same_person", args=[question_id])
    words = _("Noted.")
    if outcome.waits:
        words = _("Noted. They are joined once a second person has looked at them.")
    if outcome.merge is not None:
        words, undo = _("Joined. Both teams are told."), reverse("merge", args=[outcome.merge.pk])
    messages.success(request, words, extra_tags=f"undo={undo}")


@require_POST
def reopen(request: PatchworkRequest, question_id: uuid.UUID) -> HttpResponse:
    """Take an answer back: the pair is open again."""
    question = same.question_for(request.viewer, question_id) if request.viewer else None
    if question is None or not same.decides(request.viewer):
        raise Http404
    form: DeedForm = DeedForm(request.POST, viewer=request.viewer)
    if not form.is_valid():
        return said_and_back(request, form, "same_decisions")
    if attempt(form, same.take_back, by=request.viewer, question=question) is None:
        return said_and_back(request, form, "same_decisions")
    messages.success(request, _("The pair is open again."))
    return redirect_after(request, next_pair(""))


@require_safe
def decisions(request: PatchworkRequest) -> HttpResponse:
    """What was decided, with the way back from each."""
    viewer = request.viewer
    if viewer is None or not reviewing.takes_back(viewer):
        raise Http404
    return page(request, "people/same_decisions.html", context={"rows": reviewing.decided(viewer)})


@require_http_methods(["GET", "POST"])
def joined(request: PatchworkRequest, merge_id: uuid.UUID) -> HttpResponse:
    """Two records that were joined; and, once they are taken apart, whose is what was added meanwhile."""
    viewer: Viewer | None = request.viewer
    joining = merged.joining(viewer, merge_id) if viewer else None
    if viewer is None or joining is None:
        raise Http404
    form = PartForm(sent(request), viewer=viewer)
    if form.is_valid():
        two = form.cleaned_data["then"] == "two"
        apart = attempt(form, same.part, by=viewer, merge=joining.merge, not_the_same=two)
        if apart is not None:
            messages.success(request, _("They are two records again."))
            return redirect_after(request, "merge", merge_id)
    return page(request, "people/joined.html", context={"joining": joining, "form": form})


@require_POST
def settle_added(request: PatchworkRequest, merge_id: uuid.UUID, step_id: uuid.UUID) -> HttpResponse:
    """What was added while they were one stays, or goes to the other record."""
    viewer = request.viewer
    step = merged.added_step(viewer, merge_id, step_id) if viewer else None
    if viewer is None or step is None:
        raise Http404
    form = SettleForm(request.POST, viewer=viewer)
    if form.is_valid():
        move = form.cleaned_data["whose"] == "moves"
        if attempt(form, merging.settle_added, by=viewer, step=step, move=move) is not None:
            messages.success(request, _("Noted."))
            return redirect_after(request, "merge", merge_id)
    return said_and_back(request, form, "merge", merge_id)
