"""Who lives together in an invented family, before anything has happened to them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from patchwork.demo.cast import fixed_id
from patchwork.demo.chronicle import Chronicle, Subject
from patchwork.demo.names import Inventor, Stock
from patchwork.demo.stories import Story


@dataclass(frozen=True, slots=True)
class Household:
    """Who lives together, before anything has happened."""

    parents: list[Subject]
    children: list[Subject]
    ages: list[int]

    @property
    def everyone(self) -> list[Subject]:
        return [*self.parents, *self.children]


def sizes(families: int, persons: int, rng: random.Random) -> list[int]:
    """How many live in each: at least one, two mostly, up to six."""
    found = [1 if rng.random() < 0.05 else 2 for _family in range(families)]
    while (missing := persons - sum(found)) > 0:
        place = rng.randrange(families)
        found[place] += 1 if 1 < found[place] < 6 or missing > 4 * families else 0
    while sum(found) > persons:
        place = rng.randrange(families)
        found[place] -= found[place] > 1
    return found


class Households:
    """Invents who lives together."""

    def __init__(self, chronicle: Chronicle, inventor: Inventor) -> None:
        self.chronicle, self.inventor, self.rng = chronicle, inventor, chronicle.rng

    def make(self, name: str, size: int, story: Story) -> Household:
        stock, district = self.inventor.stock(), self.rng.randint(1, 12)
        surname = self.inventor.family_name(stock)
        address = self.inventor.address(district=district)
        line = f"{address.line}, {address.place}"
        made_at = self.chronicle.now - timedelta(days=self.rng.randint(430, 460))
        adults = size if story.adults_only else 1 + (size > 2 and self.rng.random() < 0.45)
        ages = self._ages(size - adults, story)
        parents, children = [], []
        for number in range(adults):
            sex = ("female" if self.rng.random() < 0.85 else "male") if number == 0 else "male"
            age = (
                self.rng.choice(story.ages)
                if story.adults_only
                else max(19, max(ages, default=9) + self.rng.randint(18, 36))
            )
            own = self.inventor.family_name(self.inventor.stock()) if number and self.rng.random() < 0.5 else surname
            about = "other_adult" if story.adults_only else "adult_with_child"
            parents.append(
                self._person(name, f"a{number}", own, stock, sex, age, about, line, address.postcode, made_at)
            )
        for number, age in enumerate(ages):
            own = parents[-1].row["family_name"] if self.rng.random() < 0.1 else surname
            children.append(
                self._person(name, f"c{number}", own, stock, "", age, "child", line, address.postcode, made_at)
            )
        household = Household(parents, children, ages)
        self._relate(name, household, made_at)
        return household

    def _ages(self, children: int, story: Story) -> list[int]:
        if not children:
            return []
        first = self.rng.choice(story.ages)
        others = [min(17, max(0, first + self.rng.choice((-5, -3, -2, 2, 3, 4, 6)))) for _child in range(children - 1)]
        return sorted([first, *others])

    def _person(
        self, family: str, short: str, surname: str, stock: Stock, sex: str, age: int, about: str, line: str,
        postcode: str, made_at: datetime,
    ) -> Subject:  # fmt: skip
        name = self.inventor.name(sex=sex, family=surname, stock=stock)
        numbers = [("nhs", self.inventor.nhs_number())] if self.rng.random() < 0.75 else []
        numbers += [("upn", self.inventor.upn())] if 5 <= age < 17 and self.rng.random() < 0.7 else []
        english = self.chronicle.staff.area.jurisdiction == "england"
        former = [("", self.inventor.family_name(stock) or "Wick")] if age > 20 and self.rng.random() < 0.2 else []
        return self.chronicle.person(
            id=fixed_id("person", family, short), about=about, made_at=made_at, given_names=name.given,
            family_name=name.family, known_as=name.known_as, sex=name.sex, former=former,
            born_on=self.inventor.born(age=age, today=self.chronicle.today), identifiers=numbers if english else [],
            line=line, postcode=postcode,
        )  # fmt: skip

    def _relate(self, name: str, household: Household, made_at: datetime) -> None:
        parents, children = household.parents, household.children
        related = [(parent, "parent", child) for parent in parents for child in children]
        related += [(children[0], "sibling", child) for child in children[1:]]
        related += [(parents[1], "partner", parents[0])] if len(parents) == 2 and self.rng.random() < 0.7 else []
        self.chronicle.family(id=fixed_id("family", name), members=household.everyone, related=related, made_at=made_at)
