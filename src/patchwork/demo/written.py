"""The hand-written part of the demo world, as typed rows: what `content.py` reads from `content/*.toml`.

Nothing here touches the database. Days are counted from the demo's today, so that the world is fresh on any day. A
field with a default may be left out of the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from patchwork.agreements import packs


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """An agency and its partnership; `signed_days_ago` and so on are None where it has not."""

    short_name: str
    name: str
    kind: str
    domains: tuple[str, ...]
    signed_days_ago: int | None = None
    live_days_ago: int | None = None
    data_days_ago: int | None = None
    coverage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A team, with its duty line."""

    short_name: str
    organisation: str
    kind: str
    name: str
    phone: str
    duty_phone: str = ""
    email: str
    hours: str
    place: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraPost:
    """A further post of the same practitioner."""

    service: str
    role: str
    role_words: str = ""
    powers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Away from..until, and who covers. Days before and after today."""

    from_days_ago: int
    back_in_days: int
    cover: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Practitioner:
    """Someone who signs in, with the contact card colleagues see. `working_days`: 0 = Monday."""

    short_name: str
    name: str
    cast: bool = False
    service: str
    role: str
    role_words: str = ""
    powers: tuple[str, ...] = ()
    supervisor: str = ""
    phone: str
    mobile: str = ""
    email: str
    working_days: tuple[int, ...]
    works_from: time
    works_until: time
    best_way: str
    contact_about: str
    since_days_ago: int
    away: Away | None
    also: tuple[ExtraPost, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone supported. Either `age` and `birthday` (month, day), or `due_in_days` for a child not yet born."""

    short_name: str
    given: str = ""
    family: str
    known_as: str = ""
    former: tuple[str, ...] = ()
    sex: str = ""
    age: int | None = None
    birthday: tuple[int, int] | None = None
    precision: str = "day"
    due_in_days: int | None = None
    nhs: bool = False
    upn: bool = False
    nhs_of: str = ""
    """Somebody earlier in the file whose NHS number stands in this record, too."""

    def born_on(self, today: date) -> date | None:
        """The birthday that makes this person so old today; None before birth."""
        if self.age is None or self.birthday is None:
            return None
        this_year = date(today.year, *self.birthday)
        return date(today.year - self.age - (this_year > today), *self.birthday)

    def expected_on(self, today: date) -> date | None:
        """The expected date of birth of an unborn child."""
        return None if self.due_in_days is None else today + timedelta(days=self.due_in_days)

    @property
    def is_child(self) -> bool:
        """Under eighteen, or not yet born."""
        return self.age is None or self.age < 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """`who` is the `kind` of `of`."""

    who: str
    kind: str
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Involvement:
    """A practitioner's post, or a service as a whole (`post` empty), works with a person."""

    person: str
    post: str = ""
    service: str = ""
    role: str = ""
    lead: bool = False
    since_days_ago: int
    ended_days_ago: int | None = None
    end_reason: str = ""
    basis: str = ""
    ground: str = ""
    audience: tuple[str, ...] = ()
    provisional: bool = False
    invited_by: str = ""
    still_days_ago: int = 10

    @property
    def is_sensitive(self) -> bool:
        """Open only to its audience."""
        return bool(self.ground)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Contacts that repeat: every so many days between two days ago."""

    post: str
    person: str
    kind: str
    place: str = ""
    every: int
    from_days_ago: int
    until_days_ago: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One contact. `days` from today: negative has happened, positive is planned."""

    post: str
    person: str
    kind: str
    place: str = ""
    days: int
    at: time
    showing: str = "time"

    @property
    def is_planned(self) -> bool:
        """Still to come."""
        return self.days > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """A nudge; `to` empty means the whole team."""

    post: str
    person: str
    category: str
    days_ago: int
    to: tuple[str, ...] = ()
    acknowledged: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What `by` said about the record of `on`, told to the practitioner `to`; and when they took it back."""

    by: str
    on: str
    said: str
    because: str = ""
    to: str
    days_ago: int
    taken_back_days_ago: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Someone not involved looked, for a purpose."""

    post: str
    person: str
    purpose: str
    words: str
    days_ago: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shield:
    """Only the shielded card of this person is shown, except to the posts named."""

    person: str
    kind: str
    reference: str
    contact: str
    named: tuple[str, ...]
    days_ago: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """For this practitioner the person does not exist."""

    post: str
    person: str
    asked_by: str
    why: str
    days_ago: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """A team member asked a practitioner or a service to join."""

    post: str
    person: str
    to_post: str = ""
    to_service: str = ""
    days_ago: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """People who belong together, and what has happened around them. `story` is for the guide, never stored."""

    short_name: str
    story: str
    line: str
    place: str
    postcode: str
    persons: tuple[Person, ...]
    related: tuple[Related, ...]
    involvements: tuple[Involvement, ...]
    patterns: tuple[Pattern, ...]
    contacts: tuple[Contact, ...]
    attentions: tuple[Attention, ...]
    said: tuple[Said, ...]
    looks: tuple[Look, ...]
    shields: tuple[Shield, ...]
    exclusions: tuple[Exclusion, ...]
    invites: tuple[Invite, ...]

    def about(self, person: str) -> str:
        """What the pack calls such a person: child, adult_with_child or other_adult."""
        if next(one for one in self.persons if one.short_name == person).is_child:
            return "child"
        return "adult_with_child" if any(one.is_child for one in self.persons) else "other_adult"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One area's hand-written content, by short name and in the order of the file."""

    slug: str
    name: str
    jurisdiction: str
    hub_name: str
    hub_phone: str
    hub_service: str
    layers: tuple[str, ...]
    organisations: dict[str, Organisation]
    services: dict[str, Service]
    practitioners: dict[str, Practitioner]
    families: tuple[Family, ...]

    @property
    def pack(self) -> packs.Pack:
        """The area's jurisdiction pack."""
        return packs.pack(self.jurisdiction)

    @property
    def persons(self) -> dict[str, Person]:
        """Everyone in the families, by short name."""
        return {person.short_name: person for family in self.families for person in family.persons}

    def organisation_of(self, service: str) -> Organisation:
        """The organisation that runs a service."""
        return self.organisations[self.services[service].organisation]

    def service_of(self, involvement: Involvement) -> Service:
        """The service an involvement belongs to, its own or its practitioner's."""
        return self.services[involvement.service or self.practitioners[involvement.post].service]

    def role_of(self, involvement: Involvement) -> str:
        """The role in the team: as written, or the practitioner's own."""
        return involvement.role or self.practitioners[involvement.post].role

    def basis_of(self, involvement: Involvement, family: Family, *, on: date) -> str:
        """The legal basis: as written, or the first the pack offers that day."""
        service = self.service_of(involvement)
        found = self.pack.default_basis(
            service.kind, giver=self.organisation_of(service.short_name).kind,
            about=family.about(involvement.person), on=on,
        )  # fmt: skip
        return involvement.basis or (found.code if found else "")
