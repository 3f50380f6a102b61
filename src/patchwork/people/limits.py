"""What a page answers when somebody has looked around too much: a page that helps, not an error."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from patchwork.kit.pages import page
from patchwork.people import quotas

if TYPE_CHECKING:
    from django.http import HttpResponse

    from patchwork.kit.requests import PatchworkRequest

TOO_MANY = 429


def helps_at_the_limit(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Around a view that may raise `quotas.OverLimit`: the refusal is kept and told."""

    @wraps(view)
    def limited(request: PatchworkRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except quotas.OverLimit as over:
            quotas.note_refusal(request.viewer, over.limit)
            return page(request, "people/limit.html", status=TOO_MANY, context={"limit": over.limit})

    return limited
