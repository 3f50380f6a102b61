"""Every page of the access table in a real browser: axe finds nothing, nothing is blocked, nothing is cut off.

One browser, one context for each member; each page on the desktop and as wide as a phone.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

from patchwork.kit.context import in_area
from tests.browser.conftest import DESKTOP, PHONE, PICTURES, _listen, axe, picture
from tests.conftest import sign_in_as
from tests.promises.access_table import SECTIONS
from tests.promises.rows import GET, OK, Row
from tests.promises.sweep import path_in
from tests.promises.world import furnish

NO_PAGE = {"health", "photo", "impact_file", "list_template", "list_problems", "demo_list"}
"""Answers without a page."""


def rows() -> list[tuple[Row, str]]:
    """Each page once, with the first member who sees it."""
    found: dict[str, tuple[Row, str]] = {}
    for section in SECTIONS.values():
        for row in section:
            sees = [who for who, answer in row.expected().items() if answer == OK]
            if row.method == GET and sees and row.name not in NO_PAGE:
                found.setdefault(row.name, (row, sees[0]))
    return list(found.values())


@pytest.fixture
def opened(browser: Browser, live_server, world) -> Iterator:
    """`opened("amina")` is a page in her one context."""
    with in_area(world.marlowe.pk):
        ids = furnish(world)
    contexts: dict[str, BrowserContext] = {}
    pages: dict[str, Page] = {}

    def page_of(who: str) -> Page:
        if who not in pages:
            contexts[who] = browser.new_context(**DESKTOP, base_url=live_server.url, locale="en-GB")
            if who in world.posts:
                cookie = sign_in_as(world.posts[who]).cookies[settings.SESSION_COOKIE_NAME]
                contexts[who].add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
            pages[who] = contexts[who].new_page()
            pages[who].complaints = _listen(pages[who])  # type: ignore[attr-defined]
        return pages[who]

    page_of.path = lambda row: path_in(ids, row.name, **row.at)
    yield page_of
    for context in contexts.values():
        context.close()


def test_every_page_is_accessible_and_fits(opened):
    problems = []
    pages = rows()
    assert len(pages) > 55
    for row, who in pages:
        page = opened(who)
        page.complaints.clear()
        page.goto(opened.path(row))
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size["viewport"])
            width = size["viewport"]["width"]
            found = axe(page)
            if page.evaluate("document.documentElement.scrollWidth") > width + 1:
                found.append("wider than the screen")
            problems += [f"{row.name} at {width}: {problem}" for problem in found]
            if found or PICTURES:
                picture(page, f"every-page-{row.name}-{width}")
        problems += [f"{row.name}: {heard}" for heard in page.complaints]
    assert problems == [], "\n".join(problems)
