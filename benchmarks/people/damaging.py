"""What happens to a record on its way: 28 kinds of damage, none to four of them at once."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from benchmarks.people.making import Person, postcode
from benchmarks.people.misspelling import misheard, transliterated, typed_badly
from benchmarks.people.nicknames import nicknames, spellings
from benchmarks.people.stock import stocks

PARTICLES = frozenset({"al", "ap", "ab", "el", "bin", "abu", "ó", "ní", "mac", "de", "da", "dos", "van", "von"})

type Damage = Callable[[Person, random.Random], None]
_KINDS: dict[str, tuple[Damage, frozenset[str]]] = {}


def damage(person: Person, kinds: Iterable[str], rng: random.Random) -> Person:
    """A copy of `person` to which all of this has happened, in this order. What cannot happen to it does not."""
    hurt = replace(person)
    for kind in kinds:
        if applicable(kind, hurt):
            _KINDS[kind][0](hurt, rng)
    return hurt


def applicable(kind: str, person: Person) -> bool:
    """Whether this would change anything about this person, with certainty."""
    return bool(_CAN[kind](person))


def pick_kinds(person: Person, count: int, rng: random.Random, kinds: Sequence[str] = ()) -> tuple[str, ...]:
    """`count` different kinds that can happen to this person and do not undo one another: one for each part at a time
    where that is possible, and never so many missing that nothing is left to look by.
    """
    open_kinds = [*(kinds or KINDS)]
    rng.shuffle(open_kinds)
    chosen: list[str] = []
    touched: list[str] = []
    for kind in open_kinds:
        if len(chosen) == count:
            break
        parts = _KINDS[kind][1]
        missing = sum(one.startswith("no_") for one in chosen)
        too_much = any(touched.count(part) > 1 for part in parts) or (kind.startswith("no_") and missing > 0)
        gone = {part for one in chosen if one.startswith("no_") for part in _KINDS[one][1]}
        removes_touched = kind.startswith("no_") and any(part in touched for part in parts)
        if too_much or parts & gone or removes_touched or not applicable(kind, person):
            continue
        chosen.append(kind)
        touched += parts
    return tuple(chosen)


# ── the kinds ─────────────────────────────────────────────────────────────────────────────────────────────────────

_CAN: dict[str, Callable[[Person], object]] = {}


def _kind(name: str, *parts: str, when: Callable[[Person], object]) -> Callable[[Damage], Damage]:
    def keep(does: Damage) -> Damage:
        _KINDS[name] = does, frozenset(parts)
        _CAN[name] = when
        return does

    return keep


def _full_date(person: Person) -> bool:
    return len(person.dob) == 10


@_kind("typo_first", "first", when=lambda p: len(p.first) > 2)
def _typo_first(person: Person, rng: random.Random) -> None:
    person.first = typed_badly(person.first, rng)


@_kind("typo_last", "last", when=lambda p: len(p.last) > 2)
def _typo_last(person: Person, rng: random.Random) -> None:
    person.last = typed_badly(person.last, rng)


@_kind("misheard_first", "first", when=lambda p: misheard(p.first))
def _misheard_first(person: Person, rng: random.Random) -> None:
    person.first = rng.choice(misheard(person.first))


@_kind("misheard_last", "last", when=lambda p: misheard(p.last))
def _misheard_last(person: Person, rng: random.Random) -> None:
    person.last = rng.choice(misheard(person.last))


@_kind("nickname", "first", when=lambda p: nicknames(p.first))
def _nickname(person: Person, rng: random.Random) -> None:
    person.first = rng.choice(nicknames(person.first))


@_kind("other_spelling", "first", "last", when=lambda p: spellings(p.first) or spellings(p.last))
def _other_spelling(person: Person, rng: random.Random) -> None:
    if spellings(person.first) and not (spellings(person.last) and rng.random() < 0.5):
        person.first = rng.choice(spellings(person.first))
    else:
        person.last = rng.choice(spellings(person.last))


@_kind("known_as", "first", when=lambda p: p.known_as and p.known_as != p.first)
def _known_as(person: Person, rng: random.Random) -> None:
    person.first = person.known_as


@_kind("middle_as_first", "first", when=lambda p: p.middle)
def _middle_as_first(person: Person, rng: random.Random) -> None:
    person.first = person.middle


@_kind("extra_name", "first", when=lambda p: p.first)
def _extra_name(person: Person, rng: random.Random) -> None:
    """A second first name: the middle one if there is one, else one that we do not know."""
    stock = rng.choice(stocks())
    other = person.middle or (stock.girls if person.sex == "female" else stock.boys).one(rng)
    person.first = f"{person.first} {other}"


@_kind("initial_only", "first", when=lambda p: len(p.first) > 1)
def _initial_only(person: Person, rng: random.Random) -> None:
    person.first = person.first[:1]


@_kind("no_first", "first", when=lambda p: p.first and p.last)
def _no_first(person: Person, rng: random.Random) -> None:
    person.first = ""


@_kind("no_last", "last", when=lambda p: p.first and p.last)
def _no_last(person: Person, rng: random.Random) -> None:
    person.last = ""


@_kind("swapped_names", "first", "last", when=lambda p: p.first and p.last)
def _swapped_names(person: Person, rng: random.Random) -> None:
    person.first, person.last = person.last, person.first


@_kind("merged_names", "first", "last", when=lambda p: p.first and p.last)
def _merged_names(person: Person, rng: random.Random) -> None:
    """Everything in one field, with or without a space."""
    glue = " " if rng.random() < 0.5 else ""
    whole = f"{person.first}{glue}{person.last if glue else person.last.lower()}"
    person.first, person.last = (whole, "") if rng.random() < 0.5 else ("", whole)


@_kind("former_surname", "last", when=lambda p: p.former_last)
def _former_surname(person: Person, rng: random.Random) -> None:
    person.last = person.former_last


@_kind("new_surname", "last", when=lambda p: p.sex == "female" and p.last and p.dob < "2008")
def _new_surname(person: Person, rng: random.Random) -> None:
    """A married name that nobody here knows."""
    person.last = rng.choices(stocks(), [stock.share for stock in stocks()])[0].families.one(rng)


@_kind("half_surname", "last", when=lambda p: "-" in p.last or len(p.last.split()) > 1)
def _half_surname(person: Person, rng: random.Random) -> None:
    person.last = rng.choice([part for part in person.last.replace("-", " ").split() if len(part) > 2] or [person.last])


@_kind("no_particle", "last", when=lambda p: _particle(p.last))
def _no_particle(person: Person, rng: random.Random) -> None:
    rest = person.last[len(_particle(person.last)) :].lstrip(" -'’")
    person.last = rest if rng.random() < 0.6 else f"{_particle(person.last)}{rest.lower()}".replace("'", "")


def _particle(last: str) -> str:
    if last[:2] in {"O'", "O’"} or (last[:2] == "Mc" and len(last) > 5):
        return last[:2]
    first = last.replace("-", " ").split(" ")[0]
    return first if first.casefold() in PARTICLES and first != last else ""


@_kind("plain_letters", "first", "last", when=lambda p: not (p.first + p.last).isascii() or transliterated(p.last))
def _plain_letters(person: Person, rng: random.Random) -> None:
    """Without accents, or as another country writes these sounds."""
    if not (person.first + person.last).isascii():
        person.first, person.last = _plain(person.first), _plain(person.last)
    else:
        person.last = rng.choice(transliterated(person.last))


def _plain(text: str) -> str:
    letters = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "ß": "ss", "ı": "i"})
    return "".join(c for c in unicodedata.normalize("NFKD", text.translate(letters)) if not unicodedata.combining(c))


@_kind("swapped_day_month", "dob", when=lambda p: _full_date(p) and int(p.dob[8:]) <= 12 and p.dob[5:7] != p.dob[8:])
def _swapped_day_month(person: Person, rng: random.Random) -> None:
    person.dob = f"{person.dob[:4]}-{person.dob[8:]}-{person.dob[5:7]}"


@_kind("day_off", "dob", when=_full_date)
def _day_off(person: Person, rng: random.Random) -> None:
    _one_digit(person, rng, 8, 10)


@_kind("month_off", "dob", when=_full_date)
def _month_off(person: Person, rng: random.Random) -> None:
    _one_digit(person, rng, 5, 7)


@_kind("year_off", "dob", when=_full_date)
def _year_off(person: Person, rng: random.Random) -> None:
    """One year more or less, or one digit of the last two wrong."""
    if rng.random() < 0.5:
        year = int(person.dob[:4]) + rng.choice((-1, 1))
        person.dob = f"{year}{person.dob[4:]}" if _is_date(f"{year}{person.dob[4:]}") else person.dob
    else:
        _one_digit(person, rng, 2, 4)


@_kind("new_year", "dob", when=lambda p: _full_date(p) and p.dob[5:] != "01-01")
def _new_year(person: Person, rng: random.Random) -> None:
    person.dob = f"{person.dob[:4]}-01-01"


@_kind("no_dob", "dob", when=lambda p: p.dob)
def _no_dob(person: Person, rng: random.Random) -> None:
    person.dob = ""


def _one_digit(person: Person, rng: random.Random, start: int, end: int) -> None:
    found = []
    for at in range(start, end):
        for digit in "0123456789":
            other = person.dob[:at] + digit + person.dob[at + 1 :]
            if other != person.dob and _is_date(other) and "1900" < other[:4] <= "2027":
                found.append(other)
    person.dob = rng.choice(found) if found else person.dob


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@_kind("half_postcode", "postcode", when=lambda p: " " in p.postcode)
def _half_postcode(person: Person, rng: random.Random) -> None:
    person.postcode = person.postcode.split(" ")[0]


@_kind("old_postcode", "postcode", when=lambda p: p.postcode)
def _old_postcode(person: Person, rng: random.Random) -> None:
    """Where they lived before: often nearby, else anywhere."""
    near = rng.random() < 0.5
    other = postcode(rng.randrange(20_000))
    person.postcode = f"{person.postcode.split(' ')[0]} {other.split(' ')[1]}" if near else other


@_kind("mistyped_nhs", "nhs", when=lambda p: len(p.nhs) == 10)
def _mistyped_nhs(person: Person, rng: random.Random) -> None:
    at = rng.randrange(3, 10)
    if rng.random() < 0.3 and at < 9 and person.nhs[at] != person.nhs[at + 1]:
        person.nhs = person.nhs[:at] + person.nhs[at + 1] + person.nhs[at] + person.nhs[at + 2 :]
    else:
        digit = rng.choice([digit for digit in "0123456789" if digit != person.nhs[at]])
        person.nhs = person.nhs[:at] + digit + person.nhs[at + 1 :]


KINDS = tuple(_KINDS)
"""The names of all 28 kinds."""
