"""At three in the morning: Kit opens a family of five that is protected, and leaves it again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from patchwork.kit.context import in_area
from patchwork.people.models import Address, BreakGlass, FamilyMember, Person, Shield
from tests.browser.helping import find, of, press

WORDS = "Found alone on Harbour Street, nobody answers at home"


@pytest.fixture
def protected_family(world):
    """Kerry, Leo, Maya, the child on the way and their grandfather: one address, all protected."""
    with in_area(world.marlowe.pk):
        arthur = Person.objects.create(
            area=world.marlowe, given_names="Arthur", family_name="Hartley", made_at=world.now, checked_at=world.now
        )
        family = FamilyMember.objects.filter(person=world.persons["leo"]).first().family
        FamilyMember.objects.create(area=world.marlowe, family=family, person=arthur)
        for one in (world.persons["leo"], world.persons["maya"], world.persons["kerry"], arthur):
            Address.objects.create(area=world.marlowe, person=one, lines="7 Mill Row", postcode="ZM1 4AB")
            Shield.objects.create(
                area=world.marlowe, person=one, kind="witness", reference=f"K4MD-{one.pk.hex[:4].upper()}",
                contact="Marlowe safeguarding hub, 01632 960900", set_at=world.now,
                named_posts=[world.posts["erin"].pk],
            )  # fmt: skip


def test_three_in_the_morning_for_a_family_of_five(walk, world, clock, protected_family, looks_right, scripts):
    clock.move_to(datetime(2026, 11, 26, 3, 0, tzinfo=UTC))
    page = walk("kit", "/find/")
    find(page, "Leo Hartley 14/3/2017")
    page.get_by_role("link", name="Leo Hartley", exact=True).first.click()
    expect(page.get_by_text("Protected record")).to_be_visible()
    page.get_by_role("link", name="Emergency access").click()
    expect(page.get_by_text("Nothing can be printed")).to_be_visible()
    looks_right(page, "warning")
    press(page, "Open it now")
    expect(page.get_by_role("alert").first).to_contain_text("Choose what it is for")
    page.get_by_label("Somebody may be in danger now").check()
    page.get_by_label("What has happened?").fill(WORDS)
    page.get_by_label("It is me").check()
    press(page, "Open it now")
    timer = page.get_by_role("timer")
    expect(timer).to_contain_text("5" if scripts else "minutes left")
    looks_right(page, "open")
    for name in ("Maya", "Kerry", "Arthur"):
        press(page, f"Open {name}")
        expect(page.get_by_role("timer")).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        page.get_by_role("link", name="Whom it covers").click()
    press(page, "Open Unborn child Hartley")
    page.get_by_role("link", name="Whom it covers").click()
    page.get_by_role("link", name="Who works with Lee").click()
    expect(page.locator("main a[href^='tel:']").first).to_be_visible()
    looks_right(page, "team")
    page.emulate_media(media="print")
    expect(page.get_by_text("Emergency access is not printed.")).to_be_visible()
    expect(page.locator("main a[href^='tel:']").first).to_be_hidden()
    page.emulate_media(media="screen")
    press(page, "Leave now")
    expect(page.get_by_text("Emergency access has ended")).to_be_visible()
    (glass,) = of(world, BreakGlass)
    assert glass.ended_at is not None
    with in_area(world.marlowe.pk):
        assert glass.covers.filter(opened_at__isnull=False).count() == 5
    page.goto(f"/people/{world.persons['leo'].pk}/")
    expect(page.get_by_text("Protected record")).to_be_visible()


def test_a_passkey_is_asked_anew_each_time(visit, world, authenticator, looks_right):
    page = visit("kit", at="/second-factor/passkeys/add/", phone=True)
    authenticator(page)
    press(page, "Add a passkey")
    page.wait_for_url("**/second-factor/codes/")
    page.goto(f"/people/{world.persons['leo'].pk}/emergency/")
    expect(page.get_by_text("It is me")).to_have_count(0)
    page.get_by_label("Somebody may be in danger now").check()
    press(page, "Open it now")  # the reader is touched, but there are no words
    expect(page.get_by_role("alert").first).to_contain_text("Write in your own words why")
    page.get_by_label("What has happened?").fill(WORDS)
    looks_right(page, "passkey")
    press(page, "Open it now")
    expect(page.get_by_role("timer")).to_be_visible()
    assert page.complaints == []
    assert len(of(world, BreakGlass)) == 1


def test_it_ends_after_sixty_minutes(visit, world, clock, protected_family):
    page = visit("kit", at=f"/people/{world.persons['leo'].pk}/emergency/")
    page.get_by_label("Somebody may be in danger now").check()
    page.get_by_label("What has happened?").fill(WORDS)
    page.get_by_label("It is me").check()
    press(page, "Open it now")
    expect(page.get_by_role("timer")).to_be_visible()
    clock.shift(timedelta(minutes=61))
    page.goto(f"/people/{world.persons['leo'].pk}/")
    expect(page.get_by_text("Protected record")).to_be_visible()
    expect(page.get_by_role("timer")).to_have_count(0)


def test_lena_reviews_it(visit, world, looks_right):
    post = world.posts["kit"]
    with in_area(world.marlowe.pk):
        glass = BreakGlass.objects.create(
            area=world.marlowe, person=world.persons["leo"], account_id=post.account_id, post=post, purpose="missing",
            words=WORDS, asked_at=world.now, at=world.now, until=world.now + timedelta(minutes=60),
            review_by=world.now.date() + timedelta(days=2),
        )  # fmt: skip
        glass.covers.create(area=world.marlowe, person=world.persons["leo"], opened_at=world.now)
    page = visit("lena", at="/emergency/")
    looks_right(page, "desk")
    page.get_by_role("link", name="Kit Morgan").click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    page.get_by_label("It was needed").check()
    page.get_by_label("In your own words").fill("Spoke to Kit and to the police")
    looks_right(page, "review")
    press(page, "Reviewed")
    expect(page.get_by_text("It was needed")).to_be_visible()


def test_the_other_pages_look_right(visit, world, looks_right):
    """Shield, exclusion, people I know privately."""
    leo = world.persons["leo"].pk
    for who, at in (
        ("amina", f"/people/{leo}/shield/"), ("kit", f"/people/{leo}/shield/"), ("amina", f"/people/{leo}/exclusion/"),
        ("amina", "/my-card/private/"), ("lena", "/exclusions/"), ("kit", "/shields/"), ("kit", "/same-person/"),
    ):  # fmt: skip
        looks_right(visit(who, at=at, phone=True), at.strip("/").rpartition("/")[2])
