"""Proving that it is you, for one deed: a second factor given now, not remembered from five minutes ago."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import UserVerificationRequirement

from patchwork.accounts import standing
from patchwork.accounts.forms import CodeAgainForm, PasskeyAgainForm

if TYPE_CHECKING:
    from patchwork.accounts.models import Account

GOOD_FOR = timedelta(minutes=2)
"""Between giving the second factor and the deed it was given for: the same request."""


@dataclass(frozen=True, slots=True)
class Proof:
    """This account gave its second factor at this moment."""

    account_id: uuid.UUID
    at: datetime

    def is_good(self, account_id: uuid.UUID | None, now: datetime) -> bool:
        return self.account_id == account_id and timedelta(0) <= now - self.at <= GOOD_FOR


class ProvingForm(forms.Form):
    """Mixed into the form of a deed: a code or a passkey, asked for every time. Sets `proof` when it is valid.

    The factor is tried last, so that a forgotten word does not use up a code. The cast of a demonstration, who have
    no second factor, tick a box.
    """

    code = forms.CharField(
        label=_("Code from your authenticator app, or a recovery code"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "off"}),
    )  # fmt: skip
    credential = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20_000)
    is_me = forms.BooleanField(
        label=_("It is me (in a demonstration nobody has a second factor)"), required=False,
    )  # fmt: skip

    proof: Proof | None = None

    def begin(self, account: Account, *, now: datetime) -> None:
        """Say whose second factor is asked for. Call it right after making the form."""
        self.account, self.now = account, now
        kinds = set(Authenticator.objects.filter(user=account).values_list("type", flat=True))
        self.is_invented = standing.is_invented(account) and not kinds
        self.has_passkey = Authenticator.Type.WEBAUTHN in kinds
        self.has_code = bool(kinds - {Authenticator.Type.WEBAUTHN})
        if not self.is_invented:
            del self.fields["is_me"]
        if not self.has_code:
            del self.fields["code"]

    def challenge(self) -> dict[str, Any]:
        """What the browser is to ask a passkey; the passkey must know its owner, not merely be there."""
        options, state = auth.get_server().authenticate_begin(
            credentials=auth.get_credentials(self.account), user_verification=UserVerificationRequirement.REQUIRED
        )
        auth.set_state(state)
        return dict(options)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            self._prove(cleaned)
        for name in ("code", "credential", "is_me"):
            cleaned.pop(name, None)
        return cleaned

    def _prove(self, cleaned: dict[str, Any]) -> None:
        field, problem = self._problem(cleaned)
        if problem:
            self.add_error(field, problem)
        else:
            self.proof = Proof(self.account.pk, self.now)

    def _problem(self, cleaned: dict[str, Any]) -> tuple[str | None, Any]:
        if self.is_invented:
            return "is_me", None if cleaned.get("is_me") else _("Tick that it is you.")
        if cleaned.get("credential"):
            form: forms.Form = PasskeyAgainForm({"credential": cleaned["credential"]}, user=self.account)
            return (None, None) if form.is_valid() else (None, _("Your passkey was not accepted. Try again."))
        if not self.has_code:
            return None, _("Use your passkey: this asks for it every time.")
        if not cleaned.get("code"):
            return "code", _("Enter the code your authenticator app shows now, or use your passkey.")
        form = CodeAgainForm({"code": cleaned["code"]}, user=self.account)
        return ("code", None) if form.is_valid() else ("code", _("That code was not accepted. Wait for the next one."))
