"""``./run bench hidden``: whether the clock tells what the screen does not.

Three pairs of questions, each asked so many times of both kinds in random order, through the whole product:

- **ask**: "ask whether another service should be in touch", of children with a hidden involvement and without;
- **find**: searching a child who does not exist for the one who searches (an exclusion), and a name that nobody has;
- **denied**: the page of such a child, and of an id that nothing has.

How well the time tells the two apart is the AUC by rank sum (Mann and Whitney 1947): .5 is not at all, 1 is always.
Two clocks are read: the one on the wall, and the work itself (processor time of the web side and of its database
process), which a busy machine does not blur. Each question is repeated with a planted bug, one more query where there
is something to hide, which has to show in one of them: clocks that would not notice one query prove nothing.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks._kit import databases
from benchmarks._kit.databases import say
from benchmarks._kit.numbers import auc
from patchwork.config.localpg import LocalPostgres

SIZE = 1000
CALLS = 1000
TWINS = 24
WITHIN = 0.04
PLANTED_FROM = 0.6
QUESTIONS = ("ask", "find", "denied")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a line for each question, and with --json end with one object."""
    chosen = _parser().parse_args(arguments)
    with TemporaryDirectory() as folder, databases.server().running() as running:
        databases.prepare(running, [SIZE])
        databases.in_child(_gather_assets)
        out = Path(folder) / "found.json"
        databases.in_child(_measure, running, chosen.calls, chosen.planted or chosen.calls, chosen.only, out)
        found = json.loads(out.read_text())
    for name, one in found.items():
        both = one["auc"], one["auc_work"]
        good = max(both) >= PLANTED_FROM if one["planted"] else all(abs(each - 0.5) <= WITHIN for each in both)
        wanted = f"at least {PLANTED_FROM}" if one["planted"] else f".50 ± {WITHIN:.2f}"
        print(
            f"{'ok ' if good else 'NO '} {name:<16} AUC {both[0]:.3f} by the clock, {both[1]:.3f} by work ({wanted}); "
            f"{one['calls']} calls of each, p50 {one['hidden_ms']:.2f} and {one['nothing_ms']:.2f} ms"
        )
    if chosen.json:
        print(json.dumps(found))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run bench hidden", description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--calls", type=int, default=CALLS, help="calls of each of the two kinds")
    parser.add_argument("--planted", type=int, default=0, help="the same for the planted runs; as many, if not given")
    parser.add_argument("--only", choices=QUESTIONS, help="only this question")
    return parser


def _gather_assets() -> None:
    databases.use_home()
    from patchwork.config import demonstration

    demonstration.gather_assets()


# ── the answering side ────────────────────────────────────────────────────────────────────────────────────────────


def _measure(running: LocalPostgres, calls: int, planted: int, only: str | None, out: Path) -> None:
    databases.use(running, SIZE)
    import django

    django.setup()
    clock = _Clock()
    found: dict[str, Any] = {}
    for name in [only] if only else QUESTIONS:
        found[name] = clock.compare(name, calls, planted=False)
        found[f"{name}, planted"] = clock.compare(name, planted, planted=True)
    out.write_text(json.dumps(found))


class _Clock:
    """Amina, signed in, and twins she asks about: one of each pair has something to hide."""

    def __init__(self) -> None:
        from django.core.wsgi import get_wsgi_application

        from benchmarks._kit.browser import Browser
        from patchwork.config import readiness

        self.dice = random.Random(31)
        self.browser = Browser(get_wsgi_application())
        readiness.warm_up()
        answer = self.browser.post("/demo/sign-in/", {"who": "amina"})
        assert answer.status == 303, answer.status
        self.known, self.shut, self.names = _settle(self.dice)

    def compare(self, name: str, calls: int, *, planted: bool) -> dict[str, Any]:
        """So many calls of each kind in random order; how well their times tell the two apart."""
        say(f"{name}{', with a planted query' if planted else ''}: 2 × {calls} calls …")
        question: Callable[[bool], float] = getattr(self, f"_{name}")
        order = [hidden for hidden in (True, False) for _call in range(calls)]
        self.dice.shuffle(order)
        times: dict[bool, list[float]] = {True: [], False: []}
        works: dict[bool, list[float]] = {True: [], False: []}
        with _planted(name) if planted else _nothing():
            for hidden in [True, False] * 15:
                question(hidden)
            gc.collect()
            gc.disable()
            for number, hidden in enumerate(order):
                before = _work()
                times[hidden].append(question(hidden))
                works[hidden].append(_work() - before)
                if number % 200 == 0:
                    gc.collect()
            gc.enable()
        return {
            "auc": round(auc(times[True], times[False]), 4), "auc_work": round(auc(works[True], works[False]), 4),
            "calls": calls, "planted": planted,
            "hidden_ms": round(1000 * median(times[True]), 3), "nothing_ms": round(1000 * median(times[False]), 3),
        }  # fmt: skip

    # ── questions ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _ask(self, hidden: bool) -> float:
        path = f"/people/{self.dice.choice(self.known[hidden])}/ask/"
        fields = {"words": "His mother is often asleep", "form_token": str(uuid.uuid4()), "acting_post": _post()}
        answer = self.browser.post(path, fields)
        assert answer.status == 303, answer.status
        return float(answer.seconds)

    def _find(self, hidden: bool) -> float:
        given, family, born = self.dice.choice(self.names[hidden])
        answer = self.browser.post("/find/", {"q": f"{given} {family} {born:%d/%m/%Y}", "acting_post": _post()})
        assert answer.status == 200, answer.status
        return float(answer.seconds)

    def _denied(self, hidden: bool) -> float:
        person = self.dice.choice(self.shut) if hidden else uuid.UUID(int=self.dice.getrandbits(128), version=4)
        answer = self.browser.get(f"/people/{person}/")
        assert answer.status == 404, answer.status
        return float(answer.seconds)


def _work() -> float:
    """Processor seconds of this process and of the database's that serves it."""
    from django.db import connection

    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    return time.process_time() + time.clock_gettime((~backend << 3) | 2)  # the processor clock of that process


def _post() -> str:
    from patchwork.demo.cast import fixed_id

    return str(fixed_id("post", "amina"))


type Named = tuple[str, str, date]


def _settle(dice: random.Random) -> tuple[dict[bool, list[uuid.UUID]], list[uuid.UUID], dict[bool, list[Named]]]:
    """Twins in Amina's class, half of them with Farah unseen; children shut to her, and names that nobody has."""
    from django.utils import timezone

    from patchwork.directory.models import Area
    from patchwork.kit.context import in_area
    from patchwork.people.indexing import refresh_all
    from patchwork.people.models import Exclusion

    area, now = Area.objects.get(slug="marlowe"), timezone.now()
    with in_area(area.pk):
        # A thousand searches within the hour are asked of one account here.
        Area.objects.filter(pk=area.pk).update(searches_an_hour=30_000)
        known: dict[bool, list[uuid.UUID]] = {True: [], False: []}
        for number in range(2 * TWINS):
            hidden = number % 2 == 0
            known[hidden].append(_pupil(area, dice, now, hidden=hidden))
        names: dict[bool, list[Named]] = {hidden: [_name(dice) for _one in range(TWINS)] for hidden in (True, False)}
        shut = [_person(area, named, now) for named in names[True]]
        for person in shut:
            Exclusion.objects.create(
                area=area, person=person, account_id=_account("amina"), asked_at=now, acts_from=now - timedelta(days=1)
            )
        refresh_all(shut)
    return known, [person.pk for person in shut], names


SYLLABLES = ("zo", "qui", "vex", "yra", "plo", "wuz", "kry", "jaf", "nox", "guv")


def _name(dice: random.Random) -> Named:
    given, family = ("".join(dice.choices(SYLLABLES, k=4)).title() for _each in range(2))
    return given, family, date(2012, 1, 1) + timedelta(days=dice.randrange(3000))


def _person(area: Any, named: Named, now: Any) -> Any:
    from patchwork.people.models import Person

    given, family, born = named
    return Person.objects.create(
        area=area, given_names=given, family_name=family, born_on=born, made_at=now, checked_at=now, is_invented=True
    )


def _pupil(area: Any, dice: random.Random, now: Any, *, hidden: bool) -> uuid.UUID:
    person = _person(area, _name(dice), now)
    for who in ("amina", "erin"):
        _involve(area, person, who, now, is_lead=who == "erin")
    if hidden:
        from patchwork.access.models import Audience

        audience = Audience.objects.create(area=area, organisations=[])
        _involve(area, person, "farah", now, is_sensitive=True, ground="own_agreement", audience=audience)
    return uuid.UUID(str(person.pk))


def _involve(area: Any, person: Any, who: str, now: Any, **more: Any) -> None:
    from patchwork.demo.cast import fixed_id
    from patchwork.directory.models import Post
    from patchwork.involvement.models import Involvement

    post = Post.objects.get(pk=fixed_id("post", who))
    Involvement.objects.create(
        area=area, person=person, post=post, service_id=post.service_id, role=post.role, started_on=now.date(),
        basis="ca2004-11", declared_at=now, confirmed_at=now, still_confirmed_on=now.date(), **more,
    )  # fmt: skip


def _account(who: str) -> uuid.UUID:
    from patchwork.demo.cast import fixed_id

    return fixed_id("account", who)


# ── the planted bug ───────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _nothing() -> Iterator[None]:
    yield


@contextmanager
def _planted(name: str) -> Iterator[None]:
    """One more question of the decision path in the request, where there is something to hide: one query."""
    owner, attribute, peek = _peeks()[name]
    true = getattr(owner, attribute)

    def looks(*args: Any, **kwargs: Any) -> Any:
        peek(*args, **kwargs)
        return true(*args, **kwargs)

    setattr(owner, attribute, looks)
    try:
        yield
    finally:
        setattr(owner, attribute, true)


def _peeks() -> dict[str, tuple[Any, str, Callable[..., None]]]:
    from patchwork import access
    from patchwork.access import View
    from patchwork.involvement.models import Involvement
    from patchwork.oversight import broker
    from patchwork.pages import views
    from patchwork.people import queries
    from patchwork.people.models import Exclusion, Person

    def at_ask(*, by: Any, person: Any, **_more: Any) -> None:
        for row in Involvement.objects.filter(person=person, is_sensitive=True):
            access.scope(Involvement.objects.filter(pk=row.pk), by, View.TEAM).exists()

    def at_find(query: Any, *, viewer: Any) -> None:
        for row in Exclusion.objects.filter(person__family_name=query.family_name):
            access.scope(Person.objects.filter(pk=row.person_id), viewer, View.TEAM).exists()

    def at_denied(person_id: uuid.UUID, *, viewer: Any, **_more: Any) -> None:
        for row in Exclusion.objects.filter(person_id=person_id):
            access.scope(Person.objects.filter(pk=row.person_id), viewer, View.TEAM).exists()

    return {
        "ask": (broker, "ask_broker", at_ask),
        "find": (queries, "found", at_find),
        "denied": (views, "person_or_404", at_denied),
    }


if __name__ == "__main__":
    main()
