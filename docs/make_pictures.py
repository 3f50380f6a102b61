"""Take the pictures of README and trust.md anew, from a demo that runs.

    ./run demo                                          # in another terminal
    .venv/bin/python docs/make_pictures.py              # or with the demo's address behind it

It signs in as the cast, walks the README's tour and trust.md's, and keeps one picture of each stop in
`docs/pictures/`. Chloe gives a reason on the way, which the demo remembers: `./run demo --fresh` forgets it. Everybody
in the pictures is invented.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).with_name("pictures")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
DESKTOP = {"viewport": {"width": 1200, "height": 860}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 1.5}
MOST_BYTES = 1_500_000
WHY = "Family asks to move house, who is around them?"


def main(address: str) -> int:
    """Take every picture; the exit status is 1 when they are too heavy together."""
    FOLDER.mkdir(exist_ok=True)
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        for take in (trust, amina_at_her_desk, amina_on_a_doorstep, chloe_gives_a_reason):
            take(browser, address)
        browser.close()
    weight = sum(picture.stat().st_size for picture in FOLDER.glob("*.webp"))
    print(f"{weight / 1000:.0f} kB together")
    return int(weight > MOST_BYTES)


def amina_at_her_desk(browser: Browser, address: str) -> None:
    page = signed_in(browser, address, "amina", DESKTOP)
    keep(page, "home-desktop")
    open_leo(page)
    keep(page, "person-desktop")


def amina_on_a_doorstep(browser: Browser, address: str) -> None:
    page = signed_in(browser, address, "amina", PHONE)
    open_leo(page)
    keep(page, "person-phone")
    page.get_by_role("link", name="Network").click()
    page.wait_for_timeout(1500)  # the picture draws itself
    keep(page, "network-phone")


def chloe_gives_a_reason(browser: Browser, address: str) -> None:
    phone = signed_in(browser, address, "chloe", PHONE)
    find_leo(phone)
    keep(phone, "find-phone")
    page = signed_in(browser, address, "chloe", DESKTOP)
    find_leo(page)
    found = page.locator(".pw-people").get_by_role("button")
    if "team" in found.first.inner_text():  # she gave a reason on an earlier run
        found.first.click()
    else:
        found.first.click()
        page.get_by_role("link", name="I need to look").click()
        page.get_by_role("radio").first.check()
        page.locator("textarea[name=words]").fill(WHY)
        page.get_by_role("button", name="Look", exact=True).click()
    keep(page, "reason-desktop")


def trust(browser: Browser, address: str) -> None:
    """What trust.md explains: the card and the team, the preview, the privacy officer's desk, who can see and why."""
    chloe = signed_in(browser, address, "chloe", DESKTOP)
    find_leo(chloe)
    chloe.locator(".pw-people").get_by_role("button").first.click()
    keep(chloe, "trust-card")
    amina = signed_in(browser, address, "amina", DESKTOP)
    open_leo(amina)
    keep(amina, "trust-team")
    amina.goto(amina.url + "who-can-see/")
    keep(amina, "trust-who-can-see")
    farah = signed_in(browser, address, "farah", DESKTOP)
    open_leo(farah)
    farah.get_by_role("link", name="See it as").first.click()
    keep(farah, "trust-see-as")
    lena = signed_in(browser, address, "lena", DESKTOP)
    lena.goto("/oversight/")
    lena.get_by_role("link", name="What stands out").click()
    keep(lena, "trust-privacy-desk")


# -- steps


def signed_in(browser: Browser, address: str, who: str, size: dict[str, Any]) -> Page:
    """A page of its own, signed in by pressing the name on the demo's sign-in page."""
    page = browser.new_context(**size, base_url=address, locale="en-GB").new_page()
    page.set_default_timeout(10_000)
    page.goto("/sign-in/")
    page.locator(f"button[name=who][value={who}]").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    return page


def open_leo(page: Page) -> None:
    page.get_by_role("link", name="Leo Hartley").first.click()


def find_leo(page: Page) -> None:
    page.goto("/find/")
    page.locator("main input[name=q]").fill("Leo Hartley")
    page.locator("main").get_by_role("button", name="Find").click()


def keep(page: Page, name: str) -> None:
    """What is on the screen, as a small WebP."""
    page.wait_for_load_state("networkidle")
    page.evaluate("window.scrollTo(0, 0)")
    picture = Image.open(io.BytesIO(page.screenshot()))
    file = FOLDER / f"{name}.webp"
    picture.convert("RGB").save(file, quality=82, method=6)
    print(f"{file.name}: {file.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://localhost:8000"))
