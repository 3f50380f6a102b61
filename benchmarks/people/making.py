"""Making people: household by household, so that surname and postcode are shared as in life."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from benchmarks.people.nicknames import nicknames
from benchmarks.people.stock import Drawn, Stock, stocks

TODAY = date(2026, 6, 1)
PER_POSTCODE = 14
"""Households that share a postcode."""
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
_NUMBERS = 1_000_000


@dataclass(slots=True)
class Person:
    """One line of the CSV. Every field is text, empty where nothing is known; `dob` is ISO."""

    person_id: str
    first: str = ""
    middle: str = ""
    last: str = ""
    known_as: str = ""
    former_last: str = ""
    dob: str = ""
    sex: str = ""
    postcode: str = ""
    nhs: str = ""


def people(n: int, seed: int) -> Iterator[Person]:
    """`n` people, in households: twins, brothers and sisters, fathers and sons of one name, namesakes elsewhere."""
    maker = _Maker(n, random.Random(seed))
    count = 0
    while count < n:
        for person in maker.household():
            if count < n:
                count += 1
                yield person


class _Maker:
    def __init__(self, n: int, rng: random.Random) -> None:
        self.rng, self.made, self.given = rng, 0, 0
        self.stocks = stocks()
        self.shares = [*accumulate(stock.share for stock in self.stocks)]
        self.places = max(20, n // 3 // PER_POSTCODE)
        self.numbers = rng.randrange(_NUMBERS)
        self.recent: list[Person] = []

    def household(self) -> list[Person]:
        """One household with its children."""
        rng = self.rng
        stock = rng.choices(self.stocks, cum_weights=self.shares)[0]
        surname, postcode = self._surname(stock), self._postcode()
        adults, children = rng.choices(((1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2), (2, 3), (2, 4)),
                                       cum_weights=(14, 30, 38, 50, 66, 86, 95, 100))[0]  # fmt: skip
        age = int(rng.triangular(19, 88, 34) if not children else rng.triangular(19, 56, 36))
        home = [self._adult(stock, surname, postcode, age, "female" if number == 0 else "male")
                for number in range(adults)]  # fmt: skip
        home += self._children(stock, surname, postcode, children, age, home)
        if rng.random() < 0.006 and self.recent:
            home.append(self._namesake(postcode))
        if rng.random() < 0.1:
            self.recent = [*self.recent[-400:], rng.choice(home)]
        return home

    # ── members ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _adult(self, stock: Stock, surname: str, postcode: str, age: int, sex: str) -> Person:
        rng = self.rng
        married = sex == "female" and rng.random() < 0.3
        own = surname if rng.random() < 0.72 else self._surname(stock)
        born = self._birthday(stock, age + rng.randint(-4, 4))
        person = self._person(stock, own, postcode, born, sex)
        if married:
            person.former_last = self._surname(stock)
        return person

    def _children(
        self, stock: Stock, surname: str, postcode: str, children: int, age: int, parents: list[Person]
    ) -> list[Person]:
        rng, found = self.rng, []
        oldest = min(17, max(0, age - 19))
        while len(found) < children:
            born = self._birthday(stock, rng.randint(0, oldest))
            at_once = 1 if rng.random() > 0.016 else 2 if rng.random() < 0.97 else 3
            alike = rng.random() < 0.35  # so much alike that they have one sex, and often one initial
            sex = rng.choice(("female", "male"))
            for _child in range(at_once):
                if at_once == 1 or not alike:
                    sex = rng.choice(("female", "male"))
                last = surname if rng.random() < 0.9 else self._surname(stock)
                child = self._person(stock, last, postcode, born, sex)
                while any(child.first == other.first for other in found):
                    child.first = self._given(stock, sex)
                if rng.random() < 0.012 and sex == "male" and len(parents) > 1:
                    child.first = parents[1].first  # called like his father
                if rng.random() < 0.03:
                    child.former_last = self._surname(stock)
                found.append(child)
        return found

    def _namesake(self, postcode: str) -> Person:
        """Somebody with another's name, and with the same year, or even day, of birth."""
        rng = self.rng
        other = rng.choice(self.recent)
        dob = other.dob
        if rng.random() < 0.8:
            year = int(dob[:4])
            dob = (date(year, 1, 1) + timedelta(days=rng.randrange(364))).isoformat()
        return Person(self._id(), other.first, "", other.last, "", "", dob, other.sex, postcode, self._nhs())

    def _person(self, stock: Stock, surname: str, postcode: str, born: date, sex: str) -> Person:
        rng = self.rng
        first = self._given(stock, sex)
        middle = self._given(stock, sex) if rng.random() < stock.middles else ""
        if stock.gendered and sex == "female" and surname.endswith(("ski", "cki", "dzki")):
            surname = surname[:-1] + "a"
        known_as = ""
        if rng.random() < 0.07:
            short = nicknames(first)
            known_as = rng.choice(short) if short else (middle if rng.random() < 0.4 else "")
        if rng.random() < stock.single:
            surname = ""
        return Person(
            self._id(), first, middle if middle != first else "", surname, known_as, "", born.isoformat(), sex,
            postcode if rng.random() < 0.97 else "", self._nhs(),
        )  # fmt: skip

    # ── parts ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _id(self) -> str:
        self.made += 1
        return f"P{self.made:07}"

    def _given(self, stock: Stock, sex: str) -> str:
        return (stock.girls if sex == "female" else stock.boys).one(self.rng)

    def _surname(self, stock: Stock) -> str:
        rng, families = self.rng, stock.families
        name = families.one(rng)
        if rng.random() < stock.double:
            other = self._other(families, name)
            return f"{name} {other}" if stock.double > 0.3 else f"{name}-{other}"
        if stock.particles and rng.random() < stock.particle:
            between = rng.choice((" ", " ", "-")) if stock.particles[0] == "Al" else " "
            return f"{rng.choice(stock.particles)}{between}{name}"
        return name

    def _other(self, families: Drawn, name: str) -> str:
        while (other := families.one(self.rng)) == name:
            pass
        return other

    def _birthday(self, stock: Stock, age: int) -> date:
        rng = self.rng
        born = TODAY - timedelta(days=int(365.25 * max(0, age)) + rng.randrange(365))
        return date(born.year, 1, 1) if rng.random() < stock.new_year else born

    def _postcode(self) -> str:
        return postcode(self.rng.randrange(self.places))

    def _nhs(self) -> str:
        """A valid number of the range kept for tests, each once; none for one in eight, or when they are used up."""
        if self.rng.random() < 0.125:
            return ""
        while self.given < _NUMBERS * 0.9:
            self.numbers = (self.numbers + 618_033) % _NUMBERS
            number = f"999{self.numbers:06}"
            check = -sum(int(digit) * weight for digit, weight in zip(number, range(10, 1, -1), strict=True)) % 11
            if check < 10:
                self.given += 1
                return f"{number}{check}"
        return ""


def postcode(number: int) -> str:
    """The postcode of this number; neighbours in number share the outward part."""
    outward, inward = divmod(number, 700)
    digit, rest = divmod(inward * 5 % 4000, 400)
    return f"ZM{outward % 99 + 1} {digit}{_LETTERS[rest // 20]}{_LETTERS[rest % 20]}"
