"""Pages of subject access: the list, the case with its task list, what is given out, and what follows."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from patchwork import audit
from patchwork.access.forms import DeedForm
from patchwork.kit.pages import attempt, page, redirect_after, sent
from patchwork.oversight.subject import cases, forms, keeping, withholding, writing
from patchwork.oversight.subject.models import Correction, StepKind, SubjectAccessCase
from patchwork.people import emergency
from patchwork.people.queries import NotHere
from patchwork.people.rules import is_privacy

if TYPE_CHECKING:
    from patchwork.accounts.proving import ProvingForm
    from patchwork.kit.requests import PatchworkRequest


def _case(request: PatchworkRequest, case_id: uuid.UUID) -> SubjectAccessCase:
    """The case, for the privacy officer; another's 404 does not say whether there is one."""
    viewer = request.viewer
    if viewer is None or not is_privacy(viewer):
        raise Http404
    case = get_object_or_404(cases.cases(viewer), pk=case_id)
    if request.method == "GET":
        audit.show(viewer, [case.person_id], "card")
    return case


def _working(request: PatchworkRequest, case_id: uuid.UUID) -> SubjectAccessCase:
    """The same, open: a closed one can be read on its own page only."""
    case = _case(request, case_id)
    if not case.is_open:
        raise Http404
    return case


def _proving(form: ProvingForm, request: PatchworkRequest) -> dict[str, object]:
    """Ask for the second factor; what the browser asks a passkey for, where there is one."""
    form.begin(emergency.account_of(request.viewer), now=request.viewer.now)
    return {"js_data": {"request_options": form.challenge()}} if form.has_passkey else {}


@require_safe
def subject_cases(request: PatchworkRequest) -> HttpResponse:
    viewer = request.viewer
    if viewer is None or not is_privacy(viewer):
        raise Http404
    rows = list(cases.cases(viewer)[:200])
    audit.show(viewer, {row.person_id for row in rows}, "card")
    return page(request, "oversight/subject/list.html", context={"cases": rows, "today": viewer.today})


@require_http_methods(["GET", "POST"])
def open_subject_case(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    """From the card: somebody asks for what is held about this person."""
    viewer = request.viewer
    person = cases.person_to_ask_about(person_id, viewer=viewer)
    if not is_privacy(viewer):
        raise NotHere(person_id)
    form = forms.OpenForm(sent(request), viewer=viewer)
    if form.is_valid() and (done := attempt(form, cases.open_case, by=viewer, person=person, **form.cleaned_data)):
        return redirect_after(request, "subject_case", done.pk)
    context = {
        "form": form,
        "title": _("Somebody asks for what is held about %(name)s") % {"name": person.name},
        "lead": _("Nothing is read before the case is open, and each text that you open is kept in the record."),
        "button": _("Open a case"),
    }
    return page(request, "kit/form_page.html", context=context)


@require_http_methods(["GET", "POST"])
def subject_case(request: PatchworkRequest, case_id: uuid.UUID) -> HttpResponse:
    """The case with its task list; pressing the button closes it."""
    viewer, case = request.viewer, _case(request, case_id)
    form = DeedForm(sent(request), viewer=viewer)
    if form.is_valid() and attempt(form, cases.close_case, by=viewer, case=case) is not None:
        messages.success(request, _("Closed. What was withheld, and why, stays here."))
        return redirect_after(request, "subject_cases")
    context = {
        "form": form,
        "case": case,
        "steps": cases.step_lines(viewer, case),
        "may_release": cases.may_release(viewer, case),
        "missing": cases.missing_steps(viewer, case),
        "expected": cases.expected(viewer, case),
        "corrections": case.corrections.order_by("asked_at"),
        "withheld": case.decisions.filter(is_withheld=True).order_by("decided_at"),
        "late": case.is_open and case.released_at is None and case.due_on < viewer.today,
    }
    return page(request, "oversight/subject/case.html", context=context)


@require_http_methods(["GET", "POST"])
def subject_step(request: PatchworkRequest, case_id: uuid.UUID, kind: str) -> HttpResponse:
    """Answer one step before release."""
    viewer, case = request.viewer, _working(request, case_id)
    if kind not in StepKind.values:
        raise Http404
    form = forms.StepForm(sent(request), viewer=viewer, case=case, kind=kind)
    if (
        form.is_valid()
        and attempt(form, cases.answer_step, by=viewer, case=case, kind=kind, said=form.said) is not None
    ):
        return redirect_after(request, "subject_case", case.pk)
    return _form_page(request, case, form, str(StepKind(kind).label), _("Save and go back"))


@require_http_methods(["GET", "POST"])
def subject_items(request: PatchworkRequest, case_id: uuid.UUID) -> HttpResponse:
    """Everything held, with what is given out and what is not; one piece is decided at a time."""
    viewer, case = request.viewer, _working(request, case_id)
    form = forms.ItemForm(sent(request), viewer=viewer)
    if form.is_valid():
        given = form.cleaned_data
        said = withholding.Said(given["item"], given["withhold"] == "yes", given["reason"], given["words"])
        if attempt(form, withholding.decide, by=viewer, case=case, said=said) is not None:
            return redirect_after(request, "subject_items", case.pk)
    weighed = withholding.weigh(case, by=viewer)
    context = {
        "form": form,
        "case": case,
        "headings": withholding.headings(weighed),
        "ready": withholding.may_give_out(weighed),
        "reasons": form.fields["reason"].choices,  # type: ignore[attr-defined]
    }
    return page(request, "oversight/subject/items.html", context=context)


@require_safe
def subject_preview(request: PatchworkRequest, case_id: uuid.UUID) -> HttpResponse:
    """The file as the family would read it."""
    case = _working(request, case_id)
    file = writing.preview(case, by=request.viewer)
    return page(request, "oversight/subject/preview.html", context={"case": case, "file": file})


@require_http_methods(["GET", "POST"])
def subject_download(request: PatchworkRequest, case_id: uuid.UUID) -> HttpResponse:
    """The file itself, after one's second factor. It is made now and kept nowhere."""
    viewer, case = request.viewer, _working(request, case_id)
    form = forms.DownloadForm(sent(request), viewer=viewer)
    context = {"case": case, "form": form, "may_release": cases.may_release(viewer, case)} | _proving(form, request)
    if form.is_valid() and form.proof:
        ready = attempt(form, writing.release, by=viewer, case=case, as_=form.cleaned_data["form"])
        if ready is not None:
            return _as_download(ready)
    return page(request, "oversight/subject/download.html", context=context)


def _as_download(ready: writing.Ready) -> HttpResponse:
    response = HttpResponse(ready.content, content_type=ready.content_type)
    response["Content-Disposition"] = f'attachment; filename="{ready.name}"'
    response["Cache-Control"] = "no-store"
    return response


# ── what follows ──────────────────────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "POST"])
def subject_correct(request: PatchworkRequest, case_id: uuid.UUID) -> HttpResponse:
    """They say that something is wrong."""
    viewer, case = request.viewer, _working(request, case_id)
    form = forms.CorrectionForm(sent(request), viewer=viewer)
    if form.is_valid() and attempt(form, keeping.ask_correction, by=viewer, case=case, **form.cleaned_data) is not None:
        messages.success(request, _("Written down. Ask the lead practitioner to put it right, then say what became."))
        return redirect_after(request, "subject_case", case.pk)
    return _form_page(request, case, form, _("Something is wrong in the record"), _("Write it down"))


@require_http_methods(["GET", "POST"])
def subject_corrected(request: PatchworkRequest, case_id: uuid.UUID, correction_id: uuid.UUID) -> HttpResponse:
    """What became of it."""
    viewer, case = request.viewer, _working(request, case_id)
    row = get_object_or_404(Correction.objects.select_related("case"), pk=correction_id, case=case)
    form = forms.CorrectedForm(sent(request), viewer=viewer)
    if (
        form.is_valid()
        and attempt(form, keeping.answer_correction, by=viewer, correction=row, **form.cleaned_data) is not None
    ):
        return redirect_after(request, "subject_case", case.pk)
    return _form_page(request, case, form, _("What became of it"), _("Save and go back"))


@require_http_methods(["GET", "POST"])
def subject_keep(request: PatchworkRequest, case_id: uuid.UUID) -> HttpResponse:
    """Hold or restrict the record, or end either."""
    viewer, case = request.viewer, _working(request, case_id)
    form = forms.KeepForm(sent(request), viewer=viewer, choices=keeping.possible(case.person))
    if form.is_valid() and attempt(form, keeping.keep, by=viewer, case=case, **form.cleaned_data) is not None:
        messages.success(request, _("Done, and kept in the record."))
        return redirect_after(request, "subject_case", case.pk)
    lead = _("Restricted, nobody new finds the record and the team changes nothing. The hub and those who do statutory "
             "work with the person go on, so that a child can be protected.")  # fmt: skip
    return _form_page(request, case, form, _("Hold or restrict the record"), _("Do it"), lead=lead)


@require_http_methods(["GET", "POST"])
def subject_erase(request: PatchworkRequest, case_id: uuid.UUID) -> HttpResponse:
    """First what would go and what stays, and why; then the name typed, the second factor, and a second person."""
    viewer, case = request.viewer, _working(request, case_id)
    run = keeping.dry_run(case.person, by=viewer)
    form = forms.EraseForm(sent(request), viewer=viewer, grounds=run.grounds)
    waiting = keeping.waiting_to_erase(case, viewer)
    context = {"case": case, "form": form, "run": run, "waiting": waiting} | _proving(form, request)
    if form.is_valid() and form.proof and attempt(
        form, keeping.ask_to_erase, by=viewer, case=case, proof=form.proof, **form.cleaned_data
    ):  # fmt: skip
        messages.success(request, _("Asked. It goes once a second person has agreed."))
        return redirect_after(request, "subject_erase", case.pk)
    return page(request, "oversight/subject/erase.html", context=context)


def _form_page(
    request: PatchworkRequest, case: SubjectAccessCase, form: DeedForm, title: str, button: str, lead: str = ""
) -> HttpResponse:
    context = {"case": case, "form": form, "title": title, "button": button, "lead": lead}
    return page(request, "oversight/subject/form.html", context=context)
