"""Pages of hub and privacy officer, of a supervisor who unlocks, and the question "was it you?"."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from patchwork import access
from patchwork.access import View
from patchwork.access.forms import DeedForm
from patchwork.kit.pages import attempt, page, redirect_after, sent
from patchwork.kit.requests import PatchworkRequest
from patchwork.oversight import broker_desk, desks, forms, limits, record, rules, watching
from patchwork.oversight.models import DetectorHit
from patchwork.people.quotas import Limit
from patchwork.people.rules import is_hub, is_privacy


def _watching(request: PatchworkRequest) -> None:
    if not rules.watches(request.viewer):
        raise Http404


def _desk(request: PatchworkRequest, template: str, here: str, **context: object) -> HttpResponse:
    viewer = request.viewer
    known = {"tabs": desks.tabs(viewer, here), "is_hub": is_hub(viewer), "is_privacy": is_privacy(viewer)}
    return page(request, template, context={**known, **context})


def _done(form: DeedForm, action: Callable[..., object], **given: object) -> bool:
    return attempt(form, action, **given) is not None


def _number(request: PatchworkRequest) -> int:
    text = request.GET.get("page", "1")
    return min(int(text), 1000) if text.isascii() and text.isdigit() and 0 < len(text) < 5 and int(text) else 1


def _next(request: PatchworkRequest, number: int) -> str:
    asked = request.GET.copy()
    asked["page"] = str(number + 1)
    return f"?{asked.urlencode()}"


@require_safe
def hub_desk(request: PatchworkRequest) -> HttpResponse:
    if not is_hub(request.viewer):
        raise Http404
    return _desk(request, "oversight/desk.html", "hub_desk", figures=desks.figures(request.viewer))


@require_safe
def privacy_desk(request: PatchworkRequest) -> HttpResponse:
    if not is_privacy(request.viewer):
        raise Http404
    return _desk(request, "oversight/desk.html", "privacy_desk", figures=desks.figures(request.viewer))


@require_safe
def looked(request: PatchworkRequest) -> HttpResponse:
    """Who searched and opened whom."""
    _watching(request)
    form = forms.RecordFilter(request.GET or None, viewer=request.viewer)
    number = _number(request)
    found = record.record_page(request.viewer, form.narrowing(), number=number)
    return _desk(request, "oversight/looked.html", "looked", filters=form, found=found, next_url=_next(request, number))


@require_safe
def provisional(request: PatchworkRequest) -> HttpResponse:
    _watching(request)
    lines = desks.provisional_lines(request.viewer)
    return _desk(request, "oversight/provisional.html", "provisional", lines=lines)


@require_safe
def hub_broker(request: PatchworkRequest) -> HttpResponse:
    _watching(request)
    lines = broker_desk.request_lines(request.viewer)
    return _desk(request, "oversight/requests.html", "hub_broker", lines=lines)


@require_http_methods(["GET", "POST"])
def hits(request: PatchworkRequest) -> HttpResponse:
    """What stands out; pressing the button goes through yesterday and today now."""
    _watching(request)
    viewer = request.viewer
    form = forms.ButtonForm(sent(request), viewer=viewer)
    if request.method == "POST" and not is_privacy(viewer):
        raise Http404
    if form.is_valid() and (found := attempt(form, watching.look_now, by=viewer)) is not None:
        messages.success(
            request, ngettext("%d thing is new.", "%d things are new.", found) % found if found else _("Nothing new.")
        )
        return redirect_after(request, "hits")
    number = _number(request)
    lines, more = watching.hit_lines(viewer, number=number)
    notes = desks.not_me(viewer).select_related("account", "post__service__organisation").order_by("answered_at")
    return _desk(
        request, "oversight/hits.html", "hits", form=form, lines=lines, notes=notes,
        next_url=_next(request, number) if more else "",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def close_hit(request: PatchworkRequest, hit_id: uuid.UUID) -> HttpResponse:
    viewer = request.viewer
    if not is_privacy(viewer):
        raise Http404
    hit = get_object_or_404(access.scope(DetectorHit.objects.all(), viewer, View.CARD), pk=hit_id)
    form = forms.CloseForm(sent(request), viewer=viewer)
    if form.is_valid() and _done(form, watching.close_hit, by=viewer, hit=hit, words=form.cleaned_data["words"]):
        messages.success(request, _("Closed. It stays in the record."))
        return redirect_after(request, "hits")
    return page(request, "oversight/close_hit.html", context={"form": form, "hit": hit})


@require_http_methods(["POST"])
def looked_into(request: PatchworkRequest, note_id: uuid.UUID) -> HttpResponse:
    viewer = request.viewer
    if not is_privacy(viewer):
        raise Http404
    note = get_object_or_404(desks.not_me(viewer), pk=note_id)
    form = forms.ButtonForm(request.POST, viewer=viewer)
    if form.is_valid() and _done(form, watching.looked_into, by=viewer, note=note):
        messages.success(request, _("Noted that you have followed it up."))
    return redirect_after(request, "hits")


@require_http_methods(["GET", "POST"])
def was_it_you(request: PatchworkRequest, note_id: uuid.UUID) -> HttpResponse:
    """Yesterday's opens: was it you? Two buttons."""
    viewer = request.viewer
    note = watching.question(note_id, viewer) if viewer is not None else None
    if note is None:
        raise Http404
    form = forms.ButtonForm(sent(request), viewer=viewer)
    said = request.POST.get("was_me")
    if (
        form.is_valid()
        and said in ("yes", "no")
        and _done(form, watching.answer, by=viewer, note=note, was_me=said == "yes")
    ):
        thanks = (
            _("Thank you.") if said == "yes" else _("Thank you. The privacy officer has been told and will call you.")
        )
        messages.success(request, thanks)
        return redirect_after(request, "home")
    context = {"note": note, "form": form, "moments": watching.moments(note)}
    return page(request, "oversight/was_it_you.html", context=context)


@require_http_methods(["GET", "POST"])
def team_limits(request: PatchworkRequest) -> HttpResponse:
    """Colleagues who stand still at a limit: unlock."""
    viewer = request.viewer
    if not limits.unlocks(viewer):
        raise Http404
    form = forms.UnlockForm(sent(request), viewer=viewer)
    if form.is_valid():
        post = get_object_or_404(limits.in_charge_of(viewer), pk=form.cleaned_data["post"])
        if _done(form, limits.unlock, by=viewer, post=post, limit=Limit(form.cleaned_data["limit"])):
            messages.success(request, _("Unlocked. They can go on."))
            return redirect_after(request, "team_limits")
    return page(request, "oversight/limits.html", context={"form": form, "stopped": limits.stopped(viewer)})
