"""Everybody else in the demo: invented families with a year of plausible history around them.

Each is a household with a story and a mood (`stories.py`), all by the dice of one seed.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from patchwork.demo.chronicle import Chronicle, Membership, Subject
from patchwork.demo.families import Telling, Times, confirm
from patchwork.demo.households import Household, Households, sizes
from patchwork.demo.names import Inventor
from patchwork.demo.staff import Staff, Worker
from patchwork.demo.stories import LOOKERS, MOODS, STORIES, Mood, Part, Story


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
