"""How well a person fits what somebody asked for: the log2 of how much likelier what was typed is of this person than
of anybody else (Fellegi and Sunter 1969, A theory for record linkage).

Each part speaks for itself: names by how like they are and how rare, birth date, postcode, number. Weights are in bits
and were fitted on people that the benches made (`./run bench find`, tuning seed). Everything is pure, works on the
lines of `searching.written`, and is called for each of some hundred candidates: hence plain loops, and one look-up for
each pair of words.
"""

from __future__ import annotations

from rapidfuzz.distance import OSA, JaroWinkler

from patchwork.kit.fields import PartialDate
from patchwork.people import keys
from patchwork.people.asking import Query
from patchwork.people.frequent import rarity
from patchwork.people.nicknames import also_called

OTHER_ROLE = 2.0
"""Less for a surname typed as a first name, or the other way round."""
UNLIKE = {"g": -5.0, "f": -4.0}
"""A first name that is quite another, and a surname: those change."""
FURTHER = 0.4
"""What each further word of a name counts, of what the first does."""
INITIAL = 3.0
OTHER_NAME = 1.0
"""Less for a former name, or what one is called, than for the name itself."""

SAME_DAY, TURNED, ONE_DIGIT, YEAR_NEAR = 14.0, 9.5, 8.5, 8.5
SAME_MONTH_DAY, SAME_YEAR_MONTH, SAME_YEAR_DAY, SAME_YEAR, OTHER_DAY = 5.5, 6.0, 4.5, 1.5, -9.0
NEW_YEAR_LESS = 4.0
"""Less for an equal 1 January: that is often a guess."""
SAME_POSTCODE, NEAR_POSTCODE, SAME_OUTWARD, NEARBY_POSTCODE, OTHER_POSTCODE = 13.0, 9.0, 3.0, 0.5, -2.0
SAME_NUMBER, NEAR_NUMBER, OTHER_NUMBER = 24.0, 14.0, -5.0

LEAST = 12.0
"""Nobody is shown whose fit is weaker; where little was typed, than so much of what was:"""
LEAST_SHARE = 0.72
LEAST_NAME = 1.5
"""Nor, without an equal postcode or number, whose name is less like: a birthday alone finds nobody."""
CONVINCING = 19.0
"""Somebody fits so well that no other spelling need be tried; where little was typed, so much of it:"""
CONVINCING_SHARE = 0.9
FAR_BEHIND = 14.0
"""A fit this much worse than the best is not shown beside it."""


NOBODY = -99.0
"""Of whom we say that they do not fit at all."""


class _Word:
    """One typed word, and what every other word was worth beside it."""

    __slots__ = ("also", "known", "role", "sound", "text", "unlike", "whole")

    def __init__(self, text: str, role: str) -> None:
        self.text, self.role = text, role
        self.sound = keys.sound(text)
        self.also = frozenset(also_called(text))
        self.whole = rarity(text, role)
        self.unlike = UNLIKE[role]
        self.known: dict[str, float] = {}

    def beside(self, other: str) -> float:
        """Bits for this word typed where `other` is known."""
        found = self.known.get(other)
        if found is None:
            found = self.known[other] = self._weigh(other)
        return found

    def _weigh(self, other: str) -> float:
        if self.text == other:
            return self.whole
        if len(self.text) == 1 or len(other) == 1:
            return INITIAL if self.text[0] == other[0] else self.unlike
        if other in self.also:
            return self.whole - 2.5
        close = JaroWinkler.similarity(self.text, other)
        if close < 0.55:  # most of all pairs: no further look
            return self.unlike
        same_sound = keys.sound(other) == self.sound
        if close < 0.7 and not same_sound:
            return self.unlike
        return max(self.unlike, self.whole - _unlikeness(self.text, other, close, same_sound=same_sound))


def _unlikeness(one: str, other: str, close: float, *, same_sound: bool) -> float:
    """Bits lost by a spelling that differs."""
    wrong = OSA.distance(one, other, score_cutoff=3)
    longest = max(len(one), len(other))
    least = 3.0 if same_sound else 30.0
    if wrong == 1:
        return min(least, 2.0 if longest > 4 else 3.5)
    if wrong == 2 and longest > 5:
        return min(least, 4.5)
    if len(one) > 2 and len(other) > 2 and (one.startswith(other) or other.startswith(one)):
        return min(least, 4.0)
    if wrong == 3 and longest > 7:
        return min(least, 6.5)
    return min(least, 7.5) if close > 0.85 else min(least + 2.0, 9.5) if close > 0.78 else least + 2.0


class Asked:
    """A question, made ready to be compared with many persons."""

    def __init__(self, query: Query) -> None:
        given, family = keys.words(query.given_names), keys.words(query.family_name)
        if not family and len(given) > 1:
            given, family = given[:-1], given[-1:]
        elif not given and len(family) > 1:
            given, family = family[:-1], family[-1:]
        self.words = [_Word(word, "g") for word in given] + [_Word(word, "f") for word in family]
        self.run_together = "".join(given + family) if len(given) + len(family) == 1 else ""
        self.born = query.born
        self.birthday = _written(query.born)
        self.postcode = keys.compact(query.postcode)
        self.outward = keys.outward(query.postcode)
        self.number = keys.compact(query.identifier)
        self._births: dict[str, float] = {}
        said = sum(word.whole for word in self.words) or SAME_POSTCODE
        self.least = min(LEAST, LEAST_SHARE * said)
        self.convincing = min(CONVINCING, CONVINCING_SHARE * (said + (SAME_DAY if self.born else 0)))
        self.other_role = OTHER_ROLE if len(self.words) > 1 else 0.0

    def weigh(self, line: str) -> float:
        """The fit of a line of facts in bits; below `least` it is too weak to show anybody."""
        birth, given, family, known_as, former, mothers, postcodes, numbers = line.split("|")
        sure = 0.0
        total = 0.0
        if self.number and numbers:
            sure = self._number(numbers)
            total += sure
        if self.postcode and postcodes:
            here = self._postcode(postcodes)
            sure = max(sure, here if here > SAME_OUTWARD else 0)
            total += here
        if self.born is not None and birth:
            bits = self._births.get(birth)
            if bits is None:
                bits = self._births[birth] = self._birth(birth)
            total += bits
        names = 0.0
        if self.words:
            names = self._names(given.split(), family.split())
            if known_as or former or mothers:
                names = max(names, self._other_names(given, family, known_as, former, mothers) - OTHER_NAME)
            total += names
        return total if names >= LEAST_NAME or sure >= NEAR_POSTCODE else NOBODY

    # ── names ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _names(self, given: list[str], family: list[str]) -> float:
        """The words that were typed against the words of a name: each known word answers for one typed word."""
        best: dict[str, float] = {}
        further = 0.0
        used = ""
        for typed in self.words:
            mine, others = (given, family) if typed.role == "g" else (family, given)
            bits, answer, known = typed.unlike, "", typed.known
            for word in mine:
                here = known.get(word)
                if here is None:
                    here = typed.beside(word)
                if here > bits and word != used:
                    bits, answer = here, word
            if bits < typed.whole:
                for word in others:
                    here = known.get(word)
                    if here is None:
                        here = typed.beside(word)
                    if here - self.other_role > bits and word != used:
                        bits, answer = here - self.other_role, word
            used = answer or used
            so_far = best.get(typed.role)
            if so_far is None:
                best[typed.role] = bits
            else:
                low, high = (bits, so_far) if bits < so_far else (so_far, bits)
                best[typed.role] = high
                further += FURTHER * low if low > 0 else 0.25 * low
        found = sum(best.values()) + further
        return max(found, self._together(given, family)) if self.run_together and found < LEAST else found

    def _together(self, given: list[str], family: list[str]) -> float:
        """`hughnicoara` typed for Hugh Nicoară."""
        if not given or not family or len(self.run_together) < 6:
            return UNLIKE["g"]
        last = "".join(family)
        wrong = min(OSA.distance(self.run_together, both) for both in (given[0] + last, last + given[0]))
        return rarity(given[0], "g") + rarity(family[-1], "f") - 1 - 3.5 * wrong if wrong < 3 else UNLIKE["g"]

    def _other_names(self, given: str, family: str, known_as: str, former: str, mothers: str) -> float:
        found = [UNLIKE["g"] + UNLIKE["f"]]
        if known_as:
            found.append(self._names(known_as.split(), family.split()))
        for name in former.split(";") if former else ():
            first, _, last = name.partition("/")
            found.append(self._names((first or given).split(), (last or family).split()))
        found += [self._names([], name.split()) for name in mothers.split(";") if name]
        return max(found)

    # ── the rest ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _birth(self, known: str) -> float:
        assert self.born is not None
        year, month, day = int(known[:4]), int(known[4:6]), int(known[6:8])
        kind, typed = known[8:], self.born
        if kind == "e":
            return _expected(typed, year, month)
        if kind == "a" or kind == "y" or typed.month is None:
            off = abs(typed.year - year)
            return 7.0 if off == 0 else max(OTHER_DAY, 7.0 - 2.5 * off) if kind == "a" and off < 3 else OTHER_DAY
        if kind == "m" or typed.day is None:
            if (typed.year, typed.month) == (year, month):
                return 9.5
            return SAME_YEAR if typed.year == year else OTHER_DAY
        return self._day(known[:8], year, month, day)

    def _day(self, known: str, year: int, month: int, day: int) -> float:
        typed = self.born
        assert typed is not None
        if self.birthday == known:
            return SAME_DAY - (NEW_YEAR_LESS if known[4:] == "0101" else 0)
        if (typed.year, typed.day, typed.month) == (year, month, day):
            return TURNED
        same = (typed.year == year, typed.month == month, typed.day == day)
        if sum(same) == 2:
            if OSA.distance(self.birthday, known) == 1:
                return ONE_DIGIT
            if abs(typed.year - year) == 1:
                return YEAR_NEAR
            return SAME_MONTH_DAY if not same[0] else SAME_YEAR_DAY if not same[1] else SAME_YEAR_MONTH
        if same[0]:
            return SAME_YEAR + (2.5 if "0101" in (self.birthday[4:], known[4:]) else 0)
        return OTHER_DAY

    def _postcode(self, known: str) -> float:
        if known == self.postcode:
            return SAME_POSTCODE
        best = OTHER_POSTCODE
        whole = self.outward != self.postcode
        for postcode in known.split(";"):
            if postcode == self.postcode:
                return SAME_POSTCODE
            if postcode[:-3] == self.outward:
                best = max(best, NEARBY_POSTCODE if whole else SAME_OUTWARD)
            if whole and OSA.distance(postcode, self.postcode, score_cutoff=1) == 1:
                best = NEAR_POSTCODE
        return best

    def _number(self, known: str) -> float:
        best = OTHER_NUMBER
        for number in known.split(";"):
            if number == self.number:
                return SAME_NUMBER
            if OSA.distance(number, self.number, score_cutoff=1) == 1:
                best = NEAR_NUMBER
        return best


def _written(born: PartialDate | None) -> str:
    return f"{born.year:04}{born.month or 0:02}{born.day or 0:02}" if born else ""


def _expected(typed: PartialDate, year: int, month: int) -> float:
    if typed.month is None:
        return 3.0 if typed.year == year else OTHER_DAY
    off = abs(typed.year * 12 + typed.month - year * 12 - month)
    return 11.0 if off == 0 else 9.0 if off == 1 else OTHER_DAY
