"""Phone numbers as people write them."""

from __future__ import annotations

from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

COUNTRIES = {"england": "GB", "wales": "GB", "scotland": "GB", "victoria": "AU", "new-south-wales": "AU"}
"""Where a number without country code is dialled, by jurisdiction."""


def tidy(typed: str, *, jurisdiction: str) -> str:
    """The number as it is written there: "01632 960101"; others with their country code. Raises ValidationError."""
    country = COUNTRIES.get(jurisdiction, "GB")
    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException:
        raise ValidationError(_("Write a phone number, for example 01632 960001.")) from None
    if not phonenumbers.is_possible_number(number):
        raise ValidationError(_("This number is too short or too long: check its digits."))
    home = number.country_code == phonenumbers.country_code_for_region(country)
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


class PhoneField(forms.CharField):
    """A phone number; `jurisdiction` says how to read one without country code."""

    jurisdiction = ""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 30)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        return tidy(typed, jurisdiction=self.jurisdiction) if typed else ""
