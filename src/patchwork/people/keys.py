"""Keys by which a person can be found: small numbers made of fragments that a question can *equal*.

Rows and questions make their keys here, with the same code, so that they cannot drift apart. Everything is pure: the
bulk builder, the actions and the finding call the same functions. After a change of `sound` or of the kinds of key run
`patchwork manage find_rebuild`.

| key | made of | finds |
|---|---|---|
| `d` | birth date + first letter of any name | a right birthday with names that are quite wrong |
| `m` | birth year and month + sound of any name | a wrong day; asked of other months and years, those too |
| `y` | birth year + sound of any name | persons of whom the year alone is known |
| `b` | sounds of a first name and a surname | the name, spelled differently or turned round |
| `n` `o` | the same pair + birth year, + outward part of the postcode | a name that many have (`frequent.toml`) |
| `e` `g` | both initials + birth year, + outward part of the postcode | wrong names, and a wrong birthday or none |
| `p` | postcode | where someone lives |
| `i` | identifier | NHS number, pupil number, another system's own |
| `w` | sound of any name | one name alone |
| `u` | expected month + sound of the surname, or the mother's | an unborn child |

Which field a name was written in plays no part. The area is in every key, so that areas share none but by chance.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import combinations, product
from zlib import crc32

from patchwork.people.frequent import frequent_names

KEY_BITS = 0xFF_FFFF
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


def keys_for(facts: Facts, area_id: int) -> list[int]:
    """Every key of a person of this area, each once."""
    found: set[str] = set()
    found.update(_name_keys(facts.given_names, facts.family_name, facts))
    if facts.known_as:
        found.update(_name_keys(facts.known_as, facts.family_name, facts))
    for given, family in facts.former_names:
        found.update(_name_keys(given or facts.given_names, family or facts.family_name, facts))
    for surname in facts.mothers_surnames:
        found.update(_mother_keys(surname, facts))
    found.update(postcode_key(postcode) for postcode in facts.postcodes if compact(postcode))
    found.update(identifier_key(value) for value in facts.identifiers if compact(value))
    return numbered(found, area_id)


def numbered(fragments: Iterable[str], area_id: int) -> list[int]:
    """Fragments as the numbers the index holds. 24 bits: of a million persons about one is found by chance for
    each key, weighed and thrown away, and the index is half the size that it would be with 32.
    """
    return sorted({crc32(f"{area_id}:{fragment}".encode()) & KEY_BITS for fragment in fragments})


# ── text ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def fold(text: str) -> str:
    """Lower case without accents, apostrophes joined, anything that is no letter or digit a space."""
    if text.isascii() and text.isalpha():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    plain = "".join(ch for ch in plain if unicodedata.category(ch) != "Mn" and ch not in "'’‘`ʼ´")
    return " ".join("".join(ch if ch.isalnum() else " " for ch in plain).split())


def words(text: str) -> list[str]:
    """The words of a name that tell people apart: particles only when there is nothing else."""
    return [*_words(text)]


@lru_cache(maxsize=50_000)
def _words(text: str) -> tuple[str, ...]:
    found = [word for word in fold(text).split() if any(ch.isalpha() for ch in word)][:WORDS]
    return tuple([word for word in found if word not in PARTICLES] or found)


def compact(text: str) -> str:
    """Letters and digits only, in capitals: postcodes and identifiers."""
    if text.isascii() and text.isalnum():
        return text.upper()
    text = unicodedata.normalize("NFKC", text)
    return "".join(ch for ch in text.upper() if ch.isascii() and ch.isalnum())


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


@lru_cache(maxsize=100_000)
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


def initials_of(first: Sequence[str], last: Sequence[str]) -> set[str]:
    """First letters of a first name and a surname, in the order of the alphabet."""
    return {min(one[0], other[0]) + max(one[0], other[0]) for one, other in product(first, last)}


def pair_of(one: str, other: str) -> str:
    """Two sounds, in whichever order they were written."""
    return f"{one}+{other}" if one < other else f"{other}+{one}"


@lru_cache(maxsize=100_000)
def is_frequent(pair: str) -> bool:
    """Whether so many are called so that a second component must narrow the pair: both names are on the list."""
    frequent = _frequent_sounds()
    return all(one in frequent for one in pair.split("+"))


@cache
def _frequent_sounds() -> frozenset[str]:
    return frozenset(sound(name) for name in frequent_names())


def pair_key(pair: str) -> str:
    return f"b{pair}"


def pair_year_key(year: int, pair: str) -> str:
    return f"n{year}{pair}"


def pair_outward_key(outward: str, pair: str) -> str:
    return f"o{outward}+{pair}"


def day_key(year: int, month: int, day: int, initial: str) -> str:
    return f"d{year}-{month}-{day}{initial}"


def initials_year_key(year: int, initials: str) -> str:
    return f"e{year}{initials}"


def initials_outward_key(outward: str, initials: str) -> str:
    return f"g{outward}+{initials}"


def month_key(year: int, month: int, sound: str) -> str:
    return f"m{year}-{month}{sound}"


def year_key(year: int, sound: str) -> str:
    return f"y{year}{sound}"


def word_key(sound: str) -> str:
    return f"w{sound}"


def expected_key(year: int, month: int, sound: str) -> str:
    return f"u{year}-{month}{sound}"


def postcode_key(postcode: str) -> str:
    return f"p{compact(postcode)}"


def identifier_key(value: str) -> str:
    return f"i{compact(value)}"


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
    first, last = words(given), words(family)
    together = product(first, last) if last else combinations(first, 2)
    pairs = {pair_of(sound(one), sound(other)) for one, other in together}
    born = facts.born_on
    for pair in pairs:
        yield pair_key(pair)
        if not is_frequent(pair):
            continue
        yield from (pair_outward_key(outward(postcode), pair) for postcode in facts.postcodes if compact(postcode))
        if born is not None:
            yield from (pair_year_key(year, pair) for year in _years(born, facts.born_precision))
    for initials in initials_of(first, last):
        yield from (initials_outward_key(outward(postcode), initials) for postcode in facts.postcodes)
        if born is not None and facts.born_precision == "day":
            yield initials_year_key(born.year, initials)
    for name in first + last:
        yield word_key(sound(name))
        yield from _birth_keys(name, facts)
    if facts.expected_on:
        yield from (expected_key(facts.expected_on.year, facts.expected_on.month, sound(name)) for name in last)


def _birth_keys(name: str, facts: Facts) -> Iterator[str]:
    born = facts.born_on
    if born is None:
        return
    if facts.born_precision == "day":
        yield day_key(born.year, born.month, born.day, name[:1])
    if facts.born_precision in {"day", "month"}:
        yield month_key(born.year, born.month, sound(name))
    else:
        yield from (year_key(year, sound(name)) for year in _years(born, facts.born_precision))


def _years(born: date, precision: str) -> list[int]:
    return [born.year - 1, born.year, born.year + 1] if precision == "about" else [born.year]


def _mother_keys(surname: str, facts: Facts) -> Iterator[str]:
    if facts.expected_on is None:
        return
    for name in words(surname):
        yield expected_key(facts.expected_on.year, facts.expected_on.month, sound(name))
        yield word_key(sound(name))
