"""A population of any size, for the benches: neighbourhoods of some hundred persons, each with colleagues of its own.

A practitioner's caseload stays as it is while the area grows, as in life: what grows is who else is there. Each person
has about three involvements with a few contacts; the rows are those of the chronicle, only fewer.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from patchwork.accounts.models import Account
from patchwork.demo import bulk, content
from patchwork.demo.bulk import OWNER, Rows
from patchwork.demo.cast import fixed_id
from patchwork.demo.chronicle import Chronicle, Subject
from patchwork.demo.families import seed_of
from patchwork.demo.households import Households, sizes
from patchwork.demo.names import Inventor
from patchwork.demo.staff import Desk, Staff, Worker, engage
from patchwork.demo.stories import STORIES
from patchwork.directory.models import Area, Post, Service

NEIGHBOURHOOD = 250
NO_PASSWORD = make_password(None)
WRITTEN_AT_ONCE = 8
"""Neighbourhoods kept in memory before they are written."""

CREW = (
    ("oakfield", "school", "class_teacher", 4),
    ("oakfield", "school", "designated_safeguarding_lead", 2),
    ("nhs", "health_visiting", "health_visitor", 3),
    ("nhs", "school_nursing", "school_nurse", 3),
    ("surgery", "gp", "gp", 3),
    ("council", "child_protection", "child_protection_social_worker", 3),
    ("council", "early_help", "family_support_worker", 3),
    ("council", "youth", "youth_worker", 2),
    ("council", "attendance", "attendance_officer", 1),
    ("hospital", "childrens_ward", "paediatrician", 1),
    ("hospital", "midwifery", "midwife", 1),
    ("police", "police_neighbourhood", "police_officer", 1),
    ("housing", "housing", "housing_officer", 1),
)
"""Organisation, kind of service, role, how many of them a neighbourhood has."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What was added."""

    persons: int
    rows: int


def build_population(area: Area, *, persons: int, seed: int, now: datetime, using: str = OWNER) -> Settled:
    """Add so many persons, with their families, colleagues and history, to an area of the demo.

    The same seed adds the same people; a second call needs another seed. The caller runs ANALYZE when all is there.
    """
    written = 0
    with bulk.writing(area.pk, using=using):
        rows = Rows()
        for number, size in enumerate(_neighbourhoods(persons)):
            Neighbourhood(area, f"{seed}-{number}", rows, now=now).settle(size)
            if number % WRITTEN_AT_ONCE == WRITTEN_AT_ONCE - 1:
                written += rows.write(using=using)
        written += rows.write(using=using)
    return Settled(persons, written)


def _neighbourhoods(persons: int) -> Iterator[int]:
    while persons > 0:
        yield min(NEIGHBOURHOOD, persons)
        persons -= NEIGHBOURHOOD


class Neighbourhood:
    """Some families and the colleagues who work with them."""

    def __init__(self, area: Area, name: str, rows: Rows, *, now: datetime) -> None:
        self.name, self.rows, self.now = f"{area.slug}-{name}", rows, now
        self.rng = random.Random(seed_of("neighbourhood", self.name))
        world = content.world(area.slug)
        self.staff = Staff(area, world.pack, engage(world, area, Rows(), now=now).desks)
        self.chronicle = Chronicle(self.staff, rows, now=now, rng=self.rng)
        inventor = Inventor(self.rng, jurisdiction=area.jurisdiction)
        self.inventor, self.households = inventor, Households(self.chronicle, inventor)
        self.crew = [worker for part in CREW for worker in self._hire(*part)]
        self.bases = {(worker.desk.kind, about): self._basis(worker, about)
                      for worker in self.crew for about in ("child", "adult_with_child", "other_adult")}  # fmt: skip

    def settle(self, persons: int) -> None:
        """Invent so many persons and three years of colleagues around them."""
        stories = [story for story in STORIES["england"] if not story.adults_only]
        for number, size in enumerate(sizes(max(1, round(persons / 2.7)), persons, self.rng)):
            story = self.rng.choice(stories)
            household = self.households.make(f"{self.name}-{number}", size, story)
            for subject in household.everyone:
                self._team(subject)

    # ── colleagues ────────────────────────────────────────────────────────────────────────────────────────────────

    def _hire(self, organisation: str, kind: str, role: str, many: int) -> Iterator[Worker]:
        desk = self._desk(organisation, kind)
        for number in range(many):
            short = f"{self.name}-{role}-{number}"
            account, post = fixed_id("account", short), fixed_id("post", short)
            name = self.inventor.name()
            email = f"{short}@marlowe.example"
            self.rows.add(
                Account, id=account, email=email, name=name.full, is_demo=True, last_post=post,
                password=NO_PASSWORD, created_at=self.now - timedelta(days=500),
            )  # fmt: skip
            self.rows.add(
                Post, id=post, area_id=self.staff.area.pk, account_id=account, service_id=desk.id, role=role,
                phone=self.inventor.landline(), mobile=self.inventor.mobile(), email=email,
                working_days=[0, 1, 2, 3, 4], started_on=self.now.date() - timedelta(days=500),
            )  # fmt: skip
            yield Worker(desk, role, short, post, account)

    def _desk(self, organisation: str, kind: str) -> Desk:
        known = next(one for one in self.staff.desks.values() if one.organisation == organisation and one.kind == kind)
        identity = fixed_id("service", self.name, kind)
        if all(row["id"] != identity for row in self.rows.of(Service)):
            self.rows.add(
                Service, id=identity, area_id=self.staff.area.pk, organisation_id=known.organisation_id, kind=kind,
                name=f"{known.short_name.title()} {self.name}", phone=self.inventor.landline(),
            )  # fmt: skip
        return Desk(identity, self.name, kind, organisation, known.organisation_id, known.organisation_kind, False)

    def _basis(self, worker: Worker, about: str) -> str:
        found = self.staff.pack.default_basis(
            worker.desk.kind, giver=worker.desk.organisation_kind, about=about, on=self.now.date()
        )
        return found.code if found else ""

    # ── teams ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _team(self, subject: Subject) -> None:
        team = self.rng.sample(self.crew, k=self.rng.choice((2, 3, 3, 3, 4)))
        for number, worker in enumerate(team):
            at = self.now - timedelta(days=self.rng.randint(30, 400), minutes=self.rng.randint(0, 500))
            membership = self.chronicle.declared(
                worker, subject, at=at, basis=self.bases[worker.desk.kind, subject.about], lead=number == 0
            )
            self.chronicle.confirmed(membership, by=team[number - 1], at=at + timedelta(hours=20))
            self.chronicle.still_working(membership, on=self.chronicle.today - timedelta(days=self.rng.randint(1, 80)))
            if number < 2:
                seen = at + (self.now - at) * self.rng.random()
                self.chronicle.contact(membership, kind="child_seen", at=seen, place="home")
