"""The journeys of Connect, as its users make them: each on desktop and phone, with and without JavaScript."""

import re
import time

import pytest
from playwright.sync_api import expect

from patchwork.involvement.models import Contact, Involvement, Look
from patchwork.kit.context import in_area
from tests.browser.helping import find, of, press, tab_to


def test_amina_reaches_hana_from_home(walk, looks_right):
    page = walk("amina")
    looks_right(page, "home")
    page.get_by_role("link", name="Leo Hartley", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Leo Hartley")
    expect(page.locator("a[href^='tel:']", has_text="01632 960108").first).to_be_attached()
    expect(page.locator("a[href^='mailto:hana@']").first).to_be_attached()
    assert not page.get_by_text("Farah").count()
    looks_right(page, "leo")


def test_george_finds_leo_by_a_misspelt_name_and_gives_a_reason(walk, world, looks_right):
    page = walk("george")
    find(page, "Leo Hartly")
    looks_right(page, "found")
    page.get_by_role("link", name=re.compile("Leo")).first.click()
    expect(page.get_by_text("You see the card only")).to_be_visible()
    looks_right(page, "card")
    page.get_by_role("link", name="I need to look").click()
    press(page, "Look")  # nothing chosen yet: a clear error, nothing saved
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.locator("main input[type=radio]").first.check()
    page.locator("textarea").fill("He is in my surgery with a burn")
    looks_right(page, "look")
    press(page, "Look")
    expect(page.get_by_text("Erin Walsh").first).to_be_visible()
    assert len(of(world, Look, person=world.persons["leo"])) == 1


def test_ivan_says_that_he_works_with_leo(walk, world, looks_right):
    page = walk("ivan")
    started = time.monotonic()  # from home: a promise in seconds, so measured here and not only in a bench
    find(page, "Leo Hartley")
    page.get_by_role("link", name=re.compile("Leo")).first.click()
    page.get_by_role("link", name=re.compile("I work with")).click()
    press(page, "Say it")
    expect(page.get_by_text("not yet confirmed").first).to_be_visible()
    assert time.monotonic() - started < 20
    looks_right(page, "joined")
    (mine,) = of(world, Involvement, post=world.posts["ivan"])
    assert mine.is_provisional


def test_bilal_confirms_ivan(visit, walk, world):
    from patchwork.demo.cast import involve

    with in_area(world.marlowe.pk):
        involve(world, "ivan", "leo", confirmed=False)
    page = walk("bilal", f"/people/{world.persons['leo'].pk}/")
    page.get_by_role("link", name=re.compile("Confirm")).or_(
        page.get_by_role("button", name=re.compile("Confirm"))
    ).first.click()
    if page.get_by_role("button", name=re.compile("Confirm|Yes")).count():
        page.get_by_role("button", name=re.compile("Confirm|Yes")).first.click()
    expect(page.get_by_text("not yet confirmed")).to_have_count(0)
    (row,) = of(world, Involvement, post=world.posts["ivan"])
    assert row.confirmed_by_id == world.posts["bilal"].pk


def test_two_taps_note_that_amina_saw_leo(walk, world, looks_right):
    page = walk("amina", f"/people/{world.persons['leo'].pk}/")
    page.get_by_role("link", name=re.compile("^I saw")).click()
    looks_right(page, "saw")
    press(page, "Saw the child")
    expect(page.locator(".pw-strip small", has_text="you")).to_be_visible()
    (contact,) = of(world, Contact, person=world.persons["leo"], post=world.posts["amina"])
    assert contact.kind == "child_seen"


def test_erin_plans_a_visit_and_amina_sees_it_coming(visit, walk, world, looks_right):
    page = walk("erin", f"/people/{world.persons['leo'].pk}/")
    page.get_by_role("link", name=re.compile("^I will see")).click()
    looks_right(page, "plan")
    page.locator("main button[name=quick]").first.click()
    planned = of(world, Contact, person=world.persons["leo"], happened_at__isnull=True)
    if planned:
        other = visit("amina", at=f"/people/{world.persons['leo'].pk}/")
        expect(other.locator(".pw-strip").get_by_text(re.compile("Erin"))).to_be_visible()
    else:  # a day has to be named first: the form says so and keeps what was typed
        expect(page.locator(".govuk-error-summary")).to_be_visible()


def test_amina_ends_and_takes_it_back(walk, world, scripts):
    page = walk("amina", f"/people/{world.persons['leo'].pk}/")
    page.locator("summary", has_text="My involvement").click()
    page.get_by_role("link", name=re.compile("I no longer work with")).click()
    page.locator("main input[type=radio]").first.check()
    page.locator("main form button[type=submit]").first.click()
    (mine,) = of(world, Involvement, post=world.posts["amina"])
    assert mine.ended_on is not None
    press(page, "Undo")
    (mine,) = of(world, Involvement, post=world.posts["amina"])
    assert mine.ended_on is None


def test_amina_invites_ivan_who_accepts(visit, walk, world, looks_right):
    page = walk("amina", f"/people/{world.persons['leo'].pk}/")
    page.get_by_role("link", name="Invite someone missing").click()
    page.locator("main input[name=q]").fill("Ivan")
    press(page, "Search the directory")
    expect(page.get_by_text("Ivan Petrov").first).to_be_visible()
    looks_right(page, "invite")
    page.get_by_role("button", name=re.compile("^Ask.*Ivan")).click()
    ivan = visit("ivan", at="/attentions/")
    ivan.locator("main a[href*='/invitations/'], main li a").first.click()
    ivan.get_by_role("button", name=re.compile("^Yes, I work with")).click()
    (row,) = of(world, Involvement, post=world.posts["ivan"])
    assert not row.is_provisional


def test_amina_raises_attention_and_hana_has_seen_it(visit, walk, world, looks_right):
    page = walk("amina", f"/people/{world.persons['leo'].pk}/")
    page.get_by_role("link", name="Raise attention").click()
    looks_right(page, "raise")
    page.locator("input[name=category]").first.check()
    whole = page.locator("input[name=whom]")
    if whole.count():
        whole.first.check()
    press(page, "Raise attention")
    hana = visit("hana", at="/attentions/")
    looks_right(hana, "bell")
    hana.get_by_role("button", name=re.compile("^Seen")).first.click()
    page.goto("/attentions/")
    expect(page.locator("main").get_by_text("Hana", exact=False).first).to_be_visible()
    looks_right(page, "sent")


def test_chloe_looks_up_what_a_health_visitor_does(walk, looks_right):
    page = walk("chloe", "/directory/")
    page.locator("main input[name=q]").first.fill("health visitor")
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_text("Hana Novak").first).to_be_visible()
    looks_right(page, "directory")


@pytest.mark.parametrize("tab", ["network", "family", "activity", "who-can-see", "as", "print"])
def test_every_side_of_a_person(visit, world, tab, device, looks_right):
    page = visit("erin", at=f"/people/{world.persons['leo'].pk}/{tab}/", phone=device == "phone")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    looks_right(page, tab)


def test_by_keyboard_alone_from_home_to_a_number(visit):
    """Tab and Enter only: skip link, Leo, then a colleague's number has the focus."""
    page = visit("amina")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    page.keyboard.press("Enter")
    tab_to(page, "a", "Leo Hartley")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/**")
    tab_to(page, "a[href^='tel:']", "")


def test_by_keyboard_alone_amina_says_what_happened(visit, world):
    page = visit("amina", at=f"/people/{world.persons['leo'].pk}/contact/")
    tab_to(page, "button[name=kind]", "Saw the child")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/people/{world.persons['leo'].pk}/")
    assert of(world, Contact, person=world.persons["leo"], post=world.posts["amina"])
