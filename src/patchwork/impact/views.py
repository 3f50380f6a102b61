"""Counting what a page says has happened, the one question, and the figures."""

from __future__ import annotations

import csv

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from patchwork.directory.rules import may_run_area
from patchwork.impact import asking, queries
from patchwork.impact.counting import count as count_one
from patchwork.impact.forms import UsefulForm
from patchwork.impact.measures import CALLS, CONNECTIONS, STARTED, USEFUL
from patchwork.kit.pages import page, redirect_after
from patchwork.kit.requests import PatchworkRequest


@require_POST
def count(request: PatchworkRequest, measure: str) -> HttpResponse:
    """A number or address was pressed. Whose is not said."""
    if measure not in STARTED:
        raise Http404
    count_one(STARTED[measure], by=request.viewer)
    return HttpResponse(status=204)


@require_POST
def was_it_useful(request: PatchworkRequest) -> HttpResponse:
    """The answer is counted once for each time the question was put, and only if it was."""
    form = UsefulForm(request.POST, viewer=request.viewer)
    if not form.is_valid():
        return redirect_after(request, "/")
    if request.session.pop(asking.ASK, False):
        count_one(USEFUL, by=request.viewer, bucket=form.cleaned_data["answer"])
        if form.cleaned_data["answer"] != "not_now":
            messages.success(request, _("Thank you."))
    return redirect_after(request, form.cleaned_data["back"])


@require_GET
def impact(request: PatchworkRequest) -> HttpResponse:
    """Figures for the area's administrator: numbers only."""
    _require_area_admin(request)
    by_kind = [(measure, queries.by_kind(request.viewer, measure)) for measure in (CALLS, CONNECTIONS)]
    context = {"figures": queries.figures(request.viewer), "by_kind": by_kind, "fewest": queries.FEWEST}
    return page(request, "impact/impact.html", context=context)


@require_GET
def impact_file(request: PatchworkRequest) -> HttpResponse:
    """The same figures as CSV."""
    _require_area_admin(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="patchwork-use.csv"'
    csv.writer(response).writerows(queries.lines(request.viewer))
    return response


def _require_area_admin(request: PatchworkRequest) -> None:
    if not may_run_area(request.viewer):
        raise Http404
