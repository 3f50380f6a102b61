"""The privacy officer's list of those who said no. Agreements have no pages of their own: this app shows them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from patchwork import audit
from patchwork.agreements import actions, queries, rules
from patchwork.agreements.forms import AnswerForm
from patchwork.agreements.models import Agreement
from patchwork.kit.pages import attempt, page, redirect_after, sent
from patchwork.kit.requests import PatchworkRequest


@require_http_methods(["GET"])
def objections(request: PatchworkRequest) -> HttpResponse:
    viewer = request.viewer
    if not rules.answers_objections(viewer):
        raise Http404
    waiting, answered = queries.objections(viewer), queries.objections(viewer, answered=True)[:20]
    audit.show(viewer, {row.person for row in [*waiting, *answered]}, "card", "agreement")
    return page(
        request, "agreements/objections.html",
        context={"waiting": queries.lines(waiting, viewer), "answered": queries.lines(answered, viewer)},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def answer_objection(request: PatchworkRequest, agreement_id: uuid.UUID) -> HttpResponse:
    viewer = request.viewer
    if not rules.answers_objections(viewer):
        raise Http404
    objection = get_object_or_404(queries.objections(viewer), pk=agreement_id)
    audit.show(viewer, [objection.person], "card", "agreement")
    form = AnswerForm(sent(request), viewer=viewer)
    if form.is_valid() and _answered(form, objection):
        messages.success(request, _("Answered. Whoever recorded it will pass it on."))
        return redirect_after(request, "objections")
    return page(
        request, "agreements/answer.html", context={"form": form, "line": queries.lines([objection], viewer)[0]}
    )


def _answered(form: AnswerForm, objection: Agreement) -> bool:
    answer = form.cleaned_data["answer"]
    done = attempt(form, actions.answer_objection, by=form.viewer, objection=objection, answer=answer)
    return done is not None
