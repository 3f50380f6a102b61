"""One size of area, in a process of its own: the whole product answering in it, asked over a pipe."""

from __future__ import annotations

import multiprocessing
import os
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection
from typing import Any

from benchmarks._kit.databases import use
from patchwork.config.localpg import LocalPostgres

BARE = "/bench/bare/"
HOME = "/"
FIND = "/find/"


@dataclass(frozen=True, slots=True)
class Page:
    """One page's facts that do not depend on the clock."""

    queries: int
    bytes: int
    status: int


class Site:
    """The asking side."""

    def __init__(self, running: LocalPostgres, size: int) -> None:
        self.size = size
        self._ask, answer = multiprocessing.get_context("fork").Pipe()
        work = (running, size, answer)
        self._process = multiprocessing.get_context("fork").Process(target=_serve, args=work, daemon=True)
        self._process.start()

    def seconds(self, page: str) -> float:
        """How long one request for that page took."""
        return float(self._call("seconds", page))

    def facts(self) -> dict[str, Any]:
        """Queries and bytes of every page, first visit, thumbnails."""
        return dict(self._call("facts"))

    def profile(self, page: str, times: int) -> str:
        """Where the time goes, as text."""
        return str(self._call("profile", page, times))

    def close(self) -> None:
        self._call("stop")
        self._process.join()

    def _call(self, *words: Any) -> Any:
        self._ask.send(words)
        answer = self._ask.recv()
        if isinstance(answer, Exception):
            raise SystemExit(f"benchmarks: {self.size:,} persons: {answer}")
        return answer


def _serve(running: LocalPostgres, size: int, pipe: Connection) -> None:
    try:
        pages = _Pages(running, size)
    except Exception as problem:
        pipe.recv()
        pipe.send(RuntimeError(repr(problem)))
        raise
    while True:
        word, *more = pipe.recv()
        if word == "stop":
            pipe.send(None)
            return
        try:
            pipe.send(getattr(pages, word)(*more))
        except Exception as problem:
            pipe.send(RuntimeError(repr(problem)))
            raise


class _Pages:
    """The answering side."""

    def __init__(self, running: LocalPostgres, size: int) -> None:
        use(running, size)
        import django
        from django.conf import settings

        django.setup()
        settings.ROOT_URLCONF = "benchmarks._kit.urls"
        from django.core.wsgi import get_wsgi_application

        from benchmarks._kit import worlds
        from benchmarks._kit.browser import Browser
        from patchwork.config import readiness

        self.application = get_wsgi_application()
        readiness.warm_up()
        self._lift_limits()
        self.browser, self.declarer = (
            self._signed_in(Browser(self.application), who) for who in (worlds.VIEWER, "harriet")
        )
        self.person = f"/people/{worlds.PERSON}/"
        self.dice = random.Random(os.getpid())
        self.questions = self._questions()
        self.strangers = self._strangers()
        self.pages: dict[str, Callable[[], Any]] = {
            "bare": lambda: self.browser.get(BARE),
            "home": lambda: self.browser.get(HOME),
            "person": lambda: self.browser.get(self.person),
            "find": lambda: self.browser.post(FIND, next(self.questions)),
            "declare": self._declare,
        }
        for page in self.pages:
            for _time in range(5):
                self.pages[page]()

    def _lift_limits(self) -> None:
        """A bench looks for more people in a minute than anybody may in an hour; the limits are still counted."""
        from patchwork.directory.models import Area

        with self._area():
            Area.objects.filter(slug="marlowe").update(searches_an_hour=30_000, unrelated_opens_a_day=30_000)

    def _signed_in(self, browser: Any, who: str) -> Any:
        answer = browser.post("/demo/sign-in/", {"who": who})
        _require(answer.status == 303, f"signing in as {who} answered {answer.status}")
        home = browser.get(HOME)
        _require(home.status == 200, f"home of {who} answered {home.status}")
        return browser

    # ── what is asked ─────────────────────────────────────────────────────────────────────────────────────────────

    def seconds(self, page: str) -> float:
        answer = self.pages[page]()
        _require(answer.status in (200, 303), f"{page} answered {answer.status}")
        return float(answer.seconds)

    def profile(self, page: str, times: int) -> str:
        import cProfile
        import io
        import pstats

        profile, out = cProfile.Profile(), io.StringIO()
        for _time in range(times):
            profile.enable()
            self.pages[page]()
            profile.disable()
        for order in ("tottime", "cumtime"):
            pstats.Stats(profile, stream=out).sort_stats(order).print_stats(45)
        statements: list[str] = []
        self._counted(self.pages[page], statements)
        return "\n".join([out.getvalue(), *statements])

    def facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = {name: self._counted(page) for name, page in self.pages.items()}
        facts["first_visit"] = {name: self._first_visit(path) for name, path in self._whole_pages().items()}
        facts["later"] = {name: self.browser.get(path).size for name, path in self._whole_pages().items()}
        facts["thumbnail"] = self._thumbnail()
        return facts

    def _whole_pages(self) -> dict[str, str]:
        return {"home": HOME, "person": self.person, "find": FIND, "directory": "/directory/", "bell": "/attentions/"}

    def _counted(self, page: Callable[[], Any], statements: list[str] | None = None) -> Page:
        from django.db import connection

        seen: list[str] = statements if statements is not None else []

        def count(execute: Any, statement: str, values: Any, many: bool, context: Any) -> Any:
            seen.append(statement)
            return execute(statement, values, many, context)

        with connection.execute_wrapper(count):
            answer = page()
        return Page(len(seen), answer.size, answer.status)

    def _first_visit(self, path: str) -> dict[str, int]:
        """Everything a browser fetches with an empty cache."""
        from benchmarks._kit.browser import assets_of

        page = self.browser.get(path)
        assets = {asset: self.browser.get(asset) for asset in assets_of(page.text)}
        for asset, answer in assets.items():
            _require(answer.status == 200, f"{asset} answered {answer.status}")
        photos = sum(answer.size for asset, answer in assets.items() if asset.startswith("/photo/"))
        fixed = sum(answer.size for asset, answer in assets.items() if asset.startswith("/static/"))
        return {"page": page.size, "assets": fixed, "photos": photos, "whole": page.size + fixed + photos}

    def _thumbnail(self) -> dict[str, Any]:
        from benchmarks._kit.browser import assets_of

        photos = [asset for asset in assets_of(self.browser.get(self.person).text) if asset.startswith("/photo/")]
        _require(bool(photos), "there is no photo on the page")
        answers = [self.browser.get(photo) for photo in photos]
        return {"most_bytes": max(len(one.body) for one in answers), "cache": answers[0].header("Cache-Control")}

    # ── whom to ask for ───────────────────────────────────────────────────────────────────────────────────────────

    def _questions(self) -> Iterator[dict[str, str]]:
        """As people ask: name and birthday, misspelled, the name alone, a number, a postcode."""
        from patchwork.people.models import Address, Identifier, Person

        with self._area():
            persons = list(Person.objects.exclude(born_on=None).exclude(family_name="").order_by("id")[:600])
            numbers = dict(Identifier.objects.filter(system="nhs").values_list("person_id", "value"))
            places = dict(Address.objects.values_list("person_id", "postcode")[:50_000])
        self.dice.shuffle(persons)
        asked = [self._question(one, numbers.get(one.pk, ""), places.get(one.pk, "")) for one in persons]
        form = self._hidden()
        return _for_ever([{**form, "q": question} for question in asked])

    def _question(self, person: Any, number: str, postcode: str) -> str:
        given, family, born = person.given_names, person.family_name, _day(person.born_on)
        kind = self.dice.random()
        if kind < 0.4:
            return f"{given} {family} {born}"
        if kind < 0.6:
            cut = self.dice.randrange(len(family))
            return f"{given} {family[:cut]}{family[cut + 1 :]} {born}"
        if kind < 0.8 or not (number or postcode):
            return f"{given} {family}"
        return number if number and kind < 0.9 else f"{family} {postcode}"

    def _hidden(self) -> dict[str, str]:
        from benchmarks._kit.browser import hidden_fields

        return hidden_fields(self.browser.get(FIND).text)

    def _strangers(self) -> Iterator[uuid.UUID]:
        """Persons whom the declaring practitioner does not work with, each once."""
        from patchwork.demo.cast import fixed_id
        from patchwork.people.models import Person

        with self._area():
            known = Person.objects.filter(involvements__post_id=fixed_id("post", "harriet")).values("pk")
            free = Person.objects.exclude(pk__in=known).exclude(born_on=None).exclude(shields__isnull=False)
            ids = list(free.order_by("?").values_list("pk", flat=True)[:400])
        return iter(ids)

    def _declare(self) -> Any:
        """Pressing the button on the page with its defaults; opening the page is not counted."""
        from benchmarks._kit.browser import form_fields

        path = f"/people/{next(self.strangers)}/join/"
        return self.declarer.post(path, form_fields(self.declarer.get(path).text))

    def _area(self) -> Any:
        from patchwork.directory.models import Area
        from patchwork.kit.context import in_area

        return in_area(Area.objects.get(slug="marlowe").pk)


def _require(condition: bool, sentence: str) -> None:
    if not condition:
        raise RuntimeError(sentence)


def _for_ever(values: list[Any]) -> Iterator[Any]:
    while True:
        yield from values


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
