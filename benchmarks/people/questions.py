"""Questions about people who are here: what somebody would type, damaged."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from benchmarks.people.damaging import KINDS, applicable, damage, pick_kinds
from benchmarks.people.making import Person


@dataclass(frozen=True, slots=True)
class Query:
    """One line of the JSON lines. `target` is the `person_id` meant; `type` what recall is also reported by."""

    first: str
    last: str
    dob: str
    postcode: str
    nhs: str
    target: str
    type: str = ""


def queries(known: Sequence[Person], count: int, seed: int, *, mixed: float = 0.5) -> Iterator[Query]:
    """`count` questions: a share `mixed` with one to four damages at once, the others with each single kind in turn.

    A question with one damage has name, birthday and postcode, and one in five the NHS number (always, where that is
    what is damaged). A mixed one is as somebody asks on the telephone: seven in ten know the postcode, one in ten the
    number. `type` is the kind, or `1 damage` to `4 damages`; `0 damages` for one in fifty.
    """
    rng = random.Random(seed)
    for number in range(count):
        if rng.random() < mixed:
            yield _mixed(known, number % 4 + 1 if number % 50 else 0, rng)
        else:
            yield _single(known, KINDS[number % len(KINDS)], rng)


def _single(known: Sequence[Person], kind: str, rng: random.Random) -> Query:
    while not applicable(kind, person := rng.choice(known)):
        pass
    number = person.nhs if kind == "mistyped_nhs" or rng.random() < 0.2 else ""
    return _asked(damage(replace(person, nhs=number), [kind], rng), kind)


def _mixed(known: Sequence[Person], damages: int, rng: random.Random) -> Query:
    person = rng.choice(known)
    typed = replace(
        person,
        postcode=person.postcode if rng.random() < 0.7 else "",
        nhs=person.nhs if rng.random() < 0.1 else "",
    )
    kinds = pick_kinds(typed, damages, rng)
    return _asked(damage(typed, kinds, rng), f"{len(kinds)} damage{'s' * (len(kinds) != 1)}")


def _asked(person: Person, kind: str) -> Query:
    return Query(person.first, person.last, person.dob, person.postcode, person.nhs, person.person_id, kind)
