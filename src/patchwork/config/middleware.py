"""Headers that every answer carries, methods that none has, and a line in the log for what was refused."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

PERMISSIONS = (
    "accelerometer=(), autoplay=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=(), "
    "publickey-credentials-get=(self), publickey-credentials-create=(self)"
)
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
"""No page knows another. TRACE would send a request's own headers back to whoever tricked a browser into it."""

REFUSED = frozenset({403, 405, 422, 429})
"""Refused by a form, a missing token, a limit. A person who is not there for somebody (404) is in the audit."""

log = logging.getLogger(__name__)


class Headers:
    """Permissions-Policy always; no-store unless a view says that its answer may be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = request.method in METHODS
        response = self.get_response(request) if known else HttpResponseNotAllowed(METHODS)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cache-Control", "no-store")
        if response.status_code in REFUSED:
            _note(request, response.status_code)
        if _signs_out(request, response):
            response["Clear-Site-Data"] = '"cache"'  # faces of colleagues are all that a browser may have kept
        return response


def _signs_out(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    return bool(
        match and match.view_name == "account_logout" and request.method == "POST" and response.status_code == 302
    )


def _note(request: HttpRequest, status: int) -> None:
    """Which page, by which account: whoever tries one thing after the other shows in a row. Never what was sent."""
    page = request.resolver_match.view_name if request.resolver_match else "no page"
    session = getattr(request, "session", None)
    account = session.get(SESSION_KEY) if session is not None else None
    log.info("refused: %s with %s, account %s", page, status, account or "none")
