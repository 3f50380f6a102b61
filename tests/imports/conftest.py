"""Joy manages the child-protection team and has its list. A stand-in for the matcher knows names and birthdays."""

from __future__ import annotations

import csv
import io
import uuid
from dataclasses import dataclass

import pytest

from patchwork.directory.models import Area, Post
from patchwork.imports import actions, work
from patchwork.imports.models import Upload
from patchwork.people.models import Person

HEADINGS = ("Name", "Date of birth", "Postcode", "Contact name", "Contact e-mail", "Start of last involvement",
            "Family told on", "Local number")  # fmt: skip


@dataclass
class Said:
    """What the stand-in says of a row."""

    row: int
    verdict: str
    person_id: str | None = None
    odds: float = 12.0
    runner_up: object = None
    vetoes: tuple = ()
    agreements: tuple = ("birth", "name")


@pytest.fixture(autouse=True)
def matcher(monkeypatch, request):
    """Equal names and birthdays are the same person; an equal birthday and surname has to be looked at."""
    if request.node.get_closest_marker("real_matcher"):
        return

    def match(entries, *, area_id, without):
        without = set(without)
        for number, entry in entries.items():
            born = Person.objects.filter(born_on=entry.born_on, family_name__iexact=entry.family_name)
            alike = list(born.exclude(pk__in=without))
            same = [one for one in alike if one.given_names.casefold() == entry.given_names.casefold()]
            if same:
                yield Said(number, "auto", str(same[0].pk))
            elif alike:
                yield Said(number, "review", str(alike[0].pk), odds=3.0, vetoes=("twin",))
            else:
                yield Said(number, "new")

    monkeypatch.setattr("patchwork.imports.matching.match_all", match)


@pytest.fixture
def listed_kinds(world):
    """The area lets child-protection lists add people."""
    Area.objects.filter(pk=world.marlowe.pk).update(list_kinds=["child_protection"])


def row(name, born="14/03/2017", **more):
    """A row of the usual list."""
    said = {"Name": name, "Date of birth": born, "Family told on": "2026-11-01", **more}
    return [said.get(heading, "") for heading in HEADINGS]


def csv_of(*rows, headings=HEADINGS):
    """A file."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue().encode()


def done(upload, clock=None):
    """Let the worker do what it can, and read the upload again."""
    work.work_on(upload.area_id, upload.pk)
    return Upload.objects.select_related("feed__service__area", "feed__service__organisation", "area").get(pk=upload.pk)


def to_preview(by, world, data, *, service="protection", **more):
    """Send a file and take it as far as the preview."""
    arrival = actions.receive(by=by, service=world.services[service], data=data, **more)
    upload = done(arrival.upload)
    if upload.state == "mapping":
        import json

        mapping = {int(number): code for number, code in json.loads(upload.mapping).items()}
        actions.name_columns(by=by, upload=upload, mapping=mapping)
        upload = done(upload)
    if upload.state == "checked":
        actions.compare(by=by, upload=upload)
        upload = done(upload)
    return upload


def applied(by, world, data, **more):
    """… and apply it."""
    upload = to_preview(by, world, data, **more)
    assert upload.state == "ready", upload.state
    actions.apply(by=by, upload=upload, may_end_many=more.get("may_end_many", False))
    return done(upload)


def supervisor_of(world, service, short):
    """Let `short` manage the service they work in."""
    Post.objects.filter(pk=world.posts[short].pk).update(powers=["supervisor"])
    world.posts[short].powers = ["supervisor"]
    return world.viewer(short)


def verdicts(upload):
    return {row.number: str(row.verdict) for row in upload.rows.order_by("number")}


def some_id():
    return uuid.uuid4()
