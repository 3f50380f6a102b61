"""Every word on every page goes through gettext: shown in a language that marks what it has translated.

Each translated text comes out as ⟦text⟧. What is left outside the marks may be data (names, numbers, addresses)
and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.db import connection
from django.utils import translation

from patchwork.agreements import packs
from patchwork.kit import kept
from patchwork.kit.crypto import EncryptedText
from patchwork.kit.templatetags import kit
from tests.promises.access_table import TABLE
from tests.promises.conftest import is_html
from tests.promises.rows import GET, OK
from tests.promises.sweep import Standing

OPEN, CLOSE = "⟦", "⟧"
NOT_OURS = ("account_", "mfa_", "demo_")
"""allauth's own forms carry allauth's own catalogue, which our marks reach too; its labels are its affair."""


@pytest.fixture(scope="module")
def marked_pages(standing: Standing) -> Iterator[dict[str, str]]:
    """Every page in the marking language."""
    known = translation._trans
    real = {name: getattr(known, name) for name in ("gettext", "pgettext", "ngettext", "npgettext")}
    marks = {
        "gettext": lambda text: _mark(real["gettext"](text)),
        "pgettext": lambda context, text: _mark(real["pgettext"](context, text)),
        "ngettext": lambda one, many, number: _mark(real["ngettext"](one, many, number)),
        "npgettext": lambda context, one, many, number: _mark(real["npgettext"](context, one, many, number)),
    }
    for name, function in marks.items():
        setattr(known, name, function)
    _forget_words()
    try:
        yield _rendered(standing)
    finally:
        for name, function in real.items():
            setattr(known, name, function)
        _forget_words()


def _forget_words() -> None:
    """What is kept by its language would not know that the language has changed."""
    kept.forget()
    kit._month.cache_clear()


def _mark(text: str) -> str:
    """Formats of dates and numbers are translated too, and are no words."""
    return text if not re.search(r"[A-Za-z]{3,}", text) or OPEN in text else f"{OPEN}{text}{CLOSE}"


def _rendered(standing: Standing) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in TABLE:
        sees = [who for who, answer in row.expected().items() if answer == OK]
        if row.method == GET and sees and row.name not in found and not row.name.startswith(NOT_OURS):
            response = standing.ask(sees[0], GET, standing.path(row.name, **row.at)).response
            if is_html(response):
                found[row.name] = response.content.decode()
    return found


class Texts(HTMLParser):
    """What is read or read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in {"script", "style"}
        self.found += [value or "" for name, value in attrs if name in {"aria-label", "alt", "title", "placeholder"}]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


def data_of(standing: Standing) -> set[str]:
    """Every word in the database, sealed ones too: names, services, what somebody wrote. Nobody's to translate."""
    words: set[str] = set()
    for model in apps.get_models():
        if model.__module__.startswith("patchwork.") and model._meta.managed:
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t')
                for (row,) in cursor.fetchall():
                    words.update(re.findall(r"[A-Za-z]+", row))
            for field in (one for one in model._meta.local_fields if isinstance(one, EncryptedText)):
                for row in model._default_manager.all():
                    words.update(re.findall(r"[A-Za-z]+", str(getattr(row, field.attname) or "")))
    return {word.lower() for word in words}


NAMES_OF_THINGS = {"patchwork", "nhs", "gov", "http", "https", "localhost", "example", "csv", "pdf", "lee"}


CITED = [source.title for pack in packs.selectable_packs() for source in pack.sources.values()]
"""A law is cited as its country names it."""


def left_over(html: str, data: set[str]) -> list[str]:
    parser = Texts()
    parser.feed(html)
    text = "\n".join(parser.found)
    while re.search(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", text):
        text = re.sub(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", " ", text)
    for title in CITED:
        text = text.replace(title, " ")
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if set(map(str.lower, re.findall(r"[A-Za-z]{3,}", line))) - data - NAMES_OF_THINGS]


def test_every_word_on_every_page_can_be_translated(standing: Standing, marked_pages, undone):
    data = data_of(standing)
    assert len(marked_pages) > 45
    found = {name: lines for name, html in marked_pages.items() if (lines := left_over(html, data))}
    assert found == {}


def test_the_marks_are_there(marked_pages):
    assert marked_pages["home"].count(OPEN) > 10


def test_an_unmarked_word_would_be_seen():
    assert left_over(f"<p>{OPEN}Seen{CLOSE} Hello</p><p>Leo</p>", {"leo"}) == ["Hello"]
