"""Nothing about a person leaves the tables that are there for it.

A family with unmistakable names is taken through every deed; then the names, and the words written about them,
are looked for wherever they must not be: mails, logs, addresses, sessions, the queue, the outbox, the record,
the counts, and any column that `docs/personal-data.toml` does not class as telling who somebody is.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from patchwork.directory import taxonomy
from patchwork.kit.context import set_area
from patchwork.notifications import mailing
from patchwork.notifications.models import Notice
from patchwork.people.models import Address, Identifier, Person
from tests.promises.access_table import TABLE
from tests.promises.rows import DONE, GET, NEVER, OK, POST
from tests.promises.sweep import Standing
from tests.promises.test_personal_data import classified

NAMES = {"leo": "Zyxwando", "maya": "Qwyllara", "kerry": "Bryxtelle", "unborn": ""}
FAMILY_NAME = "Vorndrasky"
POSTCODE = "ZZ99 3VZ"
STREET = "Plimpernickel Crescent"
NUMBER = "9434765919"
WORDS = "the dog was crying behind the kitchen door again"
CANARIES = [*filter(None, NAMES.values()), FAMILY_NAME, POSTCODE, STREET, NUMBER, WORDS, "Quillfeather", "Zebedee"]


@pytest.fixture(scope="module")
def journey(standing: Standing) -> SimpleNamespace:
    """Every page and every deed of the table, done by those who may; what they left behind is kept for all tests."""
    _name_them(standing)
    records: list[logging.LogRecord] = []
    handler = logging.Handler(level=logging.INFO)
    handler.emit = records.append
    root, level = logging.getLogger(), logging.getLogger().level
    loud = [logging.getLogger(name) for name in ("patchwork", "django", "procrastinate", "allauth")]
    levels = [one.level for one in loud]
    root.addHandler(handler)
    for one in [root, *loud]:
        one.setLevel(logging.INFO)
    try:
        places = list(_take_the_journey(standing))
    finally:
        root.removeHandler(handler)
        for one, before in zip([root, *loud], [level, *levels], strict=True):
            one.setLevel(before)
    return SimpleNamespace(places=places, logs=[_line(record) for record in records], standing=standing)


def _name_them(standing: Standing) -> None:
    world = standing.world
    for short, given in NAMES.items():
        Person.objects.filter(pk=world.persons[short].pk).update(
            given_names=given, family_name=FAMILY_NAME, known_as=""
        )
    leo = world.persons["leo"]
    Address.objects.create(area=world.marlowe, person=leo, lines=STREET, postcode=POSTCODE)
    Identifier.objects.create(area=world.marlowe, person=leo, system="nhs", value=NUMBER)


def _take_the_journey(standing: Standing) -> Iterator[str]:
    """Yields every address that was asked for or led to."""
    for row in TABLE:
        if NEVER in row.answers or row.name.startswith(("account_", "mfa_", "demo_")) or row.name in SKIPPED:
            continue
        who = next((one for one, answer in row.expected().items() if answer in {OK, DONE}), None)
        if row.name == "look":
            who = "chloe"
        if who is None:
            continue
        path = standing.path(row.name, **row.at)
        data = row.data(standing, who, path) if callable(row.data) else dict(row.data)
        if row.method == POST:
            data = {**data, "acting_post": standing.post_id(who), **OWN_WORDS.get(row.name, {})}
        response = standing.do(who, row.method, path, data)
        yield path + (f"?{response.request['QUERY_STRING']}" if row.method == GET else "")
        yield response.headers.get("Location", "")


SKIPPED = {"moved", "end_post", "suspend_post", "take_power", "end_other_sessions", "drop_domain", "withdraw_attention"}
"""These would end the journey for others."""

OWN_WORDS = {
    "look": {"words": WORDS}, "answer_objection": {"answer": WORDS}, "find": {"q": f"{NAMES['leo']} {FAMILY_NAME}"},
}  # fmt: skip


def _line(record: logging.LogRecord) -> str:
    return f"{record.name} {record.getMessage()} {record.exc_info or ''} {record.__dict__.get('request', '')}"


def found_in(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary.lower() in text.lower()]


def test_the_journey_was_made(journey):
    assert len(journey.places) > 150
    assert sum(place.startswith("/people/") for place in journey.places) > 20


def test_addresses_name_nobody(journey):
    assert [place for place in journey.places if found_in(place)] == []


def test_logs_name_nobody(journey):
    assert [line[:200] for line in journey.logs if found_in(line)] == []


def test_mails_name_nobody_and_no_kind_of_service(journey, undone):
    """What is waiting to be sent, as it would be sent."""
    set_area(journey.standing.world.marlowe.pk)
    mails = [mailing.compose(n) for n in Notice.objects.filter(channel="email").select_related("recipient", "area")]
    assert len(mails) >= 8
    for mail in mails:
        text = f"{mail.subject}\n{mail.body}\n{mail.alternatives[0].content}"
        assert found_in(text + mail.message().as_string()) == []
        told = [word for word in SERVICE_WORDS if word.lower() in text.lower()]
        assert told == [], mail.subject


SERVICE_WORDS = [
    *("Clearway", "Child Protection", "School Nursing", "Health Visiting", "Youth Service", "Tenancy Support"),
    *(str(kind.words) for kind in taxonomy.service_kinds(jurisdiction="england") if len(str(kind.words)) > 5),
]


def test_sessions_hold_no_name(journey, undone):
    sessions = list(Session.objects.all())
    assert len(sessions) > 10
    for session in sessions:
        assert found_in(json.dumps(session.get_decoded(), default=str)) == []


def tables_but(*classes: str) -> list[tuple[str, str]]:
    """Every column of every table that is not of these classes, as (table, columns)."""
    known: dict[str, list[str]] = {}
    for (label, column), kind in classified().items():
        if kind not in classes and apps.get_model(label)._meta.managed:  # the search table shows itself to no login
            known.setdefault(apps.get_model(label)._meta.db_table, []).append(f'"{column}"::text')
    return [(table, ", ".join(columns)) for table, columns in sorted(known.items())]


def test_no_other_column_of_the_database_names_anybody(journey, undone):
    """Not the queue, the outbox, the record, the ledger, the counts: nothing but the columns classed as identity."""
    told = {}
    for area in (journey.standing.world.marlowe.pk, journey.standing.world.wattle_bay.pk):
        set_area(area)
        for table, columns in tables_but("identity"):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT concat_ws('|', {columns}) FROM \"{table}\"")
                for (row,) in cursor.fetchall():
                    if hits := found_in(row):
                        told.setdefault(table, set()).update(hits)
    assert told == {}


def test_words_about_a_person_are_nowhere_in_the_clear(journey, undone):
    """Not even in the columns that may name somebody."""
    for table, columns in tables_but():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM \"{table}\" WHERE concat_ws('|', {columns}) ILIKE %s", [f"%{WORDS}%"])
            assert cursor.fetchone() == (0,), table


def test_the_canaries_are_where_they_belong(journey, undone):
    """The test of the test: the names are there, and the words were written."""
    from patchwork.involvement.models import Look

    assert Person.objects.filter(family_name=FAMILY_NAME).count() == 4
    assert Look.objects.filter(post=journey.standing.world.posts["chloe"]).get().words == WORDS
    assert found_in("about VORNDRASKY") == [FAMILY_NAME]


def test_an_error_page_says_nothing_of_what_went_wrong(journey, undone, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError(f"{NAMES['leo']} {FAMILY_NAME}")

    monkeypatch.setattr("patchwork.pages.views.person_or_404", fail)
    response = journey.standing.ask("amina", GET, journey.standing.path("person")).response
    assert response.status_code == 500
    assert found_in(response.content.decode()) == []
    assert b"RuntimeError" not in response.content


@pytest.mark.parametrize("path", ["/nothing/", "/people/not-an-id/", "/find/?q=Vorndrasky"])
def test_a_page_that_is_not_there_says_what_to_do(journey, undone, path):
    """No record does not mean nobody; and what was asked for is not said back."""
    response = journey.standing.ask("amina", GET, path).response
    assert found_in(response.content.decode()) == []
    if response.status_code == 404:
        assert b"does not mean nobody" in response.content.replace(b"\n", b" ")


def test_nobody_signed_in_sees_no_name(journey, undone):
    client = Client()
    for path in ("/", "/sign-in/", "/find/", "/attentions/", journey.standing.path("person")):
        response = client.get(path, follow=True)
        assert found_in(response.content.decode()) == []
