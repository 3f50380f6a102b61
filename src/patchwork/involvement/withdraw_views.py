"""Taking an agreement back: by who holds the sensitive record, and by the privacy officer who was told."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from patchwork.involvement import audiences, queries, rules, withdrawing
from patchwork.involvement.forms import OneButton, WithdrawForm
from patchwork.kit.pages import attempt, page, redirect_after, sent
from patchwork.kit.requests import PatchworkRequest
from patchwork.people.queries import NotHere, person_or_404


@require_http_methods(["GET", "POST"])
def withdraw_agreement(request: PatchworkRequest, involvement_id: uuid.UUID) -> HttpResponse:
    """For the holder: for one organisation or for all; a record on another ground says why it stays."""
    viewer = request.viewer
    row = queries.involvement_or_404(involvement_id, viewer)
    if not rules.may_withdraw_agreement(viewer, row):
        raise Http404
    agreed, named = withdrawing.rests_on_agreement(row, viewer.jurisdiction), audiences.named_by(row)
    form = WithdrawForm(sent(request), viewer=viewer, organisations=named) if agreed else OneButton(
        sent(request), viewer=viewer
    )  # fmt: skip
    if form.is_valid():
        organisation = form.organisation() if isinstance(form, WithdrawForm) else None
        if attempt(form, withdrawing.withdraw_agreement, by=viewer, involvement=row, organisation=organisation):
            messages.success(request, _SAID[agreed] % {"name": row.person.short_name})
            return redirect_after(request, "person", row.person_id)
    return page(
        request, "involvement/withdraw.html",
        context={
            "form": form, "row": row, "person": row.person, "agreed": agreed, "named": list(named.values()),
            "ground": withdrawing.ground_of(row, viewer.jurisdiction),
        },
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def record_objection(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    """For the privacy officer. The answer is the same whether or not anything rested on an agreement."""
    viewer = request.viewer
    person = person_or_404(person_id, viewer=viewer)
    if not rules.may_record_objection(viewer, person):
        raise NotHere(person_id)
    known = audiences.nameable(viewer)
    form = WithdrawForm(sent(request), viewer=viewer, organisations=known.organisations)
    if form.is_valid():
        organisation = form.organisation()
        if attempt(form, withdrawing.record_objection, by=viewer, person=person, organisation=organisation):
            messages.success(request, _("Noted. What rested on their agreement is closed now; answer them here."))
            return redirect_after(request, "objections")
    return page(request, "involvement/objection.html", context={"form": form, "person": person})


_SAID = {
    True: gettext_lazy("Taken back: it holds from now on. If %(name)s wants no record at all, end it."),
    False: gettext_lazy("Noted: %(name)s said no. The privacy officer will answer. The record stays on its ground."),
}
