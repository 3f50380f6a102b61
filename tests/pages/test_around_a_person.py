"""The family, the picture of the network, coverage, the team's desk and the sheet for a family member."""

from datetime import timedelta

import pytest

from patchwork.demo.cast import involve
from patchwork.directory.models import Partnership
from patchwork.pages.home import my_teams_people
from patchwork.pages.person import activity_lines, coverage, family_of, is_stale, network_of
from patchwork.people.models import Shield


def names(rows):
    return {row.name for row in rows}


def test_erin_sees_maya_because_she_works_with_her_too(erin, leo):
    assert names(family_of(leo, erin)) == {"Maya Hartley"}


def test_amina_sees_no_relative_she_has_no_right_to(amina, leo):
    assert family_of(leo, amina) == []


def test_the_hub_sees_the_whole_family_with_team_sizes_it_may_count(kit, leo):
    relatives = {one.name: one for one in family_of(leo, kit)}
    assert set(relatives) == {"Maya Hartley", "Kerry Hartley", "Unborn child Hartley"}
    assert relatives["Kerry Hartley"].team == "team of 0"  # Farah is there, and no sign of her
    assert relatives["Kerry Hartley"].kinship == "parent"
    assert relatives["Maya Hartley"].kinship == "brother or sister"


def test_a_shielded_sister_is_not_in_the_family(world, erin, leo, maya):
    Shield.objects.create(
        area=world.marlowe, person=maya, kind="adoption", reference="M-1", contact="Marlowe hub", set_at=world.now
    )
    assert family_of(leo, erin) == []


def test_the_picture_has_the_person_in_the_middle_and_one_node_a_member(world, amina, leo, browse):
    page = browse("amina").get(f"/people/{leo.pk}/network/")
    data = page.context["network"]
    assert data["nodes"][0]["kind"] == "person"
    assert {node["label"] for node in data["nodes"][1:]} == {"Erin Walsh", "Amina Yusuf", "Bilal Khan", "Hana Novak"}
    assert len(data["edges"]) == 4


def test_the_picture_has_a_table_twin(browse, leo):
    page = browse("amina").get(f"/people/{leo.pk}/network/").content.decode()
    assert page.count('<th scope="row"') == 4
    assert "Farah" not in page


def test_the_family_as_one_list_names_each_colleague_once(browse, leo):
    page = browse("erin").get(f"/people/{leo.pk}/family/").content.decode()
    assert page.count("01632 960321") <= 2  # Erin works with both: one row
    assert "Maya Hartley" in page


def test_coverage_counts_who_is_live_and_names_who_is_not(world, amina):
    Partnership.objects.filter(organisation=world.organisations["housing"]).update(live_since=None)
    found = coverage(amina)
    assert (found.connected, found.total) == (6, 7)
    assert found.missing == ["Marlowe Homes"]


def test_data_of_five_weeks_ago_is_old(world):
    row = Partnership.objects.first()
    row.data_as_of = world.now - timedelta(days=35)
    assert is_stale(row, world.now)


def test_joy_sees_the_people_of_her_team(joy):
    assert names(my_teams_people(joy).rows) == {"Leo Hartley", "Maya Hartley"}


def test_amina_has_no_team_desk(browse):
    assert browse("amina").get("/my-team/").status_code == 404


def test_activity_says_who_did_what(world, amina, leo):
    from patchwork.activity.noting import note

    note("declared", by=world.viewer("hana"), person=leo)
    (line,) = activity_lines(leo, amina)
    assert line.words.startswith("Hana Novak ")


def test_what_farah_does_is_not_told(world, amina, leo):
    from patchwork.activity.noting import note

    note("declared", by=world.viewer("farah"), person=leo)
    assert activity_lines(leo, amina) == []


class TestTheSheet:
    """ "The people around me", for one named family member."""

    @pytest.fixture
    def address(self, leo):
        return f"/people/{leo.pk}/print/"

    def sheet(self, client, address, reader, **more):
        return client.post(address, {"reader": str(reader.pk), "is_safe": "on", **more})

    def test_it_asks_first_whether_it_is_safe(self, browse, address, leo):
        page = browse("amina").post(address, {"reader": str(leo.pk)})
        assert page.status_code == 422
        assert "Only show or print this when you are sure that it is safe" in page.content.decode()

    def test_it_shows_the_team_but_never_a_sensitive_service(self, browse, address, leo):
        """Erin may see Farah on screen; on paper at home nobody does."""
        page = self.sheet(browse("erin"), address, leo).content.decode()
        assert "Amina Yusuf" in page
        assert "Farah" not in page

    def test_it_leaves_out_whoever_is_not_confirmed(self, world, browse, address, leo):
        involve(world, "ivan", "leo", confirmed=False)
        assert "Ivan" not in self.sheet(browse("erin"), address, leo).content.decode()

    def test_only_confirmed_members_hand_it_out(self, browse, address, leo):
        assert self.sheet(browse("joy"), address, leo).status_code == 404
        assert self.sheet(browse("chloe"), address, leo).status_code == 404

    def test_it_is_for_someone_in_the_family_whom_one_may_see(self, browse, address, kerry):
        assert self.sheet(browse("amina"), address, kerry).status_code == 422


def test_network_of_a_service_as_a_whole_shows_its_name(world, leo, amina):
    row = involve(world, "ivan", "leo")
    row.post = None
    assert network_of(leo, [row])["nodes"][1]["label"] == "Marlowe Youth Service"
