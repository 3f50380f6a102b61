"""One transaction a request: opened after sign-in is known, committed after rendering."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from patchwork import audit
from patchwork.access.entering import enter
from patchwork.kit.context import in_area
from patchwork.kit.requests import PatchworkRequest

AROUND_A_PERSON = {
    "involvement_id", "contact_id", "attention_id", "invitation_id", "agreement_id", "glass_id", "exclusion_id",
    "question_id", "passing_id", "merge_id",
}  # fmt: skip
"""Parts of addresses that name a row about a person. Guessing at them is recorded as guessing at persons is."""


class OneTransaction:
    """Sets area, account, time zone and language; writes the audit row; a failure rolls back whole.

    What was shown and what is written commit together with their audit rows, or neither happens.
    A refusal (404 on a person) rolls back too and is audited in a transaction of its own before the answer leaves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PatchworkRequest) -> HttpResponse:
        now = timezone.now()
        with transaction.atomic(), audit.gathering() as gathered:
            request.viewer, request.post_acted_in = enter(request, now=now)
            request.failure = None
            with _language_and_time(request):
                response = self.get_response(request)
            if request.failure is not None or response.status_code >= 500:
                transaction.set_rollback(True)
                gathered.forget()
            elif not 300 <= response.status_code < 400:  # a redirect shows nobody; the deed has its own event
                gathered.write(request.viewer, kind=_name(request))
        if response.status_code == 404:
            self._audit_refusal(request)
        return response

    def process_exception(self, request: PatchworkRequest, exception: Exception) -> None:
        request.failure = exception

    def _audit_refusal(self, request: PatchworkRequest) -> None:
        """One event for each thing asked for by its id, whether it is denied or not there at all."""
        asked_for = request.resolver_match.kwargs if request.resolver_match else {}
        person = getattr(request.failure, "person_asked_for", None) or asked_for.get("person_id")
        if request.viewer is not None and (person is not None or asked_for.keys() & AROUND_A_PERSON):
            with in_area(request.viewer.area_id, request.viewer.account_id):
                audit.record(f"refused:{_name(request)}", by=request.viewer, persons=[person] if person else [])


def _name(request: PatchworkRequest) -> str:
    match = request.resolver_match
    return match.view_name if match else "unknown"


class _language_and_time:
    def __init__(self, request: PatchworkRequest) -> None:
        self.post = request.post_acted_in

    def __enter__(self) -> None:
        if self.post is not None:
            timezone.activate(self.post.area.zone)
            translation.activate(self.post.account.language or self.post.area.language)

    def __exit__(self, *problem: object) -> None:
        timezone.deactivate()
