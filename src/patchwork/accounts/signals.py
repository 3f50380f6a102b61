"""What signing in, and gaining or losing a second factor, leaves in the session."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from patchwork.accounts import standing
from patchwork.accounts.models import Account

FACTORS = frozenset({Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN})


@receiver(user_logged_in)
def on_sign_in(sender: Any, request: HttpRequest, user: Account, **_: Any) -> None:
    now = timezone.now()
    standing.signed_in(request.session, now=now)
    standing.second_factor_gone(request.session)  # what was known of another session counts for nothing
    used = {record.get("type") for record in get_authentication_records(request, user) if record["method"] == "mfa"}
    if used:
        standing.second_factor_done(request.session, user)
    if Authenticator.Type.WEBAUTHN in used and standing.is_phone(request):
        standing.locks_when_idle(request, now=now)


@receiver(authenticator_added)
def on_added(sender: Any, request: HttpRequest, user: Account, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type in FACTORS:
        standing.second_factor_done(request.session, user)
    if authenticator.type == Authenticator.Type.WEBAUTHN and standing.is_phone(request):
        standing.locks_when_idle(request, now=timezone.now())


@receiver(authenticator_removed)
def on_removed(sender: Any, request: HttpRequest, user: Account, **_: Any) -> None:
    if not Authenticator.objects.filter(user=user, type__in=FACTORS).exists():
        standing.second_factor_gone(request.session)
