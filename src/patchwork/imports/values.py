"""What somebody typed into a cell, as the value it stands for. None where it cannot be one; nothing is guessed."""

from __future__ import annotations

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.dates import MONTHS_3

from patchwork.entrance.phones import COUNTRIES, tidy
from patchwork.people.models import Sex

FIRST_YEAR = 1880
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_NUMBERS = re.compile(r"(\d{1,2}) ?[-/. ] ?(\d{1,2}) ?[-/. ] ?(\d{4})(?: \d{1,2}:\d{2}.*)?")
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([^\W\d]{3,9})\.?,?[ -](\d{4})", re.I)
_UK_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")
_MONTHS = {str(name)[:3].casefold(): number for number, name in MONTHS_3.items()}

SEXES = {
    "f": Sex.FEMALE, "female": Sex.FEMALE, "girl": Sex.FEMALE, "woman": Sex.FEMALE, "2": Sex.FEMALE,
    "m": Sex.MALE, "male": Sex.MALE, "boy": Sex.MALE, "man": Sex.MALE, "1": Sex.MALE,
    "o": Sex.OTHER, "other": Sex.OTHER, "x": Sex.OTHER, "non-binary": Sex.OTHER, "9": Sex.OTHER,
}  # fmt: skip
"""1, 2 and 9 are the codes of the NHS data dictionary."""
UNSAID = frozenset({"", "u", "unknown", "not known", "not stated", "0", "n/a", "na", "-", "none", "null"})


def read_date(text: str) -> date | None:
    """2017-03-14, 14/03/2017, 14.3.2017 or 14 March 2017. Day before month, as these islands and Australia write.

    A month that cannot be is not turned round, and two digits are no year: a wrong birthday is worse than none.
    """
    if found := _ISO.fullmatch(text):
        return _day(*found.groups())
    if found := _NUMBERS.fullmatch(text):
        day, month, year = found.groups()
        return _day(year, month, day)
    if found := _WORDS.fullmatch(text):
        day, word, year = found.groups()
        return _day(year, _MONTHS.get(word[:3].casefold(), 0), day)
    return None


def _day(year: str, month: str | int, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year >= FIRST_YEAR else None


def read_sex(text: str) -> str | None:
    """A code of `Sex`, empty where it is not said, None where it is neither."""
    word = text.casefold().strip()
    return "" if word in UNSAID else SEXES.get(word)


def read_postcode(text: str, *, jurisdiction: str) -> str | None:
    """The postcode as it is written there."""
    plain = re.sub(r"[^A-Z0-9]", "", text.upper())
    if COUNTRIES.get(jurisdiction, "GB") == "AU":
        return plain if re.fullmatch(r"\d{4}", plain) else None
    found = _UK_POSTCODE.fullmatch(plain)
    return f"{found[1]} {found[2]}" if found else None


def read_phone(text: str, *, jurisdiction: str) -> str | None:
    try:
        return tidy(text, jurisdiction=jurisdiction)
    except ValidationError:
        return None


def read_email(text: str) -> str | None:
    try:
        validate_email(text)
    except ValidationError:
        return None
    return text.lower() if len(text) <= 190 else None


def split_name(text: str) -> tuple[str, str]:
    """`Hartley, Leo` says which is which; otherwise the last word is the surname."""
    if "," in text:
        family, _, given = text.partition(",")
        return given.replace(",", " ").strip(), family.strip()
    given, _, family = text.rpartition(" ")
    return given.strip(), family.strip()


def is_said(text: str) -> bool:
    """Whether a cell says anything: not empty, and none of the words for nothing."""
    return text.casefold() not in UNSAID
