"""Keys by which a person can be found: normalised fragments that a query can *equal*.

Rows and queries make their keys here, with the same code, so that they cannot drift apart. Everything is pure: the
bulk builder, the actions and the finding call the same functions. After a change of `sound` or of the kinds of key run
`patchwork manage find_rebuild`.

| key | made of | finds |
|---|---|---|
| `n:` | sounds of a first name and a surname, in either order | the name, spelled differently or turned round |
| `d:` | birth date + first sound of one name | a right birthday with a name that is quite wrong |
| `y:` | birth year + sound of one name | a partial or slightly wrong birthday |
| `m:` | birth month and day + sound of one name | a wrong year |
| `w:` | sound of one name | one name alone |
| `u:` | expected month + sound of the surname, or the mother's | an unborn child |
| `p:` `o:` | postcode · outward part + sound of one name | where someone lives |
| `i:` | identifier | NHS number, pupil number, another system's own |
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product

LONGEST = 40
SOUND = 6
WORDS = 6
"""More words than this in one name find nobody better."""

PARTICLES = frozenset(
    {"ab", "al", "ap", "bin", "da", "de", "del", "den", "der", "di", "du", "el", "ferch", "ibn", "la", "le", "van"}
    | {"verch", "von"}
)
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person can be found by. `born_precision` as in `models.Precision`; names as they are written."""

    given_names: str = ""
    family_name: str = ""
    known_as: str = ""
    former_names: tuple[tuple[str, str], ...] = ()
    born_on: date | None = None
    born_precision: str = "day"
    expected_on: date | None = None
    mothers_surnames: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()


def keys_for(facts: Facts) -> set[tuple[str, bool]]:
    """Every (key, shielded_too) of a person. `shielded_too`: made only of what a shielded card shows."""
    shown = set(_name_keys(facts.given_names, facts.family_name, facts))
    rest: set[str] = set()
    if facts.known_as:
        rest.update(_name_keys(facts.known_as, facts.family_name, facts))
    for given, family in facts.former_names:
        rest.update(_name_keys(given or facts.given_names, family or facts.family_name, facts))
    rest.update(_mother_keys(facts))
    rest.update(_place_keys(facts))
    rest.update(identifier_key(value) for value in facts.identifiers if compact(value))
    return {(key, True) for key in shown} | {(key, False) for key in rest - shown}


# ── text ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def fold(text: str) -> str:
    """Lower case without accents, apostrophes joined, anything that is no letter or digit a space."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    plain = "".join(ch for ch in plain if unicodedata.category(ch) != "Mn" and ch not in "'’‘`ʼ´")
    return " ".join("".join(ch if ch.isalnum() else " " for ch in plain).split())


def words(text: str) -> list[str]:
    """The words of a name that tell people apart: particles only when there is nothing else."""
    found = [word for word in fold(text).split() if any(ch.isalpha() for ch in word)][:WORDS]
    return [word for word in found if word not in PARTICLES] or found


def compact(text: str) -> str:
    """Letters and digits only, in capitals: postcodes and identifiers."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(ch for ch in plain.upper() if ch.isascii() and ch.isalnum())


_RULES = [
    (re.compile(pattern), to)
    for pattern, to in (
        (r"^(?:mac|mc)(?=[b-df-hj-np-tv-z]|[aeiou][a-z]{3})", "mk"),
        (r"^(?:kn|gn|pn)", "n"),
        (r"^wr", "r"),
        (r"^ps", "s"),
        (r"^x", "s"),
        (r"^gh", "g"),
        (r"gh", ""),
        (r"ph|v", "f"),
        (r"rh|wh", lambda found: found[0][0]),
        (r"sch|sh|sz", "s"),
        (r"tch|cz|ch(?=[aeiouy]|$)", "x"),
        (r"ch|ck|q", "k"),
        (r"c(?=[eiy])", "s"),
        (r"g(?=[eiy][^nb])", "j"),
        (r"[cg]", "k"),
        (r"x$", "ks"),
        (r"th|d", "t"),
        (r"z", "s"),
    )
]


def sound(word: str) -> str:
    """How a folded word sounds, roughly, in the languages of these islands: at most six letters.

    Kerry and Keri, Stephen and Steven, Dafydd and David, Mohammed and Muhammad, Siân and Shaun come out alike.
    Scripts other than Latin are kept as they are.
    """
    latin = "".join(ch for ch in word if "a" <= ch <= "z")
    if not latin:
        return word[:SOUND]
    for pattern, to in _RULES:
        latin = pattern.sub(to, latin)
    first = "a" if latin[:1] in "aeiou" else latin[:1]
    rest = re.sub(r"[aeiouyhw]", "", latin[1:])
    return re.sub(r"(.)\1+", r"\1", first + rest)[:SOUND]


def sounds(text: str) -> list[str]:
    """The sounds of a name's words, each once."""
    return list(dict.fromkeys(sound(word) for word in words(text)))


# ── keys ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def pair_key(one: str, other: str) -> str:
    """Two sounds, in whichever order they were written."""
    return f"n:{'+'.join(sorted((one, other)))}"


def day_key(year: int, month: int, day: int, name: str) -> str:
    return f"d:{year:04}-{month:02}-{day:02}:{name[:1]}"


def year_key(year: int, name: str) -> str:
    return f"y:{year:04}:{name}"


def month_day_key(month: int, day: int, name: str) -> str:
    return f"m:{month:02}{day:02}:{name}"


def word_key(name: str) -> str:
    return f"w:{name}"


def expected_key(year: int, month: int, surname: str) -> str:
    return f"u:{year:04}-{month:02}:{surname}"


def postcode_key(postcode: str) -> str:
    return f"p:{compact(postcode)}"[:LONGEST]


def outward_key(outward: str, name: str) -> str:
    return f"o:{compact(outward)[:12]}:{name}"


def identifier_key(value: str) -> str:
    number = compact(value)
    return f"i:{number if len(number) <= 36 else hashlib.sha256(number.encode()).hexdigest()[:36]}"


def outward(postcode: str) -> str:
    """`ZM1` of `ZM1 4AB`; a postcode without an inward part is its own."""
    whole = compact(postcode)
    return whole[:-3] if re.fullmatch(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}", whole) else whole


def as_written(postcode: str) -> str:
    """`ZM1 4AB`, however it was typed."""
    whole, first = compact(postcode), outward(postcode)
    return f"{first} {whole[len(first) :]}".strip()


def _name_keys(given: str, family: str, facts: Facts) -> Iterator[str]:
    """Keys of one name with the birth date."""
    first, last = sounds(given), sounds(family)
    yield from (pair_key(*pair) for pair in product(first, last))
    yield from (pair_key(*pair) for pair in combinations(first, 2) if not last)
    for name in dict.fromkeys(first + last):
        yield word_key(name)
        yield from _birth_keys(name, facts)
    if facts.expected_on:
        yield from (expected_key(facts.expected_on.year, facts.expected_on.month, name) for name in last)


def _birth_keys(name: str, facts: Facts) -> Iterator[str]:
    born = facts.born_on
    if born is None:
        return
    around = (-1, 0, 1) if facts.born_precision == "about" else (0,)
    yield from (year_key(born.year + years, name) for years in around)
    if facts.born_precision == "day":
        yield day_key(born.year, born.month, born.day, name)
        yield month_day_key(born.month, born.day, name)


def _mother_keys(facts: Facts) -> Iterator[str]:
    if facts.expected_on is None:
        return
    for name in _each_sound(facts.mothers_surnames):
        yield expected_key(facts.expected_on.year, facts.expected_on.month, name)
        yield word_key(name)


def _place_keys(facts: Facts) -> Iterator[str]:
    names = [facts.given_names, facts.family_name, facts.known_as, *facts.mothers_surnames]
    for postcode in facts.postcodes:
        if compact(postcode):
            yield postcode_key(postcode)
            yield from (outward_key(outward(postcode), name) for name in _each_sound(names))


def _each_sound(names: Iterable[str]) -> Iterator[str]:
    yield from dict.fromkeys(one for name in names for one in sounds(name))
