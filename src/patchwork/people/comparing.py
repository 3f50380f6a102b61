"""Two records side by side: what agrees, what differs, and what speaks against their being one person. Pure but for
`traits_of`: a row of a list is compared in the same way, from the same `Traits`.

The vetoes are the design's: rules, not thresholds, stop an unknown twin from being taken for a known child.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rapidfuzz.distance import JaroWinkler

from patchwork.people.keys import compact, words
from patchwork.people.models import Address, FormerName, Identifier, Person, Precision, Sex

if TYPE_CHECKING:
    from patchwork.kit.answers import Words

ALIKE = 0.87
"""From here on two spellings may be one name (Jaro-Winkler). Judged by hand; below it a second person looks at it."""
ONE_A_PERSON = ("nhs", "upn")
"""Numberings that give each person one number. A local system may know somebody twice."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What two records, or a row of a list and a record, are compared by."""

    given_names: str = ""
    family_name: str = ""
    known_as: str = ""
    former_names: tuple[tuple[str, str], ...] = ()
    born_on: date | None = None
    born_precision: str = "day"
    expected_on: date | None = None
    sex: str = ""
    addresses: tuple[tuple[str, str], ...] = ()
    """(lines, postcode)."""
    numbers: tuple[tuple[str, str], ...] = ()
    """(system, value)."""

    @property
    def first_names(self) -> set[str]:
        """What they are called first: the first of their first names, what they are known as, and were once."""
        called = (self.given_names, self.known_as, *(given for given, _family in self.former_names))
        return {found[0] for found in map(words, called) if found}


class Verdict(StrEnum):
    """How two values fit."""

    AGREES = "agrees"
    NEAR = "near"
    DIFFERS = "differs"
    UNKNOWN = "unknown"  # one of them has none


class Veto(StrEnum):
    """What never joins two records by itself."""

    TWINS = "twins"
    NUMBERS = "numbers"
    NUMBER_OF_ANOTHER = "number_of_another"
    MIDDLE_NAME = "middle_name"
    NO_BIRTH = "no_birth"


VETO_WORDS: dict[Veto, Words] = {
    Veto.TWINS: gettext_lazy("Same birthday, different first names: they may be twins."),
    Veto.NUMBERS: gettext_lazy("Each has a valid number of its own in the same system."),
    Veto.NUMBER_OF_ANOTHER: gettext_lazy("The same number, but another first name: it may be a brother’s or sister’s."),
    Veto.MIDDLE_NAME: gettext_lazy("The first name of one is only a middle name of the other."),
    Veto.NO_BIRTH: gettext_lazy("One of them has no date of birth."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of both."""

    label: str
    one: str
    other: str
    verdict: Verdict

    @property
    def verdict_words(self) -> str:
        """Said in words, never by colour alone."""
        return {
            Verdict.AGREES: _("the same"), Verdict.NEAR: _("nearly the same"), Verdict.DIFFERS: _("different"),
            Verdict.UNKNOWN: _("known of one only"),
        }[self.verdict]  # fmt: skip


def traits_of(persons: Iterable[Person]) -> dict[uuid.UUID, Traits]:
    """What is stored about each, in three queries however many they are."""
    by_id = {person.pk: person for person in persons}
    former, addresses, numbers = (defaultdict(list) for _each in range(3))
    for pk, given, family in (
        FormerName.objects.filter(person__in=by_id)
        .order_by("pk")
        .values_list("person_id", "given_names", "family_name")
    ):
        former[pk].append((given, family))
    places = Address.objects.filter(person__in=by_id, until__isnull=True).order_by("-since", "pk")
    for pk, lines, postcode in places.values_list("person_id", "lines", "postcode"):
        addresses[pk].append((lines, postcode))
    known = Identifier.objects.filter(person__in=by_id).order_by("system", "value")
    for pk, system, value in known.values_list("person_id", "system", "value"):
        numbers[pk].append((system, value))
    return {
        pk: Traits(
            person.given_names, person.family_name, person.known_as, tuple(former[pk]), person.born_on,
            person.born_precision, person.expected_on, person.sex, tuple(addresses[pk]), tuple(numbers[pk]),
        )
        for pk, person in by_id.items()
    }  # fmt: skip


# ── what speaks against it ────────────────────────────────────────────────────────────────────────────────────────


def vetoes(one: Traits, other: Traits) -> list[Veto]:
    """In a fixed order."""
    alike = _first_names_alike(one, other)
    exact = one.born_precision == other.born_precision == Precision.DAY
    same_birthday = exact and one.born_on is not None and one.born_on == other.born_on
    found = {
        Veto.TWINS: same_birthday and not alike,
        Veto.NUMBERS: _numbers_of_their_own(one, other),
        Veto.NUMBER_OF_ANOTHER: bool(_numbers(one) & _numbers(other)) and not alike,
        Veto.MIDDLE_NAME: not alike and _middle_names_meet(one, other),
        Veto.NO_BIRTH: _no_birth(one) or _no_birth(other),
    }
    return [veto for veto, holds in found.items() if holds]


def _first_names_alike(one: Traits, other: Traits) -> bool:
    """Two unborn children without a name yet do not differ in it."""
    mine, theirs = one.first_names, other.first_names
    if not mine and not theirs:
        return True
    return any(_alike(a, b) for a in mine for b in theirs)


def _alike(one: str, other: str) -> bool:
    return one == other or JaroWinkler.similarity(one, other) >= ALIKE


def _middle_names_meet(one: Traits, other: Traits) -> bool:
    middle = [set(words(each.given_names)[1:]) for each in (one, other)]
    return bool(one.first_names & middle[1] or other.first_names & middle[0])


def _numbers(traits: Traits) -> set[tuple[str, str]]:
    return {(system, compact(value)) for system, value in traits.numbers if compact(value)}


def _numbers_of_their_own(one: Traits, other: Traits) -> bool:
    for system in ONE_A_PERSON:
        mine, theirs = ({v for s, v in _numbers(each) if s == system} for each in (one, other))
        if mine and theirs and not mine & theirs:
            return True
    return False


def _no_birth(traits: Traits) -> bool:
    return traits.born_on is None and traits.expected_on is None


# ── side by side ──────────────────────────────────────────────────────────────────────────────────────────────────


def lines(one: Traits, other: Traits, *, systems: dict[str, str] | None = None) -> list[Line]:
    """Every fact that one of them has. `systems`: how each numbering is called."""
    found = [
        _line(_("First names"), one.given_names, other.given_names, _names_fit),
        _line(_("Known as"), one.known_as, other.known_as, _names_fit),
        _line(_("Surname"), one.family_name, other.family_name, _names_fit),
        _line(_("Former names"), _former(one), _former(other), _names_fit),
        Line(_("Date of birth"), _born(one), _born(other), _births_fit(one, other)),
        _line(_("Sex"), _sex(one), _sex(other)),
        Line(_("Address"), _places(one), _places(other), _places_fit(one, other)),
        *(_number_line(system, label, one, other) for system, label in _systems(one, other, systems or {})),
    ]
    return [line for line in found if line.one or line.other]


def _line(label: str, one: str, other: str, fit: object = None) -> Line:
    if not one or not other:
        return Line(label, one, other, Verdict.UNKNOWN)
    verdict = fit(one, other) if callable(fit) else _equal(one, other)
    return Line(label, one, other, verdict)


def _equal(one: str, other: str) -> Verdict:
    return Verdict.AGREES if one == other else Verdict.DIFFERS


def _names_fit(one: str, other: str) -> Verdict:
    mine, theirs = words(one), words(other)
    if mine == theirs:
        return Verdict.AGREES
    near = JaroWinkler.similarity(" ".join(mine), " ".join(theirs)) >= ALIKE or set(mine) & set(theirs)
    return Verdict.NEAR if near else Verdict.DIFFERS


def _former(traits: Traits) -> str:
    return ", ".join(f"{given} {family}".strip() for given, family in traits.former_names)


def _born(traits: Traits) -> str:
    born = traits.born_on
    if born is None:
        day = date_format(traits.expected_on, "j F Y") if traits.expected_on else ""
        return _("expected %(day)s") % {"day": day} if day else ""
    forms = {Precision.MONTH: "F Y", Precision.YEAR: "Y", Precision.ABOUT: "Y"}
    said = date_format(born, forms.get(Precision(traits.born_precision), "j F Y"))
    return _("about %(year)s") % {"year": said} if traits.born_precision == Precision.ABOUT else said


def _births_fit(one: Traits, other: Traits) -> Verdict:
    if _no_birth(one) or _no_birth(other):
        return Verdict.UNKNOWN
    mine, theirs = one.born_on or one.expected_on, other.born_on or other.expected_on
    assert mine is not None
    assert theirs is not None
    if (one.born_on is None) != (other.born_on is None):
        return Verdict.NEAR if abs((mine - theirs).days) <= 90 else Verdict.DIFFERS
    if one.born_precision == other.born_precision == Precision.DAY:
        if mine == theirs:
            return Verdict.AGREES
        turned = (mine.year, mine.day, mine.month) == (theirs.year, theirs.month, theirs.day)
        digits = sum(a != b for a, b in zip(mine.isoformat(), theirs.isoformat(), strict=True))
        return Verdict.NEAR if turned or digits == 1 else Verdict.DIFFERS
    return Verdict.NEAR if abs(mine.year - theirs.year) <= 1 else Verdict.DIFFERS


def _sex(traits: Traits) -> str:
    return str(Sex(traits.sex).label) if traits.sex in Sex.values else ""


def _places(traits: Traits) -> str:
    return "; ".join(", ".join(part for part in place if part) for place in traits.addresses)


def _places_fit(one: Traits, other: Traits) -> Verdict:
    mine, theirs = ({compact(postcode) for _lines, postcode in each.addresses if postcode} for each in (one, other))
    if not mine or not theirs:
        return Verdict.UNKNOWN
    return Verdict.AGREES if mine & theirs else Verdict.DIFFERS


def _systems(one: Traits, other: Traits, known: dict[str, str]) -> list[tuple[str, str]]:
    there = {system for each in (one, other) for system, _value in each.numbers}
    return [(system, known.get(system, system.upper())) for system in sorted(there)]


def _number_line(system: str, label: str, one: Traits, other: Traits) -> Line:
    mine, theirs = ([v for s, v in each.numbers if s == system] for each in (one, other))
    return _line(label, ", ".join(mine), ", ".join(theirs), lambda *_said: _numbers_fit(mine, theirs))


def _numbers_fit(mine: list[str], theirs: list[str]) -> Verdict:
    return Verdict.AGREES if {*map(compact, mine)} & {*map(compact, theirs)} else Verdict.DIFFERS
