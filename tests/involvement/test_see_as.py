"""See it as…, and who can see this: never more than I may see myself, and of sensitive rows only mine."""

import re

import pytest

from patchwork.demo.cast import involve
from patchwork.involvement import contacting, previewing, queries
from tests.involvement.helping import declare
from tests.promises.world import look as look_at


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


# -- what a colleague really gets is what the preview shows


def row_of(html, name):
    """The row of `name` in a page, without what may be pressed there."""
    rows = re.findall(r'<li class="pw-colleague">.*?</li>', html, re.DOTALL)
    found = [re.sub(r'<div class="pw-colleague__more">.*', "", one, flags=re.DOTALL) for one in rows if name in one]
    return re.sub(r"\s+", " ", found[0].removesuffix("</li>")).strip() if found else ""


def relate(world, who):
    """Each of the cast in the relation that the preview supposes."""
    if who in ("dan", "chloe"):
        involve(world, who, "leo")
    if who == "ivan":
        involve(world, who, "leo", confirmed=False)
    if who == "george":
        look_at(world, who, "leo")


LIKE = {
    "bilal": ("colleague", "named-{nhs}"),
    "hana": ("colleague", "named-{nhs}"),
    "erin": ("named-{council}",),
    "ivan": ("provisional",),
    "george": ("reason",),
    "joy": ("supervisor",),
    "kit": ("hub",),
    "dan": ("restricted", "named-{police}"),
    "chloe": ("restricted-housing", "named-{homes}"),
}


@pytest.mark.parametrize("mine", ["amina", "farah", "erin"])
@pytest.mark.parametrize(("who", "code"), [(who, code) for who, codes in LIKE.items() for code in codes])
def test_what_they_really_get_is_what_the_preview_shows(browse, world, leo, mine, who, code):
    if who == mine:
        pytest.skip("one's own page")
    relate(world, who)
    name = world.posts[mine].account.name
    ids = {short: one.pk for short, one in {**world.organisations, **world.services}.items()}
    ids |= {"nhs": world.organisations["nhs"].pk, "council": world.organisations["council"].pk}
    code = code.format(**{**ids, "police": world.services["police"].pk})
    real = browse(who).get(f"/people/{leo.pk}/").content.decode()
    answer = browse(mine).get(f"/people/{leo.pk}/as/?kind={code}")
    assert answer.context["chosen"].code == code
    assert row_of(answer.content.decode(), name) == row_of(real, name)


def test_erin_gets_farahs_row_and_the_comparison_is_of_something(browse, world, leo):
    assert "Farah" in row_of(browse("erin").get(f"/people/{leo.pk}/").content.decode(), "Farah Siddiqui")


def test_a_preview_that_lies_is_noticed(browse, world, leo, monkeypatch):
    """The bug planted: the preview forgets that police see less."""
    monkeypatch.setattr(previewing, "_suppose", lambda area, viewer, relation, kind="", **known: viewer)
    involve(world, "dan", "leo")
    shown = row_of(browse("amina").get(f"/people/{leo.pk}/as/?kind=restricted").content.decode(), "Amina Yusuf")
    assert shown != row_of(browse("dan").get(f"/people/{leo.pk}/").content.decode(), "Amina Yusuf")


def test_the_contacts_are_those_they_would_read(browse, world, amina, farah, leo):
    contacting.log_contact(by=farah, person=leo, kind="child_seen", at=farah.now)
    council, nhs = world.organisations["council"].pk, world.organisations["nhs"].pk
    me = browse("farah")
    assert me.get(f"/people/{leo.pk}/as/?kind=named-{council}").context["seen"].strip.seen.who.startswith("Farah")
    assert me.get(f"/people/{leo.pk}/as/?kind=named-{nhs}").context["seen"].strip.seen is None
    seen = browse("erin").get(f"/people/{leo.pk}/as/?kind=named-{council}").context["seen"]
    assert seen.strip.seen is None, "whose hidden rows others see is not told to a colleague who sees them"


def test_choices_stand_under_headings_and_name_only_family_whom_one_may_see(browse, world, leo):
    groups = {str(label): eyes for label, eyes in browse("amina").get(f"/people/{leo.pk}/as/").context["groups"]}
    assert list(groups) == ["Kinds of colleague", "Organisations", "The family"]
    assert [str(one.label) for one in groups["The family"]] == ["Lee", "a parent"]
    involve(world, "amina", "kerry")
    groups = {str(label): eyes for label, eyes in browse("amina").get(f"/people/{leo.pk}/as/").context["groups"]}
    assert [str(one.label) for one in groups["The family"]] == ["Lee", "Kerry"]


def test_the_choices_tell_nothing_of_who_is_here(browse, world, leo, maya):
    """The same organisations are offered for a child with a hidden service and for one without."""

    def offered(person):
        groups = browse("erin").get(f"/people/{person.pk}/as/").context["groups"]
        return [one.code for label, eyes in groups if str(label) != "The family" for one in eyes]

    assert offered(leo) == offered(maya)


def test_it_says_what_an_enquiry_a_request_and_a_court_bring(browse, leo):
    page = browse("amina").get(f"/people/{leo.pk}/as/").content.decode()
    for words in ("In a statutory enquiry", "When they ask for what is held about them", "In a court"):
        assert words in page
    assert "Children Act 1989" in page
    assert "legislation.gov.uk" in page


def test_before_joining_every_eye_is_offered_too(browse, leo):
    page = browse("ivan").get(f"/people/{leo.pk}/join/").content.decode()
    for words in ('<optgroup label="Organisations">', "the safeguarding hub", "Marlowe Police: Neighbourhood Policing"):
        assert words in page
