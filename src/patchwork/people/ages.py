"""How old somebody is, as people say it."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

ADULT_AT = 18


def whole_years(born: date, today: date) -> int:
    """Age in completed years, reached as the anniversary begins (Family Law Reform Act 1969, s.9).

    Someone born on 29 February turns a year older on 1 March of a common year.
    """
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def is_child(born: date | None, expected: date | None, today: date) -> bool:
    """Under 18, or not born yet. Unknown birth dates count as a child: the careful side."""
    if born is None:
        return True
    return whole_years(born, today) < ADULT_AT


def age_words(born: date | None, expected: date | None, today: date, *, about: bool = False) -> str:
    """`9 years`, `5 months`, `3 weeks`, `born today`, `expected in 7 weeks`; empty when nothing is known."""
    if born is None:
        return _expected_words(expected, today) if expected else ""
    years = whole_years(born, today)
    if born > today:
        return ""
    if about:
        return _("about %(years)d years") % {"years": years}
    if years >= 2:
        return ngettext("%d year", "%d years", years) % years
    months = years * 12 + (today.month - born.month - (today.day < born.day)) % 12
    if months >= 2:
        return ngettext("%d month", "%d months", months) % months
    days = (today - born).days
    if days == 0:
        return _("born today")
    if days < 14:
        return ngettext("%d day", "%d days", days) % days
    return ngettext("%d week", "%d weeks", days // 7) % (days // 7)


def _expected_words(expected: date, today: date) -> str:
    days = (expected - today).days
    if days < 0:
        return _("was expected %(weeks)d weeks ago") % {"weeks": -days // 7} if days <= -7 else _("expected this week")
    if days < 14:
        return _("expected any day now")
    return _("expected in %(weeks)d weeks") % {"weeks": days // 7}
