"""Forms of coming in."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from patchwork.access import Viewer
from patchwork.access.forms import DeedForm
from patchwork.accounts.models import Account
from patchwork.accounts.photos import PhotoField
from patchwork.directory import taxonomy
from patchwork.directory.models import Post
from patchwork.entrance.phones import PhoneField
from patchwork.kit.fields import DateBoxesField


class JoinForm(forms.Form):
    """Name, and a password unless a passkey is wanted instead."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As colleagues in other organisations should see it."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    way = forms.ChoiceField(
        label=_("How will you sign in?"),
        choices=[
            ("password", _("With a password")),
            ("passkey", _("With a passkey: fingerprint, face or screen lock")),
        ],
        initial="password",
        widget=forms.RadioSelect,
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters: three or four words are easy to remember."),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        self.email = email
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("way") == "passkey":
            cleaned["password"] = None
        elif cleaned.get("way"):
            self._check_password(cleaned)
        return cleaned

    def _check_password(self, cleaned: dict[str, Any]) -> None:
        password = cleaned.get("password")
        if not password:
            self.add_error("password", _("Choose a password, or choose to sign in with a passkey."))
            return
        try:
            validate_password(password, Account(email=self.email, name=cleaned.get("name", "")))
        except ValidationError as refused:
            self.add_error("password", refused)


class AcceptForm(forms.Form):
    """One button."""


class SwitchForm(forms.Form):
    """Which of my posts."""

    post = forms.UUIDField(
        error_messages={"required": _("Choose one of your posts."), "invalid": _("Choose one of your posts.")}
    )


class AskInForm(DeedForm):
    """Whom to ask into one's own service."""

    email = forms.EmailField(label=_("Work e-mail address"), max_length=254)
    name = forms.CharField(label=_("Name, if you know it"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        usual = taxonomy.roles(jurisdiction=viewer.jurisdiction, service=viewer.service_kind)
        rest = [each for each in taxonomy.roles(jurisdiction=viewer.jurisdiction) if each not in usual]
        role.choices = [(each.code, each.words) for each in [*usual, *rest]]
        self.initial.setdefault("role", viewer.role)


CLOCK = ["%H:%M", "%H.%M", "%H"]  # how hours may be typed; the first is how a saved one is shown again
DAYS = [(number, words) for number, words in WEEKDAYS.items()]
CARD_FIELDS = [
    "role_words", "phone", "mobile", "email", "working_days", "works_from", "works_until", "best_way", "contact_about",
    "away_from", "away_until", "cover",
]  # fmt: skip


class CardForm(DeedForm):
    """One's contact card in the post one acts in, as colleagues see it."""

    photo = PhotoField(required=False)
    role_words = forms.CharField(
        label=_("Your role in your own words"),
        help_text=_("Colleagues see this instead of the general name of the role."),
        max_length=80,
        required=False,
    )
    phone = PhoneField(label=_("Work phone"), required=False)
    mobile = PhoneField(label=_("Work mobile"), required=False)
    email = forms.EmailField(label=_("Work e-mail"), required=False)
    working_days = forms.TypedMultipleChoiceField(
        label=_("Days you work"), choices=DAYS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    works_from = forms.TimeField(
        label=_("From"),
        help_text=_("For example 9:00"),
        required=False,
        input_formats=CLOCK,
        widget=forms.TimeInput(format=CLOCK[0]),
    )
    works_until = forms.TimeField(
        label=_("Until"),
        help_text=_("For example 17:30"),
        required=False,
        input_formats=CLOCK,
        widget=forms.TimeInput(format=CLOCK[0]),
    )
    best_way = forms.CharField(
        label=_("Best way to reach you"),
        help_text=_("For example: ring the school office before 9, or text me"),
        max_length=120,
        required=False,
    )
    contact_about = forms.CharField(
        label=_("Contact me about"),
        help_text=_("What you can help colleagues with. Never about a child or family."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    away_from = DateBoxesField(label=_("Away from"), required=False)
    away_until = DateBoxesField(label=_("Back on"), help_text=_("The first day you are there again."), required=False)
    cover = forms.ChoiceField(label=_("Who covers for you?"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, post: Post, colleagues: list[Post], **kwargs: Any) -> None:
        kwargs["initial"] = {**card_of(post), "photo": getattr(post.account, "photo", None)}
        super().__init__(*args, viewer=viewer, **kwargs)
        region = post.area.jurisdiction
        for name in ("phone", "mobile"):
            field = self.fields[name]
            assert isinstance(field, PhoneField)
            field.jurisdiction = region
        cover = self.fields["cover"]
        assert isinstance(cover, forms.ChoiceField)
        cover.choices = [("", _("Nobody named")), *((str(p.pk), _named(p)) for p in colleagues)]

    def clean_cover(self) -> uuid.UUID | None:
        chosen = self.cleaned_data["cover"]
        return uuid.UUID(chosen) if chosen else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        _in_order(self, cleaned, "works_from", "works_until", _("The day ends after it begins: check the times."))
        _in_order(self, cleaned, "away_from", "away_until", _("You are back after you have left: check the dates."))
        if cleaned.get("away_until") and not cleaned.get("away_from") and "away_from" not in self.errors:
            self.add_error("away_from", _("Say from which day you are away."))
        return cleaned


def card_of(post: Post) -> dict[str, Any]:
    """What the card says now, as the form and the undo know it."""
    card = {name: getattr(post, name) for name in CARD_FIELDS if name != "cover"}
    return {**card, "cover": str(post.cover_id or "")}


def _in_order(form: forms.Form, cleaned: dict[str, Any], first: str, last: str, words: Any) -> None:
    begin: dt.date | dt.time | None = cleaned.get(first)
    end: dt.date | dt.time | None = cleaned.get(last)
    if begin is not None and end is not None and end <= begin:  # type: ignore[operator]
        form.add_error(last, words)


def _named(post: Post) -> str:
    return f"{post.account.name}, {post.role_label}"
