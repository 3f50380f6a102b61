"""Finding services and colleagues. No person supported is named on these pages."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from patchwork.directory import finding, queries
from patchwork.directory.forms import SearchForm
from patchwork.kit.pages import page
from patchwork.kit.requests import PatchworkRequest

type View = Callable[..., HttpResponse]


def acting(view: View) -> View:
    """Only for those who act in a post that is in date; for all others the page does not exist."""

    @wraps(view)
    def inside(request: PatchworkRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.viewer is None or not request.viewer.is_active:
            raise Http404
        return view(request, *args, **kwargs)

    return inside


@require_safe
@acting
def directory(request: PatchworkRequest) -> HttpResponse:
    """Find by name, role, place or need; without a question, the kinds of service there are."""
    form = SearchForm(request.GET, viewer=request.viewer)
    asked = form.search() if form.is_valid() else None
    context: dict[str, Any] = {"form": form}
    if asked is not None and asked.is_empty:
        context["headings"] = queries.kinds_in_use(request.viewer)
    elif asked is not None:
        context |= {"asked": asked, "found": finding.find(asked, viewer=request.viewer), "more_url": form.more_url()}
    return page(request, "directory/directory.html", context=context)


@require_safe
@acting
def service(request: PatchworkRequest, service_id: uuid.UUID) -> HttpResponse:
    """A service: its duty line first, then the people one may name."""
    return page(request, "directory/service.html", context=queries.service_page(service_id, viewer=request.viewer))


@require_safe
@acting
def practitioner(request: PatchworkRequest, post_id: uuid.UUID) -> HttpResponse:
    """A colleague's contact card."""
    return page(
        request, "directory/practitioner.html", context=queries.practitioner_page(post_id, viewer=request.viewer)
    )


@require_safe
@acting
def role(request: PatchworkRequest, code: str) -> HttpResponse:
    """What a role does, when to call, what it cannot do, and who holds it here."""
    return page(request, "directory/role.html", context=queries.role_page(code, viewer=request.viewer))
