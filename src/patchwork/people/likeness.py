"""Why a person fits what somebody asked for, in words; and whether two records may be one person. Pure.

Who is shown, and in which order, `weighing` decides; its numbers are measured (`./run bench find`). Here is why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from rapidfuzz.distance import OSA, JaroWinkler, Levenshtein

from patchwork.kit.fields import PartialDate
from patchwork.people import keys
from patchwork.people.asking import Query
from patchwork.people.keys import Facts

LEAST_NAME = 0.66
"""A name less like than this is no reason."""
SAME_NAME = 0.97


@dataclass(frozen=True, slots=True)
class Closeness:
    """How close one part is (0 to 1), and how to say so."""

    value: float
    words: str = ""


def reasons(query: Query, facts: Facts) -> tuple[str, ...]:
    """Why a person fits, in words: only what was typed is said back."""
    named, born = name_closeness(query, facts), birth_closeness(query.born, facts)
    named = named if named and named.value >= LEAST_NAME else None
    if _has_number(query, facts):
        return _reasons(_("the number you typed"), named, born)
    if _has_near_number(query, facts):
        return _reasons(_("the number you typed, but for one digit"), named, born)
    if _lives_there(query, facts):
        return _reasons(_("lives at the postcode you typed"), named, born)
    return _reasons("", born, named)


def same_person(one: Facts, other: Facts) -> str:
    """Why two records may be one person: `identifier`, `name_and_birth`, or empty when they hardly are."""
    if {keys.identifier_key(v) for v in one.identifiers} & {keys.identifier_key(v) for v in other.identifiers}:
        return "identifier"
    asked = Query(one.given_names, one.family_name, _as_typed(one))
    named, born = name_closeness(asked, other), birth_closeness(asked.born, other)
    if named and born and named.value >= 0.85 and born.value >= 0.85:
        return "name_and_birth"
    return ""


def _as_typed(facts: Facts) -> PartialDate | None:
    when = facts.born_on or facts.expected_on
    if when is None or facts.born_precision in {"year", "about"}:
        return PartialDate(when.year) if when else None
    return PartialDate(when.year, when.month, when.day if facts.born_precision == "day" else None)


def _reasons(first: str, *parts: Closeness | None) -> tuple[str, ...]:
    return tuple(words for words in (first, *(part.words for part in parts if part)) if words)


def _has_number(query: Query, facts: Facts) -> bool:
    number = keys.compact(query.identifier)
    return bool(number) and any(keys.compact(value) == number for value in facts.identifiers)


def _has_near_number(query: Query, facts: Facts) -> bool:
    """Only of a number that cannot be right: of a right one the neighbours are other people's."""
    number = keys.compact(query.identifier)
    return query.number_looks_wrong and any(
        OSA.distance(keys.compact(value), number) == 1 for value in facts.identifiers
    )


def _lives_there(query: Query, facts: Facts) -> bool:
    typed = keys.compact(query.postcode)
    return bool(typed) and any(keys.compact(postcode) == typed for postcode in facts.postcodes)


# ── names ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def name_closeness(query: Query, facts: Facts) -> Closeness | None:
    """The best fit with any name of the person; None when no name was typed."""
    if not keys.words(query.names):
        return None
    fits = [_name_fit(query, given, family, said) for given, family, said in _names_of(facts)]
    return max(fits, key=lambda fit: fit.value, default=Closeness(0))


def _names_of(facts: Facts) -> list[tuple[str, str, str]]:
    names = [(facts.given_names, facts.family_name, "")]
    if facts.known_as:
        names.append((facts.known_as, facts.family_name, _("by the name they are known as")))
    for given, family in facts.former_names:
        names.append((given or facts.given_names, family or facts.family_name, _("by a former name")))
    names += [("", surname, _("by the mother’s surname")) for surname in facts.mothers_surnames]
    return names


def _name_fit(query: Query, given: str, family: str, said: str) -> Closeness:
    typed = keys.words(query.given_names), keys.words(query.family_name)
    known = keys.words(given), keys.words(family)
    fits = [_pooled(typed[0] + typed[1], known[0] + known[1])]
    if all(typed) and all(known):
        straight = _words_alike(typed[0], known[0]), _words_alike(typed[1], known[1])
        turned = _words_alike(typed[0], known[1]), _words_alike(typed[1], known[0])
        fits += [_both(*straight, _("name as you typed it")), _both(*turned, _("first name and surname turned round"))]
    best = max(fits, key=lambda fit: fit.value)
    less = 0.02 if said else 0
    return Closeness(best.value - less, f"{best.words} ({said})" if said else best.words)


def _both(given: float, family: float, exactly: str) -> Closeness:
    value = 0.45 * given + 0.55 * family - (0 if exactly == _("name as you typed it") else 0.01)
    if given >= 1 and family >= 1:
        return Closeness(value, exactly)
    if family >= 1:
        return Closeness(value, _("first name spelled differently"))
    if given >= 1:
        return Closeness(value, _("surname spelled differently"))
    return Closeness(value, _("name spelled differently"))


def _pooled(typed: list[str], known: list[str]) -> Closeness:
    """Every typed word against every known one, whichever box it was typed in."""
    if not known:
        return Closeness(0)
    value = _words_alike(typed, known)
    whole = set(typed) >= set(known)
    said = _("name as you typed it") if value >= 1 else _("name spelled differently")
    return Closeness(value - (0.015 if whole else 0.03), said)


def _words_alike(typed: list[str], known: list[str]) -> float:
    return sum(max(_alike(word, other) for other in known) for word in typed) / len(typed)


def _alike(word: str, other: str) -> float:
    if word == other:
        return 1
    close = JaroWinkler.similarity(word, other)
    return max(close, 0.88) if keys.sound(word) == keys.sound(other) and close > 0.6 else min(close, SAME_NAME)


# ── birthdays ─────────────────────────────────────────────────────────────────────────────────────────────────────


def birth_closeness(typed: PartialDate | None, facts: Facts) -> Closeness | None:
    """How close the birthday is; None when none was typed or none is known."""
    if typed is None:
        return None
    if facts.born_on is not None:
        return _born_closeness(typed, facts.born_on, facts.born_precision)
    return _expected_closeness(typed, facts.expected_on) if facts.expected_on else None


def _born_closeness(typed: PartialDate, born: date, precision: str) -> Closeness:
    if precision == "about":
        near = abs(typed.year - born.year)
        return Closeness({0: 0.8, 1: 0.7, 2: 0.5}.get(near, 0), _("about that age"))
    if precision == "year" or typed.month is None:
        return _year_closeness(typed, born)
    if precision == "month" or typed.day is None:
        if (typed.year, typed.month) == (born.year, born.month):
            return Closeness(0.9, _("month and year of birth as you typed them"))
        return _year_closeness(typed, born)
    return _day_closeness(typed.year, typed.month, typed.day, born)


def _year_closeness(typed: PartialDate, born: date) -> Closeness:
    same_year = typed.year == born.year
    if typed.month is None:
        return Closeness(0.8, _("year of birth as you typed it")) if same_year else Closeness(0)
    return Closeness(0.45, _("same year of birth, another day")) if same_year else Closeness(0)


def _day_closeness(year: int, month: int, day: int, born: date) -> Closeness:
    known = (born.year, born.month, born.day)
    if (year, month, day) == known:
        return Closeness(1, _("birthday as you typed it"))
    if (year, day, month) == known:
        return Closeness(0.92, _("day and month of birth turned round"))
    if _one_digit_off((year, month, day), known):
        return Closeness(0.87, _("one digit of the birthday differs"))
    if (month, day) == known[1:]:
        return Closeness(0.6, _("same day and month of birth, another year"))
    if (year, month) == known[:2]:
        return Closeness(0.6, _("same month and year of birth, another day"))
    return Closeness(0.45, _("same year of birth, another day")) if year == known[0] else Closeness(0)


def _one_digit_off(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    written = ["{:04}{:02}{:02}".format(*each) for each in (one, other)]
    return Levenshtein.distance(*written, weights=(2, 2, 1)) == 1


def _expected_closeness(typed: PartialDate, expected: date) -> Closeness:
    if typed.month is None:
        return Closeness(0.7 if typed.year == expected.year else 0)
    days = abs((date(typed.year, typed.month, min(typed.day or 15, 28)) - expected).days)
    near = _("expected about then")
    return Closeness(1, near) if days <= 21 else Closeness(0.8, near) if days <= 50 else Closeness(0)
