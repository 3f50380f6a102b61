"""Who can see this person, and why? For who sees the team, for who sees the card, and for lists of people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from patchwork.access import Viewer
from patchwork.agreements import packs
from patchwork.agreements.packs import Basis
from patchwork.agreements.queries import SaidLine, bases_for, said_around
from patchwork.directory import taxonomy
from patchwork.directory.models import Area, Partnership
from patchwork.involvement.models import Involvement
from patchwork.involvement.queries.team import TeamMember, card_of, team_rows, with_cards
from patchwork.people.models import Person


@dataclass(frozen=True, slots=True)
class SeenBecause:
    """One colleague who can see this person; for a private service, on what ground."""

    member: TeamMember
    why: str
    ground: str


@dataclass(frozen=True, slots=True)
class OnBasis:
    """A legal basis, and the colleagues who share on it."""

    basis: Basis | None
    people: list[SeenBecause]


@dataclass(frozen=True, slots=True)
class Signed:
    """One organisation's part in the partnership: when it signed the agreement, since when it is live."""

    organisation: str
    signed_on: date | None
    live_since: date | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the area is here, and how fresh: "no record" is not "nobody"."""

    connected: int
    total: int
    fresh: datetime | None
    missing: list[str]


@dataclass(frozen=True, slots=True)
class Beyond:
    """What can bring it before others: the bases that oblige to share, and what the law says about asking for it."""

    obliging: list[Basis]
    access_law: str
    access_verified: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for everybody here, whoever the person is."""

    restricted: list[str]
    bases: list[Basis]
    signed: list[Signed]
    coverage: Coverage
    beyond: Beyond


@dataclass(frozen=True, slots=True)
class WhoCanSee:
    """People by name, what the family said, and the rules."""

    by_basis: list[OnBasis]
    said: list[SaidLine]
    rules: Rules


def who_can_see(person: Person, viewer: Viewer) -> WhoCanSee:
    """Never more than the viewer may see: of sensitive rows only those that are open to them."""
    rows = with_cards(team_rows(viewer).filter(person=person))
    found = _rules(viewer, [], {row.service.organisation_id for row in rows})
    return WhoCanSee(_by_basis(rows, person, viewer), said_around(person, viewer), found)


def who_can_see_the_card(person: Person, viewer: Viewer) -> Rules:
    """For who sees no more than the card: what holds for everybody, and nothing of this person's team or family."""
    return _rules(viewer, bases_for(viewer, person), {viewer.organisation_id})


def who_can_see_lists(viewer: Viewer) -> Rules:
    """For lists of people: what holds for each of them."""
    pack = packs.pack(viewer.jurisdiction)
    bases = [basis for basis in pack.bases.values() if basis.can_be_chosen(viewer.today)]
    return _rules(viewer, bases, {viewer.organisation_id})


def _rules(viewer: Viewer, bases: list[Basis], organisations: Iterable[UUID | None]) -> Rules:
    partners = list(
        Partnership.objects.filter(area_id=viewer.area_id).select_related("organisation").order_by("organisation__name")
    )
    named = set(organisations)
    signed = [
        Signed(one.organisation.name, one.agreement_signed_on, one.live_since)
        for one in partners
        if one.organisation_id in named
    ]
    return Rules(_restricted(viewer), bases, signed, _coverage(partners, viewer.today), beyond(viewer))


def _restricted(viewer: Viewer) -> list[str]:
    kinds = {kind.code: str(kind.words) for kind in taxonomy.service_kinds(jurisdiction=viewer.jurisdiction)}
    area = Area.objects.get(pk=viewer.area_id)
    return [kinds[code] for code in area.restricted_kinds if code in kinds]


def _coverage(partners: list[Partnership], today: date) -> Coverage:
    live = [one for one in partners if one.live_since and one.live_since <= today]
    return Coverage(
        connected=len(live),
        total=len(partners),
        fresh=max((one.data_as_of for one in live if one.data_as_of), default=None),
        missing=[one.organisation.name for one in partners if one not in live],
    )


def beyond(viewer: Viewer) -> Beyond:
    """Law is named only as the jurisdiction's pack has it, with its source and whether anybody checked it."""
    pack = packs.pack(viewer.jurisdiction)
    codes = {code for ground in pack.grounds.values() for code in ground.needs_basis}
    obliging = [pack.bases[code] for code in sorted(codes) if pack.bases[code].can_be_chosen(viewer.today)]
    law = pack.subject_access
    return Beyond(obliging, str(law.law) if law else "", law.verified if law else False)


def _by_basis(rows: list[Involvement], person: Person, viewer: Viewer) -> list[OnBasis]:
    """In the order of the team, so that the lead's basis comes first."""
    bases = packs.pack(viewer.jurisdiction).bases
    found: dict[str, OnBasis] = {}
    for row in rows:
        known = found.setdefault(row.basis, OnBasis(bases.get(row.basis), []))
        known.people.append(_seen_because(row, person, viewer))
    return list(found.values())


def _seen_because(row: Involvement, person: Person, viewer: Viewer) -> SeenBecause:
    ground = packs.pack(viewer.jurisdiction).grounds.get(row.ground)
    why = _("works with %(name)s") % {"name": person.short_name}
    if row.is_provisional:
        why = _("said so; not yet confirmed, so sees the team only")
    return SeenBecause(card_of(row, viewer), why, str(ground.words) if ground else "")
