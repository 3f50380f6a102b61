"""Form fields for how people write dates: three boxes, and dates of which only a part is known."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _


class PartialDate(NamedTuple):
    """A date of which the day, or day and month, may be unknown."""

    year: int
    month: int | None = None
    day: int | None = None


class DateBoxes(forms.Widget):
    """Day, month and year as three boxes named ``x_day``, ``x_month``, ``x_year``; rendered by ``{% field %}``."""

    date_boxes = True
    parts = ("day", "month", "year")

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str] | None:
        """What was typed, or None when all boxes are empty."""
        typed = {part: str(data.get(f"{name}_{part}", "")).strip() for part in self.parts}
        return typed if any(typed.values()) else None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """True when the form did not carry any of the three boxes."""
        return not any(f"{name}_{part}" in data for part in self.parts)

    def format_value(self, value: Any) -> dict[str, Any]:
        """The three boxes' contents for a date, a partial date or what was typed."""
        if isinstance(value, date | PartialDate):
            return {part: getattr(value, part) for part in self.parts}
        return dict(value) if isinstance(value, Mapping) else {}

    def id_for_label(self, id_: str) -> str:
        """Labels and error links go to the first box."""
        return f"{id_}_day" if id_ else id_


class DateBoxesField(forms.Field):
    """A date in three boxes: cleans to a ``date``, or with ``partial=True`` to a ``PartialDate``; None when empty."""

    widget = DateBoxes

    def __init__(self, *, partial: bool = False, **kwargs: Any) -> None:
        self.partial = partial
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | PartialDate | None:
        """Raises ValidationError naming the part that is missing or wrong."""
        if not value or isinstance(value, date | PartialDate):
            return value or None
        numbers = {part: self._number(value.get(part, ""), part) for part in DateBoxes.parts}
        year, month, day = numbers["year"], numbers["month"], numbers["day"]
        self._require(year, month, day)
        assert year is not None
        try:
            whole = date(year, 1 if month is None else month, 1 if day is None else day)
        except ValueError:
            raise ValidationError(_("There is no such date: check day and month."), code="invalid") from None
        return PartialDate(year, month, day) if self.partial else whole

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares the boxes' contents, however they were given."""
        show = DateBoxes().format_value
        return {k: str(v) for k, v in show(initial).items()} != {k: str(v) for k, v in show(data).items()}

    def _number(self, typed: str, part: str) -> int | None:
        text = str(typed).strip()
        if not text:
            return None
        if part == "month" and (month := _month_by_name(text)):
            return month
        if not (text.isascii() and text.isdigit() and len(text) <= 4):
            raise ValidationError(_("Write the date in numbers, for example 27 3 2017."), code="invalid")
        return self._century(int(text)) if part == "year" else int(text)

    def _century(self, year: int) -> int:
        if not 1850 <= year <= 2150:
            raise ValidationError(_("Write the year with four digits, for example 2017."), code="invalid")
        return year

    def _require(self, year: int | None, month: int | None, day: int | None) -> None:
        if year is None:
            raise ValidationError(_("The date needs a year."), code="incomplete")
        if month is None and (day is not None or not self.partial):
            raise ValidationError(_("The date needs a month."), code="incomplete")
        if day is None and not self.partial:
            raise ValidationError(_("The date needs a day."), code="incomplete")


def _month_by_name(text: str) -> int | None:
    wanted = text.lower()
    if len(wanted) < 3:
        return None
    return next((number for number, name in MONTHS.items() if str(name).lower().startswith(wanted)), None)
