"""Point 3: nobody is added before they were looked for, and a new record is its maker's alone until compared."""

import re

import pytest
from playwright.sync_api import expect

from patchwork.kit.context import in_area
from patchwork.people.jobs import check_new_record
from patchwork.people.models import Person
from tests.browser.helping import find, of, press, tab_to

TOMOS = "Tomos Vaughan 29/2/2016"


def finds_tomos(page):
    find(page, TOMOS)
    return page.locator("main").get_by_role("link", name=re.compile("Tomos")).count() > 0


def test_amina_adds_tomos_who_is_hers_alone_until_he_was_compared(visit, walk, world, looks_right):
    page = walk("amina")
    find(page, TOMOS)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nobody here fits")
    looks_right(page, "nobody")
    press(page, "Add a new person")
    expect(page.get_by_label("First names")).to_have_value("Tomos")  # nothing is typed twice
    expect(page.locator("input[name=born_year]")).to_have_value("2016")
    looks_right(page, "add")
    page.get_by_label("Surname").fill("")
    page.get_by_label("First names").fill("")
    press(page, "Add")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(page.locator("input[name=born_year]")).to_have_value("2016")
    looks_right(page, "without-a-name")
    page.get_by_label("First names").fill("Tomos")
    page.get_by_label("Surname").fill("Vaughan")
    press(page, "Add")
    expect(page.get_by_text("Only you see this record until it was compared")).to_be_visible()
    looks_right(page, "added")
    press(page, "Say it")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tomos Vaughan")
    (tomos,) = of(world, Person, family_name="Vaughan")

    erin = visit("erin")
    assert finds_tomos(page)
    assert not finds_tomos(erin)
    assert erin.goto(f"/people/{tomos.pk}/card/").status == 404
    with in_area(world.marlowe.pk):
        check_new_record(area=world.marlowe.pk, person=str(tomos.pk))
    assert finds_tomos(erin)


def test_someone_like_the_new_one_is_shown_before_anything_is_saved(walk, world, looks_right):
    page = walk("amina", "/people/add/")
    page.get_by_label("First names").fill("Leo")
    page.get_by_label("Surname").fill("Hartly")
    for part, number in (("day", "14"), ("month", "3"), ("year", str(world.now.year - 9))):
        page.locator(f"input[name=born_{part}]").fill(number)
    press(page, "Add")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it one of these?")
    expect(page.get_by_role("link", name="Leo Hartley", exact=True).first).to_be_visible()
    expect(page.get_by_label("Surname")).to_have_value("Hartly")
    looks_right(page, "one-of-these")
    assert of(world, Person, family_name="Hartly") == []
    press(page, "None of these: add")
    expect(page.get_by_text("Only you see this record until it was compared")).to_be_visible()
    assert len(of(world, Person, family_name="Hartly")) == 1


@pytest.mark.parametrize("like", ["Leo Hartley", "Nobody Likewise"])
def test_the_words_are_the_same_whomever_it_resembles(walk, world, like):
    """A record like a child's whom the maker may not see must not read differently."""
    from patchwork.people.models import Exclusion

    with in_area(world.marlowe.pk):
        Exclusion.objects.create(
            area=world.marlowe, person=world.persons["leo"], account_id=world.posts["amina"].account_id,
            asked_at=world.now, acts_from=world.now,
        )  # fmt: skip
    page = walk("amina", "/people/add/")
    given, family = like.split()
    page.get_by_label("First names").fill(given)
    page.get_by_label("Surname").fill(family)
    page.locator("input[name=born_year]").fill(str(world.now.year - 9))
    press(page, "Add")
    expect(page.get_by_text("Only you see this record until it was compared")).to_be_visible()


def test_by_keyboard_alone(visit, world):
    page = visit("amina", at="/find/")
    page.locator("main input[name=q]").focus()
    page.keyboard.type(TOMOS)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Nobody here fits").wait_for()
    tab_to(page, "button", "Add a new person")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/add/")
    tab_to(page, "button", "Add")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Only you see this record until it was compared")).to_be_visible()
    assert len(of(world, Person, family_name="Vaughan")) == 1
