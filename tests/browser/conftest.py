"""A real browser on the real pages: how every journey in this folder is written.

    def test_amina_reaches_hana(visit, looks_right):
        page = visit("amina")                                   # signed in as Amina, at her home page
        page.get_by_role("link", name="Leo Hartley", exact=True).click()
        looks_right(page, "leo")                                # axe, content policy, width; keeps a picture

`visit(who, at="/", phone=False, scripts=True)` opens a page in a context of its own, signed in as one of the cast
(or nobody: `visit(None)`). `device` and `scripts` repeat a test on both sizes, with and without JavaScript:

    def test_join(visit, device, scripts): page = visit("amina", phone=device == "phone", scripts=scripts)

`walk(who, at="/")` is `visit` on this test's device, with or without scripts. Of the four runs of such a test the one
on a desktop without scripts is left out, since neither half of it is new, unless `PATCHWORK_EVERY_WALK=1`.

The server runs as the application's login of the database, so row security binds it; the cast (`world`) is stored
for real and gone after the test. Its clock starts at NOW (tests/conftest.py) and runs; `clock.shift(seconds)` moves it.
Read the database inside `with in_area(...)`, as a job would. `authenticator(page)` gives a page a fingerprint reader.
`PATCHWORK_SLOW_PAGES=1` lets every page come late and in drips (slowly.py): no journey may depend on a quick machine.
Pictures are kept in `artefacts/` when `PATCHWORK_PICTURES=1`; of a page that does not look right, always.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect, sync_playwright

from tests.browser.slowly import make_slow
from tests.conftest import NOW, sign_in_as

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop running in this thread; we do not await

ROOT = Path(__file__).resolve().parents[2]
ARTEFACTS = ROOT / "artefacts"
PICTURES = os.environ.get("PATCHWORK_PICTURES") == "1"
AXE = Path(__file__).parent / "vendor" / "axe.min.js"

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/143.0.0.0 Mobile Safari/537.36",
}

PATIENCE = 60_000
"""Milliseconds to wait for what will come: costs nothing where it does, and a busy machine is no failure."""

type Visit = Callable[..., Page]


@pytest.fixture(params=["desktop", "phone"])
def device(request: pytest.FixtureRequest) -> str:
    """The test runs on both sizes."""
    return str(request.param)


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """The test runs with and without JavaScript."""
    return bool(request.param)


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """The clock of the server: starts at NOW and runs. (The browser's own clock is the machine's.)"""
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def slowly() -> Iterator[None]:
    """Pages come late and in drips."""
    with pytest.MonkeyPatch.context() as patch:
        make_slow(patch)
        yield


@pytest.fixture(autouse=os.environ.get("PATCHWORK_SLOW_PAGES") == "1")
def all_slowly(slowly: None) -> None:
    """So do all, when asked for."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session: the machine's, else Playwright's own."""
    found = next(
        filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"))),
        None,
    )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, live_server: Any, world: Any) -> Iterator[Visit]:
    """`visit("amina", at="/find/", phone=True, scripts=False)` → a page there, signed in as Amina."""
    contexts: list[BrowserContext] = []

    def open_page(who: str | None = None, *, at: str = "/", phone: bool = False, scripts: bool = True) -> Page:
        context = browser.new_context(
            **(PHONE if phone else DESKTOP), base_url=live_server.url, java_script_enabled=scripts, locale="en-GB"
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if who is not None:
            cookie = sign_in_as(world.posts[who]).cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.complaints = _listen(page)  # type: ignore[attr-defined]
        page.goto(at)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def walk(visit: Visit, device: str, scripts: bool) -> Visit:
    """`walk("amina", "/find/")`: a page on this size, with or without JavaScript."""

    def start(who: str | None = None, at: str = "/") -> Page:
        return visit(who, at=at, phone=device == "phone", scripts=scripts)

    return start


def _listen(page: Page) -> list[str]:
    """What the browser complains about: blocked by the content policy, errors of scripts, answers of 500."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))
    page.on("console", lambda said: heard.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("response", lambda got: heard.append(f"{got.status}: {got.url}") if got.status >= 500 else None)
    return heard


@pytest.fixture
def looks_right(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """`looks_right(page, "leo")`: axe finds nothing, the browser complains of nothing, nothing is cut off."""

    def check(page: Page, name: str) -> None:
        page.wait_for_load_state()  # a click comes back when the next page begins, not when all of it is there
        found = list(page.complaints)  # type: ignore[attr-defined]
        if page.evaluate("document.documentElement.scrollWidth") > (page.viewport_size or {})["width"] + 1:
            found.append("too wide")
        if page.evaluate("document.body.classList.contains('js-enabled')"):
            found += axe(page)
        if found or PICTURES:
            picture(page, f"{request.node.name}-{name}")
        assert found == [], "\n".join(found)

    return check


def picture(page: Page, name: str) -> Path:
    """Keep a picture of the whole page in `artefacts/`: as slow as all the rest of looking at it."""
    ARTEFACTS.mkdir(exist_ok=True)
    file = ARTEFACTS / f"{re.sub(r'[^\w.-]+', '-', name).strip('-')}.png"
    page.screenshot(path=file, full_page=True)
    return file


def axe(page: Page) -> list[str]:
    """What axe-core has to say against the page, by WCAG 2.2 AA and its best practices."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    violations = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],"
        " resultTypes: ['violations'], preload: false}).then(result => result.violations)"
    )
    return [
        f"{violation['id']}: {violation['help']}\n    "
        + "\n    ".join(node["html"][:160] for node in violation["nodes"])
        for violation in violations
    ]


@pytest.fixture
def authenticator() -> Callable[..., str]:
    """`authenticator(page)` gives the page a built-in reader of fingerprints that always knows its owner.

    Returns its id; pass a `cdp` session of your own to change it later ("WebAuthn.setUserVerified").
    """

    def attach(page: Page, cdp: CDPSession | None = None) -> str:
        cdp = cdp or page.context.new_cdp_session(page)
        cdp.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        return str(cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"])

    return attach


def pytest_configure() -> None:
    expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Three walks instead of four."""
    if os.environ.get("PATCHWORK_EVERY_WALK") == "1":
        return
    left_out = [item for item in items if _walks(item) == ("desktop", False)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _walks(item: pytest.Item) -> tuple[object, object]:
    params = getattr(getattr(item, "callspec", None), "params", {})
    return params.get("device"), params.get("scripts")
