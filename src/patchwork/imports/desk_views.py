"""The organisation's desk of lists: how each is read, and the keys of its systems. Numbers of rows, and no person."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from patchwork.access.forms import DeedForm
from patchwork.directory import desks
from patchwork.directory.desk_pages import Deed, do, reads_and_writes
from patchwork.directory.models import Organisation, Service
from patchwork.imports import forms, queries, rules, settings_actions, tokens
from patchwork.imports.models import Feed, FeedToken
from patchwork.kit.pages import attempt, page, redirect_after, said_and_back, sent
from patchwork.kit.requests import PatchworkRequest


def _own_or_404(request: PatchworkRequest, organisation_id: uuid.UUID) -> Organisation:
    viewer = request.viewer
    if viewer is None or not rules.administers(viewer) or organisation_id != viewer.organisation_id:
        raise Http404
    return desks.organisation_or_404(organisation_id, viewer=viewer)


@require_safe
def organisation_lists(request: PatchworkRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """How the list of each service stands, and the keys that are in use."""
    organisation = _own_or_404(request, organisation_id)
    context = {
        "organisation": organisation,
        "tabs": desks.organisation_tabs(organisation, request.viewer, "organisation_lists"),
        "lines": queries.feeds_of(organisation_id, viewer=request.viewer),
        "tokens": FeedToken.objects.filter(organisation=organisation).order_by("revoked_at", "-made_at", "pk"),
    }
    return page(request, "imports/organisation_lists.html", context=context)


@reads_and_writes
def list_settings(request: PatchworkRequest, organisation_id: uuid.UUID, service_id: uuid.UUID) -> HttpResponse:
    """How the list of one service is read."""
    _own_or_404(request, organisation_id)
    services = Service.objects.select_related("organisation", "area").filter(organisation=organisation_id)
    service = get_object_or_404(services, pk=service_id, area_id=request.viewer.area_id)
    if not rules.may_set_up(request.viewer, service):
        raise Http404
    feed = Feed.objects.filter(service=service).first() or Feed(area_id=service.area_id, service=service)
    form = forms.SettingsForm(sent(request), viewer=request.viewer, feed=feed, service=service)
    deed = Deed(
        _("Lists of %(name)s") % {"name": service.name}, _("Save"), settings_actions.change_feed,
        reverse("organisation_lists", args=[organisation_id]), _("Saved."),
    )  # fmt: skip
    return do(request, deed, form, lambda: {"service": service, **form.cleaned_data})


@reads_and_writes
def make_list_key(request: PatchworkRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """A key for a system. Its text is on this answer and nowhere else again."""
    organisation = _own_or_404(request, organisation_id)
    form = forms.TokenForm(sent(request), viewer=request.viewer)
    back = reverse("organisation_lists", args=[organisation_id])
    if form.is_valid():
        made = attempt(
            form, tokens.make_token, by=request.viewer, organisation_id=organisation.pk,
            name=form.cleaned_data["name"],
        )  # fmt: skip
        if made is not None:
            return page(request, "imports/key.html", context={"token": made[0], "secret": made[1], "back": back})
    context = {"title": _("A key for a system"), "button": _("Make the key"), "form": form, "cancel_url": back}
    return page(request, "kit/form_page.html", context=context)


@require_POST
def revoke_list_key(request: PatchworkRequest, organisation_id: uuid.UUID, key_id: uuid.UUID) -> HttpResponse:
    """Take a key back."""
    organisation = _own_or_404(request, organisation_id)
    token = get_object_or_404(FeedToken, pk=key_id, organisation=organisation)
    form = DeedForm(request.POST, viewer=request.viewer)
    if form.is_valid() and attempt(form, tokens.revoke_token, by=request.viewer, token=token) is not None:
        messages.success(request, _("Taken back. It opens nothing from now on."))
        return redirect_after(request, "organisation_lists", organisation_id)
    return said_and_back(request, form, "organisation_lists", organisation_id)
