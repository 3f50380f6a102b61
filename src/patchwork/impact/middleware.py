"""The time from sign-in to a number: once a sign-in, noticed from outside as a page with numbers goes out."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpResponse

from patchwork.impact import asking
from patchwork.impact.counting import count
from patchwork.impact.listening import SIGNED_IN_AT
from patchwork.impact.measures import TIME_TO_NUMBER, time_bucket
from patchwork.kit.requests import PatchworkRequest

WITH_NUMBERS = frozenset({"person", "family_team", "practitioner", "service"})
"""Pages whose point is a colleague's number."""


class TimeToNumber:
    """Stands inside the request's transaction, so that nothing is counted of an answer that was not given."""

    def __init__(self, get_response: Callable[[PatchworkRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PatchworkRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 200 and _shows_numbers(request) and request.viewer is not None:
            _note(request)
        return response


def _shows_numbers(request: PatchworkRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.view_name in WITH_NUMBERS


def _note(request: PatchworkRequest) -> None:
    since = request.session.get(SIGNED_IN_AT)
    if since is None:
        return
    del request.session[SIGNED_IN_AT]
    count(TIME_TO_NUMBER, by=request.viewer, bucket=time_bucket(time.time() - since))
    if asking.due(request.viewer):
        request.session[asking.ASK] = True
