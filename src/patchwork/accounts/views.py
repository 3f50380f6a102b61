"""The account itself: second factor, preferences, unlocking a phone."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from fido2.webauthn import UserVerificationRequirement

from patchwork.accounts import actions, devices, standing
from patchwork.accounts.forms import LanguageForm, PasskeyAgainForm
from patchwork.accounts.middleware import RETURN_TO
from patchwork.accounts.models import Account
from patchwork.kit.pages import page, redirect_after, sent
from patchwork.kit.requests import PatchworkRequest


@require_safe
def second_factor(request: PatchworkRequest) -> HttpResponse:
    """Choose a second factor. There is no way past it."""
    account = account_of(request)
    if standing.standing(request.session, account, now=timezone.now()) is not standing.Standing.NO_SECOND_FACTOR:
        return redirect("mfa_index")
    return page(request, "accounts/second_factor.html", context={"has_password": account.has_usable_password()})


# -- preferences


@require_http_methods(["GET", "POST"])
def preferences(request: PatchworkRequest) -> HttpResponse:
    """Language, ways to sign in, and where else one is signed in."""
    account = account_of(request)
    form = LanguageForm(sent(request), account=account)
    if form.is_valid():
        account.language = form.cleaned_data["language"]
        account.save(update_fields=["language"])
        messages.success(request, _("Saved."))
        return redirect_after(request, "preferences")
    context = {"form": form, "email": account.email, **_ways(account), "elsewhere": devices.elsewhere(request, account)}
    return page(request, "accounts/preferences.html", context=context)


def _ways(account: Account) -> dict[str, Any]:
    kinds = list(Authenticator.objects.filter(user=account).values_list("type", flat=True))
    return {
        "has_password": account.has_usable_password(),
        "has_app": Authenticator.Type.TOTP in kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_codes": Authenticator.Type.RECOVERY_CODES in kinds,
    }


@require_POST
@reauthentication_required
def end_other_sessions(request: PatchworkRequest) -> HttpResponse:
    """Sign out everywhere but here. Who signed in more than five minutes ago is asked again first, and led on here."""
    actions.end_sessions_elsewhere(account_of(request), here=request.session.session_key)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect_after(request, "preferences")


# -- setting up


class SetUpApp(ActivateTOTPView):
    """As allauth's, whose signal comes only after the commit: the very next page needs to know."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        standing.second_factor_done(self.request.session, account_of(self.request))
        return response


class AddPasskey(AddWebAuthnView):
    """As allauth's, but every passkey is asked to know its owner and to be found without a name."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["js_data"] = {"creation_options": auth.begin_registration(account_of(self.request), True)}
        return context


class RemovePasskey(RemoveWebAuthnView):
    """As allauth's, but never the last second factor."""

    def form_valid(self, form: Any) -> HttpResponse:
        if not get_adapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, _("This is your only second factor: set up another one first."))
            return redirect("mfa_list_webauthn")
        response: HttpResponse = super().form_valid(form)
        return response


# -- a locked phone


@require_http_methods(["GET", "POST"])
def unlock(request: PatchworkRequest) -> HttpResponse:
    """Fingerprint, face or screen lock opens the page one was on. Nothing else is shown until then."""
    account, now = account_of(request), timezone.now()
    if not standing.is_locked(request.session, now=now):
        return redirect(_way_back(request))
    form = PasskeyAgainForm(sent(request), user=account)
    if form.is_valid():
        _unlocked(request, form.cleaned_data["credential"])
        return redirect_after(request, _way_back(request))
    context = {"form": form, "js_data": {"request_options": _challenge(account)}}
    return page(request, "accounts/unlock.html", context=context)


def _challenge(account: Account) -> dict[str, Any]:
    """As `auth.begin_authentication`, but the phone must know its owner, not merely be there."""
    options, state = auth.get_server().authenticate_begin(
        credentials=auth.get_credentials(account), user_verification=UserVerificationRequirement.REQUIRED
    )
    auth.set_state(state)
    return dict(options)


def _unlocked(request: PatchworkRequest, passkey: Authenticator) -> None:
    passkey.record_usage()
    record_authentication(request, passkey.user, "mfa", id=passkey.pk, type=passkey.type, reauthenticated=True)
    standing.unlock(request.session, now=timezone.now())


def _way_back(request: PatchworkRequest) -> str:
    back = str(request.session.pop(RETURN_TO, "/"))
    return back if url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()) else "/"


def account_of(request: HttpRequest) -> Account:
    """Who is signed in; only for views that need a sign-in."""
    assert isinstance(request.user, Account)  # LoginRequiredMiddleware
    return request.user
