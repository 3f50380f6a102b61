"""Who works with one of a family asks about the others: a parent, the mother, a child not born yet."""

import pytest

from patchwork import access
from patchwork.access import View
from patchwork.agreements.actions import Word, record_words
from patchwork.agreements.queries import said_around
from patchwork.audit.models import AuditEvent
from patchwork.demo.cast import involve
from patchwork.involvement import looks, queries
from patchwork.involvement.models import Involvement
from patchwork.kit.answers import Refused
from patchwork.people.actions import Identity, add_person
from patchwork.people.models import Person, Relationship, Shield
from tests.involvement.helping import declare
from tests.promises.insiders.attempts import exclude, second_post


def test_one_parents_services_are_not_printed_for_the_other(world, erin, hana, kerry):
    involve(world, "hana", "kerry")
    father = Person.objects.create(
        area=world.marlowe, given_names="Gary", family_name="Hartley", made_at=world.now, checked_at=world.now
    )
    assert queries.team_for_family(kerry, hana, kerry)
    assert queries.team_for_family(kerry, hana, father) == []


def test_who_may_not_know_the_mother_finds_no_unborn_child(world, farah, kerry, unborn):
    exclude(world, farah, kerry)
    assert not access.may(farah, View.CARD, unborn)


def test_a_shielded_mothers_unborn_child_is_not_there(world, farah, kerry, unborn):
    Shield.objects.create(
        area=world.marlowe, person=kerry, kind="refuge", reference="M-1", contact="hub", set_at=world.now
    )
    assert not access.may(farah, View.CARD, unborn)


def test_who_works_with_the_father_finds_no_unborn_child(world, dan, unborn):
    father = Person.objects.create(
        area=world.marlowe, given_names="Gary", sex="male", made_at=world.now, checked_at=world.now
    )
    Relationship.objects.create(area=world.marlowe, person=father, other=unborn, kind="parent")
    world.persons["father"] = father
    involve(world, "dan", "father")
    assert not access.may(dan, View.CARD, unborn)


def test_a_look_at_the_mother_does_not_show_the_child_she_expects(browse, george, kerry, unborn):
    """A reason opens the mother's team for eight hours, and nothing of the child: not by its id, nor by a search."""
    looks.give_reason(by=george, person=kerry, purpose="about_to_see", words="she comes to the surgery at ten")
    assert access.may(george, View.TEAM, kerry)
    assert not access.may(george, View.CARD, unborn)
    asked = {"q": f"Hartley {unborn.expected_on:%d %m %Y}", "acting_post": george.post_id}
    assert "Unborn" not in browse("george").post("/find/", asked).content.decode()


def test_one_tap_through_the_service_does_not_show_it_either(world, kerry, unborn):
    involve(world, "hana", "kerry")
    world.posts["colleague"] = second_post(world, "ivan", "health-visiting", "health_visitor")
    colleague = world.viewer("colleague")
    looks.look_through_service(by=colleague, person=kerry, as_="covering")
    assert access.may(colleague, View.TEAM, kerry)
    assert not access.may(colleague, View.CARD, unborn)


def test_nor_does_saying_so_until_it_is_confirmed(world, ivan, kerry, unborn):
    """Not yet confirmed is as a reason: one's own word opens nothing that a look does not."""
    row = involve(world, "ivan", "kerry", confirmed=False)
    assert not access.may(ivan, View.CARD, unborn)
    Involvement.objects.filter(pk=row.pk).update(confirmed_at=world.now)
    assert access.may(ivan, View.CARD, unborn)


def test_a_look_at_the_child_itself_ends_with_the_involvement(world, hana, unborn):
    """Hana was involved, looked, and has left: the eight hours that are left of her look open nothing."""
    involve(world, "hana", "unborn")
    assert access.may(hana, View.TEAM, unborn)
    looks.give_reason(by=hana, person=unborn, purpose="about_to_see", words="to prepare for a visit")
    Involvement.objects.filter(person=unborn).update(ended_on=world.now.date())
    assert {view for view in View if access.may(hana, view, unborn)} == set()


def test_a_service_that_works_with_the_unborn_child_finds_it(world, hana, bilal, unborn):
    involve(world, "hana", "unborn", post=None)
    assert access.may(hana, View.CARD, unborn)
    assert not access.may(bilal, View.CARD, unborn)


@pytest.mark.parametrize(("kind", "sex", "sees"), [
    ("parent", "", False), ("parent", "male", False), ("parent", "other", False), ("parent", "female", True),
    ("mother", "", True), ("mother", "other", True), ("carer", "female", False),
])  # fmt: skip
def test_who_counts_as_the_mother(world, george, unborn, kind, sex, sees):
    """A parent whose sex is not recorded may be the father, unless it is said that she is the mother."""
    Relationship.objects.all().delete()
    world.persons["other"] = Person.objects.create(
        area=world.marlowe, given_names="Robin", sex=sex, made_at=world.now, checked_at=world.now
    )
    Relationship.objects.create(area=world.marlowe, person=world.persons["other"], other=unborn, kind=kind)
    involve(world, "george", "other")
    assert access.may(george, View.CARD, unborn) is sees


def test_a_mother_one_may_not_see_is_not_named_by_what_she_said(world, amina, erin, leo, kerry):
    involve(world, "erin", "kerry")
    record_words(by=erin, person=leo, words=[Word("yes", by_person_id=kerry.pk)])
    assert [line.who for line in said_around(leo, amina)] == ["a parent"]
    assert [line.who for line in said_around(leo, erin)] == ["Kerry"]


def test_a_family_is_not_said_by_who_is_not_confirmed(browse, world, ivan, leo):
    declare(ivan, leo)
    with pytest.raises(Refused, match="confirmed member"):
        add_person(by=ivan, identity=Identity(given_names="Sam"), family_of=leo, kind="sibling")
    assert "Leo Hartley" not in browse("ivan").get("/people/add/").content.decode()


def test_whom_the_page_to_add_names_is_in_the_audit(browse, world, amina, leo):
    browse("amina").get("/people/add/")
    assert AuditEvent.objects.filter(kind="shown:add_person", account=amina.account_id).exists()
