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
from patchwork.kit.prepared import prepared
from patchwork.people import asking, slots
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
    candidates = dict(_candidates(sorted(wanted), viewer))
    by_shown = [person for person, shown in candidates.items() if shown]
    # Asked even where there is nobody, so that one who is hidden takes no longer than one who is absent.
    persons = _persons([*candidates], by_shown, viewer)
    facts = facts_of(persons)
    fits = []
    for person in persons:
        shown = shown_when_shielded(facts[person.pk]) if person.is_shielded else facts[person.pk]
        fit = liken(query, shown)
        if fit is not None:
            fits.append((person, fit))
    return _as_found(_best(fits), viewer)


@prepared
def _candidates(wanted: list[str], viewer: Viewer) -> QuerySet[FindKey, tuple[uuid.UUID, bool]]:
    """(person, whether also found by what a shielded card shows), those with most keys in common first."""
    return (
        FindKey.objects.filter(area_id=viewer.area_id, key__any_of=wanted)
        .values("person_id")
        .annotate(hits=Count("*"), shown=BoolOr("shielded_too"))
        .order_by("-hits", "person_id")
        .values_list("person_id", "shown")[:MOST_CANDIDATES]
    )


@prepared
def _persons(candidates: list[uuid.UUID], by_shown: list[uuid.UUID], viewer: Viewer) -> QuerySet[Person]:
    """Those candidates the viewer may have the card of and who have not left finding."""
    unshielded = not_shielded(viewer, View.TEAM, "pk")
    rows = Person.objects.filter(pk__any_of=candidates).filter(_still_findable(viewer))
    rows = access.scope(rows, viewer, View.CARD).filter(Q(pk__any_of=by_shown) | unshielded)
    return rows.annotate(is_shielded=shielded(viewer))  # type: ignore[no-redef]  # stands in for the model's default


def _still_findable(viewer: Viewer) -> Q:
    """Some time after the last involvement ended (a setting of the area) a person leaves finding. Work that is kept
    private does not keep them there, or finding would tell of it: but for the service itself.
    """
    since = ExpressionWrapper(Value(viewer.today) - F("area__finding_ends_after_days"), output_field=DateField())
    needed = Q(last_needed_on__isnull=True) | Q(last_needed_on__gt=since)
    openly = Q(last_openly_needed_on__isnull=True) | Q(last_openly_needed_on__gt=since)
    return needed & (openly | slots.needs_them(viewer, "pk"))


def _best(fits: list[tuple[Person, Likeness]]) -> list[tuple[Person, Likeness]]:
    """Best first, without those far behind the best."""
    fits.sort(key=lambda each: (-each[1].score, each[0].family_name, each[0].given_names, each[0].pk))
    return [each for each in fits if each[1].score >= fits[0][1].score - FAR_BEHIND]


def _as_found(fits: list[tuple[Person, Likeness]], viewer: Viewer) -> Found:
    shown = fits[:MOST_CARDS]
    ids = [person.pk for person, _fit in shown]
    shields = shields_of([person for person, _fit in shown if person.is_shielded])
    opened = {pk for (pk,) in _with_open_team(ids, viewer)}
    cards = [Card(person, fit.reasons, fit.score, shields.get(person.pk), person.pk in opened) for person, fit in shown]
    return Found(cards, tell_more=len(fits) > MOST_CARDS)


@prepared
def _with_open_team(ids: list[uuid.UUID], viewer: Viewer) -> QuerySet[Person, tuple[uuid.UUID]]:
    return access.scope(Person.objects.filter(pk__any_of=ids), viewer, View.TEAM).values_list("pk")


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
        for person_id, given, family in _former_names([*by_id]):
            former[person_id].append((given, family))
        for person_id, postcode in _postcodes([*by_id]):
            postcodes[person_id].append(postcode)
        for person_id, number in _numbers([*by_id]):
            numbers[person_id].append(number)
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


@prepared
def _former_names(ids: list[uuid.UUID]) -> QuerySet[FormerName, tuple[uuid.UUID, str, str]]:
    return FormerName.objects.filter(person_id__any_of=ids).values_list("person_id", "given_names", "family_name")


@prepared
def _postcodes(ids: list[uuid.UUID]) -> QuerySet[Address, tuple[uuid.UUID, str]]:
    rows = Address.objects.filter(person_id__any_of=ids, until__isnull=True).exclude(postcode="")
    return rows.values_list("person_id", "postcode")


@prepared
def _numbers(ids: list[uuid.UUID]) -> QuerySet[Identifier, tuple[uuid.UUID, str]]:
    return Identifier.objects.filter(person_id__any_of=ids).values_list("person_id", "value")


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
