"""Is a record somebody who is here already? Asked in the background, answered only by someone entitled to both.

Nothing here ever tells the one who made the record: their screen is the same whatever is found.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q

from patchwork.people import excluding, shielding
from patchwork.people.finding import MOST_CANDIDATES, facts_of, shields_of
from patchwork.people.keys import compact, identifier_key
from patchwork.people.likeness import same_person
from patchwork.people.models import (
    Exclusion,
    FindKey,
    Identifier,
    Person,
    SamePersonQuestion,
    Shield,
    ShieldKind,
)


def check_record(person: Person, *, now: datetime) -> list[Person]:
    """Compare a new record with all others and let colleagues see it; returns whom it may be.

    A record like one that is shielded, or does not exist for some account, is shielded and hidden likewise.
    """
    matches = _matches(person)
    for other, because in matches:
        ask(person, other, because, now=now)
    _inherit([other for other, _because in matches], person, now=now)
    person.checked_at = now
    person.save(update_fields=["checked_at"])
    excluding.match_new_record(person, now=now)
    return [other for other, _because in matches]


def ask_about_equal_numbers(person: Person, *, now: datetime) -> None:
    """A question for each other record with one of this person's numbers."""
    numbers = Identifier.objects.filter(person=person).values_list("value", flat=True)
    keys = [identifier_key(value) for value in numbers if compact(value)]
    others = FindKey.objects.filter(area_id=person.area_id, key__in=keys).exclude(person=person)
    for other in Person.objects.filter(pk__in=others.values("person_id")):
        ask(person, other, "identifier", now=now)


def ask(person: Person, other: Person, because: str, *, now: datetime) -> None:
    """Put the pair to whoever may decide, once whichever of them came first."""
    if question_about(person.pk, other.pk) is None:
        first, second = sorted((person.pk, other.pk))
        SamePersonQuestion.objects.bulk_create(
            [SamePersonQuestion(area_id=person.area_id, person_id=first, other_id=second, because=because,
                                raised_at=now)],
            ignore_conflicts=True,
        )  # fmt: skip


def question_about(one: uuid.UUID, other: uuid.UUID) -> SamePersonQuestion | None:
    """What was asked about these two, whichever is named first; what was answered stands."""
    pair = Q(person=one, other=other) | Q(person=other, other=one)
    found: SamePersonQuestion | None = SamePersonQuestion.objects.filter(pair).first()
    return found


def _matches(person: Person) -> list[tuple[Person, str]]:
    others = list(Person.objects.filter(pk__in=_alike(person)))
    facts = facts_of([person, *others])
    found = [(other, same_person(facts[person.pk], facts[other.pk])) for other in others]
    return [(other, because) for other, because in found if because]


def _alike(person: Person) -> list[uuid.UUID]:
    """Those who share most keys, whoever may see them. One name or one outward postcode alone is no likeness."""
    own = FindKey.objects.filter(person=person).exclude(key__startswith="w:").exclude(key__startswith="o:")
    rows = FindKey.objects.filter(area_id=person.area_id, key__in=list(own.values_list("key", flat=True)))
    counted = rows.exclude(person=person).values("person_id").annotate(hits=Count("*")).order_by("-hits", "person_id")
    return list(counted.values_list("person_id", flat=True)[:MOST_CANDIDATES])


def _inherit(matches: Iterable[Person], person: Person, *, now: datetime) -> None:
    shields = list(shields_of(matches).values())
    if shields and not Shield.objects.filter(person=person, lifted_at__isnull=True).exists():
        shielding.inherit(_strictest(shields), person, now=now)
    known = set(Exclusion.objects.filter(person=person, lifted_at__isnull=True).values_list("account_id", flat=True))
    for exclusion in Exclusion.objects.filter(person__in=matches, lifted_at__isnull=True):
        if exclusion.account_id not in known:
            known.add(exclusion.account_id)
            Exclusion.objects.create(
                area_id=person.area_id, person=person, account_id=exclusion.account_id, why=exclusion.why,
                asked_by_id=exclusion.asked_by_id, asked_at=exclusion.asked_at, acts_from=exclusion.acts_from,
                tie=exclusion.tie, source=exclusion.source,
            )  # fmt: skip


def _strictest(shields: list[Shield]) -> Shield:
    """Of several, a refuge's: it keeps least. Else the one that was set first."""
    return min(shields, key=lambda shield: (shield.kind != ShieldKind.REFUGE, shield.set_at))
