"""What signing in, and gaining or losing a second factor, leaves in the session and in the log."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from patchwork.accounts import standing
from patchwork.accounts.models import Account

log = logging.getLogger(__name__)

FACTORS = frozenset({Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN})


@receiver(user_logged_in)
def on_sign_in(sender: Any, request: HttpRequest, user: Account, **_: Any) -> None:
    now = timezone.now()
    standing.signed_in(request.session, now=now)
    standing.second_factor_gone(request.session)  # what was known of another session counts for nothing
    records = get_authentication_records(request, user)
    used = {record.get("type") for record in records if record["method"] == "mfa"}
    log.info("signed in: account %s by %s", user.pk, "+".join(str(r.get("type") or r["method"]) for r in records))
    if used:
        standing.second_factor_done(request.session, user)
    if Authenticator.Type.WEBAUTHN in used and standing.is_phone(request):
        standing.locks_when_idle(request, now=now)


@receiver(user_login_failed)
def on_refusal(sender: Any, credentials: dict[str, Any], **_: Any) -> None:
    """Tries at one address can be told to belong together; the address itself is not written."""
    address = str(credentials.get("email") or credentials.get("username") or "").casefold()
    log.warning(
        "sign-in refused: address mark %s",
        salted_hmac("patchwork.sign-in", address, algorithm="sha256").hexdigest()[:12],
    )


@receiver(user_logged_out)
def on_sign_out(sender: Any, user: Account | None, **_: Any) -> None:
    log.info("signed out: account %s", user.pk if user else "none")


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
