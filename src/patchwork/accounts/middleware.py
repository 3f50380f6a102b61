"""The gate: no page without a second factor, none on a locked phone, none after twelve hours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from patchwork.accounts import standing
from patchwork.accounts.models import Account
from patchwork.accounts.standing import Standing

ALWAYS = frozenset({"health", "account_logout", "demo_sign_in"})
"""Open to every signed-in session, however it stands."""

WHILE_ENROLLING = ALWAYS | {
    "second_factor", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_set_password",
}  # fmt: skip
"""Open before the second factor is set up: only what sets it up."""

WHILE_LOCKED = ALWAYS | {"unlock"}

RETURN_TO = "unlock_to"


class Gate:
    """Closed by default: a page opens only when the session stands open, or the page is named above."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        account = request.user
        if not isinstance(account, Account):
            return None  # LoginRequiredMiddleware has decided
        now, name = timezone.now(), request.resolver_match.view_name if request.resolver_match else ""
        match standing.standing(request.session, account, now=now):
            case Standing.OPEN:
                standing.in_use(request.session, now=now)
                return None
            case Standing.NO_SECOND_FACTOR:
                return None if name in WHILE_ENROLLING else redirect("second_factor")
            case Standing.LOCKED:
                return None if name in WHILE_LOCKED else _locked(request)
            case Standing.OVER:
                logout(request)
                return None if not getattr(view, "login_required", True) else redirect_to_login(request.get_full_path())


def _locked(request: HttpRequest) -> HttpResponse:
    """To the unlock page, remembering where from. The address is kept in the session, not in the new address."""
    standing.lock(request.session)
    request.session[RETURN_TO] = _place(request)
    return redirect("unlock")


def _place(request: HttpRequest) -> str:
    """Where to return to: this page, or for a deed the page it was sent from."""
    if request.method in {"GET", "HEAD"} and "HX-Request" not in request.headers:
        return request.get_full_path()
    before = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return before if safe else reverse("home")
