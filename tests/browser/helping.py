"""Short ways to do and read things in the browser, so that journeys read as a story."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

from patchwork.kit.context import in_area


def press(page: Page | Locator, name: Any) -> None:
    """Press the first button of that name."""
    page.get_by_role("button", name=name).first.click()


def find(page: Page, words: str) -> None:
    """Ask the page that finds people."""
    page.goto("/find/")
    page.locator("main input[name=q]").fill(words)
    page.locator("main").get_by_role("button", name="Find", exact=True).click()


def of(world: Any, model: Any, **wanted: Any) -> list[Any]:
    """Rows of Marlowe, as a job would read them."""
    with in_area(world.marlowe.pk):
        return list(model.objects.filter(area=world.marlowe, **wanted))


def tab_to(page: Page, selector: str, words: str = "", presses: int = 80) -> None:
    """Press Tab until what fits `selector` and holds `words` has the focus."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if page.evaluate(
            "([s, w]) => document.activeElement.matches(s) && document.activeElement.textContent.includes(w)",
            [selector, words],
        ):
            return
    raise AssertionError(f"the keyboard does not reach {selector} {words}")
