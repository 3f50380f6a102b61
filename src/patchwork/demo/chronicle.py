"""What happened around people, as rows: one method for each deed, writing what its action writes.

The actions ask rules, lock and tell; here it is known that the deed was allowed, and a year of it fits into a second.
`tests/demo/test_builder_writes_as_actions_do.py` lets both do the same deed and compares the rows, column by column.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from patchwork.access.models import Audience
from patchwork.activity.models import Deed
from patchwork.agreements.models import Agreement
from patchwork.audit.models import AuditReference
from patchwork.conversation.models import Attention, AttentionRecipient
from patchwork.demo.bulk import Row, Rows
from patchwork.demo.staff import Staff, Worker
from patchwork.involvement.looks import LASTS
from patchwork.involvement.models import Contact, Involvement, LastOpened, Look, Source, TeamInvitation
from patchwork.notifications import telling
from patchwork.notifications.models import Notice
from patchwork.people.keys import Facts
from patchwork.people.models import (
    Address,
    BreakGlass,
    BreakGlassPerson,
    Exclusion,
    Family,
    FamilyMember,
    FormerName,
    Identifier,
    Person,
    Relationship,
    SearchRow,
    Shield,
)
from patchwork.people.searching import row_of

MAIL_TAKES = timedelta(seconds=20)
STILL_NEW = timedelta(days=14)
"""Notices of deeds longer ago than this have been read and cleared away."""


@dataclass(slots=True)
class Subject:
    """A person whom things happen around. `about`: child, adult_with_child or other_adult."""

    id: uuid.UUID
    about: str
    row: Row
    search_row: Row
    team: list[Membership] = field(default_factory=list)


@dataclass(slots=True)
class Membership:
    """An involvement, with who holds it."""

    row: Row
    worker: Worker
    subject: Subject
    as_service: bool

    @property
    def audience_id(self) -> uuid.UUID | None:
        found: uuid.UUID | None = self.row.get("audience_id")
        return found

    @property
    def is_sensitive(self) -> bool:
        return bool(self.row["is_sensitive"])

    @property
    def is_over(self) -> bool:
        return self.row.get("ended_on") is not None


class Chronicle:
    """Writes what happens in one area into `rows`. The same `rng` state makes the same history."""

    def __init__(self, staff: Staff, rows: Rows, *, now: datetime, rng: random.Random) -> None:
        self.staff, self.rows, self.now, self.rng = staff, rows, now, rng
        self.area_id = staff.area.pk
        self._lasts_until: dict[date, datetime] = {}
        self.today = self.day_of(now)

    def day_of(self, at: datetime) -> date:
        return at.astimezone(self.staff.zone).date()

    def new_id(self) -> uuid.UUID:
        """An id as random as a UUID is, and the same in every world of this seed."""
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    def _add(self, model: type[Any], **values: Any) -> Row:
        return self.rows.add(model, area_id=self.area_id, **values)

    # ── people ────────────────────────────────────────────────────────────────────────────────────────────────────

    def person(
        self, *, id: uuid.UUID, about: str, made_at: datetime, line: str = "", postcode: str = "",
        former: Sequence[tuple[str, str]] = (), identifiers: Sequence[tuple[str, str]] = (),
        mothers_surnames: Iterable[str] = (), made_by: Worker | None = None, **values: Any,
    ) -> Subject:  # fmt: skip
        """A person with what they can be found by. `values` are the person's own columns."""
        row = self._add(
            Person, id=id, is_invented=True, made_at=made_at, checked_at=made_at + timedelta(seconds=2),
            made_by_id=made_by.account_id if made_by else None, **values,
        )  # fmt: skip
        for given, family in former:
            self._add(FormerName, id=self.new_id(), person_id=id, given_names=given, family_name=family)
        if line or postcode:
            self._add(Address, id=self.new_id(), person_id=id, lines=line, postcode=postcode)
        for system, value in identifiers:
            self._add(Identifier, id=self.new_id(), person_id=id, system=system, value=value)
        facts = Facts(
            given_names=row.get("given_names", ""), family_name=row.get("family_name", ""),
            known_as=row.get("known_as", ""), former_names=tuple(former), born_on=row.get("born_on"),
            born_precision=row.get("born_precision", "day"), expected_on=row.get("expected_on"),
            mothers_surnames=tuple(mothers_surnames), postcodes=(postcode,) if postcode else (),
            identifiers=tuple(value for _system, value in identifiers),
        )  # fmt: skip
        found_by, line_of_facts = row_of(facts, self.area_id)
        search_row = self._add(SearchRow, person_id=id, keys=found_by, facts=line_of_facts)
        self._add(AuditReference, person=id, reference=self.new_id())
        return Subject(id, about, row, search_row)

    def family(
        self, *, id: uuid.UUID, members: Iterable[Subject], related: Iterable[tuple[Subject, str, Subject]],
        made_at: datetime,
    ) -> None:  # fmt: skip
        """People who belong together; (who, is, of): Kerry is the parent of Leo."""
        self._add(Family, id=id, created_at=made_at)
        for one in members:
            self._add(FamilyMember, id=self.new_id(), family_id=id, person_id=one.id)
        for who, kind, of in related:
            self._add(Relationship, id=self.new_id(), person_id=who.id, other_id=of.id, kind=kind)

    def shielded(
        self, subject: Subject, *, kind: str, reference: str, contact: str, named: Iterable[Worker], by: Worker,
        at: datetime,
    ) -> None:  # fmt: skip
        subject.search_row["is_shielded"] = True
        self._add(
            Shield, id=self.new_id(), person_id=subject.id, kind=kind, reference=reference, contact=contact,
            named_posts=[one.post_id for one in named], set_by_id=by.post_id, set_at=at,
        )  # fmt: skip

    def excluded(self, subject: Subject, *, whom: Worker, asked_by: Worker, why: str, at: datetime) -> None:
        self._add(
            Exclusion, id=self.new_id(), person_id=subject.id, account_id=whom.account_id, why=why,
            asked_by_id=asked_by.post_id, asked_at=at, acts_from=at, tie="relative",
            source="self" if whom is asked_by else "manager",
        )  # fmt: skip

    def broke_glass(self, subject: Subject, *, by: Worker, at: datetime, words: str, covers: Iterable[Subject]) -> None:
        """`by` opened `subject` in an emergency, and one after the other those who live with them; not reviewed yet."""
        today = at.astimezone(self.staff.zone).date()
        row = self._add(
            BreakGlass, id=self.new_id(), person_id=subject.id, account_id=by.account_id, post_id=by.post_id,
            purpose="danger", words=words, asked_at=at, at=at, until=at + timedelta(minutes=60), told_at=at,
            ended_at=at + timedelta(minutes=24), review_by=self.staff.pack.working_days_after(today, 2),
        )  # fmt: skip
        for minutes, one in enumerate(covers):
            opened = at + timedelta(minutes=4 * minutes)
            self._add(BreakGlassPerson, id=self.new_id(), glass_id=row["id"], person_id=one.id, opened_at=opened)

    # ── involvements ──────────────────────────────────────────────────────────────────────────────────────────────

    def declared(
        self, worker: Worker, subject: Subject, *, at: datetime, on: date | None = None, role: str = "", basis: str,
        as_service: bool = False, ground: str = "", ground_answers: str = "", organisations: Iterable[uuid.UUID] = (),
        invited_by: Worker | None = None, lead: bool | None = None, id: uuid.UUID | None = None,
    ) -> Membership:  # fmt: skip
        """`worker` says that they work with `subject`; provisional, unless a colleague had invited them."""
        role = role or worker.role
        statutory = self.staff.pack.is_always_findable(role=role, service_kind=worker.desk.kind)
        has_lead = any(one.row["is_lead"] and not one.is_over for one in subject.team)
        named = [*organisations]
        audience = None
        if worker.is_sensitive:
            audience = self._audience(organisations=named, services=self.staff.named_with(named))
        joined = invited_by is not None and not worker.is_sensitive
        by_feed = as_service and worker.post_id is None
        row = self._add(
            Involvement, id=id or self.new_id(), person_id=subject.id, post_id=None if as_service else worker.post_id,
            service_id=worker.desk.id, role=role, started_on=on or self.day_of(at), basis=basis,
            source=Source.INVITED if invited_by else Source.FEED if by_feed else Source.HAND,
            is_statutory=statutory, is_sensitive=worker.is_sensitive, audience_id=audience,
            is_lead=(statutory and not worker.is_sensitive if lead is None else lead) and not has_lead,
            ground=ground if worker.is_sensitive else "", ground_answers=ground_answers if worker.is_sensitive else "",
            declared_at=at, still_confirmed_on=self.day_of(at), provisional_until=self._provisional_until(at),
            invited_by_id=invited_by.post_id if invited_by else None,
            confirmed_at=at if joined or by_feed else None,
            confirmed_by_id=invited_by.post_id if joined and invited_by else None,
        )  # fmt: skip
        membership = Membership(row, worker, subject, as_service)
        colleagues = list(subject.team)
        subject.team.append(membership)
        self._needed_again(subject, openly=not worker.is_sensitive)
        kind = "joined" if row["confirmed_at"] else "declared"
        self._note(kind, worker, subject, at, audience, worker.is_sensitive, role)
        watchers = self._watchers(membership)
        team = [] if worker.is_sensitive else [one.worker for one in colleagues if not one.is_over]
        self._tell("involvement.declared", row["id"], subject, worker, [*team, *watchers], at)
        return membership

    def _needed_again(self, subject: Subject, *, openly: bool) -> None:
        for column in ("last_needed_on", *(("last_openly_needed_on",) if openly else ())):
            if subject.row.get(column):
                subject.row[column] = None

    def confirmed(self, membership: Membership, *, by: Worker, at: datetime) -> None:
        """`by` vouches for it."""
        row = membership.row
        row["confirmed_at"], row["confirmed_by_id"] = at, by.post_id
        self._note("confirmed", by, membership.subject, at, membership.audience_id,
                   membership.is_sensitive or by.is_sensitive)  # fmt: skip
        if not membership.as_service:
            self._tell("involvement.confirmed", row["id"], membership.subject, by, [membership.worker], at)

    def ended(self, membership: Membership, *, reason: str, at: datetime) -> None:
        """It ends for a reason of the pack's."""
        membership.row["ended_on"], membership.row["end_reason"] = self.day_of(at), reason
        self._note("ended", membership.worker, membership.subject, at, membership.audience_id,
                   membership.is_sensitive, reason)  # fmt: skip
        if all(one.is_over for one in membership.subject.team):
            membership.subject.row["last_needed_on"] = self.day_of(at)
        openly = [one for one in membership.subject.team if not one.is_sensitive]
        if openly and all(one.is_over for one in openly) and not membership.subject.row.get("last_openly_needed_on"):
            membership.subject.row["last_openly_needed_on"] = self.day_of(at)

    def still_working(self, membership: Membership, *, on: date) -> None:
        """ "Yes, I still work with them": the ledger does not tell it."""
        membership.row["still_confirmed_on"] = max(on, membership.row["started_on"])

    def invited(
        self, by: Worker, subject: Subject, *, at: datetime, to: Worker | None = None,
        to_service: uuid.UUID | None = None,
    ) -> None:  # fmt: skip
        """A member asks someone missing to join."""
        row = self._add(
            TeamInvitation, id=self.new_id(), person_id=subject.id, post_id=by.post_id, service_id=by.desk.id,
            is_sensitive=by.is_sensitive, asked_at=at, to_post_id=to.post_id if to else None, to_service_id=to_service,
        )  # fmt: skip
        self._note("invited", by, subject, at, None, by.is_sensitive)
        asked = [to] if to else [one for one in self.staff.workers.values() if one.desk.id == to_service]
        self._tell("involvement.invited", row["id"], subject, by, asked, at)

    # ── contacts ──────────────────────────────────────────────────────────────────────────────────────────────────

    def contact(
        self, membership: Membership, *, kind: str, at: datetime, place: str = "", recorded_at: datetime | None = None
    ) -> None:
        """A contact that happened, noted a little later."""
        noted = min(recorded_at or at + timedelta(minutes=self.rng.randrange(5, 180)), self.now)
        self._contact(membership, kind=kind, place=place, happened_at=at, recorded_at=noted)
        self._note("contact", membership.worker, membership.subject, noted, membership.audience_id,
                   membership.is_sensitive or membership.worker.is_sensitive, kind)  # fmt: skip

    def planned(
        self, membership: Membership, *, kind: str, planned_for: datetime, at: datetime, place: str = "",
        showing: str = "time",
    ) -> None:  # fmt: skip
        """A contact to come. The ledger does not tell it."""
        self._contact(
            membership, kind=kind, place=place, planned_for=planned_for, showing=showing, recorded_at=min(at, self.now)
        )

    def _contact(self, membership: Membership, **what: Any) -> None:
        worker = membership.worker
        self._add(
            Contact, id=self.new_id(), person_id=membership.subject.id, involvement_id=membership.row["id"],
            post_id=worker.post_id, service_id=worker.desk.id,
            is_sensitive=membership.is_sensitive or worker.is_sensitive, audience_id=membership.audience_id, **what,
        )  # fmt: skip

    # ── looks, words, attentions ──────────────────────────────────────────────────────────────────────────────────

    def looked(self, worker: Worker, subject: Subject, *, purpose: str, words: str, at: datetime) -> None:
        """Someone not involved gave a reason."""
        withheld = purpose in self.staff.pack.purposes and self.staff.pack.purposes[purpose].withheld_from_team
        row = self._add(
            Look, id=self.new_id(), person_id=subject.id, account_id=worker.account_id, post_id=worker.post_id,
            service_id=worker.desk.id, is_sensitive=worker.is_sensitive, purpose=purpose, words=words, at=at,
            until=at + LASTS, is_withheld=withheld,
        )  # fmt: skip
        self._note("looked", worker, subject, at, None, worker.is_sensitive or withheld, purpose)
        if withheld or worker.is_sensitive:
            supervisor = self.staff.supervisor_of(worker)
            code, to = "involvement.looked_own", [supervisor] if supervisor else []
        else:
            code = "involvement.looked"
            to = [one.worker for one in subject.team if one.row["is_lead"] and not one.is_over]
        organisation = str(worker.desk.organisation_id)
        self._tell(code, row["id"], subject, worker, to, at, purpose=purpose, organisation=organisation)

    def said(
        self, subject: Subject, *, by: Subject, said: str, to: Worker, at: datetime, because: str = "",
        audience_id: uuid.UUID | None = None, taken_back: datetime | None = None,
    ) -> None:  # fmt: skip
        """What a family member said about `subject`'s record. Taken back: nobody outside the service knows any more."""
        row = self._add(
            Agreement, id=self.new_id(), person_id=subject.id, by_person_id=by.id, said=said, audience_id=audience_id,
            not_asked_because=because, said_on=self.day_of(at), recorded_by_id=to.post_id, recorded_at=at,
            **({"withdrawn_at": taken_back} if taken_back else {}),
        )  # fmt: skip
        for audience in self.rows.of(Audience) if taken_back else ():
            if audience["id"] == audience_id:
                audience.update({name: [] for name in ("organisations", "kinds", "services", "posts")})
        if said == "no":  # waits for its answer, however long ago
            officers = self.staff.with_power("privacy")
            self._tell("agreement.objection", row["id"], subject, to, officers, at, always=True)

    def attention(
        self, membership: Membership, *, category: str, at: datetime, to: Sequence[Worker] | None = None,
        seen: dict[str, datetime] | None = None,
    ) -> None:  # fmt: skip
        """A nudge to the whole team (`to` None) or some; `seen`: who acknowledged it when, by short name."""
        worker, subject, seen = membership.worker, membership.subject, seen or {}
        posts = to if to is not None else self._reachable(membership)
        row = self._add(
            Attention, id=self.new_id(), person_id=subject.id, category=category, raised_at=at,
            form_token=self.new_id(), to_whole_team=to is None, post_id=worker.post_id, service_id=worker.desk.id,
            is_sensitive=worker.is_sensitive or membership.is_sensitive, audience_id=membership.audience_id,
        )  # fmt: skip
        for one in posts:
            self._add(
                AttentionRecipient, id=self.new_id(), attention_id=row["id"], post_id=one.post_id,
                acknowledged_at=seen.get(one.short_name),
            )  # fmt: skip
        audience = membership.audience_id if to is None else self._audience(posts=[one.post_id for one in posts])
        self._note("attention", worker, subject, at, audience, row["is_sensitive"], category)
        self._tell("attention.raised", row["id"], subject, worker, posts, at, read=seen, always=True,
                   category=category)  # fmt: skip

    def opened(self, worker: Worker, subject: Subject, *, at: datetime) -> None:
        """When a post last opened a person's page."""
        self._add(LastOpened, id=self.new_id(), person_id=subject.id, post_id=worker.post_id, at=at)

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _reachable(self, membership: Membership) -> list[Worker]:
        """The rest of the team whom the whole team's nudges reach: not the sensitive, who are nobody's to nudge."""
        found = {
            one.worker.post_id: one.worker
            for one in membership.subject.team
            if one.worker.post_id and not one.as_service and not one.is_over and not one.is_sensitive
        }
        return [one for post_id, one in found.items() if post_id != membership.worker.post_id]

    def _has_cleared(self, at: datetime) -> bool:
        """Most people clear their bell after a day or two."""
        return self.now - at > timedelta(days=2) and self.rng.random() < 0.85

    def _audience(self, **who: Iterable[Any]) -> uuid.UUID:
        identity = self.new_id()
        self._add(Audience, id=identity, **{name: list(ids) for name, ids in who.items()})
        return identity

    def _watchers(self, membership: Membership) -> list[Worker]:
        supervisor = self.staff.supervisor_of(membership.worker)
        found = [*([supervisor] if supervisor else []), *self.staff.with_power("privacy")]
        return [*found, *self.staff.with_power("hub")] if membership.is_sensitive else found

    def _provisional_until(self, at: datetime) -> datetime:
        day, pack = self.day_of(at), self.staff.pack
        if day not in self._lasts_until:
            last = pack.working_days_after(day, pack.provisional_working_days)
            self._lasts_until[day] = datetime.combine(last + timedelta(days=1), time.min, tzinfo=self.staff.zone)
        return self._lasts_until[day]

    def _note(
        self, kind: str, worker: Worker, subject: Subject, at: datetime, audience_id: uuid.UUID | None,
        is_sensitive: bool, detail: str = "",
    ) -> None:  # fmt: skip
        self._add(
            Deed, person_id=subject.id, kind=kind, at=at, post_id=worker.post_id, service_id=worker.desk.id,
            audience_id=audience_id, is_sensitive=is_sensitive, detail=detail,
        )  # fmt: skip

    def _tell(
        self, code: str, event: uuid.UUID, subject: Subject, by: Worker, to: Iterable[Worker], at: datetime, *,
        read: dict[str, datetime] | None = None, always: bool = False, **data: Any,
    ) -> None:  # fmt: skip
        """Notices of what is recent: mails have gone out, the bell waits for some."""
        if not always and self.now - at > STILL_NEW:
            return
        posts = {one.post_id: one for one in to if one.post_id and one.post_id != by.post_id}
        for one in posts.values():
            for channel in telling.kind_of(code).channels:
                is_mail = channel == "email"
                cleared = at + timedelta(days=1) if read is None and self._has_cleared(at) else None
                self._add(
                    Notice, public_id=self.new_id(), kind=code, event=event, about=subject.id,
                    recipient_id=one.account_id, post=one.post_id, channel=channel, created_at=at, data=data,
                    sent_at=at + MAIL_TAKES if is_mail else None,
                    read_at=None if is_mail else cleared if read is None else read.get(one.short_name),
                )  # fmt: skip
