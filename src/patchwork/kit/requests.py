"""What our middleware adds to a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class PatchworkRequest(HttpRequest):
    """A request after our middleware. `viewer` and `post_acted_in` are None until a post is acted in."""

    viewer: Any  # access.Viewer | None: kit names no domain types
    post_acted_in: Any  # directory.Post | None
    failure: Exception | None
    htmx: HtmxDetails
