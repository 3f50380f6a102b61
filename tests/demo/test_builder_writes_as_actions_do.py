"""The demo world and the benches are filled by COPY, past the actions. Here both do the same deed at the same moment,
and what they wrote is compared row by row and column by column."""

from __future__ import annotations

import random
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import models

from patchwork.access.models import Audience
from patchwork.activity.models import Deed
from patchwork.agreements.actions import Word, record_words
from patchwork.agreements.models import Agreement
from patchwork.conversation.actions import acknowledge, raise_attention
from patchwork.conversation.models import Attention, AttentionRecipient
from patchwork.demo import bulk, content
from patchwork.demo.bulk import Rows
from patchwork.demo.chronicle import Chronicle, Membership, Subject
from patchwork.demo.staff import engage
from patchwork.involvement.actions import Declaration, confirm_involvement, declare_involvement, end_involvement
from patchwork.involvement.contacting import log_contact, plan_contact
from patchwork.involvement.inviting import invite_practitioner
from patchwork.involvement.looks import give_reason
from patchwork.involvement.models import Contact, Involvement, LastOpened, Look, TeamInvitation
from patchwork.kit.crypto import EncryptedText
from patchwork.notifications.models import Notice
from patchwork.pages.person import note_opened
from patchwork.people import searching
from patchwork.people.finding import facts_of
from patchwork.people.indexing import refresh_keys
from patchwork.people.models import Address, FormerName, Identifier, Kinship, Person, Relationship, SearchRow

WRITTEN = (
    Involvement, Contact, Look, TeamInvitation, LastOpened, Attention, AttentionRecipient, Agreement, Deed, Notice,
)  # fmt: skip
DRAWN = {"id", "public_id", "form_token", "event", "attention_id", "involvement_id"}
LATER = {"sent_at", "read_at"}  # in a built world mails have gone out and some bells were cleared


class Both:
    """One deed done by its action, and the same by the chronicle."""

    def __init__(self, world):
        self.world = world
        self.rows = Rows()
        staff = engage(content.world("marlowe"), world.marlowe, Rows(), now=world.now)
        known = {short: post for short, post in world.posts.items() if short in staff.workers}
        staff.workers = {
            short: replace(
                staff.workers[short],
                supervisor=staff.workers[short].supervisor if staff.workers[short].supervisor in known else "",
                powers=frozenset(post.powers),
            )
            for short, post in known.items()
        }
        self.chronicle = Chronicle(staff, self.rows, now=world.now, rng=random.Random(1))
        self.workers = staff.workers
        self.before = {model: set(model.objects.values_list("pk", flat=True)) for model in WRITTEN}

    def subject(self, short: str) -> Subject:
        """A person of the cast with the team they have."""
        person = self.world.persons[short]
        subject = Subject(person.pk, "child", {}, {})
        names = {post.pk: name for name, post in self.world.posts.items()}
        for row in Involvement.objects.filter(person=person).order_by("started_on").values():
            subject.team.append(Membership(row, self.workers[names[row["post_id"]]], subject, as_service=False))
        return subject

    def membership(self, subject: Subject, short: str) -> Membership:
        return next(one for one in subject.team if one.worker.short_name == short)

    def forget(self):
        """What was written until now is not compared."""
        self.before = {model: set(model.objects.values_list("pk", flat=True)) for model in WRITTEN}

    def assert_alike(self, *models: type[models.Model]):
        for model in models:
            done = [plain(model, row) for row in model.objects.exclude(pk__in=self.before[model])]
            built = [self.built(model, row) for row in self.rows.of(model)]
            assert done, f"the action wrote no {model.__name__}"
            assert sorted(done, key=str) == sorted(built, key=str)
        unexpected = {model.__name__ for model in self.rows.by_model if model in WRITTEN} - {
            model.__name__ for model in models
        }
        assert not unexpected, "the builder wrote what the action does not"

    def built(self, model, row):
        audiences = {one["id"]: bulk.completed(Audience, one) for one in self.rows.of(Audience)}
        row = bulk.completed(model, row)
        if row.get("audience_id") in audiences:
            row["audience_id"] = who(audiences[row["audience_id"]])
        elif row.get("audience_id"):
            row["audience_id"] = who(Audience.objects.filter(pk=row["audience_id"]).values().get())
        return {name: value for name, value in row.items() if name not in DRAWN | LATER}


def plain(model, instance):
    values = {field.attname: getattr(instance, field.attname) for field in bulk.written_fields(model)}
    for field in model._meta.local_fields:
        if isinstance(field, EncryptedText):
            values[field.attname] = str(values[field.attname] or "")
    if values.get("audience_id"):
        values["audience_id"] = who(Audience.objects.filter(pk=values["audience_id"]).values().get())
    return {name: value for name, value in values.items() if name not in DRAWN | LATER}


def who(audience):
    return (sorted(audience["organisations"]), sorted(audience["kinds"]), sorted(audience["posts"]))


@pytest.fixture
def both(world):
    return Both(world)


def basis(viewer):
    from patchwork.agreements import packs

    return packs.pack("england").default_basis(
        viewer.service_kind, giver=viewer.organisation_kind, about="child", on=viewer.today
    )


def declaration(viewer, **more):
    return Declaration(**{"role": viewer.role, "on": viewer.today, "basis": basis(viewer).code, **more})


def test_declaring(both, ivan, leo):
    subject = both.subject("leo")
    declare_involvement(by=ivan, person=leo, declaration=declaration(ivan))
    both.chronicle.declared(both.workers["ivan"], subject, at=ivan.now, basis=basis(ivan).code)
    both.assert_alike(Involvement, Deed, Notice)


def test_the_first_statutory_worker_leads(both, erin, kerry):
    subject = both.subject("kerry")
    declare_involvement(by=erin, person=kerry, declaration=declaration(erin, basis="ca1989-47"))
    both.chronicle.declared(both.workers["erin"], subject, at=erin.now, basis="ca1989-47")
    both.assert_alike(Involvement, Deed, Notice)


def test_declaring_from_a_sensitive_service(both, farah, maya):
    council = both.world.organisations["council"].pk
    subject = both.subject("maya")
    words = (Word(said="yes", by_person_id=maya.pk),)
    declare_involvement(
        by=farah, person=maya,
        declaration=declaration(farah, ground="own_agreement", organisations=(council,), words=words),
    )  # fmt: skip
    membership = both.chronicle.declared(
        both.workers["farah"], subject, at=farah.now, basis=basis(farah).code, ground="own_agreement",
        organisations=[council],
    )  # fmt: skip
    both.chronicle.said(
        subject, by=subject, said="yes", to=both.workers["farah"], at=farah.now, audience_id=membership.audience_id
    )
    both.assert_alike(Involvement, Deed, Notice, Agreement)


def test_confirming(both, ivan, amina, leo):
    subject = both.subject("leo")
    involvement = declare_involvement(by=ivan, person=leo, declaration=declaration(ivan))
    membership = both.chronicle.declared(both.workers["ivan"], subject, at=ivan.now, basis=basis(ivan).code)
    confirm_involvement(by=amina, involvement=involvement)
    both.chronicle.confirmed(membership, by=both.workers["amina"], at=amina.now)
    both.assert_alike(Involvement, Deed, Notice)


def test_ending(both, bilal, leo):
    subject = both.subject("leo")
    membership = both.membership(subject, "bilal")
    end_involvement(
        by=bilal, involvement=Involvement.objects.get(pk=membership.row["id"]), reason="finished", on=bilal.today
    )
    both.chronicle.ended(membership, reason="finished", at=bilal.now)
    ended = Involvement.objects.get(pk=membership.row["id"])
    assert (ended.ended_on, ended.end_reason) == (membership.row["ended_on"], membership.row["end_reason"])
    both.before[Notice] |= set(Notice.objects.values_list("pk", flat=True))  # nobody reads old endings in a built world
    both.assert_alike(Deed)


@pytest.mark.parametrize("short", ["bilal", "farah"])
def test_a_contact(both, leo, short):
    viewer = both.world.viewer(short)
    at = viewer.now - timedelta(hours=2)
    log_contact(by=viewer, person=leo, kind="child_seen", at=at, place="home")
    membership = both.membership(both.subject("leo"), short)
    both.chronicle.contact(membership, kind="child_seen", at=at, place="home", recorded_at=viewer.now)
    both.assert_alike(Contact, Deed)


def test_a_planned_contact(both, erin, leo):
    ahead = erin.now + timedelta(days=3)
    plan_contact(by=erin, person=leo, kind="child_seen", planned_for=ahead, showing="day", place="home")
    membership = both.membership(both.subject("leo"), "erin")
    both.chronicle.planned(membership, kind="child_seen", planned_for=ahead, at=erin.now, showing="day", place="home")
    both.assert_alike(Contact)


@pytest.mark.parametrize(("short", "purpose"), [("george", "in_front_of_me"), ("dan", "police_investigation")])
def test_a_look(both, leo, short, purpose):
    viewer = both.world.viewer(short)
    give_reason(by=viewer, person=leo, purpose=purpose, words="Came in with a cut hand")
    both.chronicle.looked(
        both.workers[short], both.subject("leo"), purpose=purpose, words="Came in with a cut hand", at=viewer.now
    )
    both.assert_alike(*[Look, Deed, Notice] if purpose == "in_front_of_me" else [Look, Deed])


@pytest.mark.parametrize("to", [None, ["erin", "bilal"]])
def test_an_attention(both, amina, bilal, leo, to):
    chosen = [both.world.posts[short].pk for short in to or []]
    attention = raise_attention(
        by=amina, person=leo, category="call_me", form_token=uuid.uuid4(), to_whole_team=to is None, members=chosen
    )
    acknowledge(by=bilal, attention=attention)
    both.chronicle.attention(
        both.membership(both.subject("leo"), "amina"), category="call_me", at=amina.now,
        to=None if to is None else [both.workers[short] for short in to], seen={"bilal": bilal.now},
    )  # fmt: skip
    both.assert_alike(Attention, AttentionRecipient, Deed, Notice)


def test_what_families_said(both, erin, leo, kerry):
    words = [Word(said="no", by_person_id=kerry.pk), Word(said="not_asked", because="not_safe", by_person_id=leo.pk)]
    record_words(by=erin, person=leo, words=words)
    subject, mother = both.subject("leo"), both.subject("kerry")
    both.chronicle.said(subject, by=mother, said="no", to=both.workers["erin"], at=erin.now)
    both.chronicle.said(subject, by=subject, said="not_asked", because="not_safe", to=both.workers["erin"], at=erin.now)
    both.assert_alike(Agreement, Notice)


def test_an_invitation(both, erin, leo):
    invite_practitioner(by=erin, person=leo, post=both.world.posts["george"])
    both.chronicle.invited(both.workers["erin"], both.subject("leo"), at=erin.now, to=both.workers["george"])
    both.assert_alike(TeamInvitation, Deed, Notice)


def test_opening_a_page(both, erin, leo):
    note_opened(leo, erin)
    both.chronicle.opened(both.workers["erin"], both.subject("leo"), at=erin.now)
    both.assert_alike(LastOpened)


def test_the_keys_by_which_a_person_is_found(both, world, kerry):
    """The same person, once through the models with `refresh_keys`, once through the builder."""
    known = {"given_names": "Ifeoma", "family_name": "Adeyemi-Cole", "known_as": "Ify", "sex": "female"}
    born = {"born_on": world.now.date() - timedelta(days=3000), "born_precision": "day"}
    made = Person.objects.create(area=world.marlowe, made_at=world.now, **known, **born)
    FormerName.objects.create(area=world.marlowe, person=made, given_names="Ifeoma", family_name="Wren")
    Address.objects.create(area=world.marlowe, person=made, lines="1 Kiln Row", postcode="ZM1 4AB")
    Identifier.objects.create(area=world.marlowe, person=made, system="nhs", value="9990000018")
    refresh_keys(made)
    both.chronicle.person(
        id=made.pk, about="child", made_at=world.now, line="1 Kiln Row", postcode="ZM1 4AB",
        former=[("Ifeoma", "Wren")], identifiers=[("nhs", "9990000018")], **known, **born,
    )  # fmt: skip
    assert_found_alike(both, made)


def assert_found_alike(both, person):
    """The builder's row is what the search table holds of this person: found by each of its keys, with its facts."""
    (built,) = both.rows.of(SearchRow)
    for key in built["keys"]:
        (kept,) = [one for one in searching.search([key]) if one.person_id == person.pk]
        assert kept.facts == built["facts"]
    assert (built["keys"], built["facts"]) == searching.row_of(facts_of([person])[person.pk], person.area_id)


def test_the_keys_of_an_unborn_child(both, world, kerry):
    due = {"family_name": "Hartley", "expected_on": world.now.date() + timedelta(days=60)}
    made = Person.objects.create(area=world.marlowe, made_at=world.now, **due)
    Relationship.objects.create(area=world.marlowe, person=kerry, other=made, kind=Kinship.PARENT)
    refresh_keys(made)
    both.chronicle.person(id=made.pk, about="child", made_at=world.now, mothers_surnames=["Hartley"], **due)
    assert_found_alike(both, made)
