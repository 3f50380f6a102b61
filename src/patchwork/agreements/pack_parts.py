"""What a jurisdiction pack is made of, and what may be asked of it. `packs` reads the files and is where to ask."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import holidays
from django.utils.translation import gettext_lazy as _

from patchwork.agreements import identifiers

if TYPE_CHECKING:
    from patchwork.kit.answers import Words

ABOUT = ("child", "adult_with_child", "other_adult")
FAMILY_WORDS: dict[str, Words] = {
    "tell": _("Tell the family that you share, and why, unless that would put someone at risk."),
    "ask": _("Ask the family what they think, where it is safe and makes sense."),
    "agree": _("Share only if they agree, and stop when they say stop."),
    "silent": _("Do not tell the family: it could harm an investigation."),
}
WITHHELD_PURPOSES = ("statutory_enquiry", "police_investigation")


@dataclass(frozen=True, slots=True)
class ContactKind:
    """A kind of contact. Fixed in code, because what counts as "seen" is a promise of the product, not of a place."""

    code: str
    words: Words
    child_seen: bool
    can_be_planned: bool = True


CONTACT_KINDS = (
    ContactKind("child_seen", _("Saw the child"), child_seen=True),
    ContactKind("child_seen_alone", _("Saw the child alone"), child_seen=True),
    ContactKind("adult_only", _("Saw an adult only"), child_seen=False),
    ContactKind("phone_or_message", _("Phone or message"), child_seen=False),
    ContactKind("no_access", _("Tried, no access"), child_seen=False, can_be_planned=False),
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where an entry comes from, and when we saw it (None: not seen, named from memory)."""

    code: str
    title: str
    url: str
    seen_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A legal basis for sharing: plain words first, law in small print, who may give to whom about whom."""

    code: str
    words: Words
    law: Words
    source: Source
    commencement_source: Source | None = None
    in_force_from: date | None
    in_force_until: date | None = None
    not_yet: Words = ""
    verified: bool
    to_check: Words = ""
    givers: frozenset[str]
    receivers: frozenset[str]
    about: tuple[str, ...]
    who: Words
    volunteers: bool
    family: str
    consent_note: Words = ""
    three_answers: bool
    retention_years: int

    @property
    def family_words(self) -> Words:
        """What to do about the family, as a sentence for the screen."""
        return FAMILY_WORDS[self.family]

    def can_be_chosen(self, on: date) -> bool:
        """True when the law is known to be in force on that day."""
        if self.in_force_from is None or on < self.in_force_from:
            return False
        return self.in_force_until is None or on <= self.in_force_until

    def serves(self, *, giver: str, about: str, receiver: str = "", volunteer: bool = False) -> bool:
        """True when this kind of organisation may share about such a person (with that kind, if named)."""
        return (
            giver in self.givers
            and about in self.about
            and (not receiver or receiver in self.receivers)
            and (self.volunteers or not volunteer)
        )


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why someone looks at a person they are not involved with. `services`: kinds that may choose it; empty: all."""

    code: str
    words: Words
    kind: str
    services: tuple[str, ...]

    @property
    def withheld_from_team(self) -> bool:
        """The team is not told of a look for an enquiry or an investigation."""
        return self.kind in WITHHELD_PURPOSES


@dataclass(frozen=True, slots=True)
class AlwaysFindable:
    """Involvements in this role, from these kinds of service, show in the team view without agreement."""

    role: str
    services: tuple[str, ...]
    why: Words


@dataclass(frozen=True, slots=True)
class IdentifierSystem:
    """A numbering of persons: how its values are checked, kept and shown.

    `may_become_single`: the law foresees that it becomes the one number that all use for a child; not in force yet.
    """

    code: str
    label: Words
    validator: str
    hint: Words
    may_become_single: bool = False

    def clean(self, value: str) -> str:
        """The value as it is stored; raises ValueError with a sentence for the screen when it cannot be one."""
        return identifiers.VALIDATORS[self.validator](value)

    def display(self, value: str) -> str:
        """The stored value as people write it."""
        return identifiers.shown(self.validator, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """On what ground a sensitive involvement may be recorded."""

    code: str
    words: Words
    explain: Words
    needs_agreement: bool = False
    three_answers: bool = False
    needs_basis: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAsked:
    """Why someone was not asked; with `ask_again` the question stays open."""

    code: str
    words: Words
    about: tuple[str, ...]
    ask_again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EndReason:
    """Why an involvement ends."""

    code: str
    words: Words
    hands_over: bool = False
    moved_away: bool = False
    mistake: bool = False


@dataclass(frozen=True, slots=True)
class AttentionCategory:
    """A fixed nudge to the team, with what it means."""

    code: str
    words: Words
    explain: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long a person can be found and is kept after the last involvement ended."""

    finding_months: int
    delete_after_years: int
    verified: bool
    to_check: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectAccess:
    """By when somebody who asks for what is held about them gets it: so many months, or days, after they asked."""

    months: int
    days: int
    law: Words
    verified: bool
    to_check: Words = ""

    def due_on(self, received: date) -> date:
        """The same day of a later month, its last day where there is none; or so many days later."""
        first = date(
            received.year + (received.month - 1 + self.months) // 12, (received.month - 1 + self.months) % 12 + 1, 1
        )
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return first.replace(day=min(received.day, last.day)) + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything the product takes from one jurisdiction."""

    code: str
    name: str
    language: str
    time_zone: str
    holidays_country: str
    holidays_subdivision: str
    working_days: frozenset[int]
    emergency_number: str
    hub_word: Words
    child_until_age: int
    checked: bool
    checked_on: date | None
    missing: tuple[Words, ...]
    ask_child_from_age: int = 0
    ask_child_note: Words = ""
    agreement_note: Words = ""
    provisional_working_days: int = 5
    restricted_kinds: frozenset[str] = frozenset()
    excluded_information: tuple[Words, ...] = ()
    retention: Retention | None = None
    subject_access: SubjectAccess | None = None
    sources: dict[str, Source] = field(default_factory=dict, hash=False)
    bases: dict[str, Basis] = field(default_factory=dict, hash=False)
    defaults: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    purposes: dict[str, Purpose] = field(default_factory=dict, hash=False)
    always_findable: tuple[AlwaysFindable, ...] = ()
    identifiers: dict[str, IdentifierSystem] = field(default_factory=dict, hash=False)
    grounds: dict[str, Ground] = field(default_factory=dict, hash=False)
    not_asked: dict[str, NotAsked] = field(default_factory=dict, hash=False)
    end_reasons: dict[str, EndReason] = field(default_factory=dict, hash=False)
    attentions: dict[str, AttentionCategory] = field(default_factory=dict, hash=False)

    @property
    def selectable(self) -> bool:
        """An area may run on this pack."""
        return self.checked and not self.missing

    def bases_for(
        self, *, giver: str, about: str, on: date, receiver: str = "", volunteer: bool = False
    ) -> tuple[Basis, ...]:
        """Bases that an organisation of kind `giver` can choose that day, about such a person (see `ABOUT`)."""
        return tuple(
            basis
            for basis in self.bases.values()
            if basis.can_be_chosen(on)
            and basis.serves(giver=giver, about=about, receiver=receiver, volunteer=volunteer)
        )

    def default_basis(
        self, service_kind: str, *, giver: str, about: str, on: date, volunteer: bool = False
    ) -> Basis | None:
        """The basis to offer first, or None when nothing can be chosen (then nothing may be declared)."""
        possible = {basis.code: basis for basis in self.bases_for(giver=giver, about=about, on=on, volunteer=volunteer)}
        wanted = (*self.defaults.get(service_kind, ()), *self.defaults.get("*", ()), *possible)
        return next((possible[code] for code in wanted if code in possible), None)

    def purposes_for(self, service_kind: str) -> tuple[Purpose, ...]:
        """What a post in such a service may choose as its reason for a look."""
        return tuple(one for one in self.purposes.values() if not one.services or service_kind in one.services)

    def subject_access_due(self, received: date) -> date:
        """By when a request for one's own data is answered; one month where nobody has said."""
        known = self.subject_access or SubjectAccess(months=1, days=0, law="", verified=False)
        return known.due_on(received)

    def is_always_findable(self, *, role: str, service_kind: str) -> bool:
        """True for involvements that show without agreement, unless the person is shielded."""
        return any(one.role == role and service_kind in one.services for one in self.always_findable)

    def grounds_on(self, on: date) -> tuple[Ground, ...]:
        """Grounds for recording a sensitive involvement that the law carries on that day."""
        return tuple(
            ground
            for ground in self.grounds.values()
            if not ground.needs_basis or any(self.bases[code].can_be_chosen(on) for code in ground.needs_basis)
        )

    def not_asked_reasons(self, *, about: str) -> tuple[NotAsked, ...]:
        """Reasons why such a person was not asked."""
        return tuple(one for one in self.not_asked.values() if about in one.about)

    def is_working_day(self, day: date) -> bool:
        """True on a working weekday that is no public holiday there."""
        return day.isoweekday() in self.working_days and day not in public_holidays(
            self.holidays_country, self.holidays_subdivision, day.year
        )

    def working_days_after(self, start: date, n: int) -> date:
        """The n-th working day after `start` (not counting it); `start` itself for 0."""
        if n < 0:
            raise ValueError("working days are counted forward")
        day = start
        while n:
            day += timedelta(days=1)
            n -= self.is_working_day(day)
        return day


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    """Of one year; raises NotImplementedError where the place is not known."""
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))
