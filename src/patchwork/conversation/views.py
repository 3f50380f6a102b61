"""Raising attention, and the bell: what waits for me, what I sent and who has seen it."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patchwork import access, audit
from patchwork.access import View
from patchwork.conversation import actions, queries, rules
from patchwork.conversation.forms import OneButton, Prefill, RaiseForm
from patchwork.conversation.models import Attention
from patchwork.kit.answers import Refused
from patchwork.kit.pages import attempt, page, redirect_after, sent
from patchwork.kit.requests import PatchworkRequest
from patchwork.notifications import marking
from patchwork.notifications import queries as bell
from patchwork.people.models import Person
from patchwork.people.queries import person_or_404


@require_http_methods(["GET", "POST"])
def raise_attention(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    viewer = request.viewer
    person = person_or_404(person_id, viewer=viewer, view=View.TEAM)
    audit.show(viewer, [person], "team")
    team = queries.reachable(person, viewer)
    whole_team = bool(rules.may_nudge_whole_team(viewer, person))
    form = RaiseForm(
        sent(request), viewer=viewer, team=team, whole_team=whole_team, initial=Prefill(request.GET).choices()
    )
    if form.is_valid() and (
        raised := attempt(form, actions.raise_attention, by=viewer, person=person, **form.cleaned_data)
    ):
        _say_raised(request, raised)
        return redirect_after(request, _page_of(person))
    return page(
        request, "conversation/raise.html",
        context={
            "form": form, "person": person, "team": team, "cancel_url": _page_of(person),
            "answer": rules.may_raise_attention(viewer, person),
        },
    )  # fmt: skip


def _say_raised(request: PatchworkRequest, attention: Attention) -> None:
    told = attention.recipients.count()
    words = ngettext("%(n)d colleague has been told.", "%(n)d colleagues have been told.", told) % {"n": told}
    messages.success(request, words, extra_tags="undo=" + reverse("withdraw_attention", args=[attention.pk]))


def _page_of(person: Person) -> str:
    try:
        return reverse("person", args=[person.pk])
    except NoReverseMatch:
        return reverse("attentions")


@require_GET
def attentions(request: PatchworkRequest) -> HttpResponse:
    """What waits for me, and what I sent."""
    viewer = request.viewer
    return page(
        request, "conversation/attentions.html",
        context={
            "nudges": queries.nudges_for(viewer),
            "lines": queries.lines_for(viewer),
            "sent": queries.sent_by(viewer),
        },
    )  # fmt: skip


@require_POST
def acknowledge(request: PatchworkRequest, attention_id: uuid.UUID) -> HttpResponse:
    return _pressed(request, actions.acknowledge, attention=_visible(request, attention_id))


@require_POST
def withdraw_attention(request: PatchworkRequest, attention_id: uuid.UUID) -> HttpResponse:
    response = _pressed(request, actions.withdraw, attention=_visible(request, attention_id))
    if response.status_code == 303:
        messages.info(request, _("Taken back. Nobody sees it any more."))
    return response


@require_POST
def notice_read(request: PatchworkRequest, notice_id: uuid.UUID) -> HttpResponse:
    if not bell.at_bell(request.viewer).filter(public_id=notice_id).exists():
        raise Http404
    return _pressed(request, marking.mark_read, notice=notice_id)


@require_POST
def notices_read(request: PatchworkRequest) -> HttpResponse:
    return _pressed(request, marking.mark_all_read)


def _visible(request: PatchworkRequest, attention_id: uuid.UUID) -> Attention:
    rows = access.scope(Attention.objects.filter(pk=attention_id), request.viewer, View.TEAM)
    attention = rows.select_related("audience").first()
    if attention is None:
        raise Http404
    return attention


def _pressed(request: PatchworkRequest, deed: Callable[..., object], **about: object) -> HttpResponse:
    """One button: the deed is done and one is back at the bell; not mine to do looks like absent."""
    form = OneButton(request.POST, viewer=request.viewer)
    if not form.is_valid():
        return page(request, "conversation/pressed.html", context={"form": form})
    try:
        deed(by=request.viewer, **about)
    except Refused as refusal:
        raise Http404 from refusal
    return redirect_after(request, "attentions")
