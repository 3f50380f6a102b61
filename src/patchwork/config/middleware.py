"""Headers that every answer carries, and methods that none has."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

PERMISSIONS = (
    "accelerometer=(), autoplay=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=(), "
    "publickey-credentials-get=(self), publickey-credentials-create=(self)"
)
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
"""No page knows another. TRACE would send a request's own headers back to whoever tricked a browser into it."""


class Headers:
    """Permissions-Policy always; no-store unless a view says that its answer may be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = request.method in METHODS
        response = self.get_response(request) if known else HttpResponseNotAllowed(METHODS)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cache-Control", "no-store")
        if _signs_out(request, response):
            response["Clear-Site-Data"] = '"cache"'  # faces of colleagues are all that a browser may have kept
        return response


def _signs_out(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    return bool(
        match and match.view_name == "account_logout" and request.method == "POST" and response.status_code == 302
    )
