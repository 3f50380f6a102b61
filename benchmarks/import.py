"""``./run bench import``: a list of a service, applied by workers that are killed at random moments, and how fast.

    ./run bench import --kills 200 --json       # kills, lost, doubled
    ./run bench import --rows 10000 --kills 0   # how long a list takes that nobody interrupts

Lists of invented people go through the product's own way (received, read, checked, compared, applied, undone) on a copy
of the demo's area. Each life of the worker is a process of its own, ended by SIGKILL after a random time; the next one
goes on. Afterwards every row is looked for: the person, their involvement, its line in the ledger, the place on the
list. `lost` counts rows that miss one of them, `doubled` those that have one twice; what undoing leaves is `left`.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import random
import signal
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks._kit import databases
from benchmarks._kit.databases import say
from patchwork.config.localpg import LocalPostgres

SIZE, COPY = 1000, 999
HEADINGS = ("Name", "Date of birth", "Postcode", "Contact name", "Contact e-mail", "Family told on", "Local number")
LIFE, MATCHING_LIFE = 0.5, 4.0
"""Seconds, at most, before it is killed."""
DEATHS_IN_MATCHING = 2
"""Matching begins anew after each kill: after so many in one list it is let live, or it would never end."""
AREA = "marlowe"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a line, and with --json end with one object."""
    parser = argparse.ArgumentParser(prog="./run bench import", description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--rows", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    with TemporaryDirectory() as folder, databases.server().running() as running:
        databases.prepare(running, [SIZE])
        databases.copied(running, SIZE, COPY)
        out = Path(folder) / "found.json"
        databases.in_child(_measure, running, chosen.kills, chosen.rows, chosen.seed, out)
        found = json.loads(out.read_text())
    print(
        f"{found['kills']} kills, {found['lists']} lists of {found['rows']} rows: lost {found['lost']}, doubled "
        f"{found['doubled']}, left after undoing {found['left']}; the last list took {found['seconds']} s of work"
    )
    if chosen.json:
        print(json.dumps(found))


def _measure(running: LocalPostgres, kills: int, rows: int, seed: int, out: Path) -> None:
    databases.use(running, COPY)
    import django

    django.setup()
    out.write_text(json.dumps(_Killing(rows, seed).until(kills)))


class _Killing:
    """One list after the other, until so many workers have been killed."""

    def __init__(self, rows: int, seed: int) -> None:
        from patchwork.directory.models import Area

        self.dice, self.rows = random.Random(seed), rows
        area = Area.objects.get(slug=AREA)
        Area.objects.filter(pk=area.pk).update(list_kinds=["child_protection"])
        self.area_id = area.pk
        self.kills = self.lost = self.doubled = self.left = self.lists = 0
        self.seconds: dict[str, float] = {}

    def until(self, kills: int) -> dict[str, Any]:
        while self.lists == 0 or self.kills < kills:
            self.lists += 1
            self._one_list(kills)
            say(f"list {self.lists}: {self.kills} kills so far, lost {self.lost}, doubled {self.doubled}")
        spent = {name: round(value, 1) for name, value in self.seconds.items()}
        return {
            "kills": self.kills, "lost": self.lost, "doubled": self.doubled, "left": self.left, "lists": self.lists,
            "rows": self.rows, "seconds": round(sum(self.seconds.values()), 1), "seconds_by_step": spent,
        }  # fmt: skip

    def _one_list(self, kills: int) -> None:
        from patchwork.imports import actions

        names = _names(self.rows, self.dice)
        upload = self._by_joy(actions.receive, data=_file(names, self.lists), service=None)
        self._live(upload, kills)
        self._by_joy(actions.name_columns, upload=upload, mapping=dict(enumerate(
            ("name", "born_on", "postcode", "contact_name", "contact_email", "told_on", "number:local"))))  # fmt: skip
        self._live(upload, kills)
        self._by_joy(actions.compare, upload=upload)
        self._live(upload, kills)
        self._by_joy(actions.apply, upload=upload)
        self._live(upload, kills)
        self._look(upload, names)
        self._by_joy(actions.undo, upload=upload)
        self._live(upload, kills)
        self._look_again(names)

    def _by_joy(self, action: Any, **given: Any) -> uuid.UUID:
        from django.db import connections
        from django.utils import timezone

        from patchwork.access.viewers import viewer_in_post
        from patchwork.directory.models import Post
        from patchwork.imports.models import Upload
        from patchwork.kit.context import in_area

        with in_area(self.area_id):
            posts = Post.objects.filter(account__name="Joy Adeyemi").select_related(
                "account", "area", "service__organisation", "service__area"
            )
            post = posts.get(service__kind="child_protection")
            if "service" in given:
                given["service"] = post.service
            if "upload" in given:
                given["upload"] = Upload.objects.select_related("feed").defer("file").get(pk=given["upload"])
            done = action(by=viewer_in_post(post, now=timezone.now()), **given)
            found = getattr(done, "upload", done)
        connections.close_all()
        return uuid.UUID(str(found.pk))

    def _live(self, upload: uuid.UUID, kills: int) -> None:
        """One life of a worker after the other, until there is nothing left to do."""
        state, in_matching = self._state(upload), 0
        while state in ("reading", "checking", "matching", "applying", "undoing"):
            begun = time.monotonic()
            spared = self.kills >= kills or (state == "matching" and in_matching >= DEATHS_IN_MATCHING)
            lasts = None if spared else self.dice.uniform(0, MATCHING_LIFE if state == "matching" else LIFE)
            child = os.fork()
            if child == 0:
                _work(self.area_id, upload)
            died = not _ended(child, lasts)
            self.kills += died
            in_matching += died and state == "matching"
            self.seconds[state] = self.seconds.get(state, 0) + time.monotonic() - begun
            state = self._state(upload)
        say(f"list {self.lists}: {state}, {self.kills} kills so far")

    def _state(self, upload: uuid.UUID) -> str:
        from django.db import connections

        from patchwork.imports.models import Upload
        from patchwork.kit.context import in_area

        with in_area(self.area_id):
            state = Upload.objects.values_list("state", flat=True).get(pk=upload)
        connections.close_all()
        return str(state)

    def _look(self, upload: uuid.UUID, names: list[tuple[str, str]]) -> None:
        from django.db import connections

        from patchwork.activity.models import Deed
        from patchwork.imports.models import Listed, UploadRow
        from patchwork.involvement.models import Involvement
        from patchwork.kit.context import in_area
        from patchwork.people.models import Person

        with in_area(self.area_id):
            rows = UploadRow.objects.filter(upload=upload)
            counts = dict(rows.values_list("number").annotate(n=_count()))
            wanted = dict.fromkeys(range(2, len(names) + 2), 1)
            skipped = set(rows.exclude(verdict="new").values_list("number", flat=True))
            self._compare(wanted, counts)
            for number, (given, family) in enumerate(names, start=2):
                if number in skipped:
                    continue
                persons = list(
                    Person.objects.filter(given_names=given, family_name=family).values_list("pk", flat=True)
                )
                numbers = [
                    len(persons), Involvement.objects.filter(person__in=persons).count(),
                    Deed.objects.filter(person__in=persons, kind="joined").count(),
                    Listed.objects.filter(person__in=persons).count(),
                ]  # fmt: skip
                self.lost += any(one < 1 for one in numbers)
                self.doubled += any(one > 1 for one in numbers)
        connections.close_all()

    def _compare(self, wanted: dict[int, int], found: dict[int, int]) -> None:
        self.lost += len(set(wanted) - set(found))
        self.doubled += sum(count > 1 for count in found.values())

    def _look_again(self, names: list[tuple[str, str]]) -> None:
        from django.db import connections

        from patchwork.kit.context import in_area
        from patchwork.people.models import Person

        with in_area(self.area_id):
            families = {family for _given, family in names}
            self.left += Person.objects.filter(family_name__in=families).count()
        connections.close_all()


def _count() -> Any:
    from django.db.models import Count

    return Count("pk")


def _work(area_id: int, upload: uuid.UUID) -> None:
    """A life: work until there is nothing to do, or until the end."""
    from patchwork.imports import work

    code = 1
    try:
        work.work_on(area_id, upload)
        code = 0
    finally:
        os._exit(code)


def _ended(child: int, lasts: float | None) -> bool:
    """Wait for it, at most so long; then kill it. True when it ended by itself."""
    begun = time.monotonic()
    while True:
        pid, status = os.waitpid(child, 0 if lasts is None else os.WNOHANG)
        if pid:
            if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0:
                return True
            raise SystemExit("benchmarks: a worker failed by itself")
        if lasts is not None and time.monotonic() - begun >= lasts:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return False
        time.sleep(0.002)


def _names(count: int, dice: random.Random) -> list[tuple[str, str]]:
    """Names that nobody else has, and no two alike."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    word = lambda: "".join(dice.choice(letters) for _each in range(9)).title()  # noqa: E731
    return [(word(), word()) for _each in range(count)]


def _file(names: list[tuple[str, str]], number: int) -> bytes:
    dice, out = random.Random(number), io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for index, (given, family) in enumerate(names):
        born = f"{dice.randrange(1, 29):02}/{dice.randrange(1, 13):02}/{dice.randrange(2009, 2024)}"
        writer.writerow([f"{given} {family}", born, "ZM1 4AB", "", "", "2026-11-01", f"L{number}-{index}"])
    return out.getvalue().encode()


if __name__ == "__main__":
    main()
