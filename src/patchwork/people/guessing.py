"""The keys that the person somebody asks for may have: of what was typed, and, if that finds nobody convincing, of what
could have been meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import combinations, product

from stdnum.gb import nhs

from patchwork.people import keys
from patchwork.people.asking import Query
from patchwork.people.nicknames import also_called

MOST_WORDS = 4
MOST_PAIRS = 40
DIGITS = "0123456789"
LETTERS = "abfjklmnprstx"
"""What sounds are made of, but for some first letters."""


def first_guess(query: Query, *, area_id: int, today: date) -> list[int]:
    """Keys of what was typed: strong ones where there are strong ones, to stay few."""
    words = _words(query)
    found: set[str] = set(_number_keys(query.identifier))
    if keys.compact(query.postcode):
        found.add(keys.postcode_key(query.postcode))
    sounds = [_sounds_of(word) for word in words]
    found.update(_pair_keys(_pairs(sounds), query))
    if query.born is not None:
        found.update(_birth_keys(query, words, sounds, today))
    elif len(words) == 1:
        found.update(keys.word_key(sound) for sound in sounds[0])
    return keys.numbered(found, area_id)


def second_guess(query: Query, *, area_id: int) -> list[int]:
    """Keys of what could have been meant: another day, names run together, a year beside, another valid number."""
    words = _words(query)
    pairs = {*_pairs_run_together(words)}
    found: set[str] = set()
    if query.born is not None:
        meant = [_sounds_of(word) for word in words]
        pairs.update(_pairs(meant))
        year, month, day = query.born
        months = {one for one in (month, day) if one is not None and one <= 12}
        found.update(keys.month_key(year, one, sound) for one in months for sounds in meant for sound in sounds)
    found.update(_pair_keys(pairs, query, around=True))
    if nhs.is_valid(keys.compact(query.identifier)):
        found.update(keys.identifier_key(number) for number in valid_neighbours(keys.compact(query.identifier)))
    return keys.numbered(found, area_id)


def wild_guess(query: Query, *, area_id: int) -> tuple[list[int], list[str]]:
    """Keys of other birthdays, of names that sound nearly as those typed, or that only begin like them. So many have
    those that something of the facts must agree as well: also returned are patterns, of which one must fit.
    """
    words, born = _words(query), query.born
    if born is None:
        found, must = _without_birthday(query, words)
    elif born.month is None:
        found, must = set(), []
    else:
        found = {*_keys_around(words, born.year, born.month)}
        must = [f"{born.year:04}{born.month:02}%"]
        if born.day is not None:
            found.update(keys.initials_year_key(born.year, two) for two in _initials(query))
            must = _near_that_day(born.year, born.month, born.day)
    return keys.numbered(found, area_id), must


def _without_birthday(query: Query, words: list[str]) -> tuple[set[str], list[str]]:
    """One of two names off by a letter, or both initials in the part of the postcode: one name must be as typed."""
    own = [keys.sound(word) for word in words]
    found = {
        keys.pair_key(keys.pair_of(near, other))
        for number, sound in enumerate(own)
        for other in own[:number] + own[number + 1 :]
        for near in _near(sound)
    }
    if where := keys.outward(query.postcode):
        found.update(keys.initials_outward_key(where, two) for two in _initials(query))
    return found, [f"%{word}%" for word in words if len(word) > 2]


def _near_that_day(year: int, month: int, day: int) -> list[str]:
    """Patterns of birth dates of which one part differs. A 1 January is often a guess, typed or stored."""
    found = [f"{year:04}{month:02}{day // 10}_%", f"{year:04}{month:02}_{day % 10}%", f"____{month:02}{day:02}%"]
    found += [f"{year:04}%"] if (month, day) == (1, 1) else [f"{year:04}__{day:02}%", f"{year:04}0101%"]
    return [*found, f"{year:04}{day:02}{month:02}%"] if day <= 12 else found


def _keys_around(words: list[str], year: int, month: int) -> Iterator[str]:
    """Every month of the year, the month in the years that a wrong digit makes of it; and names off by a letter."""
    for word in words:
        for sound in [keys.sound(word), *map(keys.sound, also_called(word)[:2])]:
            yield from (keys.month_key(year, any_month, sound) for any_month in range(1, 13))
            yield from (keys.month_key(other, month, sound) for other in _years_like(year))
        years = (year,) if len(words) > 1 else (year, year - 1, year + 1)
        yield from (keys.month_key(one, month, near) for one in years for near in _near(keys.sound(word)))


def _pair_keys(pairs: Iterable[str], query: Query, *, around: bool = False) -> Iterator[str]:
    """A pair alone, but where too many have it with what narrows it."""
    where = keys.outward(query.postcode)
    for pair in pairs:
        narrowed = keys.is_frequent(pair) and bool(query.born or where)
        if not narrowed:
            yield keys.pair_key(pair)
            continue
        if where:
            yield keys.pair_outward_key(where, pair)
        if query.born is not None:
            years = (query.born.year + off for off in ((-1, 0, 1) if around else (0,)))
            yield from (keys.pair_year_key(year, pair) for year in years)


def valid_neighbours(number: str) -> Iterator[str]:
    """NHS numbers with a right check digit that one wrong digit, or two turned round, make of this one."""
    for at in range(len(number)):
        for digit in DIGITS:
            if digit != number[at] and nhs.is_valid(other := number[:at] + digit + number[at + 1 :]):
                yield other
        if at + 1 < len(number) and number[at] != number[at + 1]:
            other = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
            if nhs.is_valid(other):
                yield other


# ── names ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _words(query: Query) -> list[str]:
    """The words that were typed as names, surnames first when there are too many."""
    given, family = keys.words(query.given_names), keys.words(query.family_name)
    return list(dict.fromkeys(family[:2] + given))[:MOST_WORDS]


def _sounds_of(word: str) -> set[str]:
    """The sounds of a word and of what somebody of that name may be called."""
    return {keys.sound(word), *(keys.sound(other) for other in also_called(word))}


def _pairs(sounds: list[set[str]]) -> list[str]:
    found = {
        keys.pair_of(one, other)
        for ones, others in combinations(sounds, 2)
        for one, other in product(sorted(ones), sorted(others))
    }
    return sorted(found)[:MOST_PAIRS]


def _pairs_run_together(words: list[str]) -> Iterator[str]:
    """`hughnicoara`: each way of parting it."""
    for word in words:
        if len(word) > 6:
            for at in range(3, len(word) - 2):
                yield keys.pair_of(keys.sound(word[:at]), keys.sound(word[at:]))


def _initials(query: Query) -> set[str]:
    return keys.initials_of(keys.words(query.given_names)[:2], keys.words(query.family_name)[:2])


@lru_cache(maxsize=2000)
def _near(sound: str) -> frozenset[str]:
    """Sounds with one letter more, less or other than this, or two turned round. Of a short one half of all are."""
    if len(sound) < 3:
        return frozenset()
    found = {sound[:at] + sound[at + 1 :] for at in range(len(sound))}
    found |= {sound[:at] + letter + sound[at + 1 :] for at in range(len(sound)) for letter in LETTERS}
    found |= {sound[:at] + letter + sound[at:] for at in range(len(sound) + 1) for letter in LETTERS}
    found |= {sound[:at] + sound[at + 1] + sound[at] + sound[at + 2 :] for at in range(len(sound) - 1)}
    return frozenset(one[: keys.SOUND] for one in found if one) - {sound}


# ── birthdays ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _birth_keys(query: Query, words: list[str], sounds: list[set[str]], today: date) -> Iterator[str]:
    assert query.born is not None
    year, month, day = query.born
    said = {sound for each in sounds for sound in each}
    if month is None:
        for sound in said:
            yield keys.year_key(year, sound)
            yield from (keys.month_key(year, any_month, sound) for any_month in range(1, 13))
        return
    yield from (keys.year_key(year, sound) for sound in said)
    if _may_be_expected(year, month, today):
        yield from (keys.expected_key(*near, sound) for near in _months_around(year, month) for sound in said)
    if day is None:
        yield from (keys.month_key(year, month, sound) for sound in said)
        return
    initials = {word[:1] for one in words for word in (one, *also_called(one)[:3])}
    for initial in initials:
        yield keys.day_key(year, month, day, initial)
        if day <= 12:
            yield keys.day_key(year, day, month, initial)


def _years_like(year: int) -> set[int]:
    """One more or less, or one of the last two digits wrong, or both turned round."""
    written = f"{year:04}"
    found = {year - 1, year + 1, int(written[:2] + written[3] + written[2])}
    found.update(int(written[:2] + digit + written[3]) for digit in DIGITS)
    found.update(int(written[:3] + digit) for digit in DIGITS)
    return found - {year}


def _may_be_expected(year: int, month: int, today: date) -> bool:
    """From three months ago (nobody has recorded the birth) on."""
    return year * 12 + month >= today.year * 12 + today.month - 3


def _months_around(year: int, month: int) -> list[tuple[int, int]]:
    count = year * 12 + month - 1
    return [(n // 12, n % 12 + 1) for n in (count - 1, count, count + 1)]


def _number_keys(identifier: str) -> Iterable[str]:
    number = keys.compact(identifier)
    if not number:
        return ()
    mistyped = len(number) == 10 and number.isdigit() and not nhs.is_valid(number)
    return [keys.identifier_key(one) for one in (number, *(valid_neighbours(number) if mistyped else ()))]
