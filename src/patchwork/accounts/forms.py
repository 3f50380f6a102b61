"""allauth's forms in our words. What they check is allauth's."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from allauth.account.forms import (
    ChangePasswordForm as AllauthChangePasswordForm,
)
from allauth.account.forms import (
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.account.forms import (
    ReauthenticateForm as AllauthReauthenticateForm,
)
from allauth.account.forms import (
    SetPasswordForm as AllauthSetPasswordForm,
)
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from patchwork.accounts.models import Account

log = logging.getLogger(__name__)


def _plain(form: forms.Form, **labels: Any) -> None:
    """Our labels, no placeholders, no help that links elsewhere."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        field.label = labels.get(name, field.label)
        field.help_text = ""


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, login=_("Work e-mail address"), password=_("Password"))
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"


class ForgottenForm(ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, email=_("Work e-mail address"))


class _NewPassword(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(
            self, oldpassword=_("Password you have now"), password1=_("New password"), password2=_("The same once more")
        )
        self.fields["password1"].help_text = _("At least 12 characters: three or four words are easy to remember.")


class NewPasswordForm(_NewPassword, ResetPasswordKeyForm):
    pass


class ChangePasswordForm(_NewPassword, AllauthChangePasswordForm):
    pass


class SetPasswordForm(_NewPassword, AllauthSetPasswordForm):
    pass


class PasswordAgainForm(AllauthReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, password=_("Your password"))


def _code(form: forms.Form, words: Any) -> None:
    _plain(form, code=words)
    form.fields["code"].widget.attrs.update({"autocomplete": "one-time-code", "autocapitalize": "off"})


REFUSED = _(
    "That code was not accepted. Wait for the next one. If that is refused too, let your phone set its clock by "
    "itself, or use a recovery code."
)


class _Heard(forms.Form):
    """A code that is refused leaves a line in the log."""

    def clean_code(self) -> Any:
        try:
            return super().clean_code()  # type: ignore[misc]
        except ValidationError as problem:
            log.warning("second factor refused: account %s", getattr(getattr(self, "user", None), "pk", "unknown"))
            if problem.code == "incorrect_code":  # a code lives for 30 seconds: say what to do when it is over
                raise ValidationError(REFUSED, code="incorrect_code") from problem
            raise


class CodeForm(_Heard, AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, _("Code from your authenticator app, or a recovery code"))


class CodeAgainForm(_Heard, ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, _("Code from your authenticator app, or a recovery code"))


class FirstCodeForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, _("The six digits it shows now"))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class _AnyAnswer(forms.Form):
    """Whatever a browser sends as a passkey's answer is accepted or refused, never an error of ours."""

    def clean_credential(self) -> Any:
        check = getattr(super(), "clean_credential", None)
        return _refusing(check) if check else self.cleaned_data["credential"]

    def clean(self) -> Any:
        return _refusing(super().clean)


def _refusing(check: Callable[[], Any]) -> Any:
    try:
        return check()
    except ValidationError:
        raise
    except Exception as nonsense:  # what is read is taken apart by three libraries, each with errors of its own
        raise get_adapter().validation_error("incorrect_code") from nonsense


class PasskeySignInForm(_AnyAnswer, LoginWebAuthnForm):
    pass


class PasskeyForm(_AnyAnswer, AuthenticateWebAuthnForm):
    pass


class PasskeyAgainForm(_AnyAnswer, ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(_AnyAnswer, AddWebAuthnForm):
    """Every passkey knows its owner (fingerprint, face, code), so that it can sign in by itself and unlock."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, name=_("A name for it, so that you can tell it apart"))
        self.fields["passwordless"].widget = forms.HiddenInput()
        self.initial["passwordless"] = "on"

    def clean_passwordless(self) -> bool:
        return True


class LanguageForm(forms.Form):
    """The language of pages and mails."""

    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        kwargs["initial"] = {"language": account.language}
        super().__init__(*args, **kwargs)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = [("", _("As the area has it")), *settings.LANGUAGES]
