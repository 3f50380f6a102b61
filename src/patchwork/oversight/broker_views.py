"""Pages of the broker: asking, the desk, deciding."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from patchwork import audit
from patchwork.access import View
from patchwork.access.forms import DeedForm
from patchwork.kit.pages import attempt, page, redirect_after, sent
from patchwork.kit.requests import PatchworkRequest
from patchwork.oversight import broker, broker_desk, forms, rules
from patchwork.oversight.models import Decision
from patchwork.people.queries import person_or_404


def _done(form: DeedForm, action: Callable[..., object], **given: object) -> bool:
    return attempt(form, action, **given) is not None


@require_http_methods(["GET", "POST"])
def ask_broker(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    """The same page about everyone, and the same answer."""
    viewer = request.viewer
    person = person_or_404(person_id, viewer=viewer, view=View.TEAM)
    form = forms.AskBrokerForm(sent(request), viewer=viewer)
    if form.is_valid() and _done(form, broker.ask_broker, by=viewer, person=person, **form.asked()):
        messages.success(
            request, _("Asked. If another service should be in touch, it will decide whether to be. Whether there is "
                       "one or not, you are not told here: worried now, call the hub."),
        )  # fmt: skip
        return redirect_after(request, "person", person_id)
    return page(request, "oversight/ask_broker.html", context={"person": person, "form": form})


@require_safe
def broker_desk_page(request: PatchworkRequest) -> HttpResponse:
    """What there is to pass on. No person."""
    if not rules.is_broker(request.viewer):
        raise Http404
    return page(request, "oversight/broker_desk.html", context={"lines": broker_desk.broker_lines(request.viewer)})


@require_http_methods(["POST"])
def broker_pass(request: PatchworkRequest, request_id: uuid.UUID) -> HttpResponse:
    if not rules.is_broker(request.viewer):
        raise Http404
    form = forms.ButtonForm(request.POST, viewer=request.viewer)
    if form.is_valid() and _done(form, broker.pass_on, by=request.viewer, request_id=request_id):
        messages.success(request, _("Passed on."))
    return redirect_after(request, "broker_desk")


@require_http_methods(["POST"])
def broker_handed_on(request: PatchworkRequest, passing_id: uuid.UUID) -> HttpResponse:
    if not rules.is_broker(request.viewer):
        raise Http404
    form = forms.ButtonForm(request.POST, viewer=request.viewer)
    if form.is_valid() and _done(form, broker.hand_on_answer, by=request.viewer, passing_id=passing_id):
        messages.success(request, _("Thank you. The answer has been given."))
    return redirect_after(request, "broker_desk")


@require_http_methods(["GET", "POST"])
def broker_passing(request: PatchworkRequest, passing_id: uuid.UUID) -> HttpResponse:
    """A colleague asks whether my service should be in touch: decide."""
    viewer = request.viewer
    passing = broker_desk.passing_or_none(passing_id, viewer)
    if passing is None:
        raise Http404
    audit.show(viewer, [passing.request.person], "card")
    form = forms.DecideForm(sent(request), viewer=viewer, person=passing.request.person)
    answer = rules.may_decide(viewer, passing)
    if form.is_valid() and _done(form, broker.decide, by=viewer, passing=passing, said=form.verdict()):
        messages.success(request, _("Thank you. The one who asked sees no difference, unless you came forward."))
        return redirect_after(request, "card", passing.request.person_id)
    context = {
        "passing": passing, "person": passing.request.person, "asker": passing.request.post, "form": form,
        "may_decide": answer, "declined": passing.decision == Decision.DECLINED,
    }  # fmt: skip
    return page(request, "oversight/passing.html", context=context)
