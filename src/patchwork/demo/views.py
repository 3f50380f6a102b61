"""Signing in as one of the cast, and reading the mails that were sent. Only in a demonstration: else 404."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from patchwork.demo import kept_mail, lists, signing_in
from patchwork.imports.rules import has_lists
from patchwork.kit.pages import page, redirect_after
from patchwork.kit.requests import PatchworkRequest

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MAIL_POLICY: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "sandbox": ["allow-top-navigation-by-user-activation"],
}

type View = Callable[..., HttpResponse]


def demonstration_only(view: View) -> View:
    """Outside a demonstration the page does not exist."""

    @wraps(view)
    def inside(request: PatchworkRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not signing_in.is_open():
            raise Http404
        return view(request, *args, **kwargs)

    return inside


@csrf_exempt  # scripts sign in too, and there is nothing here but invented people
@login_not_required
@demonstration_only
@require_POST
def sign_in(request: PatchworkRequest) -> HttpResponse:
    """Sign in as `who`, a short name of the cast."""
    account = signing_in.account_of(request.POST.get("who", "").strip().lower()[:40])
    if account is None:
        raise Http404
    login(request, account, backend=BACKEND)
    return redirect_after(request, "/")


@demonstration_only
@require_safe
def example_list(request: PatchworkRequest) -> HttpResponse:
    """An invented list of the service's, to try sending."""
    if not has_lists(request.viewer):
        raise Http404
    response = HttpResponse("\ufeff" + lists.example(request.viewer), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="an-invented-list.csv"'
    return response


@login_not_required
@demonstration_only
@require_safe
def mail(request: PatchworkRequest) -> HttpResponse:
    """Every mail that was sent, newest first."""
    return page(request, "demo/mail.html", context={"mails": kept_mail.newest(100)})


@login_not_required
@demonstration_only
@require_safe
def one_mail(request: PatchworkRequest, name: str) -> HttpResponse:
    """One mail as text."""
    return page(request, "demo/one_mail.html", context={"mail": kept_mail.read(name) or _absent()})


@login_not_required
@demonstration_only
@csp_override(MAIL_POLICY)
@require_safe
def mail_as_html(request: PatchworkRequest, name: str) -> HttpResponse:
    """One mail as a mail program shows it; no script of it can run."""
    found = kept_mail.read(name) or _absent()
    return HttpResponse(found.html or _absent())


def _absent() -> Any:
    raise Http404
