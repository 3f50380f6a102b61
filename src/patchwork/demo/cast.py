"""The fixed cast (design, section 10): the same people in the demonstration and in every test.

Everyone and everything in here is invented.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Model

from patchwork.access import Viewer
from patchwork.access.models import Audience
from patchwork.access.viewers import viewer_in_post
from patchwork.accounts.models import Account
from patchwork.agreements import packs
from patchwork.directory.models import Area, MailDomain, Organisation, Partnership, Post, Service
from patchwork.involvement.models import Involvement
from patchwork.kit.context import in_area
from patchwork.people.indexing import refresh_all
from patchwork.people.models import Family, FamilyMember, Kinship, Person, Relationship

NAMESPACE = uuid.UUID("6f1d0c5e-0000-4000-8000-70617463686b")


def fixed_id(*parts: str) -> uuid.UUID:
    """The same id for the same thing in every world."""
    return uuid.uuid5(NAMESPACE, "/".join(parts))


@dataclass(frozen=True, slots=True)
class Member:
    """One of the cast: short name, full name, service, role, powers, supervisor, work phone."""

    short: str
    name: str
    service: str
    role: str
    phone: str
    powers: tuple[str, ...] = ()
    supervisor: str = ""


# short name: (name, kind of organisation, mail domain)
ORGANISATIONS = {
    "council": ("Marlowe Council", "council", "marlowe-council.example"),
    "oakfield": ("Oakfield Primary School", "school", "oakfield-school.example"),
    "nhs": ("Marlowe Community Health NHS Trust", "nhs_trust", "marlowe-health.example"),
    "surgery": ("Harbour Street Surgery", "gp_practice", "harbour-surgery.example"),
    "police": ("Marlowe Police", "police", "marlowe-police.example"),
    "housing": ("Marlowe Homes", "housing", "marlowe-homes.example"),
    "clearway": ("Clearway", "substance_misuse", "clearway.example"),
}

# short name: (organisation, name, kind of service)
SERVICES = {
    "protection": ("council", "Child Protection Team North", "child_protection"),
    "hub": ("council", "Marlowe Safeguarding Hub", "safeguarding_hub"),
    "governance": ("council", "Information Governance", "other"),
    "youth": ("council", "Marlowe Youth Service", "youth"),
    "oakfield": ("oakfield", "Oakfield Primary", "school"),
    "school-nursing": ("nhs", "School Nursing North", "school_nursing"),
    "health-visiting": ("nhs", "Health Visiting North", "health_visiting"),
    "surgery": ("surgery", "Harbour Street Surgery", "gp"),
    "police": ("police", "Neighbourhood Policing North", "police_neighbourhood"),
    "homes": ("housing", "Tenancy Support", "housing"),
    "clearway": ("clearway", "Clearway Adult Service", "substance_misuse"),
}

MEMBERS = (
    Member("amina", "Amina Yusuf", "oakfield", "class_teacher", "01632 960101"),
    Member("bilal", "Bilal Khan", "school-nursing", "school_nurse", "01632 960102"),
    Member("chloe", "Chloe Martin", "homes", "housing_officer", "01632 960103"),
    Member("dan", "Dan Okafor", "police", "police_officer", "01632 960104"),
    Member("joy", "Joy Adeyemi", "protection", "team_manager", "01632 960110", ("supervisor",)),
    Member("erin", "Erin Walsh", "protection", "child_protection_social_worker", "01632 960321", (), "joy"),
    Member("farah", "Farah Siddiqui", "clearway", "drug_alcohol_worker", "01632 960106"),
    Member("george", "George Baptiste", "surgery", "gp", "01632 960107"),
    Member("hana", "Hana Novak", "health-visiting", "health_visitor", "01632 960108"),
    Member("ivan", "Ivan Petrov", "youth", "youth_worker", "01632 960109"),
    Member("kit", "Kit Morgan", "hub", "hub_practitioner", "01632 960900", ("hub", "break_glass")),
    Member("lena", "Lena Fischer", "governance", "administrator", "01632 960112", ("privacy",)),
    Member("moses", "Moses Otieno", "oakfield", "administrator", "01632 960113", ("organisation_admin",)),
    Member("nia", "Nia Rhys", "governance", "administrator", "01632 960114", ("area_admin",)),
)

RESTRICTED = ["police_neighbourhood", "police_protection", "housing", "homelessness", "benefits"]


@dataclass
class Cast:
    """What was made, by short name."""

    now: datetime
    marlowe: Area
    wattle_bay: Area
    organisations: dict[str, Organisation] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)

    waiting: list[Model] = field(default_factory=list)

    def add[M: Model](self, row: M) -> M:
        """Keep `row` for the next `store`: the cast is made for every test, so it is written a table at a time."""
        self.waiting.append(row)
        return row

    def store(self) -> None:
        """Write what was added, one statement a table, in the order the tables first came up."""
        tables: dict[type[Model], list[Model]] = {}
        for row in self.waiting:
            tables.setdefault(type(row), []).append(row)
        for model, rows in tables.items():
            model._default_manager.bulk_create(rows)
        self.waiting.clear()

    def viewer(self, short: str, *, now: datetime | None = None) -> Viewer:
        """How `short` looks at the world."""
        return viewer_in_post(self.posts[short], now=now or self.now)


def build_cast(*, now: datetime) -> Cast:
    """Make both areas with the cast, the Hartleys, and who works with them. For an empty database."""
    marlowe = _area("marlowe", "Marlowe", "england", "en", "Europe/London", "01632 960900")
    wattle_bay = _area("wattle-bay", "Wattle Bay", "victoria", "en-au", "Australia/Melbourne", "03 5550 1000")
    cast = Cast(now, marlowe, wattle_bay)
    with in_area(cast.marlowe.pk):
        _directory(cast)
        _hartleys(cast)
        _involvements(cast)
        cast.store()
        refresh_all([cast.persons[short] for short in ("leo", "maya", "kerry", "unborn")])
    with in_area(cast.wattle_bay.pk):
        _wattle_bay(cast)
        cast.store()
        refresh_all([cast.persons["ruby"]])
    return cast


def _area(slug: str, name: str, jurisdiction: str, language: str, zone: str, phone: str) -> Area:
    return Area.objects.create(
        slug=slug, name=name, jurisdiction=jurisdiction, language=language, time_zone=zone, layers=["connect"],
        hub_name=f"{name} safeguarding hub", hub_phone=phone, restricted_kinds=RESTRICTED, is_invented=True,
    )  # fmt: skip


def _directory(cast: Cast) -> None:
    signed = cast.now.date() - timedelta(days=400)
    for short, (name, kind, domain) in ORGANISATIONS.items():
        cast.organisations[short] = cast.add(Organisation(id=fixed_id("organisation", short), name=name, kind=kind))
        cast.add(MailDomain(organisation=cast.organisations[short], domain=domain))
        cast.add(Partnership(
            area=cast.marlowe, organisation=cast.organisations[short], agreement_signed_on=signed, live_since=signed,
            data_as_of=cast.now, coverage="Everyone it works with in Marlowe",
        ))  # fmt: skip
    for short, (organisation, name, kind) in SERVICES.items():
        cast.services[short] = cast.add(Service(
            id=fixed_id("service", short), area=cast.marlowe, organisation=cast.organisations[organisation], name=name,
            kind=kind, is_sensitive=kind == "substance_misuse", phone="01632 960200",
        ))  # fmt: skip
    for member in MEMBERS:
        cast.posts[member.short] = _post(cast, cast.marlowe, member, ORGANISATIONS[SERVICES[member.service][0]][2])


def _post(cast: Cast, area: Area, member: Member, domain: str) -> Post:
    email = f"{member.short}@{domain}"
    account = cast.add(Account(email=email, id=fixed_id("account", member.short), name=member.name, is_demo=True))
    account.set_unusable_password()
    return cast.add(Post(
        id=fixed_id("post", member.short), area=area, account=account, service=cast.services[member.service],
        role=member.role, powers=list(member.powers), supervisor=cast.posts.get(member.supervisor),
        phone=member.phone, email=email, working_days=[0, 1, 2, 3, 4], started_on=cast.now.date() - timedelta(days=400),
        reconfirmed_on=cast.now.date(),
    ))  # fmt: skip


def _hartleys(cast: Cast) -> None:
    today = cast.now.date()
    born = {"leo": (today.year - 9, 3, 14), "maya": (today.year - 15, 6, 2), "kerry": (today.year - 36, 11, 5)}
    for short, (year, month, day) in born.items():
        cast.persons[short] = cast.add(Person(
            id=fixed_id("person", short), area=cast.marlowe, given_names=short.title(), family_name="Hartley",
            known_as="Lee" if short == "leo" else "", born_on=date(year, month, day), is_invented=True,
            sex="male" if short == "leo" else "female", made_at=cast.now - timedelta(days=300), checked_at=cast.now,
        ))  # fmt: skip
    cast.persons["unborn"] = cast.add(Person(
        id=fixed_id("person", "unborn"), area=cast.marlowe, family_name="Hartley",
        expected_on=today + timedelta(days=80), is_invented=True, made_at=cast.now - timedelta(days=20),
        checked_at=cast.now,
    ))  # fmt: skip
    family = cast.add(Family(id=fixed_id("family", "hartley"), area=cast.marlowe))
    for person in cast.persons.values():
        cast.add(FamilyMember(area=cast.marlowe, family=family, person=person))
    for child in ("leo", "maya", "unborn"):
        cast.add(
            Relationship(
                area=cast.marlowe, person=cast.persons["kerry"], other=cast.persons[child], kind=Kinship.PARENT
            )
        )
    cast.add(
        Relationship(area=cast.marlowe, person=cast.persons["leo"], other=cast.persons["maya"], kind=Kinship.SIBLING)
    )


def _involvements(cast: Cast) -> None:
    cast.add(involved(cast, "erin", "leo", days=250, is_lead=True, is_statutory=True))
    cast.add(involved(cast, "amina", "leo", days=200))
    cast.add(involved(cast, "bilal", "leo", days=90))
    cast.add(involved(cast, "hana", "leo", days=60))
    cast.add(involved(cast, "erin", "maya", days=250, is_lead=True, is_statutory=True))
    for person in ("leo", "kerry"):
        audience = cast.add(Audience(area=cast.marlowe, organisations=[cast.organisations["council"].pk]))
        cast.add(
            involved(cast, "farah", person, days=120, is_sensitive=True, ground="own_agreement", audience=audience)
        )


def involve(
    cast: Cast, who: str, person: str, *, days: int = 30, confirmed: bool = True, **more: object
) -> Involvement:
    """Store that `who` has worked with `person` for `days`, as the actions would have."""
    row = involved(cast, who, person, days=days, confirmed=confirmed, **more)
    row.save(force_insert=True)
    return row


def involved(
    cast: Cast, who: str, person: str, *, days: int = 30, confirmed: bool = True, **more: object
) -> Involvement:
    """The same, not yet stored."""
    post, since = cast.posts[who], cast.now - timedelta(days=days)
    pack = packs.pack(cast.marlowe.jurisdiction)
    basis = pack.default_basis(
        post.service.kind, giver=post.service.organisation.kind, about="child", on=cast.now.date()
    )
    return Involvement(
        **{
            "id": fixed_id("involvement", who, person),
            "area": post.area,
            "person": cast.persons[person],
            "post": post,
            "service": post.service,
            "role": post.role,
            "basis": basis.code if basis else "",
            "started_on": since.date(),
            "declared_at": since,
            "confirmed_at": since if confirmed else None,
            "provisional_until": None if confirmed else cast.now + timedelta(days=7),
            "still_confirmed_on": cast.now.date() - timedelta(days=10),
            **more,
        }
    )


def _wattle_bay(cast: Cast) -> None:
    department = cast.add(
        Organisation(
            id=fixed_id("organisation", "department"), name="Wattle Bay Community Health", kind="community_health"
        )
    )
    cast.organisations["department"] = department
    cast.add(MailDomain(organisation=department, domain="wattle-bay-health.example"))
    cast.add(
        Partnership(
            area=cast.wattle_bay,
            organisation=department,
            agreement_signed_on=cast.now.date(),
            live_since=cast.now.date(),
        )
    )
    cast.services["wattle"] = cast.add(Service(
        id=fixed_id("service", "wattle"), area=cast.wattle_bay, organisation=department,
        name="Maternal and Child Health", kind="maternal_child_health", phone="03 5550 1001",
    ))  # fmt: skip
    priya = Member("priya", "Priya Nair", "wattle", "maternal_child_health_nurse", "03 5550 1002")
    cast.posts["priya"] = _post(cast, cast.wattle_bay, priya, "wattle-bay-health.example")
    cast.persons["ruby"] = cast.add(Person(
        id=fixed_id("person", "ruby"), area=cast.wattle_bay, given_names="Ruby", family_name="Hartley",
        is_invented=True, born_on=date(cast.now.year - 4, 5, 5), made_at=cast.now, checked_at=cast.now,
    ))  # fmt: skip
    cast.add(involved(cast, "priya", "ruby"))
