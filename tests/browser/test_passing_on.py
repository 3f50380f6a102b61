"""Point 6: handing over, a child who has moved, and the sheet of "the people around me"."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from patchwork.accounts.models import Account
from patchwork.directory.models import Post
from patchwork.involvement.models import HandOver, Involvement, MovedHere
from patchwork.kit.context import in_area
from tests.browser.helping import of, press, tab_to


@pytest.fixture
def at_leo(world):
    return f"/people/{world.persons['leo'].pk}/"


def menu(page, deed):
    """One of the deeds under "My involvement"."""
    page.locator("summary", has_text="My involvement").click()
    page.get_by_role("link", name=re.compile(deed)).click()


# -- hand over


def test_erin_hands_leo_over_to_joy(walk, world, at_leo, looks_right):
    page = walk("erin", at_leo)
    menu(page, "Hand over")
    looks_right(page, "hand-over")
    press(page, "Hand over")  # nobody chosen yet: said at the field, nothing happens
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    looks_right(page, "nobody-chosen")
    page.get_by_label("Who takes over?").select_option(str(world.posts["joy"].pk))
    press(page, "Hand over")
    expect(page.get_by_text("Handed over: Joy Adeyemi now works with Lee.")).to_be_visible()
    looks_right(page, "handed-over")
    (joy,) = of(world, Involvement, post=world.posts["joy"])
    assert (joy.is_lead, joy.is_provisional) == (True, False)
    (erin,) = of(world, Involvement, post=world.posts["erin"], person=world.persons["leo"])
    assert erin.ended_on is not None


def test_joy_finds_leo_at_her_bell_and_leads(visit, device, world, at_leo, looks_right):
    erin = visit("erin", at=at_leo)
    menu(erin, "Hand over")
    erin.get_by_label("Who takes over?").select_option(str(world.posts["joy"].pk))
    press(erin, "Hand over")
    joy = visit("joy", at="/attentions/", phone=device == "phone")
    looks_right(joy, "bell")
    joy.goto("/")
    joy.get_by_role("link", name="Leo Hartley", exact=True).first.click()
    expect(joy.locator(".pw-colleague", has_text="Joy Adeyemi").get_by_text("lead", exact=True)).to_be_visible()
    looks_right(joy, "leads")


def test_erin_hands_leo_over_to_her_service(walk, world, at_leo, looks_right):
    page = walk("erin", at_leo)
    menu(page, "Hand over")
    page.get_by_label("Who takes over?").select_option(label="Child Protection Team North as a whole")
    press(page, "Hand over")
    expect(page.get_by_text("Child Protection Team North now works with Lee.")).to_be_visible()
    page.goto(at_leo)
    looks_right(page, "with-the-service")
    (taken,) = of(world, Involvement, person=world.persons["leo"], post=None, ended_on=None)
    assert (taken.service_id, taken.is_lead) == (world.services["protection"].pk, True)


def test_by_keyboard_alone_erin_hands_over(visit, world, at_leo):
    page = visit("erin", at=at_leo)
    tab_to(page, "summary", "My involvement")
    page.keyboard.press("Enter")
    tab_to(page, "a", "Hand over")
    page.keyboard.press("Enter")
    page.wait_for_url("**/hand-over/")
    tab_to(page, "select")
    page.keyboard.type("Joy")
    tab_to(page, "button", "Hand over")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Handed over: Joy Adeyemi")).to_be_visible()


# -- the child has moved


@pytest.fixture
def una(world):
    """The safeguarding hub of Wattle Bay."""
    with in_area(world.wattle_bay.pk):
        account = Account.objects.create_user("una@wattle-bay-health.example", None, name="Una Reid", is_demo=True)
        world.posts["una"] = Post.objects.create(
            area=world.wattle_bay, account=account, service=world.services["wattle"], powers=["hub"],
            role="maternal_child_health_nurse", started_on=world.now.date() - timedelta(days=30),
        )  # fmt: skip
    return "una"


def test_leo_moves_to_wattle_bay_and_its_hub_calls(visit, walk, device, world, at_leo, una, looks_right):
    page = walk("erin", at_leo)
    menu(page, "Lee has moved away")
    looks_right(page, "moved")
    press(page, "Pass on and close the record here")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.get_by_label("Wattle Bay").check()
    press(page, "Pass on and close the record here")
    expect(page.get_by_text("03 5550 1000")).to_be_visible()
    looks_right(page, "passed-on")
    assert of(world, Involvement, person=world.persons["leo"], ended_on=None) == []
    (passed,) = of(world, HandOver)

    hub = visit(una, at="/moved-here/", phone=device == "phone")
    expect(hub.get_by_text(passed.reference).first).to_be_visible()
    assert not {"Leo", "Lee", "Hartley"} & set(
        re.findall(r"\w+", hub.inner_text("body"))
    )  # a reference and a number to call, never who it is
    looks_right(hub, "moved-here")
    press(hub, "We have called")
    expect(hub.get_by_text("Nobody waits")).to_be_visible()
    looks_right(hub, "nobody-waits")
    with in_area(world.wattle_bay.pk):
        assert MovedHere.objects.get().received_at is not None


def test_leo_moves_where_nobody_has_patchwork(walk, world, at_leo, looks_right):
    page = walk("erin", at_leo)
    menu(page, "Lee has moved away")
    page.get_by_label("Somewhere else").check()
    press(page, "Pass on and close the record here")  # which council is not said yet
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    looks_right(page, "where")
    page.get_by_label("Name of the council or area").fill("Northshire")
    press(page, "Pass on and close the record here")
    expect(page.get_by_text("call the safeguarding hub of Northshire yourself")).to_be_visible()
    assert of(world, Involvement, person=world.persons["leo"], ended_on=None) == []


def test_amina_does_not_close_the_record_of_a_child_erin_leads(walk, world, at_leo, looks_right):
    page = walk("amina", f"{at_leo}moved/")
    expect(page.get_by_text("Ask the lead practitioner or the hub")).to_be_visible()
    expect(page.get_by_role("button", name="Pass on")).to_have_count(0)
    looks_right(page, "refused")


# -- the sheet


def test_erin_prints_the_people_around_leo(walk, world, at_leo, looks_right):
    page = walk("erin", at_leo)
    menu(page, "Print the people around")
    looks_right(page, "safe-to-show")
    press(page, "Show the sheet")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(page.get_by_text("Hana Novak")).to_have_count(0)
    page.get_by_label("Lee", exact=True).check()
    press(page, "Show the sheet")  # for whom is said, that it is safe is not
    expect(page.get_by_text("Only show or print this when you are sure").first).to_be_visible()
    page.get_by_label("it is safe to show").check()
    press(page, "Show the sheet")
    expect(page.get_by_role("heading", level=1)).to_have_text("The people around me")
    expect(page.locator("main a[href^='tel:']", has_text="01632 960108")).to_be_visible()
    assert not page.get_by_text("Farah").count()  # Erin may see her; a sheet at home never shows her
    looks_right(page, "sheet")


def test_on_paper_only_the_sheet_is_left(visit, at_leo):
    page = visit("erin", at=f"{at_leo}print/")
    page.get_by_label("Lee", exact=True).check()
    page.get_by_label("it is safe to show").check()
    press(page, "Show the sheet")
    page.emulate_media(media="print")
    expect(page.get_by_text("Hana Novak")).to_be_visible()
    expect(page.get_by_text("01632 960108")).to_be_visible()
    for frame in (".pw-nav", "form[role=search]", ".pw-bell", "[data-print]"):
        expect(page.locator(frame).first).to_be_hidden()
