"""Every page that shows a person answers "who can see this, and why?" in one tap.

Which pages show a person is read from the record of what they showed, so a new page is swept without being told.
"""

from __future__ import annotations

import re

import pytest

from patchwork.people.models import Person
from tests.promises.access_table import TABLE
from tests.promises.conftest import is_html
from tests.promises.rows import GET, OK
from tests.promises.sweep import Got, Standing

ANSWERS = {"who_can_see", "who_can_see_card", "who_can_see_lists"}
LINK = re.compile(r'href="(?:/people/[0-9a-f-]{36})?/who-can-see/"[^>]*>\s*(?:Who can see this, and why\?|<svg)')


def shows_somebody(got: Got) -> bool:
    return any(kind.startswith("shown:") and persons for kind, persons in got.events)


def without_the_answer(standing: Standing) -> tuple[set[str], set[str]]:
    """Pages that show a person, and those of them that do not lead to the answer."""
    showing, missing = set(), set()
    for row in TABLE:
        who = next(
            (one for one, answer in row.expected().items() if answer == OK and one in standing.world.posts), None
        )
        if who is None or row.name in ANSWERS:
            continue
        got = standing.ask_row(row, who)
        if got.response.status_code == 200 and is_html(got.response) and shows_somebody(got):
            showing.add(f"{row.name} {row.method}")
            if not LINK.search(got.response.content.decode()):
                missing.add(f"{row.name} {row.method} as {who}")
    return showing, missing


def test_every_page_with_a_person_leads_to_the_answer(standing: Standing, undone: None):
    showing, missing = without_the_answer(standing)
    assert missing == set()
    known = "home find card person family_team network person_activity print_people look declare invite see_as"
    for name in [*known.split(), "confirm_involvement", "team_desk", "objections", "shield", "exclude"]:
        assert any(one.split()[0] == name for one in showing), f"{name} was not swept"


def test_the_sweep_finds_a_page_that_forgets_it(standing: Standing, undone: None, monkeypatch):
    monkeypatch.setattr("patchwork.pages.frame.Frame.why", "")
    assert any(one.startswith("network GET") for one in without_the_answer(standing)[1])


@pytest.mark.parametrize("who", ["amina", "chloe", "lena", "kit", "joy"])
def test_the_answer_is_there_for_everyone_who_sees_the_page(standing: Standing, undone: None, who: str):
    for name in ("card", "home", "person"):
        page = standing.do(who, GET, standing.path(name))
        if page.status_code == 200 and (name != "home" or who in ("amina", "joy")):
            link = re.search(r'href="((?:/people/[0-9a-f-]{36})?/who-can-see/)"', page.content.decode())
            assert link, name
            answer = standing.clients[who].get(link.group(1), follow=True)
            assert answer.status_code == 200
            assert "On what legal basis" in (text := answer.content.decode()) or "By name" in text


def test_a_page_without_a_person_and_a_page_that_is_not_there_have_none(standing: Standing, undone: None):
    for who, path in (
        ("amina", "/directory/"),
        ("moses", standing.path("person")),
        ("nia", standing.path("area_desk")),
    ):
        assert "who-can-see" not in standing.do(who, GET, path).content.decode()


def card_answer(standing: Standing, who: str, person: Person) -> str:
    text = standing.do(who, GET, standing.path("who_can_see_card", person_id=person.pk)).content.decode()
    text = text.replace(str(person.pk), "ID").replace(person.name, "NAME").replace(person.short_name, "SHORT")
    return re.sub(r"(csrfmiddlewaretoken\" value=\")[^\"]+", r"\1", text)


@pytest.mark.parametrize("who", ["chloe", "lena"])
def test_with_the_card_the_answer_is_the_same_for_every_child(standing: Standing, undone: None, who: str):
    """Leo has a team of six, a hidden service and words of his family; Maya has hardly anybody."""
    persons = standing.world.persons
    assert card_answer(standing, who, persons["leo"]) == card_answer(standing, who, persons["maya"])
    page = card_answer(standing, who, persons["leo"])
    for hidden in ("Erin", "Farah", "Clearway", "Amina", "What the family said"):
        assert hidden not in page.replace("acting", "")


def test_the_team_reads_who_signed_when_and_since_when_it_is_live(standing: Standing, undone: None):
    page = standing.do("amina", GET, standing.path("who_can_see")).content.decode()
    assert "agreement on <time" in page
    assert "live since" in page
    assert "wording not yet checked by a lawyer" in page or "Source" in page
    assert "Clearway" not in page
