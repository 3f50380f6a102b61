"""Kit looks at pairs: side by side, by keys or by buttons, on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from patchwork.kit.context import in_area
from patchwork.people.merging.models import Merge
from patchwork.people.models import Person, SamePersonQuestion
from tests.browser.helping import of, press
from tests.people.merging.helping import question, record


@pytest.fixture
def pairs(world):
    """Leo was written down twice; a boy of the same birthday may be his twin."""
    from datetime import date

    with in_area(world.marlowe.pk):
        george, leo = world.viewer("george"), world.persons["leo"]
        born = date(2017, 3, 14)
        leon = record(george, given_names="Leon", family_name="Hartley", born_on=born, postcode="ZM1 4AB")
        twin = record(george, given_names="Max", family_name="Hartley", born_on=born)
        Person.objects.filter(pk__in=[leon.pk, twin.pk]).update(made_at=world.now)
        question(leo, leon)
        SamePersonQuestion.objects.filter(pk=question(leo, twin).pk).update(raised_at=world.now)  # comes second
    return leon, twin


def test_kit_joins_one_and_asks_a_second_person_about_the_other(walk, world, pairs, looks_right):
    page = walk("kit", "/same-person/")
    expect(page.get_by_text("2 pairs left")).to_be_visible()
    looks_right(page, "pair")
    press(page, "The same person")
    expect(page.get_by_text("Joined. Both teams are told.")).to_be_visible()
    expect(page.get_by_text("1 pair left")).to_be_visible()
    expect(page.get_by_text("they may be twins")).to_be_visible()
    looks_right(page, "twins")
    press(page, "The same person")
    expect(page.get_by_text("once a second person has looked")).to_be_visible()
    expect(page.get_by_text("No records to compare")).to_be_visible()
    looks_right(page, "none")
    page.get_by_role("link", name="What was decided").click()
    expect(page.get_by_text("waits for a second person")).to_be_visible()
    looks_right(page, "decided")
    page.get_by_role("link", name="Take them apart again").click()
    page.get_by_label("They are two people: do not ask again").check()
    looks_right(page, "joined")
    press(page, "Take them apart again")
    expect(page.get_by_role("heading", name="Two records again")).to_be_visible()
    assert of(world, Person, pk=pairs[0].pk)
    lena = walk("lena", "/same-person/")
    expect(lena.get_by_text("Kit Morgan says that they are the same person")).to_be_visible()
    looks_right(lena, "second")
    press(lena, "Not the same")
    assert of(world, Person, pk=pairs[1].pk)


def test_with_the_keyboard_alone(visit, world, pairs):
    page = visit("kit", at="/same-person/#pair")
    expect(page.locator("#pair")).to_be_focused()
    page.keyboard.press("n")
    expect(page.get_by_text("1 pair left")).to_be_visible()
    expect(page.locator("#pair")).to_be_focused()
    page.keyboard.press("3")
    expect(page.get_by_text("0 pairs left")).to_be_visible()
    press(page, "Undo")
    expect(page.get_by_text("The pair is open again.")).to_be_visible()
    expect(page.get_by_text("1 pair left")).to_be_visible()
    assert not of(world, Merge)


def test_a_key_outside_the_box_answers_nothing(visit, world, pairs):
    page = visit("kit", at="/same-person/")
    page.get_by_label("Which pairs").focus()
    page.keyboard.press("1")
    page.locator("h1").click()
    page.keyboard.press("s")
    expect(page.get_by_text("2 pairs left")).to_be_visible()
    assert not of(world, Merge)
