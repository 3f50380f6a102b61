"""Point 9: find a service or a colleague by name, role, place or need, and read what a role does."""

import pytest
from playwright.sync_api import expect

from patchwork.directory.models import Service
from patchwork.kit.context import in_area

BOX = "Find a service or a colleague"


def find(page, words):
    page.get_by_label(BOX).fill(words)
    page.get_by_label(BOX).press("Enter")


def test_from_a_need_to_a_number(visit, device, scripts, looks_right):
    """Amina hears of rent arrears, and learns whom to call and what they can do."""
    page = visit("amina", at="/directory/", phone=device == "phone", scripts=scripts)
    looks_right(page, "directory")
    find(page, "rent arrears")
    looks_right(page, "found")
    page.get_by_role("link", name="Chloe Martin", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Chloe Martin")).to_be_visible()
    expect(page.locator('a[href="tel:01632960103"]')).to_be_visible()
    looks_right(page, "card")
    page.get_by_role("link", name="Housing officer", exact=True).click()
    expect(page.get_by_role("heading", name="When to call")).to_be_visible()
    looks_right(page, "role")


def test_a_misspelled_name_is_found_and_leads_to_the_service(visit, looks_right):
    page = visit("erin", at="/directory/")
    find(page, "Hanna Nowak")
    page.get_by_role("link", name="Hana Novak", exact=True).click()
    page.get_by_role("link", name="Health Visiting North").click()
    expect(page.get_by_role("heading", name="Reach the service")).to_be_visible()
    looks_right(page, "service")


@pytest.mark.parametrize("who", ["moses", "nia", "lena"])
def test_administrators_find_colleagues_too(visit, who):
    page = visit(who, at="/directory/")
    find(page, "school nurse")
    expect(page.get_by_role("link", name="Bilal Khan", exact=True)).to_be_visible()


def test_a_refuge_lists_its_duty_line(visit, device, world, looks_right):
    with in_area(world.marlowe.pk):
        Service.objects.filter(pk=world.services["youth"].pk).update(
            name="Lantern", kind="refuge", is_sensitive=True, duty_line_only=True, duty_phone="01632 960777"
        )
    page = visit("amina", at="/directory/", phone=device == "phone")
    find(page, "safe place tonight")
    page.get_by_role("link", name="Lantern", exact=True).click()
    expect(page.locator('a[href="tel:01632960777"]')).to_be_visible()
    expect(page.get_by_text("Nobody who works there is named here")).to_be_visible()
    expect(page.get_by_text("Ivan")).to_have_count(0)
    looks_right(page, "refuge")


def test_by_keyboard_alone(visit):
    page = visit("amina", at="/directory/")
    page.get_by_label(BOX).focus()
    page.keyboard.type("Bilal")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Bilal Khan", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Bilal Khan")).to_be_visible()
