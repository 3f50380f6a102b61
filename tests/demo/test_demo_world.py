"""`./run demo` opens on a whole county: built by COPY under row security, once, with the cast that tests know."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connections

from patchwork import access
from patchwork.access import View
from patchwork.access.viewers import viewer_in_post
from patchwork.agreements.models import Agreement
from patchwork.demo import builder, bulk, content
from patchwork.demo.bulk import Rows
from patchwork.demo.cast import MEMBERS, ORGANISATIONS, SERVICES, fixed_id
from patchwork.directory.models import Area, Post
from patchwork.involvement.models import Contact, Involvement, Look
from patchwork.kit.context import in_area
from patchwork.people.asking import read_box
from patchwork.people.finding import find
from patchwork.people.models import Exclusion, Person
from tests.conftest import NOW

both_logins = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


@pytest.fixture
def built(clock, transactional_db):
    return {made.area.slug: made for made in builder.build(now=NOW)}


def viewer(short: str, area: Area):
    posts = Post.objects.select_related("account", "area", "service__organisation")
    return viewer_in_post(posts.get(pk=fixed_id("post", short), area=area), now=NOW)


@both_logins
def test_the_whole_county_is_there_and_reads_as_if_said_by_hand(built):
    marlowe = built["marlowe"]
    assert (marlowe.persons, marlowe.families, marlowe.practitioners) == (400, 150, 37)
    assert built["wattle-bay"].persons == 26
    assert builder.build(now=NOW) == []  # a second time there is nothing to do
    with in_area(marlowe.area.pk):
        erin, dan, chloe, kit = (viewer(short, marlowe.area) for short in ("erin", "dan", "chloe", "kit"))
        found = find(read_box("Leo Hartly", today=erin.today), viewer=erin)
        assert [card.person.pk for card in found.cards][:1] == [fixed_id("person", "leo")]
        leo = found.cards[0].person
        team = access.scope(Involvement.objects.current(NOW, erin.today).filter(person=leo), erin, View.TEAM)
        assert team.filter(post__isnull=False).count() == 7  # Farah's audience is the council
        assert not access.may(dan, View.TEAM, leo)
        assert access.may(kit, View.TEAM, leo)
        assert not access.may(chloe, View.CARD, Person.objects.get(pk=fixed_id("person", "toby")))
        assert (
            Exclusion.objects.get(person=fixed_id("person", "paige")).why == "My sister"
        )  # sealed for its place, so it opens
        assert all(look.words for look in Look.objects.all())
        assert Involvement.objects.filter(is_sensitive=True, audience__isnull=True).count() == 0
        zoe, tendai = fixed_id("post", "zoe"), fixed_id("person", "tendai")
        taken_back = Agreement.objects.get(withdrawn_at__isnull=False)
        assert (taken_back.person_id, taken_back.recorded_by_id) == (tendai, zoe)
        assert Involvement.objects.get(post=zoe, person=tendai).audience.organisations == []
        assert Contact.objects.filter(happened_at__gt=NOW).count() == 0
        assert Contact.objects.filter(planned_for__gt=NOW).count() > 50
        quiet = Contact.objects.filter(person=fixed_id("person", "tia"), kind="child_seen").latest("happened_at")
        assert quiet.happened_at < NOW - timedelta(days=38)
    with in_area(built["wattle-bay"].area.pk):
        assert not Person.objects.filter(pk=fixed_id("person", "leo")).exists()


@both_logins
def test_a_row_of_another_area_is_refused_by_the_database(clock):
    areas = [
        Area.objects.create(slug=slug, name=slug, jurisdiction="england", is_invented=True) for slug in ("one", "two")
    ]
    rows = Rows()
    rows.add(Person, id=fixed_id("person", "x"), area_id=areas[1].pk, given_names="X", made_at=NOW)
    with pytest.raises(DatabaseError, match="row-level security"), bulk.writing(areas[0].pk):
        rows.write()


def test_a_forgotten_or_unknown_column_is_named():
    with pytest.raises(TypeError, match="Person has no nickname"):
        list(bulk.lines_of(Person, [{"nickname": "Al"}]))
    with pytest.raises(TypeError, match="Person needs area_id, made_at"):
        list(bulk.lines_of(Person, [{"given_names": "Al"}]))


def test_text_is_copied_as_it_is():
    row = {"area_id": 1, "given_names": 'A\tb\\c\nd "e"', "made_at": NOW}
    line = next(bulk.lines_of(Person, [row]))
    assert 'A\\tb\\\\c\\nd "e"' in line
    assert line.count("\t") == len(bulk.written_fields(Person)) - 1


def test_the_same_seed_makes_the_same_county(clock, monkeypatch):
    monkeypatch.setattr(builder, "faces", lambda *args, **more: None)  # they take a second and come from no dice

    def ids(seed):
        rows = Rows()
        world = content.world("marlowe")
        builder.furnish(world, Area(pk=1, **builder.area_values(world)), rows, now=NOW, seed=seed)
        return [
            (model.__name__, row.get("id"), row.get("given_names"))
            for model in (Person, Involvement, Contact)
            for row in rows.of(model)
        ]

    assert ids(7) == ids(7)
    assert ids(7) != ids(8)


def test_the_cast_is_the_same_in_demo_and_tests():
    marlowe = content.world("marlowe")
    assert {one.short_name for one in marlowe.practitioners.values() if one.cast} == {one.short for one in MEMBERS}
    for member in MEMBERS:
        same = marlowe.practitioners[member.short]
        assert (same.name, same.service, same.role, set(same.powers)) == (
            member.name, member.service, member.role, set(member.powers),
        )  # fmt: skip
    for short, (name, kind, domain) in ORGANISATIONS.items():
        same = marlowe.organisations[short]
        assert (same.name, same.kind, same.domains) == (name, kind, (domain,))
    for short, (organisation, name, kind) in SERVICES.items():
        same = marlowe.services[short]
        assert (same.organisation, same.name, same.kind) == (organisation, name, kind)


@both_logins
def test_invented_people_go_into_no_other_database(settings):
    with pytest.raises(CommandError, match=r"run demo"):
        call_command("demo_world", stdout=StringIO())
    settings.PATCHWORK_DEMO = True
    with pytest.raises(CommandError, match="not made by the demo"):
        call_command("demo_world", stdout=StringIO())
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET patchwork.demo = 'on'")
    try:
        out = StringIO()
        call_command("demo_world", stdout=out)
        assert "Marlowe: 400 invented persons in 150 families" in out.getvalue()
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("RESET patchwork.demo")
