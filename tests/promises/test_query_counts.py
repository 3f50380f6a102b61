"""A list asks the database as often with many rows as with few, and a person's page at most fifteen times."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from patchwork.accounts.models import Account
from patchwork.demo.cast import involve
from patchwork.directory.models import Post
from patchwork.kit.context import set_area
from patchwork.people.indexing import refresh_all
from patchwork.people.models import FamilyMember, Person
from tests.promises.rows import GET, POST
from tests.promises.sweep import Standing
from tests.promises.world import ask_to_join, invite_colleague, look, notice, nudge, plan, propose, refuse

MOST_ON_A_PERSONS_PAGE = 15
FEW, MANY = 2, 9


def grow(standing: Standing, number: int) -> None:
    """`number` more of everything: colleagues in Leo's team, persons of Erin's, nudges, refusals, invitations."""
    world = standing.world
    set_area(world.marlowe.pk)
    family = FamilyMember.objects.filter(person=world.persons["leo"]).first().family
    for one in range(number):
        mark = uuid.uuid4().hex[:8]
        colleague, child = f"colleague-{mark}", f"child-{mark}"
        world.posts[colleague] = _colleague(standing, mark, like="hana" if one % 2 else "amina")
        world.persons[child] = _child(standing, mark)
        FamilyMember.objects.create(area=world.marlowe, family=family, person=world.persons[child])
        row = involve(world, colleague, "leo", id=uuid.uuid4())
        plan(world, colleague, row)
        for who in ("erin", "amina"):
            plan(world, who, involve(world, who, child, id=uuid.uuid4()))
        look(world, colleague, "leo")
        nudge(world, colleague, "leo", to="amina erin")
        nudge(world, "amina", "leo", to=colleague)
        ask_to_join(world, "amina", "leo", to=colleague)
        refuse(world, "amina", child)
        notice(world, "amina")
        invite_colleague(world, "moses")
        propose(world, "nia")


def _colleague(standing: Standing, mark: str, *, like: str) -> Post:
    model = standing.world.posts[like]
    account = Account.objects.create_user(f"{mark}@patchwork.example", None, name=f"Colleague {mark}")
    return Post.objects.create(
        area=model.area, account=account, service=model.service, role=model.role, email=account.email,
        phone="01632 960000", started_on=model.started_on, working_days=[0, 1, 2],
    )  # fmt: skip


def _child(standing: Standing, mark: str) -> Person:
    world = standing.world
    return Person.objects.create(
        area=world.marlowe, given_names=f"Child {mark}", family_name="Hartley", born_on=date(2015, 5, 5),
        made_at=world.now - timedelta(days=9), checked_at=world.now,
    )  # fmt: skip


def queries(standing: Standing, who: str, name: str, **at: object) -> int:
    path = standing.path(name, **at)
    for _ in range(2):  # what a process learns once is learnt
        standing.do(who, GET, path)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        response = standing.do(who, GET, path)
    assert response.status_code == 200, f"{name}: {response.status_code}"
    return len([one for one in caught.captured_queries if is_asked(one["sql"])])


def is_asked(sql: str) -> bool:
    """What the request itself asks: not the test's own clearing of throttles, nor savepoints."""
    return not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "DELETE FROM accounts_cache"))


LISTS = [
    ("home", "erin"), ("home", "amina"), ("team_desk", "joy"), ("attentions", "amina"), ("person", "amina"),
    ("person", "erin"), ("person", "george"), ("network", "amina"), ("family_team", "erin"), ("who_can_see", "amina"),
    ("person_activity", "amina"), ("see_as", "amina"), ("invite", "amina"), ("raise_attention", "amina"),
    ("plan_contact", "amina"), ("link_family", "erin"), ("hand_over", "amina"), ("print_people", "erin"),
    ("directory", "amina"), ("service", "amina"), ("role", "amina"), ("coverage", "amina"), ("objections", "lena"),
    ("organisation_posts", "moses"), ("organisation_invitations", "moses"), ("organisation_services", "moses"),
    ("area_posts", "nia"), ("area_invitations", "nia"), ("area_organisations", "nia"),
    ("moved_here", "kit"), ("impact", "nia"), ("who_can_see_card", "chloe"), ("who_can_see_lists", "amina"),
]  # fmt: skip


@pytest.fixture
def grown(standing: Standing, undone: None) -> Standing:
    grow(standing, FEW)
    return standing


@pytest.mark.parametrize(("name", "who"), LISTS, ids=[f"{name}-{who}" for name, who in LISTS])
def test_a_long_list_asks_no_more_than_a_short_one(grown: Standing, name, who):
    few = queries(grown, who, name)
    grow(grown, MANY)
    many = queries(grown, who, name)
    assert many <= few, f"{few} queries became {many}"


def test_a_persons_page_asks_at_most_fifteen_times(grown: Standing):
    """Amina's page of Leo with a team of 14, as the benches count: everything from sign-in to audit."""
    grow(grown, MANY)
    assert queries(grown, "amina", "person") <= MOST_ON_A_PERSONS_PAGE + THE_TESTS_OWN


THE_TESTS_OWN = 2
"""Setting the area before and after the request."""


def test_finding_asks_as_often_for_five_as_for_one(grown: Standing):
    def asked() -> int:
        data = {"q": "Hartley", "acting_post": grown.post_id("amina")}
        grown.do("amina", POST, grown.path("find"), data)
        with CaptureQueriesContext(connection) as caught:
            grown.do("amina", POST, grown.path("find"), data)
        return len([one for one in caught.captured_queries if is_asked(one["sql"])])

    refresh_all(list(Person.objects.filter(given_names__in=["Leo", "Maya"])))
    few = asked()
    refresh_all(list(Person.objects.all()))
    assert asked() <= few


def test_a_query_for_each_row_would_be_seen(grown: Standing, monkeypatch):
    """The test of the test: a page that asks once more for each colleague."""
    from patchwork.involvement import queries as involvements

    team_around = involvements.team_around

    def slow(person, viewer):
        for post in Post.objects.filter(area=person.area_id).values_list("pk", flat=True):
            Post.objects.filter(pk=post).exists()
        return team_around(person, viewer)

    monkeypatch.setattr(involvements, "team_around", slow)
    few = queries(grown, "amina", "person")
    grow(grown, 1)
    assert queries(grown, "amina", "person") > few
