"""What forms of the desks are made of."""

from __future__ import annotations

import uuid
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork.directory.deed_forms import DeedForm
from patchwork.directory.viewing import Viewer

REGIONS = {"victoria": "AU", "new-south-wales": "AU"}
WHY = gettext_lazy("Why? A second person reads this before they agree. Name no family.")


class PhoneField(forms.CharField):
    """A phone number as people write it, checked by the country's rules; short numbers (101) too."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, required=False, **kwargs)
        self.region = "GB"

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        if typed and not self._could_be_dialled(typed):
            raise ValidationError(_("Write a phone number that can be dialled, with its area code."), code="invalid")
        return typed

    def _could_be_dialled(self, typed: str) -> bool:
        try:
            number = phonenumbers.parse(typed, self.region)
        except phonenumbers.NumberParseException:
            return False
        return phonenumbers.is_possible_number(number) or phonenumbers.is_possible_short_number(number)


class DeskForm(DeedForm):
    """A deed's form that knows where phone numbers are from and fills its selects."""

    def __init__(self, data: Any = None, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(data, *args, viewer=viewer, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PhoneField):
                field.region = REGIONS.get(viewer.jurisdiction, "GB")

    def offer(self, name: str, choices: list[Any], first: Any = None) -> None:
        """Fill a select; `first` is what stands there before anything is chosen."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices if first is None else [("", first), *choices]


class WhyForm(DeskForm):
    """A proposal that needs nothing but its reason."""

    why = forms.CharField(label=gettext_lazy("Reason"), help_text=WHY, min_length=5, max_length=300)


class DecideForm(DeedForm):
    """Two buttons."""

    agree = forms.ChoiceField(
        choices=[("yes", "yes"), ("no", "no")],
        error_messages={"required": gettext_lazy("Say whether you agree.")},
    )


class ListForm(forms.Form):
    """Narrowing a list of a desk. Names colleagues only."""

    q = forms.CharField(label=gettext_lazy("Name, service or organisation"), max_length=100, required=False)
    page = forms.IntegerField(min_value=1, max_value=1000, required=False, widget=forms.HiddenInput)


def uuid_or_none(text: str) -> uuid.UUID | None:
    """For ids that came in a query string."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
