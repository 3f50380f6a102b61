"""Sending a list, step by step, and looking at what has come of it: whoever manages the service."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from patchwork.access import Viewer
from patchwork.access.forms import DeedForm
from patchwork.agreements import packs
from patchwork.directory.models import Service
from patchwork.imports import actions, columns, forms, queries, rules
from patchwork.imports.models import State, Upload
from patchwork.kit.pages import attempt, page, redirect_after, said_and_back, sent
from patchwork.kit.requests import PatchworkRequest

WRITES = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def lists(request: PatchworkRequest) -> HttpResponse:
    """The lists of one's service."""
    service = queries.service_or_404(request.viewer)
    context = {
        "service": service,
        "lines": queries.history(service),
        "fresh": queries.freshness_of(service, now=request.viewer.now),
        "may_send": rules.may_upload(request.viewer, service),
    }
    return page(request, "imports/lists.html", context=context)


@WRITES
def send_list(request: PatchworkRequest) -> HttpResponse:
    """Choose a file."""
    service = queries.service_or_404(request.viewer)
    form = forms.SendForm(sent(request), request.FILES or None, viewer=request.viewer)
    may = rules.may_upload(request.viewer, service)
    if form.is_valid() and (arrival := attempt(form, _receive, by=request.viewer, service=service, sent_form=form)):
        if not arrival.is_new:
            messages.info(request, str(actions.NOTHING_TO_DO.refusal))
        return redirect_after(request, "list", arrival.upload.pk)
    return page(request, "imports/send.html", context={"form": form, "service": service, "may": may})


def _receive(*, by: Viewer, service: Service, sent_form: forms.SendForm) -> actions.Arrival:
    rules.may_upload(by, service).require()
    data = sent_form.data_of()
    actions.require_list(data)
    return actions.receive(by=by, service=service, data=data, told_on=sent_form.cleaned_data["told_on"])


def _done(
    form: DeedForm, action: Callable[..., Upload], request: PatchworkRequest, upload: Upload, **said: Any
) -> bool:
    """Whether the deed was done; a refusal stands in the form."""
    return attempt(form, action, by=request.viewer, upload=upload, **said) is not None


@require_safe
def list_page(request: PatchworkRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Wherever the list stands: what can be seen of it now, and what is next."""
    upload = queries.upload_or_404(upload_id, viewer=request.viewer)
    if upload.is_at_work:
        return page(request, "imports/at_work.html", context={"upload": upload}, part="progress")
    if request.htmx:
        return HttpResponseClientRedirect(reverse("list", args=[upload.pk]))
    if upload.state == State.MAPPING:
        return redirect_after(request, "name_columns", upload.pk)
    return _standing(request, upload)


def _standing(request: PatchworkRequest, upload: Upload, form: Any = None) -> HttpResponse:
    """The page of a list that waits or is over."""
    viewer, context = request.viewer, {"upload": upload, "line": queries.line_of(upload)}
    if upload.state == State.CHECKED:
        shown = form or forms.CompareForm(viewer=viewer, initial={"told_on": upload.told_on})
        quality = {"quality": queries.quality_of(upload), "adds": rules.adds_persons(upload.feed)}
        return page(request, "imports/quality.html", context={**context, **quality, "form": shown})
    if upload.cleared_at is not None or upload.state in (State.FAILED, State.DROPPED):
        return page(request, "imports/over.html", context={**context, "why": actions.failure_words(upload)})
    shown = form or forms.ApplyForm(viewer=viewer)
    return page(request, "imports/preview.html", context={**context, **_rows(request, upload), "form": shown})


def _rows(request: PatchworkRequest, upload: Upload) -> dict[str, Any]:
    asked = forms.ShowForm(request.GET)
    good = asked.is_valid()
    show, start = (asked.cleaned_data["show"], asked.cleaned_data["start"] or 0) if good else ("", 0)
    return {
        "preview": queries.preview_of(upload, request.viewer),
        "rows": queries.rows_of(upload, request.viewer, show=show, start=start),
        "filter": asked,
        "show": show,
        "adds": rules.adds_persons(upload.feed),
        "may_undo": rules.may_undo(request.viewer, upload),
    }


@WRITES
def name_columns(request: PatchworkRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Say what each column is."""
    upload = queries.upload_or_404(upload_id, viewer=request.viewer)
    if upload.state != State.MAPPING:
        return redirect_after(request, "list", upload.pk)
    headings = queries.headings_of(upload)
    form = forms.MapForm(sent(request), viewer=request.viewer, upload=upload, headings=headings)
    if form.is_valid() and _done(form, actions.name_columns, request, upload, mapping=form.mapping()):
        return redirect_after(request, "list", upload.pk)
    return page(request, "imports/columns.html", context={"upload": upload, "form": form})


@require_POST
def name_columns_again(request: PatchworkRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Back to the columns."""
    return _press(request, upload_id, actions.name_again)


@require_POST
def compare_list(request: PatchworkRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Compare it with who is here."""
    upload = queries.upload_or_404(upload_id, viewer=request.viewer)
    form = forms.CompareForm(request.POST, viewer=request.viewer)
    if form.is_valid() and _done(form, actions.compare, request, upload, told_on=form.cleaned_data["told_on"]):
        return redirect_after(request, "list", upload.pk)
    return _standing(request, upload, form) if upload.state == State.CHECKED else _say_and_back(request, upload, form)


@require_POST
def apply_list(request: PatchworkRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Do what the preview says."""
    upload = queries.upload_or_404(upload_id, viewer=request.viewer)
    form = forms.ApplyForm(request.POST, viewer=request.viewer)
    looked = form.is_valid() and form.cleaned_data["may_end_many"]
    if form.is_valid() and _done(form, actions.apply, request, upload, may_end_many=looked):
        return redirect_after(request, "list", upload.pk)
    return _say_and_back(request, upload, form)


@WRITES
def undo_list(request: PatchworkRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Take a list back: asked once."""
    upload = queries.upload_or_404(upload_id, viewer=request.viewer)
    text = _("Everything it did is taken back, wherever nobody has built on it since. What has to stay is listed.")
    return _ask(request, upload, actions.undo, _("Undo this list?"), text, _("Undo it"))


@WRITES
def drop_list(request: PatchworkRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Throw a list away before it is applied: asked once."""
    upload = queries.upload_or_404(upload_id, viewer=request.viewer)
    text = _("Nothing of it is applied, and its rows are deleted now.")
    return _ask(request, upload, actions.drop, _("Throw this list away?"), text, _("Throw it away"))


def _ask(
    request: PatchworkRequest, upload: Upload, action: Callable[..., Any], title: str, text: str, button: str
) -> HttpResponse:
    form = DeedForm(sent(request), viewer=request.viewer)
    if form.is_valid() and _done(form, action, request, upload):
        return redirect_after(request, "list", upload.pk)
    context = {"title": title, "text": text, "button": button, "form": form, "danger": True}
    return page(request, "kit/confirm.html", context={**context, "cancel_url": reverse("list", args=[upload.pk])})


def _press(request: PatchworkRequest, upload_id: uuid.UUID, action: Callable[..., Any]) -> HttpResponse:
    upload = queries.upload_or_404(upload_id, viewer=request.viewer)
    form = DeedForm(request.POST, viewer=request.viewer)
    if form.is_valid() and _done(form, action, request, upload):
        return redirect_after(request, "list", upload.pk)
    return _say_and_back(request, upload, form)


def _say_and_back(request: PatchworkRequest, upload: Upload, form: Any) -> HttpResponse:
    return said_and_back(request, form, "list", upload.pk)


# ── files ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@require_GET
def list_template(request: PatchworkRequest) -> HttpResponse:
    """The template: headings and no row."""
    queries.service_or_404(request.viewer)
    return _csv("patchwork-list.csv", [columns.template(packs.pack(request.viewer.jurisdiction))])


@require_GET
def list_problems(request: PatchworkRequest, upload_id: uuid.UUID) -> HttpResponse:
    """What was refused or left out, by number of row."""
    upload = queries.upload_or_404(upload_id, viewer=request.viewer)
    return _csv("patchwork-list-problems.csv", queries.problem_lines(upload))


def _csv(name: str, lines: list[list[str]]) -> HttpResponse:
    """As a file that a spreadsheet opens in the right encoding."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    csv.writer(response).writerows(lines)
    return response
