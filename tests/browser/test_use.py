"""Point 12: use is counted without names, "was this useful?" is asked now and then, and the area sees figures."""

import pytest
from playwright.sync_api import expect

from patchwork.impact.models import Tally
from tests.browser.helping import of, tab_to

ASKED = "Was Patchwork useful to you lately?"


@pytest.fixture
def at_leo(world):
    return f"/people/{world.persons['leo'].pk}/"


def counted(world, measure, **wanted):
    return sum(row.count for row in of(world, Tally, measure=measure, **wanted))


def test_amina_reached_a_number_and_says_that_it_was_useful(walk, world, at_leo, looks_right):
    page = walk("amina")
    expect(page.get_by_text(ASKED)).to_have_count(0)
    page.goto(at_leo)
    page.goto("/directory/")  # never on the page she needs now: on the next one
    expect(page.get_by_text(ASKED)).to_be_visible()
    looks_right(page, "asked")
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.get_by_text("Thank you.")).to_be_visible()
    expect(page.get_by_text(ASKED)).to_have_count(0)
    page.goto(at_leo)
    page.goto("/directory/")
    expect(page.get_by_text(ASKED)).to_have_count(0)
    assert counted(world, "was_useful", bucket="yes") == 1
    assert counted(world, "time_to_number", bucket="under_20s") == 1


def test_a_call_that_is_started_is_counted_and_nobody_is_named(visit, device, world, at_leo):
    page = visit("amina", at=at_leo, phone=device == "phone")
    number = page.locator("main a[href^='tel:'][data-count]").first
    with page.expect_response(lambda answer: "/count/" in answer.url) as told:
        number.evaluate("link => { link.href = '#'; link.click() }")  # the telephone itself stays silent
    assert told.value.status == 204
    (row,) = of(world, Tally, measure="calls_started")
    assert (row.count, row.organisation_kind) == (1, "school")
    assert str(world.persons["leo"].pk) not in told.value.url


def test_nia_sees_figures_of_the_area_and_small_ones_are_not_told(walk, world, looks_right):
    from patchwork.kit.context import in_area

    with in_area(world.marlowe.pk):
        for measure, kind, count in (
            ("calls_started", "school", 12), ("mails_started", "school", 3), ("connections_made", "council", 40),
        ):  # fmt: skip
            Tally.objects.create(
                area=world.marlowe, day=world.now.date(), measure=measure, organisation_kind=kind, count=count
            )
    page = walk("nia", "/area/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Use").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Use and effect")
    calls = page.get_by_role("row", name="Calls started")
    expect(calls.get_by_role("cell").last).to_have_text("12")
    expect(page.get_by_role("row", name="E-mails started").get_by_role("cell").last).to_have_text("under 5")
    looks_right(page, "figures")
    with page.expect_download() as file:
        page.get_by_role("link", name="Download as a table").or_(
            page.get_by_role("button", name="Download as a table")
        ).click()
    assert file.value.suggested_filename == "patchwork-use.csv"


def test_by_keyboard_alone_amina_answers(visit, world, at_leo):
    page = visit("amina", at=at_leo)
    page.goto("/directory/")
    tab_to(page, "button[name=answer]", "Yes")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Thank you.")).to_be_visible()
    assert counted(world, "was_useful", bucket="yes") == 1
