"""Questions only a higher app can answer. It fills the slot when it starts; an unfilled slot gives the careful answer.

Careful means: nobody is deleted, nothing is offered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from django.db.models import Q

if TYPE_CHECKING:
    from patchwork.access import Viewer
    from patchwork.kit.answers import Words
    from patchwork.people.models import Person


@dataclass(frozen=True, slots=True)
class CardDeed:
    """Something the viewer may do from a person's card: a link, or with `buttons` (value, words) a form of one tap."""

    title: Words
    text: Words
    url: str
    name: str = ""
    buttons: Sequence[tuple[str, Words]] = ()
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Needs:
    """Who needs a person's record. Both give a condition on a query whose path to the person's id is `person`."""

    now: Callable[[str, datetime, date], Q]  # somebody works with them now
    ever: Callable[[str], Q]  # somebody works or worked with them


class _Slots:
    """One attribute for each question."""

    needs: Needs | None = None
    retention_years: Callable[[str], int | None] | None = None
    card_deeds: Callable[[Viewer, Person], Sequence[CardDeed]] | None = None
    my_persons: Callable[[Viewer], Q] | None = None
    identifier_systems: Callable[[str], Sequence[IdentifierSystem]] | None = None


SLOTS = _Slots()


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


def my_persons(viewer: Viewer) -> Q:
    """A condition on persons: those the viewer's post works with. Nobody while no app has said."""
    return SLOTS.my_persons(viewer) if SLOTS.my_persons else Q(pk__in=[])
