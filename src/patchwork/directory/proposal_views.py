"""What takes two people: what waits, and the second person's two buttons."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from patchwork.directory import desk_forms, desks, proposals
from patchwork.directory.desk_pages import Deed, deciders, press, reads_and_writes
from patchwork.kit.pages import attempt, page, redirect_after, sent
from patchwork.kit.requests import PatchworkRequest


@require_safe
@deciders
def all_proposals(request: PatchworkRequest) -> HttpResponse:
    """What waits for me, what I asked for, what was decided."""
    return page(request, "directory/desk/proposals.html", context=desks.proposals_page(request.viewer))


@reads_and_writes
@deciders
def proposal(request: PatchworkRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """One proposal, with two buttons for the second person and a sentence for anybody else."""
    found = desks.proposal_or_404(proposal_id, viewer=request.viewer)
    form = desk_forms.DecideForm(sent(request), viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        agree = form.cleaned_data["agree"] == "yes"
        if attempt(form, proposals.decide, by=request.viewer, proposal=found, agree=agree):
            messages.success(request, _("Agreed: it is done.") if agree else _("Not agreed: nothing changes."))
            return redirect_after(request, "proposals")
    context = {
        "form": form,
        "row": desks.proposal_row(found),
        "may_decide": proposals.may_decide(request.viewer, found),
        "may_withdraw": proposals.may_withdraw(request.viewer, found),
    }
    return page(request, "directory/desk/proposal.html", context=context)


@reads_and_writes
@deciders
def withdraw_proposal(request: PatchworkRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """Take one's own proposal back."""
    found = desks.proposal_or_404(proposal_id, viewer=request.viewer)
    deed = Deed(
        _("Take this back?"), _("Take it back"), proposals.withdraw, reverse("proposals"), _("Taken back."),
        lead=desks.proposal_row(found).reads,
    )  # fmt: skip
    return press(request, deed, proposal=found)
