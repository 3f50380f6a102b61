"""The building blocks render with invented data, without inline style or script, and say the sentence."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

import patchwork
from patchwork.kit.icons import ICONS
from patchwork.kit.styleguide import context

PACKAGE = Path(patchwork.__file__).parent
PAGES = ["styleguide", "styleguide_home", "styleguide_person", "styleguide_form", "confirm", "form_page"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_follow_the_content_policy(name: str) -> None:
    html = render_to_string(f"kit/{name}.html", {**context(), "title": "A page"}, RequestFactory().get("/"))
    assert " style=" not in html
    assert "<style" not in html
    assert " on" + "click" not in html
    scripts = html.count("<script")
    assert scripts == html.count('<script type="module" src=') + html.count('type="application/json"')
    assert "No record does not mean nobody" in html


@pytest.mark.parametrize("name", ["404", "403", "403_csrf", "500"])
def test_error_pages_need_nothing_and_send_to_the_hub(name: str) -> None:
    html = render_to_string(f"{name}.html")
    assert "No record does not mean nobody" in html
    assert "hub" in html


def test_every_icon_is_in_the_sprite() -> None:
    sprite = (PACKAGE / "static" / "icons.svg").read_text()
    assert [name for name in ICONS if f'id="{name}"' not in sprite] == []


def test_nothing_of_the_crown_and_no_foreign_host_is_in_the_styles() -> None:
    css = (PACKAGE / "static" / "patchwork.css").read_text()
    assert "GDS Transport" not in css
    assert "crest" not in css
    assert "url(http" not in css


def test_the_first_visit_is_light() -> None:
    import gzip

    files = ["patchwork.css", "js/patchwork.js", "icons.svg", "logo.svg"]
    size = sum(len(gzip.compress((PACKAGE / "static" / name).read_bytes())) for name in files)
    assert size <= 60_000
