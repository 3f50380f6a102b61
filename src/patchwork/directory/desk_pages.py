"""What the pages of every desk share: for whom they exist, and the page that is one form and one deed.

For everybody else these pages do not exist (404).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from patchwork.directory import desks, proposals, rules
from patchwork.directory.deed_forms import DeedForm
from patchwork.directory.models import Organisation
from patchwork.directory.viewing import Viewer
from patchwork.directory.views import View, acting
from patchwork.kit.pages import attempt, page, redirect_after, sent
from patchwork.kit.requests import PatchworkRequest

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


def _only(fits: Callable[[Viewer], Any]) -> Callable[[View], View]:
    """The page exists for those who act in a post that fits. Which rows they reach there is `rules`'s."""

    def kept(view: View) -> View:
        @wraps(view)
        def inside(request: PatchworkRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not fits(request.viewer):
                raise Http404
            return view(request, *args, **kwargs)

        return acting(inside)

    return kept


desk = _only(rules.administers)
"""For administrators, of an organisation or of the area."""
area_only = _only(rules.may_run_area)
"""For the area's administrators."""
deciders = _only(lambda viewer: viewer.powers & set(proposals.DECIDERS))
"""For those who may be the second person: administrators and the privacy officer."""


# -- one person's deed


@dataclass(frozen=True, slots=True)
class Deed:
    """A page that is one form: what it is called, what it does, and where it leads."""

    title: str
    button: str
    action: Callable[..., Any]
    back: str
    done: str
    lead: str = ""
    danger: bool = False
    undo: str = ""


def do(
    request: PatchworkRequest,
    deed: Deed,
    form: forms.Form,
    values: Callable[[], dict[str, Any]],
    *,
    template: str = "kit/form_page.html",
    **context: Any,
) -> HttpResponse:
    """Show the form; when sent and good, do the deed and go back; a refusal stands in the form with what was typed."""
    if form.is_valid() and attempt(form, deed.action, by=request.viewer, **values()) is not None:
        return _back(request, deed.back, deed.done, deed.undo)
    shown = {"title": deed.title, "lead": deed.lead, "text": deed.lead, "button": deed.button, "danger": deed.danger}
    return page(request, template, context={"form": form, "cancel_url": deed.back, **shown, **context})


def press(request: PatchworkRequest, deed: Deed, **values: Any) -> HttpResponse:
    """A deed without any field: asked once on GET, done on POST."""
    form = DeedForm(sent(request), viewer=request.viewer)
    return do(request, deed, form, lambda: values, template="kit/confirm.html")


def _back(request: PatchworkRequest, to: str, words: str, undo: str) -> HttpResponse:
    messages.success(request, words, extra_tags=f"undo={undo}" if undo else "")
    return redirect_after(request, to)


# -- what takes two people


@dataclass(frozen=True, slots=True)
class Asking:
    """A page on which a change is asked for that takes two people."""

    kind: str
    title: str
    back: str
    about: uuid.UUID | None = None


def ask_page(
    request: PatchworkRequest, asking: Asking, form: forms.Form, change: Callable[[], dict[str, Any]]
) -> HttpResponse:
    """Show the form with what waits already; when sent and good, ask and go back."""
    if form.is_valid() and (asked := ask(request, asking, form, change())):
        return asked
    waiting = desks.open_about(request.viewer, asking.about, (asking.kind,))
    context = {"title": asking.title, "cancel_url": asking.back, "button": _("Ask a second person"), "waiting": waiting}
    return page(request, "directory/desk/ask.html", context={"form": form, **context})


def ask(request: PatchworkRequest, asking: Asking, form: forms.Form, change: dict[str, Any]) -> HttpResponse | None:
    """Ask for a change; None after a refusal, which then stands in the form."""
    why = form.cleaned_data["why"]
    proposal = attempt(
        form, proposals.propose, by=request.viewer, kind=asking.kind, about=asking.about, change=change, why=why
    )
    if proposal is None:
        return None
    undo = reverse("withdraw_proposal", args=[proposal.pk])
    return _back(request, asking.back, _("Asked. It happens when a second person agrees."), undo)


# -- the frame around an organisation's pages, and the area's


def organisation_page(request: PatchworkRequest, here: str, organisation: Organisation, **context: Any) -> HttpResponse:
    """A page about one organisation, with its tabs."""
    tabs = desks.organisation_tabs(organisation, request.viewer, here)
    runs_area = bool(rules.may_run_area(request.viewer))
    known = {"organisation": organisation, "tabs": tabs, "runs_area": runs_area}
    return page(request, f"directory/desk/{here}.html", context={**known, **context})


def area_page(request: PatchworkRequest, here: str, **context: Any) -> HttpResponse:
    """A page about the area, with its tabs."""
    tabs = desks.area_tabs(request.viewer, here)
    heading = request.post_acted_in.area.name
    return page(request, f"directory/desk/{here}.html", context={"tabs": tabs, "heading": heading, **context})
