"""What one may not see and what does not exist give the same bytes, whatever the address."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest

from patchwork import access
from patchwork.access import deciding
from patchwork.activity.models import Deed
from patchwork.demo.cast import fixed_id, involve
from patchwork.directory.models import Area
from patchwork.involvement.models import Contact, Involvement, Look
from patchwork.kit.context import set_area
from patchwork.people.models import Exclusion, Person, Shield
from tests.promises.access_table import TABLE
from tests.promises.rows import GET, NEVER
from tests.promises.sweep import Standing, parameters
from tests.promises.world import ABSENT_ID, ask_to_join, look, nudge, plan

TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*|("X-CSRFToken": ")[^"]*')


def taking(*parts: str) -> list[tuple[str, str]]:
    """Every address and method whose only varying part is one of these."""
    return sorted({
        (row.name, row.method)
        for row in TABLE
        if NEVER not in row.answers and list(parameters(row.name)) in [[part] for part in parts]
    })  # fmt: skip


def bytes_of(response):
    headers = {key: value for key, value in response.headers.items() if key != "Content-Length"}
    return response.status_code, TOKEN.sub(rb"\1\2", response.content), headers, sorted(response.cookies)


def assert_alike(standing: Standing, who: str, name: str, method: str, part: str, denied: uuid.UUID) -> None:
    """Both are 404 and byte-equal, and each leaves exactly one audit event of the same kind."""
    answers = []
    for one in (denied, ABSENT_ID):
        got = standing.ask(who, method, standing.path(name, **{part: one}), {"acting_post": standing.post_id(who)})
        assert got.problem == "", f"{name} {method}: {got.problem}"
        answers.append(got)
    there, nowhere = answers
    assert there.response.status_code == 404, f"{who} is not denied {name} {method}"
    assert bytes_of(there.response) == bytes_of(nowhere.response), f"{name} {method} tells {who} that it is there"
    kinds = [[kind for kind, _ in got.events] for got in answers]
    assert kinds[0] == kinds[1] == [f"refused:{name}"], f"{name} {method}: audited as {kinds}"


# -- persons


def excluded(world):
    leo, amina = world.persons["leo"], world.posts["amina"].account
    Exclusion.objects.create(area=world.marlowe, person=leo, account=amina, asked_at=world.now, acts_from=world.now)
    return leo.pk


def in_another_area(world):
    return world.persons["ruby"].pk


def unborn(world):
    return world.persons["unborn"].pk


def not_yet_checked(world):
    made_by = world.posts["bilal"].account
    person = Person.objects.create(area=world.marlowe, given_names="New", made_at=world.now, made_by=made_by)
    return person.pk


PERSON_ADDRESSES = taking("person_id")


@pytest.mark.parametrize("situation", [excluded, in_another_area, unborn, not_yet_checked], ids=lambda s: s.__name__)
def test_a_person_who_is_not_there_for_me(standing: Standing, undone, situation):
    denied = situation(standing.world)
    for name, method in PERSON_ADDRESSES:
        assert_alike(standing, "amina", name, method, "person_id", denied)


def test_administrators_cannot_tell_whom_the_area_knows(standing: Standing, undone):
    for name, method in PERSON_ADDRESSES:
        assert_alike(standing, "moses", name, method, "person_id", standing.world.persons["leo"].pk)


def test_a_shield_hides_everything_but_the_card(standing: Standing, undone):
    """Even from a confirmed member who is not on the list."""
    world = standing.world
    Shield.objects.create(
        area=world.marlowe, person=world.persons["leo"], kind="adoption", reference="M-17", contact="The hub",
        set_at=world.now,
    )  # fmt: skip
    open_to_card = {"card", "person", "look", "declare", "see_as", "who_can_see", "who_can_see_card", "exclude"}
    for name, method in PERSON_ADDRESSES:
        if name not in open_to_card:
            assert_alike(standing, "amina", name, method, "person_id", world.persons["leo"].pk)


def test_a_layer_that_is_off_does_not_exist(standing: Standing, undone):
    Area.objects.filter(pk=standing.world.marlowe.pk).update(layers=[])
    for name, method in PERSON_ADDRESSES:
        assert_alike(standing, "amina", name, method, "person_id", standing.world.persons["leo"].pk)


# -- rows around a person


def test_a_sensitive_involvement_cannot_be_told_from_none(standing: Standing, undone):
    """Farah works with Leo; Amina is in his team and not in Farah's audience. Kit is the hub, without break-glass."""
    hidden = fixed_id("involvement", "farah", "leo")
    for who in ("amina", "george", "kit", "dan", "priya"):
        for name, method in taking("involvement_id"):
            assert_alike(standing, who, name, method, "involvement_id", hidden)


def test_nor_by_whoever_finds_its_parts(standing: Standing, undone):
    """Its planned visit, its attention, its invitation."""
    world = standing.world
    row = involve(world, "farah", "maya", is_sensitive=True, ground="own_agreement")
    contact = plan(world, "farah", row)
    attention, invitation = nudge(world, "farah", "leo", to="erin"), ask_to_join(world, "farah", "leo", to="erin")
    for one in (contact, attention, invitation):
        type(one).objects.filter(pk=one.pk).update(is_sensitive=True, audience=row.audience)
    parts = {"contact_id": contact.pk, "attention_id": attention.pk, "invitation_id": invitation.pk}
    for part, denied in parts.items():
        for name, method in taking(part):
            assert_alike(standing, "amina", name, method, part, denied)


@pytest.mark.parametrize("part", ["involvement_id", "contact_id", "attention_id", "invitation_id", "agreement_id"])
def test_rows_of_another_area(standing: Standing, undone, part):
    """As Priya, with every id of Marlowe."""
    for name, method in taking(part):
        assert_alike(standing, "priya", name, method, part, standing.arguments[part])


@pytest.mark.parametrize("part", ["involvement_id", "contact_id", "attention_id", "invitation_id", "agreement_id"])
def test_rows_about_somebody_one_is_excluded_from(standing: Standing, undone, part):
    excluded(standing.world)
    for name, method in taking(part):
        assert_alike(standing, "amina", name, method, part, standing.arguments[part])


def test_an_unannounced_visit_is_not_there_for_others(standing: Standing, undone):
    contact = Contact.objects.get(pk=standing.arguments["contact_id"])
    Contact.objects.filter(pk=contact.pk).update(showing="nothing")
    for name, method in taking("contact_id"):
        assert_alike(standing, "bilal", name, method, "contact_id", contact.pk)


# -- the page of a person says nothing of what is hidden


@pytest.mark.parametrize("who", ["amina", "bilal", "hana", "george", "kit", "ivan"])
def test_farah_leaves_no_trace_on_any_page(standing: Standing, undone, who):
    """The same pages with and without Farah's involvement are the same to the byte."""
    names = ["person", "network", "family_team", "person_activity", "who_can_see", "see_as"]
    world = standing.world
    Contact.objects.create(
        area=world.marlowe, person=world.persons["leo"], involvement_id=fixed_id("involvement", "farah", "leo"),
        post=world.posts["farah"], service=world.services["clearway"], kind="child_seen", is_sensitive=True,
        happened_at=world.now - timedelta(hours=1), recorded_at=world.now,
    )  # fmt: skip
    look(world, "farah", "leo", is_sensitive=True)
    with_her = {name: bytes_of(standing.ask(who, GET, standing.path(name)).response) for name in names}
    farahs = {"post": world.posts["farah"]}
    for model in (Contact, Look, Deed, Involvement):
        model.objects.filter(**farahs).delete()
    without = {name: bytes_of(standing.ask(who, GET, standing.path(name)).response) for name in names}
    for name in names:
        page = re.sub(rb'<select class="govuk-select" id="eyes".*?</select>', b"", with_her[name][1], flags=re.DOTALL)
        got = {word: page.count(word) for word in (b"Farah", b"Clearway", b"substance")}  # not the area's organisations
        assert got == {b"Farah": 0, b"Clearway": 0, b"substance": 0}, name
        assert with_her[name] == without[name], name


# -- services and colleagues of another area


def test_the_directory_of_another_area(standing: Standing, undone):
    for name, part in (("service", "service_id"), ("practitioner", "post_id")):
        set_area(standing.world.marlowe.pk)
        denied = standing.arguments[part]
        answers = [
            standing.ask("priya", GET, standing.path(name, **{part: one})).response for one in (denied, ABSENT_ID)
        ]
        assert bytes_of(answers[0]) == bytes_of(answers[1])
        assert answers[0].status_code == 404


def test_a_planted_difference_would_be_seen(standing: Standing, undone, monkeypatch):
    """The test of the test: a rule that forgets exclusions is found at once."""
    monkeypatch.setattr(deciding.EXCLUSION, "_step", lambda *_: access.EVERYTHING)
    with pytest.raises(AssertionError, match="is not denied"):
        assert_alike(standing, "amina", "card", GET, "person_id", excluded(standing.world))
