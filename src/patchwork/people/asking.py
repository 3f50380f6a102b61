"""What somebody asks for when looking for a person: from one box or from the long form.

Nothing typed is ever an error here: what cannot be understood is taken as a name or left aside.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.utils.dates import MONTHS
from stdnum.gb import nhs

from patchwork.kit.fields import PartialDate
from patchwork.people import keys

MOST_NAMES = 6
FIRST_YEAR = 1880


@dataclass(frozen=True, slots=True)
class Query:
    """What is known of the person looked for. `given_names` and `family_name` may be the wrong way round."""

    given_names: str = ""
    family_name: str = ""
    born: PartialDate | None = None
    postcode: str = ""
    identifier: str = ""

    @property
    def names(self) -> str:
        return f"{self.given_names} {self.family_name}".strip()

    @property
    def is_enough(self) -> bool:
        """A birthday, the first half of a postcode or an Australian one (a whole suburb) alone would be fishing."""
        has_street = keys.outward(self.postcode) != keys.compact(self.postcode)
        return bool(keys.words(self.names) or keys.compact(self.identifier) or has_street)

    @property
    def number_looks_wrong(self) -> bool:
        """Ten digits that cannot be an NHS number: one was mistyped."""
        number = keys.compact(self.identifier)
        return len(number) == 10 and number.isdigit() and not nhs.is_valid(number)

    @property
    def is_empty(self) -> bool:
        return not (self.names or self.born or self.postcode or self.identifier)


# ── one box ───────────────────────────────────────────────────────────────────────────────────────────────────────

_NHS = re.compile(r"(?<![\dA-Z])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)", re.I)
_NUMBERED = re.compile(
    r"(?<!\S)(?=[A-Z0-9/_.-]*\d)(?=(?:[/_.-]*[A-Z0-9]){5})[A-Z0-9/_.-]*[A-Z][A-Z0-9/_.-]*(?!\S)", re.I
)
_POSTCODE = re.compile(r"(?<![A-Z0-9])([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})(?![A-Z0-9])", re.I)
_OUTWARD = re.compile(r"(?<!\S)[A-Z]{1,2}\d[A-Z\d]?(?!\S)", re.I)
_MONTH_WORD = r"([^\W\d]{3,9})\.?,?"
_DATES = (
    (re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"), "ymd"),
    (re.compile(r"(?<!\d)(\d{1,2}) ?[-/.] ?(\d{1,2}) ?[-/.] ?(\d{4}|\d{2})(?!\d)"), "dmy"),
    (re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)? " + _MONTH_WORD + r" (\d{4})(?!\d)", re.I), "dmy"),
    (re.compile(r"(?<!\d)(\d{1,2}) (\d{1,2}) (\d{4})(?!\d)"), "dmy"),
    (re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{4})(?!\d)"), "my"),
    (re.compile(r"(?<!\S)" + _MONTH_WORD + r" (\d{4})(?!\d)", re.I), "my"),
    (re.compile(r"(?<!\S)(\d{4})(?!\S)"), "y"),
)
_LONG_NUMBER = re.compile(r"(?<!\S)\d{5,}(?!\S)")
_FOUR = re.compile(r"(?<!\S)\d{4}(?!\S)")


def clean(text: str) -> str:
    """One line of text: no control characters or half characters, single spaces."""
    plain = unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode())
    return " ".join(
        "".join(" " if unicodedata.category(ch) in {"Cc", "Cf", "Zl", "Zp"} else ch for ch in plain).split()
    )


def read_box(text: str, *, today: date) -> Query:
    """`Leo Hartley 14/3/2017 ZM1 4AB`, `999 000 0018`, `Hartley 2017` … in any order."""
    rest = clean(text)
    identifier, rest = _take(_NHS, rest)
    born, rest = _take_date(rest, today)
    postcode, rest = _take(_POSTCODE, rest)
    if not identifier:
        identifier, rest = _take(_NUMBERED, rest)
    if not identifier:
        identifier, rest = _take(_LONG_NUMBER, rest)
    if not postcode:
        postcode, rest = _take(_FOUR, rest)  # Australian
    if not postcode:
        postcode, rest = _take(_OUTWARD, rest)
    given, family = _split(rest)
    return Query(given, family, born, postcode, identifier)


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    found = pattern.search(text)
    if found is None:
        return "", text
    return found[0].strip(), f"{text[: found.start()]} {text[found.end() :]}".strip()


def _take_date(text: str, today: date) -> tuple[PartialDate | None, str]:
    for pattern, order in _DATES:
        for found in pattern.finditer(text):
            read = _date(dict(zip(order, found.groups(), strict=True)), today)
            if read is not None:
                return read, f"{text[: found.start()]} {text[found.end() :]}".strip()
    return None, text


def _date(parts: dict[str, str], today: date) -> PartialDate | None:
    """None when this cannot be a date: then it is a number or a name. 31 February may be, one digit is wrong."""
    year = _year(parts["y"], today)
    month = _month(parts["m"]) if "m" in parts else None
    day = int(parts["d"]) if "d" in parts else None
    if not FIRST_YEAR <= year <= today.year + 1 or ("m" in parts and month is None) or (day is not None and day > 31):
        return None
    if month is not None and month > 12:
        if day is None or day > 12:
            return None
        day, month = month, day  # written month first
    if month == 0 or day == 0:
        return None
    return PartialDate(year, month, day)


def _year(text: str, today: date) -> int:
    """Two digits mean the last hundred years."""
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year <= (today.year + 1) % 100 else 1900)


def _month(text: str) -> int | None:
    if text.isdigit():
        return int(text) if int(text) <= 31 else None
    wanted = text.casefold()
    return next((n for n, name in MONTHS.items() if str(name).casefold().startswith(wanted)), None)


def _split(text: str) -> tuple[str, str]:
    """`Hartley, Leo` says which is which; otherwise the last word is the surname."""
    if "," in text:
        family, _, given = text.partition(",")
        return clean(given.replace(",", " ")), clean(family)
    names = [word for word in text.split() if any(ch.isalpha() for ch in word)][:MOST_NAMES]
    return (" ".join(names[:-1]), names[-1]) if len(names) > 1 else ("", " ".join(names))
