"""See it as…, and who can see this: never more than I may see myself, and of sensitive rows only mine."""

import pytest

from patchwork.involvement import previewing, queries
from tests.involvement.helping import declare


def seen(person, viewer, code):
    eyes = previewing.eyes_on(person, viewer)
    return {
        row.post.account.name.split()[0] for row in previewing.seen_by(previewing.chosen(eyes, code), person, viewer)
    }


EVERYONE = {"Erin", "Amina", "Bilal", "Hana"}


@pytest.mark.parametrize(
    ("code", "names"),
    [("colleague", EVERYONE), ("reason", EVERYONE), ("restricted", {"Erin"}), ("self", EVERYONE), ("parent", EVERYONE)],
)
def test_amina_looks_through_other_eyes(amina, leo, code, names):
    assert seen(leo, amina, code) == names


def test_an_unknown_kind_looks_as_a_colleague(amina, leo):
    assert seen(leo, amina, "nonsense") == EVERYONE


def test_erin_who_sees_farah_does_not_see_her_through_other_eyes(erin, leo):
    for code in ("colleague", "reason", "restricted", "self", "parent"):
        assert "Farah" not in seen(leo, erin, code)


def test_farah_sees_where_she_herself_is_seen(world, farah, leo):
    council = world.organisations["council"]
    assert "Farah" not in seen(leo, farah, "colleague")
    eyes = previewing.eyes_on(leo, farah)
    through = previewing.seen_by(previewing.chosen(eyes, f"named-{council.pk}"), leo, farah)
    assert "Farah Siddiqui" in {row.post.account.name for row in through}


def test_a_stranger_sees_nothing_through_any_eyes(chloe, leo):
    assert seen(leo, chloe, "colleague") == set()


def test_maya_is_old_enough_to_close_her_team_to_parents(erin, maya):
    assert seen(maya, erin, "parent") == set()
    assert seen(maya, erin, "self") == {"Erin"}


def test_families_are_shown_confirmed_colleagues_only(amina, ivan, leo):
    declare(ivan, leo)
    assert "Ivan" in seen(leo, amina, "colleague")
    assert "Ivan" not in seen(leo, amina, "self")
    shown = [member.name for group in queries.team_for_family(leo, amina) for member in group.members]
    assert "Ivan Petrov" not in shown


def test_a_sheet_of_mayas_team_is_for_maya_and_not_for_kerry(erin, maya, kerry):
    assert queries.team_for_family(maya, erin, maya)
    assert queries.team_for_family(maya, erin, kerry) == []


def test_a_sheet_of_leos_team_may_be_for_kerry(erin, leo, kerry):
    assert queries.team_for_family(leo, erin, kerry)


def test_who_can_see_names_each_basis_once(amina, leo):
    found = queries.who_can_see(leo, amina)
    assert len({group.basis.code for group in found.by_basis}) == len(found.by_basis)
    assert {one.member.name.split()[0] for group in found.by_basis for one in group.people} == EVERYONE


def test_who_can_see_does_not_name_farah_to_amina(browse, leo):
    page = browse("amina").get(f"/people/{leo.pk}/who-can-see/").content.decode()
    assert "Farah" not in page
    assert "Clearway" not in page


@pytest.mark.parametrize("kind", ["", "colleague", "restricted", "parent", "x" * 500, "\x00"])
def test_the_page_answers_whatever_is_asked(browse, leo, kind):
    answer = browse("amina").get(f"/people/{leo.pk}/as/", {"kind": kind})
    assert answer.status_code == 200


def test_with_the_card_only_it_shows_no_more(browse, leo):
    page = browse("chloe").get(f"/people/{leo.pk}/as/").content.decode()
    assert "only the card" in page
    assert "Erin" not in page


@pytest.mark.parametrize("who", ["moses", "nia", "priya"])
@pytest.mark.parametrize("page", ["as", "who-can-see"])
def test_denied_is_absent(browse, who, page, leo):
    assert browse(who).get(f"/people/{leo.pk}/{page}/").status_code == 404
