"""How allauth behaves here: nobody signs up by themselves, and mails go through the outbox."""

from __future__ import annotations

import base64
import time
from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from patchwork.accounts import devices, notices, standing
from patchwork.accounts.signals import FACTORS
from patchwork.kit.crypto import Place, seal, unseal

SECRETS = Place(area=0, table="mfa_authenticator", row="", column="data")


class InvitedOnly(DefaultAccountAdapter):
    """Accounts are made only by accepting an invitation."""

    TOLD: ClassVar[dict[str, str]] = {
        "account/messages/password_changed.txt": _("Your password is changed."),
        "account/messages/password_set.txt": _("Your password is set."),
        "mfa/messages/totp_activated.txt": _("Your authenticator app is set up."),
        "mfa/messages/totp_deactivated.txt": _("Your authenticator app is no longer used."),
        "mfa/messages/webauthn_added.txt": _("Your passkey is set up."),
        "mfa/messages/webauthn_removed.txt": _("That passkey no longer works."),
        "mfa/messages/recovery_codes_generated.txt": _("You have new recovery codes."),
    }
    """The messages worth saying, in our words; allauth's others are not shown."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **_kwargs: Any) -> bool:
        """Signing in within the last five minutes is as good as being asked again."""
        request, timeout = context.request, app_settings.REAUTHENTICATION_TIMEOUT
        if standing.signed_in_within(request.session, timeout, now=timezone.now()):
            return False
        records = get_authentication_records(request, request.user)
        return not any(time.time() - record["at"] < timeout for record in records)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None,
        message_context: Any = None, extra_tags: str = "", message: str | None = None,
    ) -> None:  # fmt: skip
        words = message or gettext(self.TOLD.get(message_template or "", "")) if message or message_template else ""
        if words:
            messages.add_message(request, level, words, extra_tags=extra_tags)

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """Through the outbox: an address that is known takes no longer to answer than one that is not."""
        notices.tell_of_password_reset(user)

    def send_notification_mail(self, template_prefix: str, user: Any, *_args: Any, **_kwargs: Any) -> None:
        notices.tell_of_change(user, template_prefix.rpartition("/")[2])

    def get_client_ip(self, request: HttpRequest) -> str:
        """Behind a socket there is none to be known; nobody is locked out for that."""
        try:
            return str(super().get_client_ip(request))
        except PermissionDenied:
            return "0.0.0.0"  # noqa: S104 - not an address we listen on


class SecondFactorAdapter(DefaultMFAAdapter):
    """Passkeys and authenticator apps under our own name, their secrets sealed."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text.encode(), SECRETS)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(base64.b64decode(encrypted_text), SECRETS).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one: there is no page without a second factor."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTORS)
        return bool(others.exclude(pk=authenticator.pk).exists())

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """A passkey is called after the device it is made on."""
        return devices.words(context.request.headers.get("User-Agent", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().partition(":")[0], "name": "Patchwork"}
