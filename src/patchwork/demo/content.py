"""The hand-written part of the demo world: `content/*.toml` as typed rows, with every reference checked.

Nothing here touches the database. Days are counted from the demo's today, so that the world is fresh on any day; the
file format is explained at the top of `content/marlowe.toml`. Everyone and everything is invented.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path

from patchwork.agreements import packs
from patchwork.directory import taxonomy
from patchwork.kit import datafiles

FOLDER = Path(__file__).with_name("content")
KINSHIP = ("parent", "sibling", "partner", "grandparent", "carer", "other")
SHOWING = ("time", "day", "nothing")
WEEKDAYS = (0, 1, 2, 3, 4)


class ContentError(datafiles.DataFileError):
    """The demo's content contradicts itself; the text names file and key."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """An agency and its partnership; `signed_days_ago` and so on are None where it has not."""

    short_name: str
    name: str
    kind: str
    domains: tuple[str, ...]
    signed_days_ago: int | None
    live_days_ago: int | None
    data_days_ago: int | None
    coverage: str


@dataclass(frozen=True, slots=True)
class Service:
    """A team, with its duty line."""

    short_name: str
    organisation: str
    kind: str
    name: str
    phone: str
    duty_phone: str
    email: str
    hours: str
    place: str
    about: str


@dataclass(frozen=True, slots=True)
class ExtraPost:
    """A further post of the same practitioner."""

    service: str
    role: str
    role_words: str
    powers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Away:
    """Away from..until, and who covers. Days before and after today."""

    from_days_ago: int
    back_in_days: int
    cover: str


@dataclass(frozen=True, slots=True)
class Practitioner:
    """Someone who signs in, with the contact card colleagues see. `working_days`: 0 = Monday."""

    short_name: str
    name: str
    cast: bool
    service: str
    role: str
    role_words: str
    powers: tuple[str, ...]
    supervisor: str
    phone: str
    mobile: str
    email: str
    working_days: tuple[int, ...]
    works_from: time
    works_until: time
    best_way: str
    contact_about: str
    since_days_ago: int
    away: Away | None
    also: tuple[ExtraPost, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone supported. Either `age` and `birthday` (month, day), or `due_in_days` for a child not yet born."""

    short_name: str
    given: str
    family: str
    known_as: str
    former: tuple[str, ...]
    sex: str
    age: int | None
    birthday: tuple[int, int] | None
    precision: str
    due_in_days: int | None
    nhs: bool
    upn: bool

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


@dataclass(frozen=True, slots=True)
class Related:
    """`who` is the `kind` of `of`."""

    who: str
    kind: str
    of: str


@dataclass(frozen=True, slots=True)
class Involvement:
    """A practitioner's post, or a service as a whole (`post` empty), works with a person."""

    person: str
    post: str
    service: str
    role: str
    lead: bool
    since_days_ago: int
    ended_days_ago: int | None
    end_reason: str
    basis: str
    ground: str
    audience: tuple[str, ...]
    provisional: bool
    invited_by: str
    still_days_ago: int

    @property
    def is_sensitive(self) -> bool:
        """Open only to its audience."""
        return bool(self.ground)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Contacts that repeat: every so many days between two days ago."""

    post: str
    person: str
    kind: str
    place: str
    every: int
    from_days_ago: int
    until_days_ago: int


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact. `days` from today: negative has happened, positive is planned."""

    post: str
    person: str
    kind: str
    place: str
    days: int
    at: time
    showing: str

    @property
    def is_planned(self) -> bool:
        """Still to come."""
        return self.days > 0


@dataclass(frozen=True, slots=True)
class Attention:
    """A nudge; `to` empty means the whole team."""

    post: str
    person: str
    category: str
    days_ago: int
    to: tuple[str, ...]
    acknowledged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What `by` said about the record of `on`, told to the practitioner `to`."""

    by: str
    on: str
    said: str
    because: str
    to: str
    days_ago: int


@dataclass(frozen=True, slots=True)
class Look:
    """Someone not involved looked, for a purpose."""

    post: str
    person: str
    purpose: str
    words: str
    days_ago: int


@dataclass(frozen=True, slots=True)
class Shield:
    """Only the shielded card of this person is shown, except to the posts named."""

    person: str
    kind: str
    reference: str
    contact: str
    named: tuple[str, ...]
    days_ago: int


@dataclass(frozen=True, slots=True)
class Exclusion:
    """For this practitioner the person does not exist."""

    post: str
    person: str
    asked_by: str
    why: str
    days_ago: int


@dataclass(frozen=True, slots=True)
class Invite:
    """A team member asked a practitioner or a service to join."""

    post: str
    person: str
    to_post: str
    to_service: str
    days_ago: int


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@cache
def world(slug: str) -> World:
    """The content of `marlowe` or `wattle-bay`; raises ContentError naming file and key."""
    return read_world(FOLDER / f"{slug}.toml")


def worlds() -> tuple[World, ...]:
    """Every area of the demo, Marlowe first."""
    return tuple(world(path.stem) for path in sorted(FOLDER.glob("*.toml")))


def read_world(path: Path) -> World:
    """Read and check one file."""
    table = datafiles.load(path, error=ContentError)
    area = table.table("area")
    made = World(
        slug=area.string("slug"),
        name=area.string("name"),
        jurisdiction=_known(area, "jurisdiction", [pack.code for pack in packs.selectable_packs()]),
        hub_name=area.string("hub_name"),
        hub_phone=area.string("hub_phone"),
        hub_service=area.string("hub_service"),
        layers=area.strings("layers"),
        organisations=_by_name(map(_organisation, table.tables("organisation"))),
        services=_by_name(map(_service, table.tables("service"))),
        practitioners=_by_name(map(_practitioner, table.tables("practitioner"))),
        families=tuple(_family(one) for one in table.tables("family")),
    )
    area.done()
    table.done()
    for problem in problems(made):
        raise ContentError(f"{path.name}: {problem}")
    return made


type Happened = Involvement | Pattern | Contact | Attention | Look


# ── checks ────────────────────────────────────────────────────────────────────────────────────────────────────────


def problems(world: World) -> Iterator[str]:
    """What does not fit together, one sentence each."""
    yield from _directory_problems(world)
    for family in world.families:
        for sentence in _family_problems(world, family):
            yield f"family {family.short_name}: {sentence}"


def _directory_problems(world: World) -> Iterator[str]:
    kinds = taxonomy.taxonomy()
    if world.hub_service not in world.services:
        yield f"area: no service {world.hub_service}"
    for organisation in world.organisations.values():
        if organisation.kind not in kinds.organisation_kinds:
            yield f"organisation {organisation.short_name}: no kind {organisation.kind}"
        if any(not domain.endswith(".example") for domain in organisation.domains):
            yield f"organisation {organisation.short_name}: a domain must end in .example"
    for service in world.services.values():
        if service.organisation not in world.organisations:
            yield f"service {service.short_name}: no organisation {service.organisation}"
        elif world.organisation_of(service.short_name).kind not in kinds.service_kinds[service.kind].organisations:
            yield f"service {service.short_name}: its kind of organisation does not run a {service.kind}"
    for someone in world.practitioners.values():
        yield from (f"practitioner {someone.short_name}: {sentence}" for sentence in _post_problems(world, someone))


def _post_problems(world: World, someone: Practitioner) -> Iterator[str]:
    for service, role in ((someone.service, someone.role), *((post.service, post.role) for post in someone.also)):
        if service not in world.services:
            yield f"no service {service}"
            continue
        kind = world.services[service].kind
        if kind not in taxonomy.role(role).services and role not in {"administrator", "other_role"}:
            yield f"a {kind} has no {role}"
        if not any(someone.email.endswith(f"@{domain}") for domain in world.organisation_of(service).domains):
            yield "the e-mail address is not of the organisation's domains"
    for other in (someone.supervisor, someone.away.cover if someone.away else ""):
        if other and other not in world.practitioners:
            yield f"no practitioner {other}"
    if someone.supervisor and not _supervises(world.practitioners.get(someone.supervisor)):
        yield f"{someone.supervisor} is no supervisor"


def _supervises(someone: Practitioner | None) -> bool:
    if someone is None:
        return False
    return "supervisor" in someone.powers or any("supervisor" in post.powers for post in someone.also)


def _family_problems(world: World, family: Family) -> Iterator[str]:
    names = {person.short_name for person in family.persons}
    yield from (f"no person {name}" for name in _persons_named(family) if name not in names)
    yield from (f"no practitioner {name}" for name in _posts_named(family) if name not in world.practitioners)
    for involvement in family.involvements:
        yield from _involvement_problems(world, family, involvement)
    for kind in {one.kind for one in family.contacts} | {one.kind for one in family.patterns}:
        if kind not in {known.code for known in packs.CONTACT_KINDS}:
            yield f"no kind of contact {kind}"
    yield from (f"no category {one.category}" for one in family.attentions if one.category not in world.pack.attentions)
    yield from (f"no purpose {one.purpose}" for one in family.looks if one.purpose not in world.pack.purposes)
    for one in family.said:
        if one.said == "not_asked" and one.because not in world.pack.not_asked:
            yield f"{one.by} was not asked because {one.because}: not in the pack"
    working = {(one.post, one.person) for one in family.involvements}
    contacts: tuple[Contact | Pattern, ...] = (*family.contacts, *family.patterns)
    for contact in contacts:
        if (contact.post, contact.person) not in working:
            yield f"{contact.post} is in contact with {contact.person} but not involved"
    for attention in family.attentions:
        for post in (attention.post, *attention.to, *attention.acknowledged):
            if (post, attention.person) not in working:
                yield f"{post} gives or gets an attention about {attention.person} but is not involved"


def _involvement_problems(world: World, family: Family, involvement: Involvement) -> Iterator[str]:
    who = f"{involvement.post or involvement.service} with {involvement.person}"
    if involvement.post in world.practitioners or involvement.service in world.services:
        service = world.service_of(involvement)
        sensitive = taxonomy.service_kind(service.kind).sensitive
        if sensitive != involvement.is_sensitive:
            yield f"{who}: sensitive services, and only they, need a ground and an audience"
        if world.role_of(involvement) not in taxonomy.taxonomy().roles:
            yield f"{who}: no role {involvement.role}"
        if involvement.basis and involvement.basis not in world.pack.bases:
            yield f"{who}: no basis {involvement.basis}"
    else:
        yield f"{who}: neither a practitioner nor a service"
    if involvement.ground and involvement.ground not in world.pack.grounds:
        yield f"{who}: no ground {involvement.ground}"
    yield from (f"{who}: no organisation {one}" for one in involvement.audience if one not in world.organisations)
    if involvement.end_reason and involvement.end_reason not in world.pack.end_reasons:
        yield f"{who}: no end reason {involvement.end_reason}"
    if (involvement.ended_days_ago is None) != (not involvement.end_reason):
        yield f"{who}: an end needs a reason and a reason an end"


def _happened(family: Family) -> tuple[Happened, ...]:
    return (*family.involvements, *family.patterns, *family.contacts, *family.attentions, *family.looks)


def _persons_named(family: Family) -> set[str]:
    happened = _happened(family)
    shields: tuple[Shield | Exclusion | Invite, ...] = (*family.shields, *family.exclusions, *family.invites)
    return (
        {row.person for row in happened}
        | {row.person for row in shields}
        | {name for row in family.related for name in (row.who, row.of)}
        | {name for row in family.said for name in (row.by, row.on)}
    )


def _posts_named(family: Family) -> set[str]:
    names = {row.post for row in _happened(family)} | {row.post for row in family.exclusions}
    names |= {row.post for row in family.invites}
    names |= {row.to_post for row in family.invites} | {row.asked_by for row in family.exclusions}
    names |= {row.invited_by for row in family.involvements} | {row.to for row in family.said}
    names |= {name for row in family.shields for name in row.named}
    names |= {name for row in family.attentions for name in (*row.to, *row.acknowledged)}
    return names - {""}


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _organisation(table: datafiles.Table) -> Organisation:
    made = Organisation(
        short_name=table.string("short_name"),
        name=table.string("name"),
        kind=table.string("kind"),
        domains=table.strings("domains"),
        signed_days_ago=_maybe(table, "signed_days_ago"),
        live_days_ago=_maybe(table, "live_days_ago"),
        data_days_ago=_maybe(table, "data_days_ago"),
        coverage=table.string("coverage"),
    )
    table.done()
    return made


def _service(table: datafiles.Table) -> Service:
    made = Service(
        short_name=table.string("short_name"),
        organisation=table.string("organisation"),
        kind=_known(table, "kind", taxonomy.taxonomy().service_kinds),
        name=table.string("name"),
        phone=table.string("phone"),
        duty_phone=table.string("duty_phone", ""),
        email=table.string("email"),
        hours=table.string("hours"),
        place=table.string("place"),
        about=table.string("about"),
    )
    table.done()
    return made


def _practitioner(table: datafiles.Table) -> Practitioner:
    works = table.strings("works")
    made = Practitioner(
        short_name=table.string("short_name"),
        name=table.string("name"),
        cast=table.flag("cast", default=False),
        service=table.string("service"),
        role=_known(table, "role", taxonomy.taxonomy().roles),
        role_words=table.string("role_words", ""),
        powers=table.strings("powers", default=()),
        supervisor=table.string("supervisor", ""),
        phone=table.string("phone"),
        mobile=table.string("mobile", ""),
        email=table.string("email"),
        working_days=_numbers(table, "working_days", default=WEEKDAYS),
        works_from=time.fromisoformat(works[0]),
        works_until=time.fromisoformat(works[1]),
        best_way=table.string("best_way"),
        contact_about=table.string("contact_about"),
        since_days_ago=table.number("since_days_ago"),
        away=_away(table.table("away")) if "away" in table.values else None,
        also=tuple(_extra_post(one) for one in table.tables("also")),
    )
    table.done()
    return made


def _away(table: datafiles.Table) -> Away:
    made = Away(
        from_days_ago=table.number("from_days_ago"),
        back_in_days=table.number("back_in_days"),
        cover=table.string("cover"),
    )
    table.done()
    return made


def _extra_post(table: datafiles.Table) -> ExtraPost:
    made = ExtraPost(
        service=table.string("service"),
        role=_known(table, "role", taxonomy.taxonomy().roles),
        role_words=table.string("role_words", ""),
        powers=table.strings("powers", default=()),
    )
    table.done()
    return made


def _family(table: datafiles.Table) -> Family:
    address = table.table("address")
    made = Family(
        short_name=table.string("short_name"),
        story=table.string("story"),
        line=address.string("line"),
        place=address.string("place"),
        postcode=address.string("postcode"),
        persons=tuple(map(_person, table.tables("person"))),
        related=tuple(map(_related, table.tables("related"))),
        involvements=tuple(map(_involvement, table.tables("involvement"))),
        patterns=tuple(map(_pattern, table.tables("pattern"))),
        contacts=tuple(map(_contact, table.tables("contact"))),
        attentions=tuple(map(_attention, table.tables("attention"))),
        said=tuple(map(_said, table.tables("said"))),
        looks=tuple(map(_look, table.tables("look"))),
        shields=tuple(map(_shield, table.tables("shield"))),
        exclusions=tuple(map(_exclusion, table.tables("exclusion"))),
        invites=tuple(map(_invite, table.tables("invite"))),
    )
    address.done()
    table.done()
    return made


def _person(table: datafiles.Table) -> Person:
    birthday = table.string("birthday", "")
    made = Person(
        short_name=table.string("short_name"),
        given=table.string("given", ""),
        family=table.string("family"),
        known_as=table.string("known_as", ""),
        former=table.strings("former", default=()),
        sex=_known(table, "sex", ("female", "male", "other", ""), default=""),
        age=_maybe(table, "age"),
        birthday=(int(birthday[:2]), int(birthday[3:])) if birthday else None,
        precision=_known(table, "precision", ("day", "month", "year", "about"), default="day"),
        due_in_days=_maybe(table, "due_in_days"),
        nhs=table.flag("nhs", default=False),
        upn=table.flag("upn", default=False),
    )
    table.done()
    if (made.age is None) == (made.due_in_days is None) or (made.age is None) != (made.birthday is None):
        raise table.fail("age", "give age and birthday, or due_in_days")
    return made


def _related(table: datafiles.Table) -> Related:
    made = Related(who=table.string("who"), kind=_known(table, "is", KINSHIP), of=table.string("of"))
    table.done()
    return made


def _involvement(table: datafiles.Table) -> Involvement:
    made = Involvement(
        person=table.string("person"),
        post=table.string("post", ""),
        service=table.string("service", ""),
        role=table.string("role", ""),
        lead=table.flag("lead", default=False),
        since_days_ago=table.number("since_days_ago"),
        ended_days_ago=_maybe(table, "ended_days_ago"),
        end_reason=table.string("end_reason", ""),
        basis=table.string("basis", ""),
        ground=table.string("ground", ""),
        audience=table.strings("audience", default=()),
        provisional=table.flag("provisional", default=False),
        invited_by=table.string("invited_by", ""),
        still_days_ago=table.number("still_days_ago", default=10),
    )
    table.done()
    if bool(made.post) == bool(made.service) or (made.service and not made.role):
        raise table.fail("post", "give a post, or a service with a role")
    if bool(made.ground) != bool(made.audience):
        raise table.fail("audience", "a sensitive involvement has a ground and an audience")
    return made


def _pattern(table: datafiles.Table) -> Pattern:
    made = Pattern(
        post=table.string("post"),
        person=table.string("person"),
        kind=table.string("kind"),
        place=table.string("place", ""),
        every=table.number("every"),
        from_days_ago=table.number("from"),
        until_days_ago=table.number("until"),
    )
    table.done()
    if not made.every or made.from_days_ago < made.until_days_ago:
        raise table.fail("every", "a pattern runs from longer ago to less long ago, every so many days")
    return made


def _contact(table: datafiles.Table) -> Contact:
    ago, ahead = _maybe(table, "days_ago"), _maybe(table, "in_days")
    if (ago is None) == (ahead is None):
        raise table.fail("days_ago", "give either days_ago or in_days")
    made = Contact(
        post=table.string("post"),
        person=table.string("person"),
        kind=table.string("kind"),
        place=table.string("place", ""),
        days=ahead if ahead is not None else -(ago or 0),
        at=time.fromisoformat(table.string("at")),
        showing=_known(table, "showing", SHOWING, default="time"),
    )
    table.done()
    return made


def _attention(table: datafiles.Table) -> Attention:
    made = Attention(
        post=table.string("post"),
        person=table.string("person"),
        category=table.string("category"),
        days_ago=table.number("days_ago"),
        to=table.strings("to", default=()),
        acknowledged=table.strings("acknowledged"),
    )
    table.done()
    return made


def _said(table: datafiles.Table) -> Said:
    made = Said(
        by=table.string("by"),
        on=table.string("on"),
        said=_known(table, "said", ("yes", "no", "not_asked")),
        because=table.string("because", ""),
        to=table.string("to"),
        days_ago=table.number("days_ago"),
    )
    table.done()
    return made


def _look(table: datafiles.Table) -> Look:
    made = Look(
        post=table.string("post"),
        person=table.string("person"),
        purpose=table.string("purpose"),
        words=table.string("words"),
        days_ago=table.number("days_ago"),
    )
    table.done()
    return made


def _shield(table: datafiles.Table) -> Shield:
    made = Shield(
        person=table.string("person"),
        kind=_known(table, "kind", ("adoption", "refuge", "witness", "other")),
        reference=table.string("reference"),
        contact=table.string("contact"),
        named=table.strings("named"),
        days_ago=table.number("days_ago"),
    )
    table.done()
    return made


def _exclusion(table: datafiles.Table) -> Exclusion:
    made = Exclusion(
        post=table.string("post"),
        person=table.string("person"),
        asked_by=table.string("asked_by"),
        why=table.string("why"),
        days_ago=table.number("days_ago"),
    )
    table.done()
    return made


def _invite(table: datafiles.Table) -> Invite:
    made = Invite(
        post=table.string("post"),
        person=table.string("person"),
        to_post=table.string("to_post", ""),
        to_service=table.string("to_service", ""),
        days_ago=table.number("days_ago"),
    )
    table.done()
    return made


def _maybe(table: datafiles.Table, key: str) -> int | None:
    return table.number(key) if key in table.values else None


def _numbers(table: datafiles.Table, key: str, default: tuple[int, ...]) -> tuple[int, ...]:
    table.read.add(key)
    values = table.values.get(key, default)
    if not all(isinstance(value, int) and 0 <= value <= 6 for value in values):
        raise table.fail(key, "must be numbers from 0 (Monday) to 6")
    return tuple(values)


def _known(table: datafiles.Table, key: str, known: Iterable[str], default: str | None = None) -> str:
    value = table.string(key, default)
    if value not in known:
        raise table.fail(key, f"“{value}” is not known")
    return value


def _by_name[T: (Organisation, Service, Practitioner)](rows: Iterable[T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for row in rows:
        if row.short_name in found:
            raise ContentError(f"{row.short_name} is there twice")
        found[row.short_name] = row
    return found
