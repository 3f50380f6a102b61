"""Everybody else in the demo: invented families with a year of plausible history around them.

A family gets a *story* (protection, early help, a new baby, …) that says which colleagues come into it, and a *mood*
(lively, quiet, forgotten, …) that says how its year went. All by the dice of one seed.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from patchwork.demo.cast import fixed_id
from patchwork.demo.chronicle import Chronicle, Membership, Subject
from patchwork.demo.families import Telling, Times, confirm
from patchwork.demo.names import Inventor, Stock
from patchwork.demo.staff import Staff, Worker

SAW = ("child_seen", "child_seen", "child_seen", "child_seen_alone")
SAW_OR_NOT = ("child_seen", "child_seen", "child_seen", "child_seen_alone", "adult_only", "no_access")
ADULT = ("adult_only", "adult_only", "phone_or_message")
CALLED = ("phone_or_message",)


@dataclass(frozen=True, slots=True)
class Part:
    """One colleague in a story. `who`: practitioners, or services (with `role`) as a whole; one of them is drawn.

    `on`: each child, or the parent. `ages`: for children of these ages. `every`: days between contacts, 0 for none.
    """

    who: tuple[str, ...]
    chance: float = 1.0
    on: str = "child"
    ages: range = range(18)
    role: str = ""
    lead: bool = False
    every: int = 0
    kinds: tuple[str, ...] = SAW
    place: str = ""
    ground: str = ""
    audience: tuple[str, ...] = ()
    longest: int = 420


@dataclass(frozen=True, slots=True)
class Story:
    """What brings colleagues to a family, and how often such families are met."""

    share: int
    ages: range
    parts: tuple[Part, ...]
    adults_only: bool = False


SCHOOL = (
    Part(("amina", "amina", "harriet"), 0.62, ages=range(4, 12), every=24, place="school"),
    Part(("oakfield",), 0.2, ages=range(4, 12), role="class_teacher"),
    Part(("oakfield-nursery",), 0.5, ages=range(3, 4), role="nursery_worker"),
    Part(("rosie", "rosie", "sue"), 0.9, ages=range(12, 18), every=28, place="school"),
)
HEALTH = (
    Part(("hana", "bea", "bea"), 0.85, ages=range(5), every=35, place="home"),
    Part(("bilal",), 0.55, ages=range(5, 17), every=40, place="school"),
    Part(("george",), 0.3, every=75, kinds=("child_seen", "phone_or_message"), place="office"),
    Part(("nadeem",), 0.12, every=80, place="office"),
)
SOCIAL = ("erin", "marcus", "marcus", "ffion", "ffion")

MARLOWE = (
    Story(15, range(16), (
        Part(SOCIAL, lead=True, every=13, kinds=SAW_OR_NOT, place="home", longest=330), *SCHOOL, *HEALTH,
        Part(("steve", "dan", "dan"), 0.35, every=60, kinds=CALLED),
        Part(("tom", "wanda"), 0.45, every=10, kinds=SAW_OR_NOT, place="home", longest=150),
        Part(("farah",), 0.28, on="parent", every=16, kinds=ADULT, place="office", longest=170, ground="own_agreement",
             audience=("council",)),
        Part(("outreach",), 0.2, on="parent", role="domestic_abuse_worker", every=21, kinds=ADULT, longest=190,
             ground="significant_harm", audience=("council",)),
        Part(("chloe",), 0.2, on="parent", every=45, kinds=ADULT, place="home", longest=240),
    )),
    Story(27, range(1, 16), (
        Part(("wanda", "tom", "tom"), lead=True, every=12, kinds=SAW_OR_NOT, place="home", longest=300),
        *SCHOOL, *HEALTH,
        Part(("jan",), 0.25, on="parent", every=25, kinds=ADULT, place="home", longest=210),
        Part(("chloe",), 0.2, on="parent", every=40, kinds=ADULT, place="home", longest=240),
        Part(("petra",), 0.2, ages=range(5, 16), every=20, kinds=ADULT, place="home"),
        Part(("food",), 0.15, on="parent", role="food_bank_coordinator", longest=160),
        Part(("farah",), 0.08, on="parent", every=20, kinds=ADULT, place="office", longest=170, ground="own_agreement",
             audience=("council",)),
    )),
    Story(20, range(4), (
        Part(("hana", "bea"), lead=True, every=24, kinds=SAW_OR_NOT, place="home"),
        Part(("george",), 0.55, every=60, kinds=("child_seen",), place="office"),
        Part(("nadeem",), 0.2, every=45, place="office", longest=200),
        Part(("carys",), 0.5, on="parent", every=21, kinds=ADULT, place="office", longest=160),
        Part(("jan",), 0.35, on="parent", every=20, kinds=ADULT, place="home", longest=210),
        Part(("lucy",), 0.3, ages=range(2, 4), every=28, place="office"),
        Part(("tom",), 0.25, every=12, kinds=SAW_OR_NOT, place="home", longest=150),
    )),
    Story(20, range(5, 17), (
        *(replace(part, chance=1.0, lead=True) for part in SCHOOL if part.every),
        Part(("petra",), 0.45, every=18, kinds=ADULT, place="home"),
        Part(("bilal",), 0.4, every=35, place="school"),
        Part(("ivan",), 0.4, ages=range(11, 17), every=9, place="outside", longest=280),
        Part(("special-needs",), 0.3, role="special_needs_coordinator"),
        Part(("lucy",), 0.3, ages=range(4, 9), every=28, place="school"),
    )),
    Story(12, range(12, 18), (
        Part(("ivan",), lead=True, every=8, kinds=(*SAW, "child_seen_alone"), place="outside", longest=280), *SCHOOL,
        Part(("dan",), 0.4, every=30, kinds=("child_seen", "phone_or_message"), place="outside", longest=240),
        Part(("youth-justice",), 0.25, role="youth_justice_worker", ground="significant_harm", audience=("council",)),
        Part(("zoe",), 0.3, every=14, kinds=("child_seen_alone",), place="office", longest=300, ground="own_agreement",
             audience=("council",)),
        Part(("probation-team",), 0.1, on="parent", role="probation_officer", ground="significant_harm",
             audience=("council", "police")),
    )),
    Story(8, range(3, 17), (
        Part(("olu",), lead=True, every=30, place="home", longest=300), *SCHOOL, *HEALTH,
        Part(("nadeem",), 0.4, every=90, place="office"),
    )),
    Story(6, range(8, 17), (
        Part(("dev",), lead=True, every=12, place="outside", longest=210), *SCHOOL,
        Part(("adults",), 0.6, on="parent", role="adult_social_worker"),
        Part(("george",), 0.4, on="parent", every=60, kinds=ADULT, place="office"),
    )),
    Story(8, range(2, 13), (
        Part(("nadeem",), lead=True, every=45, place="office"), *SCHOOL, *HEALTH,
        Part(("lucy",), 0.5, every=21, place="office"),
    )),
    Story(7, range(30, 85), (
        Part(("adults",), on="parent", role="adult_social_worker", lead=True),
        Part(("george",), 0.6, on="parent", every=50, kinds=ADULT, place="office"),
        Part(("chloe",), 0.5, on="parent", every=40, kinds=ADULT, place="home", longest=240),
    ), adults_only=True),
    Story(6, range(1, 15), (Part(SOCIAL, lead=True, every=16, kinds=SAW_OR_NOT, place="home", longest=200),)),
)  # fmt: skip

WATTLE_BAY = (
    Story(3, range(5), (
        Part(("priya",), lead=True, every=28, place="office", longest=180),
        Part(("minh",), 0.5, every=14, kinds=SAW_OR_NOT, place="home", longest=110),
    )),
    Story(2, range(5, 12), (
        Part(("kirra",), lead=True, every=21, place="school", longest=130),
        Part(("minh",), 0.6, every=14, kinds=SAW_OR_NOT, place="home", longest=110),
    )),
    Story(2, range(1, 14), (
        Part(("lachie",), lead=True, every=14, kinds=SAW_OR_NOT, place="home", longest=180),
        Part(("kirra",), 0.7, ages=range(5, 12), every=21, place="school", longest=130),
        Part(("priya",), 0.6, ages=range(5), every=28, place="office", longest=180),
    )),
)  # fmt: skip
STORIES = {"england": MARLOWE, "victoria": WATTLE_BAY}

LOOKERS = {
    "england": (("aoife", "in_front_of_me", "Came in tonight with a parent, small injury"),
                ("chloe", "who_to_call", "Neighbours heard shouting, want to know whom to call"),
                ("dan", "missing", "Not home at midnight, family called us"),
                ("nadeem", "referral", "The surgery has referred them to our clinic"),
                ("grace", "meeting", "Preparing the monthly meeting of community health"),
                ("steve", "police_investigation", "Linked to an inquiry we are running"),
                ("kit", "statutory_enquiry", "Strategy discussion this afternoon")),
    "victoria": (("sofia", "who_to_call", "A neighbour rang, worried about the children"),),
}  # fmt: skip
"""Who looks at people they do not work with, for what, in which words."""


@dataclass(frozen=True, slots=True)
class Mood:
    """How a family's year went. `silent`: no contact for so many days; `still`: said "still working" so long ago."""

    share: int
    silent: tuple[int, int] = (0, 0)
    still: tuple[int, int] = (3, 80)
    attentions: float = 0.3
    newcomers: float = 0.1


MOODS = (
    Mood(62),
    Mood(11, attentions=0.9, newcomers=0.5),  # lively
    Mood(14, silent=(36, 95), attentions=0.1, newcomers=0.0),  # gone quiet
    Mood(8, silent=(90, 200), still=(95, 210), attentions=0.05, newcomers=0.0),  # nobody has said that they still do
    Mood(5, newcomers=1.0),  # just begun, not yet confirmed
)


@dataclass(frozen=True, slots=True)
class Household:
    """Who lives together, before anything has happened."""

    parents: list[Subject]
    children: list[Subject]
    ages: list[int]

    @property
    def everyone(self) -> list[Subject]:
        return [*self.parents, *self.children]


class Crowd:
    """Invents families of an area."""

    def __init__(self, chronicle: Chronicle, inventor: Inventor, *, stories: Sequence[Story] | None = None) -> None:
        self.chronicle, self.inventor, self.rng = chronicle, inventor, chronicle.rng
        self.staff: Staff = chronicle.staff
        self.times = Times(self.staff, now=chronicle.now, rng=self.rng)
        self.stories = stories or STORIES[self.staff.area.jurisdiction]

    def families(self, *, families: int, persons: int) -> Iterator[list[Subject]]:
        """So many families with so many persons in them together."""
        for number, size in enumerate(sizes(families, persons, self.rng)):
            yield self.family(f"{self.staff.area.slug}-{number}", size)

    def family(self, name: str, size: int) -> list[Subject]:
        """One family of `size` with its year."""
        story = self.rng.choices(self.stories, weights=[one.share for one in self.stories])[0]
        while (story.adults_only and size > 2) or (not story.adults_only and size < 2):
            story = self.rng.choices(self.stories, weights=[one.share for one in self.stories])[0]
        mood = self.rng.choices(MOODS, weights=[one.share for one in MOODS])[0]
        household = Households(self.chronicle, self.inventor).make(name, size, story)
        Year(self, household, story, mood).tell()
        return household.everyone


def sizes(families: int, persons: int, rng: random.Random) -> list[int]:
    """How many live in each: at least one, two mostly, up to six."""
    found = [1 if rng.random() < 0.05 else 2 for _family in range(families)]
    while (missing := persons - sum(found)) > 0:
        place = rng.randrange(families)
        found[place] += 1 if 1 < found[place] < 6 or missing > 4 * families else 0
    while sum(found) > persons:
        place = rng.randrange(families)
        found[place] -= found[place] > 1
    return found


class Households:
    """Invents who lives together."""

    def __init__(self, chronicle: Chronicle, inventor: Inventor) -> None:
        self.chronicle, self.inventor, self.rng = chronicle, inventor, chronicle.rng

    def make(self, name: str, size: int, story: Story) -> Household:
        stock, district = self.inventor.stock(), self.rng.randint(1, 12)
        surname = self.inventor.family_name(stock)
        address = self.inventor.address(district=district)
        line = f"{address.line}, {address.place}"
        made_at = self.chronicle.now - timedelta(days=self.rng.randint(430, 460))
        adults = size if story.adults_only else 1 + (size > 2 and self.rng.random() < 0.45)
        ages = self._ages(size - adults, story)
        parents, children = [], []
        for number in range(adults):
            sex = ("female" if self.rng.random() < 0.85 else "male") if number == 0 else "male"
            age = (
                self.rng.choice(story.ages)
                if story.adults_only
                else max(19, max(ages, default=9) + self.rng.randint(18, 36))
            )
            own = self.inventor.family_name(self.inventor.stock()) if number and self.rng.random() < 0.5 else surname
            about = "other_adult" if story.adults_only else "adult_with_child"
            parents.append(
                self._person(name, f"a{number}", own, stock, sex, age, about, line, address.postcode, made_at)
            )
        for number, age in enumerate(ages):
            own = parents[-1].row["family_name"] if self.rng.random() < 0.1 else surname
            children.append(
                self._person(name, f"c{number}", own, stock, "", age, "child", line, address.postcode, made_at)
            )
        household = Household(parents, children, ages)
        self._relate(name, household, made_at)
        return household

    def _ages(self, children: int, story: Story) -> list[int]:
        if not children:
            return []
        first = self.rng.choice(story.ages)
        others = [min(17, max(0, first + self.rng.choice((-5, -3, -2, 2, 3, 4, 6)))) for _child in range(children - 1)]
        return sorted([first, *others])

    def _person(
        self, family: str, short: str, surname: str, stock: Stock, sex: str, age: int, about: str, line: str,
        postcode: str, made_at: datetime,
    ) -> Subject:  # fmt: skip
        name = self.inventor.name(sex=sex, family=surname, stock=stock)
        numbers = [("nhs", self.inventor.nhs_number())] if self.rng.random() < 0.75 else []
        numbers += [("upn", self.inventor.upn())] if 5 <= age < 17 and self.rng.random() < 0.7 else []
        english = self.chronicle.staff.area.jurisdiction == "england"
        former = [("", self.inventor.family_name(stock) or "Wick")] if age > 20 and self.rng.random() < 0.2 else []
        return self.chronicle.person(
            id=fixed_id("person", family, short), about=about, made_at=made_at, given_names=name.given,
            family_name=name.family, known_as=name.known_as, sex=name.sex, former=former,
            born_on=self.inventor.born(age=age, today=self.chronicle.today), identifiers=numbers if english else [],
            line=line, postcode=postcode,
        )  # fmt: skip

    def _relate(self, name: str, household: Household, made_at: datetime) -> None:
        parents, children = household.parents, household.children
        related = [(parent, "parent", child) for parent in parents for child in children]
        related += [(children[0], "sibling", child) for child in children[1:]]
        related += [(parents[1], "partner", parents[0])] if len(parents) == 2 and self.rng.random() < 0.7 else []
        self.chronicle.family(id=fixed_id("family", name), members=household.everyone, related=related, made_at=made_at)


class Year:
    """A family's year: who came, who saw whom, who left."""

    def __init__(self, crowd: Crowd, household: Household, story: Story, mood: Mood) -> None:
        self.chronicle, self.times, self.rng, self.staff = crowd.chronicle, crowd.times, crowd.rng, crowd.staff
        self.household, self.story, self.mood = household, story, mood
        self.telling = Telling()
        self.silent = self.rng.randint(*mood.silent)
        self.members: dict[tuple[uuid.UUID, uuid.UUID | None, bool], Membership] = {}

    def tell(self) -> None:
        for child, age in zip(self.household.children, self.household.ages, strict=True):
            if child is self.household.children[0] or self.rng.random() < 0.6:
                self._parts(child, age, "child")
        for parent in self.household.parents[: 2 if self.story.adults_only else 1]:
            self._parts(parent, 40, "parent")
        for subject in self.household.everyone:
            self._nudges(subject)
            self._look(subject)
        self.telling.run()

    def _parts(self, subject: Subject, age: int, on: str) -> None:
        for part in self.story.parts:
            fits = part.on == on and (on == "parent" or age in part.ages)
            if fits and self.rng.random() < part.chance:
                self._comes(part, subject)

    def _worker(self, part: Part) -> tuple[Worker, bool]:
        who = self.rng.choice(part.who)
        if part.role:
            return self.staff.on_duty(who, part.role), True
        return self.staff.workers[who], False

    # ── one colleague ─────────────────────────────────────────────────────────────────────────────────────────────

    def _comes(self, part: Part, subject: Subject) -> None:
        worker, as_service = self._worker(part)
        key = (subject.id, worker.desk.id if as_service else worker.post_id, as_service)
        if key in self.members or (as_service and worker.is_sensitive and not part.ground):
            return
        new = not part.lead and self.rng.random() < self.mood.newcomers
        since = self.rng.randint(1, 13) if new else self.rng.randint(min(60, part.longest - 1), part.longest)
        left = None
        if not new and not part.lead and self.rng.random() < 0.12:
            left = self.rng.randint(8, max(9, since - 30))
        at = self.times.at(worker, since)
        self.members[key] = None  # type: ignore[assignment] # taken; the membership itself comes when it is told
        self.telling.when(at, lambda: self._declares(part, subject, worker, as_service, key, at, since))
        if part.every and worker.post_id is not None:
            self._contacts(part, worker, key, since, max(self.silent, left or 0))
        self._plans(part, worker, key, left)
        if left is not None:
            ended = self.times.at(worker, left)
            reason = self.rng.choice(("finished", "finished", "other_service", "lost_touch", "declined"))
            self.telling.when(ended, lambda: self.chronicle.ended(self.members[key], reason=reason, at=ended))

    def _declares(
        self, part: Part, subject: Subject, worker: Worker, as_service: bool,
        key: tuple[uuid.UUID, uuid.UUID | None, bool], at: datetime, since: int,
    ) -> None:  # fmt: skip
        pack = self.staff.pack
        basis = pack.default_basis(
            worker.desk.kind, giver=worker.desk.organisation_kind, about=subject.about, on=at.date()
        )
        membership = self.chronicle.declared(
            worker, subject, at=at, role=part.role, basis=basis.code if basis else "", as_service=as_service,
            ground=part.ground, organisations=[self.staff.organisation_id(name) for name in part.audience],
            lead=part.lead,
        )  # fmt: skip
        self.members[key] = membership
        stays_open = since <= 4 and self.rng.random() < 0.6
        if membership.row["confirmed_at"] is None and not stays_open:
            confirm(self.chronicle, self.times, membership, at)
        still = self.rng.randint(*self.mood.still)
        self.chronicle.still_working(membership, on=self.chronicle.today - timedelta(days=min(still, since)))
        self._words(membership, at)
        if worker.post_id and self.rng.random() < 0.8:
            opened = self.chronicle.now - timedelta(minutes=self.rng.randint(30, 12 * 24 * 60))
            if opened > at and not as_service:
                self.chronicle.opened(worker, subject, at=opened)

    def _words(self, membership: Membership, at: datetime) -> None:
        """What they said when it began: asked by whoever leads, or by a sensitive service."""
        worker, subject = membership.worker, membership.subject
        if worker.post_id is None or not (membership.row["is_lead"] or membership.row["ground"] == "own_agreement"):
            return
        audience = membership.audience_id
        if membership.row["ground"] == "own_agreement":
            self.chronicle.said(subject, by=subject, said="yes", to=worker, at=at, audience_id=audience)
            return
        if subject.about != "child":
            self.chronicle.said(subject, by=subject, said="yes", to=worker, at=at)
            return
        if self.chronicle.today.year - subject.row["born_on"].year > 11:
            self.chronicle.said(subject, by=subject, said="yes", to=worker, at=at)
        for parent in self.household.parents:
            said, because = self.rng.choices(
                (("yes", ""), ("no", ""), ("not_asked", "not_reached"), ("not_asked", "not_in_contact")),
                weights=(80, 3, 9, 8),
            )[0]
            self.chronicle.said(subject, by=parent, said=said, because=because, to=worker, at=at)

    def _contacts(
        self, part: Part, worker: Worker, key: tuple[uuid.UUID, uuid.UUID | None, bool], since: int, until: int
    ) -> None:
        begun = self.times.now - timedelta(days=since)
        days = since - self.rng.randint(1, max(1, part.every))
        while days > until:
            at = self.times.at(worker, days)
            if at > begun + timedelta(days=1):
                kind = self.rng.choice(part.kinds)
                place = "" if kind == "phone_or_message" else part.place
                self.telling.when(at, lambda at=at, kind=kind, place=place: self._sees(key, kind, at, place))  # type: ignore[misc]
            days -= max(2, part.every + self.rng.randint(-part.every // 4, part.every // 3))

    def _sees(self, key: tuple[uuid.UUID, uuid.UUID | None, bool], kind: str, at: datetime, place: str) -> None:
        membership = self.members[key]
        if membership is not None and not membership.is_over and at > membership.row["declared_at"]:
            self.chronicle.contact(membership, kind=kind, at=at, place=place)

    def _plans(
        self, part: Part, worker: Worker, key: tuple[uuid.UUID, uuid.UUID | None, bool], left: int | None
    ) -> None:
        visits = part.place in {"home", "school"} and "child_seen" in part.kinds
        if left is not None or self.silent or worker.post_id is None or not visits or self.rng.random() > 0.45:
            return
        clock = time(self.rng.randint(9, 16), self.rng.choice((0, 15, 30, 45)))
        day = next(n for n in range(self.rng.randint(1, 12), 30) if self._works(worker, n))
        self.telling.when(self.times.now, lambda: self.chronicle.planned(
            self.members[key], kind="child_seen", place=part.place, planned_for=self.times.ahead(day, clock),
            at=self.times.at(worker, self.rng.randint(1, 6)),
            showing=self.rng.choices(("time", "day", "nothing"), weights=(80, 12, 8))[0],
        ))  # fmt: skip

    def _works(self, worker: Worker, days: int) -> bool:
        return (self.times.today + timedelta(days=days)).weekday() in worker.days

    # ── the team together ─────────────────────────────────────────────────────────────────────────────────────────

    def _nudges(self, subject: Subject) -> None:
        """A few over the year; the newest may still wait to be seen."""
        if self.rng.random() > self.mood.attentions:
            return
        categories = [code for code in self.staff.pack.attentions if code != "moving"]
        for number in range(self.rng.randint(1, 3)):
            days = self.rng.randint(0, 9) if number == 0 and not self.silent else self.rng.randint(25, 300)
            at = self.times.past(self.times.now - timedelta(days=days, minutes=self.rng.randint(30, 400)))
            category = self.rng.choice(categories)
            self.telling.when(at, lambda at=at, category=category, days=days: self._nudge(subject, category, at, days))  # type: ignore[misc]

    def _nudge(self, subject: Subject, category: str, at: datetime, days: int) -> None:
        able = [
            one for one in subject.team
            if not one.is_over and one.row["confirmed_at"] and one.worker.post_id and not one.as_service
            and not one.is_sensitive
        ]  # fmt: skip
        if len(able) < 2:
            return
        by = self.rng.choice(able)
        others = [one.worker for one in able if one is not by]
        to = None if self.rng.random() < 0.6 else self.rng.sample(others, k=min(len(others), self.rng.randint(1, 2)))
        seen = {
            one.short_name: self.times.past(at + timedelta(minutes=self.rng.randint(10, 2000)))
            for one in others
            if days > 20 or self.rng.random() < 0.55
        }
        self.chronicle.attention(by, category=category, at=at, to=to,
                                 seen={name: max(at, when) for name, when in seen.items()})  # fmt: skip

    def _look(self, subject: Subject) -> None:
        if subject.about != "child" or self.rng.random() > 0.07:
            return
        short_name, purpose, words = self.rng.choice(LOOKERS[self.staff.area.jurisdiction])
        worker = self.staff.workers[short_name]
        at = self.times.at(worker, self.rng.randint(0, 250))

        def look() -> None:
            if all(one.worker.post_id != worker.post_id for one in subject.team):
                self.chronicle.looked(worker, subject, purpose=purpose, words=words, at=at)

        self.telling.when(at, look)
