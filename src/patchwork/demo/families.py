"""The families written by hand in `content/`, told to the chronicle in the order of time."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta

from patchwork.demo import written
from patchwork.demo.cast import fixed_id
from patchwork.demo.chronicle import Chronicle, Membership, Subject
from patchwork.demo.names import Inventor
from patchwork.demo.staff import Staff, Worker

PLACES = {
    "at home": "home", "at school": "school", "at the clinic": "office", "at our office": "office",
    "at the club": "outside", "in the community": "outside", "": "",
}  # fmt: skip
"""The content's words for a kind of place, as codes."""


class Times:
    """Moments of a worker's day, so many days ago; never later than now."""

    def __init__(self, staff: Staff, *, now: datetime, rng: random.Random) -> None:
        self.staff, self.now, self.rng = staff, now, rng
        self.today = now.astimezone(staff.zone).date()

    def at(self, worker: Worker, days_ago: int, clock: time | None = None) -> datetime:
        """At `clock`, or some time in the working day; on a working day near it where no clock is given."""
        day = self.today - timedelta(days=days_ago)
        if clock is None:
            for back in (0, 1, 2, 3):
                if (day - timedelta(days=back)).weekday() in worker.days:
                    day -= timedelta(days=back)
                    break
            first = worker.begins.hour * 12 + worker.begins.minute // 5 + 3
            last = max(first, worker.ends.hour * 12 + worker.ends.minute // 5 - 6)
            moment = self.rng.randint(first, last)
            clock = time(moment // 12, moment % 12 * 5)
        return self.past(datetime.combine(day, clock, tzinfo=self.staff.zone))

    def past(self, at: datetime) -> datetime:
        """The moment, or a little before now if that is still to come."""
        latest = self.now - timedelta(minutes=self.rng.randint(5, 90))
        return min(at, latest)

    def ahead(self, days: int, clock: time) -> datetime:
        """A moment to come."""
        return datetime.combine(self.today + timedelta(days=days), clock, tzinfo=self.staff.zone)


class Telling:
    """One family's events: put down in any order, told by time."""

    def __init__(self) -> None:
        self._events: list[tuple[datetime, int, Callable[[], object]]] = []

    def when(self, at: datetime, happens: Callable[[], object]) -> None:
        self._events.append((at, len(self._events), happens))

    def run(self) -> None:
        for _at, _order, happens in sorted(self._events, key=lambda event: event[:2]):
            happens()


def confirmer(staff: Staff, membership: Membership) -> Worker | None:
    """Who would vouch for it: a sensitive one's own supervisor, else a colleague elsewhere or the supervisor."""
    worker = membership.worker
    supervisor = staff.supervisor_of(worker)
    if membership.is_sensitive:
        return supervisor
    others = [
        one.worker
        for one in membership.subject.team
        if one.row["confirmed_at"] and not one.is_over and not one.is_sensitive
        and one.worker.desk.organisation_id != worker.desk.organisation_id and one.worker.post_id
    ]  # fmt: skip
    return others[0] if others else supervisor


def confirm(chronicle: Chronicle, times: Times, membership: Membership, at: datetime) -> None:
    """Confirmed within two days, by whoever may; from an organisation's own system where nobody could."""
    by = confirmer(chronicle.staff, membership)
    if by is None or by.post_id == membership.worker.post_id:
        membership.row["confirmed_at"] = at
        membership.row["source"] = "feed"
        return
    hours = times.rng.choice((1, 2, 3, 5, 20, 26, 45))
    chronicle.confirmed(membership, by=by, at=max(at, times.past(at + timedelta(hours=hours))))


class HandWritten:
    """Tells the families of one world."""

    def __init__(self, world: written.World, chronicle: Chronicle, inventor: Inventor) -> None:
        self.world, self.chronicle, self.inventor = world, chronicle, inventor
        self.staff = chronicle.staff
        self.times = Times(self.staff, now=chronicle.now, rng=chronicle.rng)
        self._nhs: dict[str, str] = {}

    def tell(self, family: written.Family) -> list[Subject]:
        """One family with everything that happened around it."""
        people = self._people(family)
        self._story(family, people)
        return list(people.values())

    # ── who they are ──────────────────────────────────────────────────────────────────────────────────────────────

    def _people(self, family: written.Family) -> dict[str, Subject]:
        longest = max((one.since_days_ago for one in family.involvements), default=30)
        made_at = self.times.now - timedelta(days=longest, hours=2)
        people = {one.short_name: self._person(one, family, made_at) for one in family.persons}
        self.chronicle.family(
            id=fixed_id("family", family.short_name), made_at=made_at, members=people.values(),
            related=[(people[one.who], one.kind, people[one.of]) for one in family.related],
        )  # fmt: skip
        by = next(iter(self.staff.with_power("hub")), None)
        for shield in family.shields:
            assert by is not None
            self.chronicle.shielded(
                people[shield.person], kind=shield.kind, reference=shield.reference, contact=shield.contact, by=by,
                named=[self.staff.workers[name] for name in shield.named], at=self.times.at(by, shield.days_ago),
            )  # fmt: skip
        if family.shields and by is not None:
            first, *others = [people[shield.person] for shield in family.shields]
            self.chronicle.broke_glass(
                first, by=by, at=self.times.now - timedelta(hours=19), covers=[first, *others],
                words="Police called at night: she was found walking alone near the harbour",
            )  # fmt: skip
        for exclusion in family.exclusions:
            whom = self.staff.workers[exclusion.post]
            self.chronicle.excluded(
                people[exclusion.person], whom=whom, asked_by=self.staff.workers[exclusion.asked_by],
                why=exclusion.why, at=self.times.at(whom, exclusion.days_ago),
            )  # fmt: skip
        return people

    def _person(self, one: written.Person, family: written.Family, made_at: datetime) -> Subject:
        if one.nhs:
            self._nhs[one.short_name] = self.inventor.nhs_number()
        numbers = [("nhs", self._nhs[whose])] if (whose := one.nhs_of or one.short_name) in self._nhs else []
        numbers += [("upn", self.inventor.upn())] if one.upn else []
        today = self.times.today
        return self.chronicle.person(
            id=fixed_id("person", one.short_name), about=family.about(one.short_name), made_at=made_at,
            given_names=one.given, family_name=one.family, known_as=one.known_as, sex=one.sex,
            born_on=one.born_on(today), born_precision=one.precision, expected_on=one.expected_on(today),
            former=[_split(name) for name in one.former], identifiers=numbers,
            line=", ".join(filter(None, (family.line, family.place))), postcode=family.postcode,
            mothers_surnames=_mothers_surnames(one, family) if one.due_in_days is not None else (),
        )  # fmt: skip

    # ── what happened ─────────────────────────────────────────────────────────────────────────────────────────────

    def _story(self, family: written.Family, people: dict[str, Subject]) -> None:
        telling = Telling()
        members: dict[tuple[str, str], Membership] = {}
        self._begun: dict[tuple[str, str], datetime] = {}
        for involvement in family.involvements:
            self._involvement(involvement, family, people, members, telling)
        for pattern in family.patterns:
            self._pattern(pattern, members, telling)
        for contact in family.contacts:
            self._contact(contact, members, telling)
        for attention in family.attentions:
            self._attention(attention, members, telling)
        self._words(family, people, members, telling)
        telling.run()

    def _involvement(
        self, one: written.Involvement, family: written.Family, people: dict[str, Subject],
        members: dict[tuple[str, str], Membership], telling: Telling,
    ) -> None:  # fmt: skip
        worker = self.staff.workers[one.post] if one.post else self.staff.on_duty(one.service, one.role)
        at = self.times.at(worker, one.since_days_ago)
        self._begun[one.post or one.service, one.person] = at
        basis = self.world.basis_of(one, family, on=at.date())

        def declare() -> None:
            invited = self.staff.workers[one.invited_by] if one.invited_by else None
            membership = self.chronicle.declared(
                worker, people[one.person], at=at, role=one.role, basis=basis, as_service=bool(one.service),
                ground=one.ground, organisations=[self.staff.organisation_id(name) for name in one.audience],
                invited_by=invited, lead=one.lead, id=fixed_id("involvement", one.post or one.service, one.person),
            )  # fmt: skip
            members[one.post or one.service, one.person] = membership
            if not one.provisional and membership.row["confirmed_at"] is None:
                confirm(self.chronicle, self.times, membership, at)
            still = self.times.today - timedelta(days=min(one.still_days_ago, one.since_days_ago))
            self.chronicle.still_working(membership, on=still)

        telling.when(at, declare)
        if one.ended_days_ago is not None:
            ended = self.times.at(worker, one.ended_days_ago)
            telling.when(ended, lambda: self.chronicle.ended(members[one.post or one.service, one.person],
                                                             reason=one.end_reason, at=ended))  # fmt: skip

    def _pattern(self, one: written.Pattern, members: dict[tuple[str, str], Membership], telling: Telling) -> None:
        worker = self.staff.workers[one.post]
        days = one.from_days_ago
        while days >= one.until_days_ago:
            spread = self.times.rng.choice((-1, 0, 0, 1)) if one.from_days_ago > days > one.until_days_ago else 0
            self._seen(one, self.times.at(worker, days + spread), members, telling)
            days -= one.every

    def _contact(self, one: written.Contact, members: dict[tuple[str, str], Membership], telling: Telling) -> None:
        worker = self.staff.workers[one.post]
        if not one.is_planned:
            self._seen(one, self.times.at(worker, -one.days, one.at), members, telling)
            return
        telling.when(self.times.now, lambda: self.chronicle.planned(
            members[one.post, one.person], kind=one.kind, place=PLACES[one.place], showing=one.showing,
            planned_for=self.times.ahead(one.days, one.at), at=self.times.at(worker, 2),
        ))  # fmt: skip

    def _seen(
        self, one: written.Pattern | written.Contact, at: datetime, members: dict[tuple[str, str], Membership],
        telling: Telling,
    ) -> None:  # fmt: skip
        at = self._after(one, at)
        telling.when(at, lambda: self.chronicle.contact(
            members[one.post, one.person], kind=one.kind, at=at, place=PLACES[one.place]
        ))  # fmt: skip

    def _after(self, one: written.Pattern | written.Contact | written.Attention, at: datetime) -> datetime:
        """Not before the involvement began, a weekend or not."""
        return max(at, min(self._begun[one.post, one.person] + timedelta(minutes=40), self.times.now))

    def _attention(self, one: written.Attention, members: dict[tuple[str, str], Membership], telling: Telling) -> None:
        worker = self.staff.workers[one.post]
        at = self._after(one, self.times.at(worker, one.days_ago))
        seen = {name: self.times.past(at + timedelta(hours=self.times.rng.randint(1, 20))) for name in one.acknowledged}
        to = [self.staff.workers[name] for name in one.to] or None
        telling.when(at, lambda: self.chronicle.attention(
            members[one.post, one.person], category=one.category, at=at, to=to,
            seen={name: max(at, when) for name, when in seen.items()},
        ))  # fmt: skip

    def _words(
        self, family: written.Family, people: dict[str, Subject], members: dict[tuple[str, str], Membership],
        telling: Telling,
    ) -> None:  # fmt: skip
        """What was said, who looked, who was asked to join."""
        chronicle, workers = self.chronicle, self.staff.workers
        for said in family.said:
            to = workers[said.to]
            audience = (said.to, said.on)
            at = max(self.times.at(to, said.days_ago), self._begun.get(audience, self.times.at(to, 999)))
            telling.when(at, lambda said=said, to=to, at=at, audience=audience: chronicle.said(  # type: ignore[misc]
                people[said.on], by=people[said.by], said=said.said, because=said.because, to=to, at=at,
                audience_id=members[audience].audience_id if audience in members else None,
                taken_back=None if said.taken_back_days_ago is None else self.times.at(to, said.taken_back_days_ago),
            ))  # fmt: skip
        for look in family.looks:
            who = workers[look.post]
            at = self.times.at(who, look.days_ago)
            telling.when(at, lambda look=look, who=who, at=at: chronicle.looked(  # type: ignore[misc]
                who, people[look.person], purpose=look.purpose, words=look.words, at=at
            ))  # fmt: skip
        for invite in family.invites:
            by = workers[invite.post]
            at = self.times.at(by, invite.days_ago)
            telling.when(at, lambda invite=invite, by=by, at=at: chronicle.invited(  # type: ignore[misc]
                by, people[invite.person], at=at, to=workers[invite.to_post] if invite.to_post else None,
                to_service=self.staff.desks[invite.to_service].id if invite.to_service else None,
            ))  # fmt: skip


def _split(name: str) -> tuple[str, str]:
    given, _, family = name.rpartition(" ")
    return given, family


def _mothers_surnames(child: written.Person, family: written.Family) -> Iterable[str]:
    mothers = {one.who for one in family.related if one.of == child.short_name and one.kind == "parent"}
    return [one.family for one in family.persons if one.short_name in mothers]


def seed_of(*words: object) -> int:
    """The same number for the same words, in every process."""
    return zlib.crc32("/".join(map(str, words)).encode())
