"""Worlds for round trips: everything that can hang on a person, in any mixture, around three records."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from patchwork.access.models import Audience
from patchwork.activity.models import Deed
from patchwork.agreements.models import Agreement
from patchwork.conversation.models import Attention, AttentionRecipient
from patchwork.demo.cast import Cast, involved
from patchwork.involvement.models import Contact, HandOver, Involvement, LastOpened, Look, TeamInvitation
from patchwork.notifications.models import Notice
from patchwork.oversight.models import BrokerPassing, BrokerRequest, DetectorHit
from patchwork.oversight.subject.models import KeepingDeed, SubjectAccessCase
from patchwork.people.indexing import refresh_all
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
    SamePersonQuestion,
    Shield,
    ShieldRequest,
)

RECORDS = ("a", "b", "c")
WORKERS = ("amina", "bilal", "erin", "farah", "hana", "ivan", "joy")


@dataclass(frozen=True)
class Fact:
    """`verb` of `Making`, of these records, with a small number that varies it."""

    verb: str
    record: str
    other: str
    who: str
    number: int


def facts(verbs: list[str]) -> st.SearchStrategy[list[Fact]]:
    """Any dozen of them; the same one twice is common, so that both records have what one person has once."""
    one = st.builds(
        Fact, verb=st.sampled_from(verbs), record=st.sampled_from(RECORDS), other=st.sampled_from(RECORDS),
        who=st.sampled_from(WORKERS), number=st.integers(0, 2),
    )  # fmt: skip
    return st.lists(one, min_size=6, max_size=22)


class Making:
    """Stores facts, as the actions would have. What the database refuses is left out."""

    def __init__(self, world: Cast) -> None:
        self.world, self.area, self.now = world, world.marlowe, world.now
        self.persons = {
            short: Person.objects.create(
                area=self.area,
                given_names=f"Ash{short}",
                family_name="Quillfeather",
                born_on=self.now.date() - timedelta(days=3000 + number),
                made_at=self.now,
                checked_at=self.now,
                sex="male" if number else "",
                last_needed_on=self.now.date() - timedelta(days=number) if number else None,
            )
            for number, short in enumerate(RECORDS)
        }
        self.family = Family.objects.create(area=self.area)
        self.third = world.persons["leo"]

    def index(self) -> None:
        """As every action leaves it."""
        refresh_all(list(self.persons.values()))

    def add(self, fact: Fact) -> None:
        getattr(self, f"_{fact.verb}")(fact, self.persons[fact.record], self.world.posts[fact.who])

    def _involve(self, fact: Fact, person: Person, post: Any, *, of_service: bool = False, **more: Any) -> Involvement:
        self.world.persons[fact.record] = person
        row = involved(
            self.world, fact.who, fact.record, days=30 + fact.number, confirmed=fact.number < 2, **more
        )  # fmt: skip
        row.pk = uuid.uuid4()
        row.post = None if of_service else row.post
        if fact.who == "farah":
            row.is_sensitive, row.ground, row.ground_answers = True, "own_agreement", "She asked for it"
            row.audience = Audience.objects.create(
                area=self.area, organisations=[self.world.organisations["council"].pk]
            )
        row.save(force_insert=True)
        return row

    def _lead(self, fact: Fact, person: Person, post: Any) -> None:
        self._involve(fact, person, post, is_lead=True)

    def _ended(self, fact: Fact, person: Person, post: Any) -> None:
        self._involve(fact, person, post, ended_on=self.now.date(), end_reason="moved")

    def _service(self, fact: Fact, person: Person, post: Any) -> None:
        self._involve(fact, person, post, of_service=True)

    def _contact(self, fact: Fact, person: Person, post: Any) -> None:
        row = self._involve(fact, person, post)
        Contact.objects.create(
            area=self.area, person=person, involvement=row, post=row.post, service=row.service, kind="child_seen",
            happened_at=self.now, recorded_at=self.now, is_sensitive=row.is_sensitive, audience=row.audience,
        )  # fmt: skip

    def _look(self, fact: Fact, person: Person, post: Any) -> None:
        Look.objects.create(
            area=self.area, person=person, account=post.account, post=post, service=post.service, purpose="who_to_call",
            words="To know whom to call", at=self.now, until=self.now + timedelta(hours=8),
        )  # fmt: skip

    def _opened(self, fact: Fact, person: Person, post: Any) -> None:
        LastOpened.objects.create(area=self.area, person=person, post=post, at=self.now - timedelta(hours=fact.number))

    def _said(self, fact: Fact, person: Person, post: Any) -> None:
        Agreement.objects.create(
            area=self.area, person=person, by_person=self.persons[fact.other], said=("yes", "no", "yes")[fact.number],
            words="As she said it", said_on=self.now.date(), recorded_by=post, recorded_at=self.now,
        )  # fmt: skip

    def _attention(self, fact: Fact, person: Person, post: Any) -> None:
        row = Attention.objects.create(
            area=self.area, person=person, category="call_me", raised_at=self.now, form_token=uuid.uuid4(), post=post,
            service=post.service,
        )  # fmt: skip
        AttentionRecipient.objects.create(area=self.area, attention=row, post=self.world.posts["amina"])

    def _deed(self, fact: Fact, person: Person, post: Any) -> None:
        Deed.objects.create(
            area=self.area, person=person, kind="joined", at=self.now, post=post, service=post.service,
            is_sensitive=fact.who == "farah",
        )  # fmt: skip

    def _notice(self, fact: Fact, person: Person, post: Any) -> None:
        Notice.objects.create(
            area=self.area, kind="involvement.still", event=uuid.uuid4(), about=person.pk, post=post.pk, channel="bell",
            recipient_id=post.account_id, created_at=self.now,
        )  # fmt: skip

    def _invited(self, fact: Fact, person: Person, post: Any) -> None:
        to = self.world.posts["chloe" if fact.number else "george"]
        TeamInvitation.objects.create(
            area=self.area, person=person, post=post, service=post.service, to_post=to, asked_at=self.now
        )

    def _moved(self, fact: Fact, person: Person, post: Any) -> None:
        HandOver.objects.create(area=self.area, person=person, by=post, to_area="Elsewhere", at=self.now)

    def _shielded(self, fact: Fact, person: Person, post: Any) -> None:
        Shield.objects.create(
            area=self.area, person=person, kind=("other", "refuge", "adoption")[fact.number], reference="XKCD",
            contact="The hub", set_at=self.now - timedelta(days=fact.number), why="An order of the court",
            named_posts=[post.pk, self.world.posts["erin"].pk],
        )  # fmt: skip

    def _shield_asked(self, fact: Fact, person: Person, post: Any) -> None:
        ShieldRequest.objects.create(
            area=self.area, person=person, kind="other", why="Her father looks for her", asked_by=post,
            asked_at=self.now - timedelta(days=fact.number),
        )  # fmt: skip

    def _excluded(self, fact: Fact, person: Person, post: Any) -> None:
        Exclusion.objects.create(
            area=self.area, person=person, account=post.account, why="My niece", asked_at=self.now,
            acts_from=None if fact.number == 2 else self.now - timedelta(days=fact.number),
        )  # fmt: skip

    def _glass(self, fact: Fact, person: Person, post: Any) -> None:
        row = BreakGlass.objects.create(
            area=self.area, person=person, account=post.account, post=post, purpose="danger", words="In the street",
            asked_at=self.now, at=self.now, until=self.now + timedelta(minutes=60), review_by=self.now.date(),
        )  # fmt: skip
        for one in {person, self.persons[fact.other]}:
            BreakGlassPerson.objects.create(area=self.area, glass=row, person=one, opened_at=self.now)

    def _number(self, fact: Fact, person: Person, post: Any) -> None:
        Identifier.objects.create(area=self.area, person=person, system="local", value=f"A{fact.number}")

    def _called(self, fact: Fact, person: Person, post: Any) -> None:
        FormerName.objects.create(area=self.area, person=person, given_names=f"Bo{fact.number}", family_name="Quist")

    def _lives(self, fact: Fact, person: Person, post: Any) -> None:
        Address.objects.create(area=self.area, person=person, lines=f"{fact.number} Quay Lane", postcode="ZM1 4AB")

    def _member(self, fact: Fact, person: Person, post: Any) -> None:
        FamilyMember.objects.create(area=self.area, family=self.family, person=person)

    def _related(self, fact: Fact, person: Person, post: Any) -> None:
        other = self.persons[fact.other] if fact.number else self.third
        Relationship.objects.create(area=self.area, person=person, other=other, kind="sibling")

    def _asked(self, fact: Fact, person: Person, post: Any) -> None:
        other = self.persons[fact.other] if fact.number else self.third
        SamePersonQuestion.objects.create(
            area=self.area, person=person, other=other, because="identifier", raised_at=self.now,
            answer=("", "not_same", "leave")[fact.number], answered_by=post if fact.number else None,
        )  # fmt: skip

    def _broker(self, fact: Fact, person: Person, post: Any) -> None:
        row = BrokerRequest.objects.create(
            area=self.area, person=person, post=post, reference=uuid.uuid4().hex[:9], words="Is anyone helping?",
            form_token=uuid.uuid4(), asked_at=self.now, due_at=self.now,
        )  # fmt: skip
        works = self._involve(fact, person, post)
        BrokerPassing.objects.create(area=self.area, request=row, involvement=works, service=works.service)

    def _hit(self, fact: Fact, person: Person, post: Any) -> None:
        DetectorHit.objects.create(
            area=self.area, person=person, detector="unrelated", account=post.account, post=post, events=[fact.number],
            day=self.now.date(), found_at=self.now,
        )  # fmt: skip

    def _case(self, fact: Fact, person: Person, post: Any) -> None:
        SubjectAccessCase.objects.create(
            area=self.area, person=person, asked_by="self", who_words="At the desk", received_on=self.now.date(),
            due_on=self.now.date() + timedelta(days=30), opened_at=self.now, opened_by=self.world.posts["lena"],
        )  # fmt: skip

    def _held(self, fact: Fact, person: Person, post: Any) -> None:
        KeepingDeed.objects.create(
            area=self.area, person=person, kind="hold", words="For an enquiry", at=self.now, by=post
        )
        column = ("held_at", "restricted_at", "moved_to_area")[fact.number]
        Person.objects.filter(pk=person.pk).update(**{column: "Elsewhere" if fact.number == 2 else self.now})


VERBS = sorted(name[1:] for name in vars(Making) if name.startswith("_") and not name.startswith("__"))
