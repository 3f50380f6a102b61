"""Who can see this person, and why?"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from patchwork.access import Viewer
from patchwork.agreements import packs
from patchwork.agreements.packs import Basis
from patchwork.agreements.queries import SaidLine, said_around
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
class WhoCanSee:
    """People by name, kinds of people by rule, what the family said, how much of the area is here."""

    by_basis: list[OnBasis]
    said: list[SaidLine]
    restricted: list[str]
    connected: int
    organisations: int


def who_can_see(person: Person, viewer: Viewer) -> WhoCanSee:
    """Never more than the viewer may see: of sensitive rows only those that are open to them."""
    rows = with_cards(team_rows(viewer).filter(person=person))
    area = Area.objects.get(pk=viewer.area_id)
    partners = Partnership.objects.filter(area=area)
    kinds = {kind.code: str(kind.words) for kind in taxonomy.service_kinds(jurisdiction=viewer.jurisdiction)}
    return WhoCanSee(
        by_basis=_by_basis(rows, person, viewer),
        said=said_around(person, viewer),
        restricted=[kinds[code] for code in area.restricted_kinds if code in kinds],
        connected=partners.filter(live_since__lte=viewer.today).count(),
        organisations=partners.count(),
    )


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
