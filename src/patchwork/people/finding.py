"""Finding a person: one function, `find`, that may be replaced as a whole.

Keys narrow it to a few hundred candidates by a plain btree, which the application's role may use under row security;
`access.scope` leaves those the viewer may have; Python weighs names, birthdays, postcode and number.
Nobody is found by what their card would not show: a shielded person only by name and birth date.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, DateField, ExpressionWrapper, F, Q, QuerySet, Value

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.people import asking
from patchwork.people.asking import Query
from patchwork.people.keys import Facts
from patchwork.people.likeness import Likeness, liken
from patchwork.people.models import (
    PARENTS,
    Address,
    FindKey,
    FormerName,
    Identifier,
    Person,
    Relationship,
    Shield,
)
from patchwork.people.policy import not_shielded, shielded

MOST_CARDS = 5
MOST_CANDIDATES = 200
FAR_BEHIND = 0.25
"""A fit this much worse than the best is not shown beside it."""


@dataclass(frozen=True, slots=True)
class Card:
    """One person found. `opens_team`: the viewer may go straight in. `shield`: only the shielded card may be shown."""

    person: Person
    reasons: tuple[str, ...]
    score: float
    shield: Shield | None = None
    opens_team: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """At most five cards. `tell_more`: more than these fit, and how many is not said."""

    cards: list[Card] = field(default_factory=list)
    tell_more: bool = False

    @property
    def persons(self) -> list[Person]:
        return [card.person for card in self.cards]


def find(query: Query, *, viewer: Viewer) -> Found:
    """Whom `viewer` may mean. Shielded persons only by what their card shows; hidden ones are as absent."""
    if not query.is_enough:
        return Found()
    wanted = asking.keys_of(query, today=viewer.today)
    candidates = dict(_candidates(wanted, viewer.area_id))
    persons = _persons(candidates, viewer)
    facts = facts_of(persons)
    fits = []
    for person in persons:
        shown = shown_when_shielded(facts[person.pk]) if person.is_shielded else facts[person.pk]
        fit = liken(query, shown)
        if fit is not None:
            fits.append((person, fit))
    return _as_found(_best(fits), viewer)


def _candidates(wanted: Iterable[str], area_id: int) -> QuerySet[FindKey, tuple[uuid.UUID, bool]]:
    """(person, whether also found by what a shielded card shows), those with most keys in common first."""
    return (
        FindKey.objects.filter(area_id=area_id, key__in=sorted(wanted))
        .values("person_id")
        .annotate(hits=Count("*"), shown=BoolOr("shielded_too"))
        .order_by("-hits", "person_id")
        .values_list("person_id", "shown")[:MOST_CANDIDATES]
    )


def _persons(candidates: dict[uuid.UUID, bool], viewer: Viewer) -> list[Person]:
    """Those candidates the viewer may have the card of and who have not left finding."""
    by_shown = [person for person, shown in candidates.items() if shown]
    unshielded = not_shielded(viewer, View.TEAM, "pk")
    # Asked even where there is nobody, so that one who is hidden takes no longer than one who is absent.
    rows = Person.objects.filter(pk__in=list(candidates) or [uuid.uuid4()]).filter(_still_findable(viewer))
    rows = access.scope(rows, viewer, View.CARD).filter(Q(pk__in=by_shown) | unshielded)
    return list(rows.annotate(is_shielded=shielded(viewer)))


def _still_findable(viewer: Viewer) -> Q:
    """Some time after the last involvement ended (a setting of the area) a person leaves finding."""
    since = ExpressionWrapper(Value(viewer.today) - F("area__finding_ends_after_days"), output_field=DateField())
    return Q(last_needed_on__isnull=True) | Q(last_needed_on__gt=since)


def _best(fits: list[tuple[Person, Likeness]]) -> list[tuple[Person, Likeness]]:
    """Best first, without those far behind the best."""
    fits.sort(key=lambda each: (-each[1].score, each[0].family_name, each[0].given_names, each[0].pk))
    return [each for each in fits if each[1].score >= fits[0][1].score - FAR_BEHIND]


def _as_found(fits: list[tuple[Person, Likeness]], viewer: Viewer) -> Found:
    shown = fits[:MOST_CARDS]
    ids = [person.pk for person, _fit in shown]
    shields = shields_of([person for person, _fit in shown if person.is_shielded])
    opened = set(access.scope(Person.objects.filter(pk__in=ids), viewer, View.TEAM).values_list("pk", flat=True))
    cards = [Card(person, fit.reasons, fit.score, shields.get(person.pk), person.pk in opened) for person, fit in shown]
    return Found(cards, tell_more=len(fits) > MOST_CARDS)


def shields_of(persons: Iterable[Person]) -> dict[uuid.UUID, Shield]:
    """The shields that act, by person."""
    ids = [person.pk for person in persons]
    if not ids:
        return {}
    return {shield.person_id: shield for shield in Shield.objects.filter(person_id__in=ids, lifted_at__isnull=True)}


# ── what a person can be found by ─────────────────────────────────────────────────────────────────────────────────


def facts_of(persons: Iterable[Person]) -> dict[uuid.UUID, Facts]:
    """The facts of these persons, in four queries however many they are."""
    by_id = {person.pk: person for person in persons}
    former, postcodes, numbers, mothers = (defaultdict(list) for _each in range(4))
    if by_id:
        for name in FormerName.objects.filter(person_id__in=by_id):
            former[name.person_id].append((name.given_names, name.family_name))
        for address in Address.objects.filter(person_id__in=by_id, until__isnull=True).exclude(postcode=""):
            postcodes[address.person_id].append(address.postcode)
        for identifier in Identifier.objects.filter(person_id__in=by_id):
            numbers[identifier.person_id].append(identifier.value)
        for child, surname in _mothers(person for person in by_id.values() if person.is_unborn):
            mothers[child].append(surname)
    return {
        pk: Facts(
            given_names=person.given_names,
            family_name=person.family_name,
            known_as=person.known_as,
            former_names=tuple(former[pk]),
            born_on=person.born_on,
            born_precision=person.born_precision,
            expected_on=person.expected_on,
            mothers_surnames=tuple(mothers[pk]),
            postcodes=tuple(postcodes[pk]),
            identifiers=tuple(numbers[pk]),
        )
        for pk, person in by_id.items()
    }


def _mothers(unborn: Iterable[Person]) -> Iterable[tuple[uuid.UUID, str]]:
    ids = [person.pk for person in unborn]
    if not ids:
        return ()
    rows = Relationship.objects.filter(other_id__in=ids, kind__in=PARENTS).exclude(person__family_name="")
    return rows.values_list("other_id", "person__family_name")


def shown_when_shielded(facts: Facts) -> Facts:
    """Only what the shielded card shows: name and birth date."""
    return Facts(
        given_names=facts.given_names,
        family_name=facts.family_name,
        born_on=facts.born_on,
        born_precision=facts.born_precision,
        expected_on=facts.expected_on,
    )
