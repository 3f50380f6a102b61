"""Finding a person: one function, `find`, that may be replaced as a whole.

The search table gives some hundred candidates, whoever may see them (`searching`). They are weighed (`weighing`), and
of the best a fixed number is put to `access.scope`, so that the time does not depend on what is hidden. If nobody who
may be shown is convincing, the same again with what could have been meant (`guessing`). Nobody is found by what their
card would not show: a shielded person only by name and birth date, and weighed by nothing else.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter

from django.db.models import DateField, ExpressionWrapper, F, Q, QuerySet, Value

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.kit.prepared import prepared
from patchwork.people import guessing, keys, searching, slots
from patchwork.people.asking import Query
from patchwork.people.keys import Facts
from patchwork.people.likeness import reasons
from patchwork.people.models import PARENTS, Address, FormerName, Identifier, Person, Relationship, Shield
from patchwork.people.policy import shielded
from patchwork.people.searching import Candidate
from patchwork.people.weighing import FAR_BEHIND, Asked

MOST_CARDS = 5
ASKED_AT_ONCE = 24
"""Candidates put to the decision path in one statement, likely or not."""


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


@dataclass(frozen=True, slots=True)
class _Fit:
    """Somebody who may be shown: how well they fit in bits, and the facts that were weighed."""

    person_id: uuid.UUID
    bits: float
    line: str


def find(query: Query, *, viewer: Viewer) -> Found:
    """Whom `viewer` may mean. Shielded persons only by what their card shows; hidden ones are as absent."""
    if not query.is_enough:
        return Found()
    asked, area = Asked(query), viewer.area_id
    wanted = guessing.first_guess(query, area_id=area, today=viewer.today)
    fits = _fits(asked, searching.search(wanted), wanted, viewer)
    # Asked of those who may be shown: a hidden one who fits takes no more and no less time than nobody.
    if not fits or fits[0].bits < asked.convincing:
        wanted = guessing.second_guess(query, area_id=area)
        nearly, must = guessing.wild_guess(query, area_id=area)
        more = {one.person_id: one for one in (*searching.search(wanted), *searching.search_wildly(nearly, must))}
        fits += _fits(asked, [*more.values()], wanted + nearly, viewer)
        fits = _best({fit.person_id: fit for fit in fits}.values())
    return _as_found([fit for fit in fits if fit.bits >= fits[0].bits - FAR_BEHIND], query, viewer)


def _fits(asked: Asked, candidates: list[Candidate], wanted: list[int], viewer: Viewer) -> list[_Fit]:
    """Those who fit and may be shown, the best first; enough of them to fill the page."""
    ranked = _ranked(asked, candidates)
    found: list[_Fit] = []
    # Asked even where there is nobody, so that one who is hidden takes no longer than one who is absent.
    for start in range(0, max(1, len(ranked)), ASKED_AT_ONCE):
        some = ranked[start : start + ASKED_AT_ONCE]
        if start and (len(found) > MOST_CARDS or some[0][0] < asked.least):
            break
        allowed = dict(_allowed([one.person_id for _bits, one in some], viewer))
        found += [
            fit for bits, one in some if one.person_id in allowed
            and (fit := _fit(asked, bits, one, wanted, viewer, only_card=allowed[one.person_id])) is not None
        ]  # fmt: skip
    return _best(found)


def _ranked(asked: Asked, candidates: list[Candidate]) -> list[tuple[float, Candidate]]:
    """(bits, candidate), the best first. One that is shielded from somebody stands where it does best: so that nobody
    is asked about, or not, for what they may not know.
    """
    found = []
    for one in candidates:
        bits = asked.weigh(one.facts)
        if one.is_shielded:
            bits = max(bits, asked.weigh(searching.shown(one.facts)))
        found.append((bits, one))
    found.sort(key=itemgetter(0), reverse=True)
    return found


def _fit(
    asked: Asked, bits: float, one: Candidate, wanted: list[int], viewer: Viewer, *, only_card: bool
) -> _Fit | None:
    line = one.facts
    if one.is_shielded or only_card:
        line = searching.shown(line) if only_card else line
        bits = asked.weigh(line)
    if only_card and not {*keys.keys_for(searching.read(line), viewer.area_id)} & {*wanted}:
        return None
    return _Fit(one.person_id, bits, line) if bits >= asked.least else None


def _best(fits: Iterable[_Fit]) -> list[_Fit]:
    return sorted(fits, key=lambda fit: (-fit.bits, fit.person_id))


@prepared
def _allowed(candidates: list[uuid.UUID], viewer: Viewer) -> QuerySet[Person, tuple[uuid.UUID, bool]]:
    """(person, whether only the shielded card) of those candidates the viewer may have the card of and who have not
    left finding.
    """
    rows = Person.objects.filter(pk__any_of=candidates).filter(_still_findable(viewer))
    rows = access.scope(rows, viewer, View.CARD)
    return rows.annotate(only_card=shielded(viewer)).values_list("pk", "only_card")


def _still_findable(viewer: Viewer) -> Q:
    """Some time after the last involvement ended (a setting of the area) a person leaves finding. Work that is kept
    private does not keep them there, or finding would tell of it: but for the service itself.
    """
    since = ExpressionWrapper(Value(viewer.today) - F("area__finding_ends_after_days"), output_field=DateField())
    needed = Q(last_needed_on__isnull=True) | Q(last_needed_on__gt=since)
    openly = Q(last_openly_needed_on__isnull=True) | Q(last_openly_needed_on__gt=since)
    return needed & (openly | slots.needs_them(viewer, "pk"))


def _as_found(fits: list[_Fit], query: Query, viewer: Viewer) -> Found:
    shown = fits[:MOST_CARDS]
    persons = {person.pk: person for person in _cards([fit.person_id for fit in shown], viewer)} if shown else {}
    shields = shields_of([person for person in persons.values() if person.is_shielded])
    cards = [
        Card(
            person, reasons(query, searching.read(fit.line)), fit.bits, shields.get(person.pk), person.opens_team
        )
        for fit in shown if (person := persons.get(fit.person_id)) is not None
    ]  # fmt: skip
    return Found(cards, tell_more=len(fits) > MOST_CARDS)


@prepared
def _cards(ids: list[uuid.UUID], viewer: Viewer) -> QuerySet[Person]:
    """Those who have just come through `_allowed`, with what the card says of the ways from there."""
    flags = {"is_shielded": shielded(viewer)}
    return access.with_opened_views(Person.objects.filter(pk__any_of=ids).annotate(**flags), viewer, [View.TEAM])


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
