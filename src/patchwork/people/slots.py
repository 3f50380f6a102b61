"""Questions only a higher app can answer. It fills the slot when it starts; an unfilled slot gives the careful answer.

Careful means: nobody is deleted, nothing is offered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from django.db.models import Q

if TYPE_CHECKING:
    from patchwork.access import Viewer
    from patchwork.directory.models import Post
    from patchwork.kit.answers import Words
    from patchwork.people.models import Person


@dataclass(frozen=True, slots=True)
class CardDeed:
    """Something the viewer may do from a person's card: a link, or with `buttons` (value, words) a form of one tap.

    `aside`: a plain link below the card, not one of the ways to the team.
    """

    title: Words
    text: Words
    url: str
    name: str = ""
    buttons: Sequence[tuple[str, Words]] = ()
    icon: str = ""
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Needs:
    """Who needs a person's record. Each gives a condition on a query whose path to the person's id is `person`."""

    now: Callable[[str, datetime, date], Q]  # somebody works with them now
    ever: Callable[[str], Q]  # somebody works or worked with them
    openly: Callable[[str, datetime, date], Q]  # somebody does whose work is not kept private
    ever_openly: Callable[[str], Q]  # somebody does or did
    own: Callable[[Viewer, str], Q]  # the viewer's service does, or one they supervise


class Team(Protocol):
    """What protecting a person must know of who works with them."""

    def lead_organisation(self, person: UUID, now: datetime, today: date) -> UUID | None:
        """Whose practitioner leads; None where nobody does."""

    def needed_posts(self, person: UUID, now: datetime, today: date) -> Sequence[Post]:
        """The lead practitioner and the statutory workers: nobody may lock them out by accident."""

    def working_posts(self, persons: Collection[UUID], now: datetime, today: date) -> Sequence[Post]:
        """Every post that works with one of them, whoever may see it: for telling each of its own work only."""

    def seen_posts(self, person: Person, viewer: Viewer) -> Sequence[Post]:
        """Posts of the team, as far as `viewer` sees it."""

    def would_be_left_alone(self, person: UUID, account: UUID, now: datetime, today: date) -> bool:
        """Without this account, would nobody lead, or nobody do the statutory work?"""

    def pass_on(self, person: Person, account: UUID, to: Post, by: Viewer) -> None:
        """`to` covers what this account did with the person: lead and statutory work go over."""

    def may_cover(self, person: Person, account: UUID, to: Post, by: Viewer) -> bool:
        """Whether `to` may take that over: a colleague of the same organisation for whom the person is there."""

    def working_pairs(self, now: datetime, today: date) -> Iterable[tuple[UUID, UUID]]:
        """(person, account) of everybody who works with somebody, or looks at them with a reason just now."""


class _Slots:
    """One attribute for each question."""

    team: Team | None = None
    working_days_after: Callable[[str, date, int], date] | None = None

    is_statutory: Callable[[Viewer], bool] | None = None
    needs: Needs | None = None
    retention_years: Callable[[str], int | None] | None = None
    card_deeds: Callable[[Viewer, Person], Sequence[CardDeed]] | None = None
    my_persons: Callable[[Viewer], Q] | None = None
    identifier_systems: Callable[[str], Sequence[IdentifierSystem]] | None = None


SLOTS = _Slots()


def is_statutory(viewer: Viewer) -> bool:
    """Whether such a post does statutory work, as the jurisdiction names it; none does while nobody has said."""
    return bool(SLOTS.is_statutory and SLOTS.is_statutory(viewer))


def card_deeds(viewer: Viewer, person: Person) -> Sequence[CardDeed]:
    """What may be done from the card; nothing when no app offers anything."""
    return SLOTS.card_deeds(viewer, person) if SLOTS.card_deeds else ()


def retention_years(jurisdiction: str) -> int | None:
    """Years a record is kept after the last involvement ended; None when nobody has said: then it is kept."""
    return SLOTS.retention_years(jurisdiction) if SLOTS.retention_years else None


class IdentifierSystem(Protocol):
    """A numbering of persons, as a jurisdiction pack knows it."""

    @property
    def code(self) -> str: ...
    @property
    def label(self) -> Words: ...
    @property
    def hint(self) -> Words: ...

    def clean(self, value: str) -> str:
        """The value as it is stored; ValueError with a sentence for the screen."""


def identifier_systems(jurisdiction: str) -> Sequence[IdentifierSystem]:
    """The numberings in use there."""
    return SLOTS.identifier_systems(jurisdiction) if SLOTS.identifier_systems else ()


def needs_them(viewer: Viewer, person: str) -> Q:
    """Whether the viewer's own service works with the person. Nobody's does while no app has said."""
    return SLOTS.needs.own(viewer, person) if SLOTS.needs else Q(pk__in=[])


def my_persons(viewer: Viewer) -> Q:
    """A condition on persons: those the viewer's post works with. Nobody while no app has said."""
    return SLOTS.my_persons(viewer) if SLOTS.my_persons else Q(pk__in=[])


def working_days_after(jurisdiction: str, start: date, n: int) -> date:
    """The day that many working days after `start`; calendar days while nobody has said which days are worked."""
    days = SLOTS.working_days_after
    return days(jurisdiction, start, n) if days else start + timedelta(days=n)


def lead_organisation(person: UUID, viewer: Viewer) -> UUID | None:
    """Whose practitioner leads the person's team."""
    return SLOTS.team.lead_organisation(person, viewer.now, viewer.today) if SLOTS.team else None


def needed_posts(person: UUID, viewer: Viewer) -> Sequence[Post]:
    """The lead practitioner and the statutory workers."""
    return SLOTS.team.needed_posts(person, viewer.now, viewer.today) if SLOTS.team else ()


def seen_posts(person: Person, viewer: Viewer) -> Sequence[Post]:
    """Posts of the team, as far as the viewer sees it."""
    return SLOTS.team.seen_posts(person, viewer) if SLOTS.team else ()


def working_posts(persons: Collection[UUID], viewer: Viewer) -> Sequence[Post]:
    """Every post that works with one of them, to tell each about its own work."""
    return SLOTS.team.working_posts(persons, viewer.now, viewer.today) if SLOTS.team else ()
