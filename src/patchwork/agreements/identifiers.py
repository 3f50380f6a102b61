"""Numberings of persons: how a value is checked, so that a slip of the finger is found before it is kept."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _
from stdnum import exceptions as stdnum_exceptions
from stdnum.gb import nhs, upn


def clean_nhs_number(value: str) -> str:
    """Ten digits with a right check digit."""
    try:
        return nhs.validate(value)
    except stdnum_exceptions.ValidationError:
        raise ValueError(_("Enter an NHS number: 10 digits. One of the digits may be wrong.")) from None


def clean_upn(value: str) -> str:
    """A unique pupil number: 13 characters with a right check letter.

    Not `upn.validate`: its list of local authorities is from 2011 and refuses pupils of every council made since.
    """
    number = upn.compact(value)
    if not re.fullmatch(r"[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]", number) or upn.calc_check_digit(number) != number[0]:
        raise ValueError(_("Enter a unique pupil number: a letter and 12 digits. One of them may be wrong."))
    return number


def clean_local(value: str) -> str:
    """Another system's own number: kept as typed but for spaces at the ends and case."""
    number = " ".join(value.split()).upper()
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9 ./_-]{0,39}", number):
        raise ValueError(_("Enter the number with letters, digits, spaces or . / _ - and at most 40 of them."))
    return number


VALIDATORS = {"nhs": clean_nhs_number, "upn": clean_upn, "local": clean_local}


def shown(validator: str, value: str) -> str:
    """The stored value as people write it."""
    return nhs.format(value) if validator == "nhs" else value
