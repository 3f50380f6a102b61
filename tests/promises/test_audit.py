"""Nothing is shown and nothing changed unless its audit row is written. (Which rows: `test_access_table.py`.)"""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from patchwork.audit import recording
from patchwork.people.models import Person
from tests.promises.access_table import TABLE
from tests.promises.rows import DONE, GET, NEVER, OK, POST, Row
from tests.promises.sweep import Standing, parameters

UNTOUCHED = [m._meta.db_table for m in apps.get_models() if m.__module__.startswith("patchwork.") and m._meta.managed]


def everything(area_id: int) -> dict[str, str]:
    """A fingerprint of every table of ours."""
    found = {}
    with connection.cursor() as cursor:
        for table in UNTOUCHED:
            cursor.execute(
                f"SELECT count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM \"{table}\" t"
            )
            found[table] = str(cursor.fetchone())
    return found


class Broken(Exception):
    """The audit table cannot be written."""


@pytest.fixture
def no_audit(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise Broken

    monkeypatch.setattr(recording, "_insert", refuse)


def shown(row: Row, *answers: str) -> list[str]:
    return [who for who, answer in row.expected().items() if answer in answers]


WHO_CHANGES = {"look": "chloe", "shield": "kit"}
"""Of others the first one who may finds it done: sees the team, or has asked already."""

PAGES = [row for row in TABLE if row.shows and row.method == GET and shown(row, OK)]
DEEDS = [row for row in TABLE if row.shows and row.method == POST and shown(row, DONE)]


def test_there_are_pages_and_deeds_to_ask():
    assert len(PAGES) > 15
    assert len(DEEDS) > 15


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_nothing_is_shown_without_audit(standing: Standing, undone, no_audit, row):
    got = standing.ask(shown(row, OK)[0], GET, standing.path(row.name, **row.at))
    assert got.response.status_code == 500
    for word in (b"Leo", b"Hartley", b"Erin Walsh"):
        assert word not in got.response.content


@pytest.mark.parametrize("row", DEEDS, ids=str)
def test_nothing_is_changed_without_audit(standing: Standing, undone, monkeypatch, row):
    """The deed is the one that would be done; only the audit row fails."""
    who = WHO_CHANGES.get(row.name) or shown(row, DONE)[0]
    path = standing.path(row.name, **row.at)
    data = row.data(standing, who, path) if callable(row.data) else row.data
    area = standing.area_of(who)
    before = everything(area)
    monkeypatch.setattr(recording, "_insert", _refuse)
    kept = []
    monkeypatch.setattr(standing, "_events", lambda *_: kept.append(everything(area)) or [])
    got = standing.ask(who, POST, path, {"acting_post": standing.post_id(who), **data})
    assert got.response.status_code == 500, "this deed writes no audit row"
    assert kept[0] == before


def _refuse(*_args: object, **_kwargs: object) -> None:
    raise Broken


def test_a_refusal_that_cannot_be_audited_is_not_answered(standing: Standing, undone, no_audit):
    got = standing.ask("amina", GET, standing.path("card", person_id=standing.world.persons["ruby"].pk))
    assert got.response.status_code == 500


def test_lists_record_everyone_on_them(standing: Standing, undone):
    """Home, the bell and a search: each person shown is a subject of the one event."""
    world = standing.world
    got = standing.ask("erin", GET, standing.path("home"))
    assert [(kind, persons) for kind, persons in got.events] == [
        ("shown:home", {world.persons["leo"].pk, world.persons["maya"].pk})
    ]
    found = standing.ask(
        "bilal", POST, standing.path("find"), {"q": "Leo Hartley", "acting_post": standing.post_id("bilal")}
    )
    assert len(found.events) == 1
    assert world.persons["leo"].pk in found.events[0][1]


FILES = {"subject_items", "subject_preview"}
"""What is held about one person: beside the one event, one more for each sealed text that is read in it."""
EVERY_PAGE = [row for row in TABLE if row.method == GET and shown(row, OK)]


@pytest.mark.parametrize("row", EVERY_PAGE, ids=str)
def test_whoever_a_page_names_is_told_of_by_one_event(standing: Standing, undone, row):
    """Of every page there is, those about no person in particular among them: no name without its audit row."""
    got = standing.ask(shown(row, OK)[0], GET, standing.path(row.name, **row.at))
    text = got.response.content.decode(errors="replace")
    named = {person.pk for person in standing.world.persons.values() if person.given_names and person.name in text}
    if named:
        ((_kind, persons),) = [event for event in got.events if event[0].startswith("shown:")]
        assert named <= persons
        assert row.name in FILES or len(got.events) == 1


PERSONS_OWN = [row for row in TABLE if "person_id" in parameters(row.name) and NEVER not in row.answers]


def test_every_address_of_a_person_is_audited():
    """Each of these is swept by `test_everyone_gets_what_is_declared`: one event for each answer, the 404s included."""
    assert len(PERSONS_OWN) > 40
    assert [str(row) for row in PERSONS_OWN if not row.shows] == []


def test_what_shows_nobody_leaves_no_event(standing: Standing):
    for name in ("directory", "coverage", "my_card", "preferences", "switch_post"):
        assert standing.ask("amina", GET, standing.path(name)).events == [], name


def test_the_fingerprint_sees_a_change(standing: Standing, undone):
    """The test of the test."""
    before = everything(standing.world.marlowe.pk)
    Person.objects.filter(pk=standing.world.persons["leo"].pk).update(known_as="Somebody else")
    assert everything(standing.world.marlowe.pk) != before
