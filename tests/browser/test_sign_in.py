"""Coming in, in a real browser: by invitation, with app or passkey; a locked phone; the cast of a demonstration."""

import re
import time

import pytest
from PIL import Image
from playwright.sync_api import expect

from patchwork.directory.invitations import invite_to_join, token_of
from patchwork.kit.context import in_area
from tests.accounts.conftest import PASSWORD, code_of
from tests.conftest import NOW

CARD_SAVED = "Your card is saved"


def invitation_link(world, email="nadia@oakfield-school.example") -> str:
    with in_area(world.marlowe.pk):
        invited = invite_to_join(
            by=world.viewer("amina"), email=email, service=world.services["oakfield"], role="class_teacher"
        )
        return f"/join/{token_of(invited.area_id, invited.pk)}/"


def press(page, name):
    page.get_by_role("button", name=name).click()


def fill_card(page):
    page.get_by_label("Work phone").fill("01632 960 777")
    page.get_by_label("Monday").check()
    press(page, "Save my card")
    expect(page.get_by_text(CARD_SAVED)).to_be_visible()


def test_nadia_joins_with_password_and_app(visit, world, clock, device, scripts, looks_right):
    clock.move_to(NOW, tick=False)  # a code lives for 30 seconds, however long it takes to type
    page = visit(at=invitation_link(world), phone=device == "phone", scripts=scripts)
    looks_right(page, "join")
    press(page, "Join")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.get_by_label("Your name").fill("Nadia Berg")
    page.get_by_label("With a password").check()
    page.locator("input[type=password]").fill(PASSWORD)
    press(page, "Join")
    looks_right(page, "second-factor")
    page.get_by_role("link", name="Set up an authenticator app").click()
    looks_right(page, "app")
    page.get_by_text("I cannot point at it").click()
    page.get_by_label("six digits").fill(code_of(page.locator(".pw-key").inner_text()))
    press(page, "Use this app")
    looks_right(page, "codes")
    page.get_by_role("button", name="on to my card").or_(page.get_by_role("link", name="on to my card")).click()
    looks_right(page, "card")
    fill_card(page)


def test_nadia_joins_and_signs_in_with_a_passkey(visit, world, device, looks_right, authenticator):
    page = visit(phone=device == "phone", at="/health/")
    authenticator(page)
    page.goto(invitation_link(world))
    page.get_by_label("Your name").fill("Nadia Berg")
    page.get_by_label("With a passkey").check()
    press(page, "Join")
    page.get_by_role("link", name="Add a passkey").click()
    looks_right(page, "passkey")
    press(page, "Add a passkey")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    page.goto("/my-card/")
    fill_card(page)
    page.goto("/preferences/")
    looks_right(page, "preferences")
    page.goto("/sign-in/out/")
    press(page.locator("main"), "Sign out")
    looks_right(page, "sign-in")
    press(page, "Sign in with a passkey")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    page.goto("/my-card/")
    expect(page.get_by_role("heading", name="My card")).to_be_visible()
    assert page.complaints == []


@pytest.fixture
def locked_phone(visit, world, clock, authenticator):
    """`locked_phone("amina", "/people/…/")`: her phone, enrolled with a passkey, idle for an hour, opened there."""

    def lock(who, at):
        page = visit(who, at="/second-factor/passkeys/add/", phone=True)
        authenticator(page)
        press(page, "Add a passkey")
        page.wait_for_url("**/second-factor/codes/")
        clock.shift(3600)
        page.goto(at)
        return page

    return lock


def test_a_locked_phone_opens_at_a_touch_where_it_was(locked_phone, looks_right):
    page = locked_phone("amina", "/health/")
    began = time.monotonic()
    page.goto("/my-card/")  # the reader is touched as soon as it asks
    expect(page.get_by_role("heading", name="My card")).to_be_visible()
    assert time.monotonic() - began < 20
    looks_right(page, "unlocked")


def test_a_locked_phone_shows_nothing_until_it_knows_its_owner(visit, world, clock, looks_right, authenticator):
    page = visit("amina", at="/second-factor/passkeys/add/", phone=True)
    cdp = page.context.new_cdp_session(page)
    reader = authenticator(page, cdp)
    press(page, "Add a passkey")
    page.wait_for_url("**/second-factor/codes/")
    cdp.send("WebAuthn.setUserVerified", {"authenticatorId": reader, "isUserVerified": False})
    clock.shift(3600)
    page.goto("/my-card/")
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    assert "Amina" not in page.content()
    looks_right(page, "locked")
    press(page, "Unlock")
    expect(page.get_by_text("That did not work")).to_be_visible()
    cdp.send("WebAuthn.setUserVerified", {"authenticatorId": reader, "isUserVerified": True})
    press(page, "Unlock")
    expect(page.get_by_role("heading", name="My card")).to_be_visible()


def test_locked_phone_to_a_colleagues_number_in_20_seconds(locked_phone, world):
    leo = f"/people/{world.persons['leo'].pk}/"
    page = locked_phone("amina", "/health/")
    began = time.monotonic()
    page.goto(leo)
    number = page.locator("main a[href^='tel:']").filter(has_text=re.compile("01632 960108")).first
    expect(number).to_be_visible()
    assert time.monotonic() - began < 20


def test_the_cast_is_one_press_away(visit, device, scripts, looks_right, settings):
    settings.PATCHWORK_DEMO = True
    page = visit(at="/sign-in/", phone=device == "phone", scripts=scripts)
    looks_right(page, "cast")
    page.get_by_role("button", name="Amina Yusuf").click()
    page.goto("/my-card/")
    expect(page.get_by_role("heading", name="My card")).to_be_visible()
    looks_right(page, "card")


def test_by_keyboard_alone(visit, world):
    page = visit(at="/sign-in/")
    page.get_by_label("Work e-mail address").focus()
    page.keyboard.type("nobody@oakfield-school.example")
    page.keyboard.press("Tab")
    page.keyboard.type("not the password at all")
    page.keyboard.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()


OWN_PAGES = [
    "/my-card/invite/",
    "/post/",
    "/second-factor/mine/",
    "/second-factor/passkeys/",
    "/sign-in/password/first/",
    "/sign-in/out/",
]
OPEN_PAGES = ["/sign-in/forgotten/", "/sign-in/forgotten/sent/", "/sign-in/by-invitation/", "/join/made-up/"]


def test_every_other_page_of_the_account_looks_right(visit, device, looks_right):
    for who, addresses in (("amina", OWN_PAGES), (None, OPEN_PAGES)):
        page = visit(who, at=addresses[0], phone=device == "phone")
        for address in addresses:
            page.goto(address)
            looks_right(page, address)


def test_amina_shows_her_face(visit, device, scripts, looks_right, tmp_path):
    Image.effect_noise((600, 900), 90).convert("RGB").save(tmp_path / "me.png")
    page = visit("amina", at="/my-card/", phone=device == "phone", scripts=scripts)
    page.get_by_label("Your photo").set_input_files(tmp_path / "me.png")
    page.get_by_label("Best way to reach you").fill("Ring before 9")
    press(page, "Save my card")
    expect(page.get_by_text(CARD_SAVED)).to_be_visible()
    expect(page.locator("main img.pw-face")).to_be_visible()
    looks_right(page, "face")
    press(page, "Undo")
    expect(page.get_by_label("Best way to reach you")).to_have_value("")
