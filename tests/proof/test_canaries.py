"""A canary of its own in every sealed field: none of them is found anywhere but where it may be read.

Every deed of the access table is done, so that every table that a deed can fill has rows; then each sealed text of each
row gets a canary, and every page is looked at again. They must not be in a mail, a log line, an address, a session, the
cache, a queued job, an error page, or in the clear in any column of any table.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection, transaction

from patchwork.kit.context import set_area
from patchwork.kit.crypto import EncryptedText
from patchwork.notifications import delivering
from patchwork.people.models import Person
from tests.promises.access_table import TABLE
from tests.promises.rows import GET, NEVER, OK
from tests.promises.sweep import Standing
from tests.promises.test_no_personal_data import _line, _take_the_journey
from tests.proof import dumping
from tests.proof.stage import trusting

SEALED = [
    (model, field)
    for model in apps.get_models()
    for field in model._meta.local_fields
    if isinstance(field, EncryptedText) and model.__module__.startswith("patchwork.")
]
MARK = "zqcanary"
FOUND = re.compile(MARK + r"\d+", re.I)


@pytest.fixture(scope="module")
def planted(standing: Standing) -> Iterator[SimpleNamespace]:
    """All deeds done, a canary in each sealed text, all pages seen, all mails sent; with what that left behind."""
    records: list[logging.LogRecord] = []
    handler = logging.Handler(level=logging.INFO)
    handler.emit = records.append
    loud = [logging.getLogger(name) for name in (None, "patchwork", "django", "procrastinate", "allauth")]
    levels = [one.level for one in loud]
    with trusting(), transaction.atomic():
        places = list(_take_the_journey(standing))
        canaries = _plant(standing)
        loud[0].addHandler(handler)
        for one in loud:
            one.setLevel(logging.INFO)
        try:
            shown, errors = _look_at_everything(standing, places)
            mail.outbox = []
            for area in (standing.world.marlowe, standing.world.wattle_bay):
                delivering.deliver(area.pk)
        finally:
            loud[0].removeHandler(handler)
            for one, level in zip(loud, levels, strict=True):
                one.setLevel(level)
        yield SimpleNamespace(
            places=places, canaries=canaries, shown=shown, errors=errors, logs=[_line(one) for one in records],
            mails=list(mail.outbox), standing=standing,
        )  # fmt: skip
        transaction.set_rollback(True)


def _plant(standing: Standing) -> dict[str, str]:
    """canary → where it was put"""
    put: dict[str, str] = {}
    for area in (standing.world.marlowe, standing.world.wattle_bay):
        set_area(area.pk)
        for model, field in SEALED:
            for row in model._base_manager.all()[:20]:
                canary = f"{MARK}{len(put)}"
                put[canary] = f"{model._meta.label}.{field.name}"
                setattr(row, field.attname, canary)
                row.save(update_fields=[field.name])
    set_area(standing.world.marlowe.pk)
    return put


def _look_at_everything(standing: Standing, places: list[str]) -> tuple[str, str]:
    shown, errors = [], []
    for row in TABLE:
        if row.method != GET or NEVER in row.answers or OK not in row.answers:
            continue
        who = next(one for one, answer in row.expected().items() if answer == OK)
        response = standing.ask(who, GET, standing.path(row.name, **row.at)).response
        places.append(response.headers.get("Location", ""))
        (shown if response.status_code == 200 else errors).append(response.content.decode(errors="replace"))
    return "\n".join(shown), "\n".join(errors)


def test_the_canaries_are_there_and_can_be_read_by_who_may(planted):
    assert len(planted.canaries) >= 4
    assert FOUND.search(planted.shown), "somebody who may does read one of them"


def test_how_many_sealed_fields_had_a_canary(planted):
    filled = {place.rsplit(".", 1)[0] for place in planted.canaries.values()}
    models = {model._meta.label for model, _field in SEALED}
    assert filled <= models
    assert len(filled) >= min(4, len(models))


def test_no_address_carries_one(planted):
    assert [place for place in planted.places if FOUND.search(place)] == []


def test_no_log_line_carries_one(planted):
    assert [line[:200] for line in planted.logs if FOUND.search(line)] == []


def test_no_mail_carries_one(planted):
    assert planted.mails
    assert [one.subject for one in planted.mails if FOUND.search(one.message().as_string())] == []


def test_no_error_page_carries_one(planted):
    assert FOUND.search(planted.errors) is None


def test_no_session_carries_one(planted):
    assert [one.pk for one in Session.objects.all() if FOUND.search(json.dumps(one.get_decoded(), default=str))] == []


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def in_the_clear(table: str, pattern: str) -> bool:
    """Whether any row of a table, as a dump would write it, holds the pattern: as text, or as the bytes of a column."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f'SELECT count(*) FROM "{table}" t WHERE t::text ~* %s OR t::text ~* %s', [pattern, hexed(pattern)]
        )
        return cursor.fetchone() != (0,)


def hexed(word: str) -> str:
    return word.encode().hex()


def test_no_table_holds_one_in_the_clear(planted):
    """Every table there is, the queue and the cache among them, as a dump of the database would have them."""
    told = set()
    for area in (planted.standing.world.marlowe, planted.standing.world.wattle_bay):
        set_area(area.pk)
        for table in tables():
            if may_read(table) and in_the_clear(table, MARK):
                told.add(table)
    set_area(planted.standing.world.marlowe.pk)
    assert told == set()


def may_read(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [f'"{table}"'])
        return cursor.fetchone() == (True,)


def test_a_canary_in_the_clear_is_seen(planted):
    """The test of the test: in a plain column."""
    person = planted.standing.world.persons["leo"]
    with transaction.atomic():
        type(person).objects.filter(pk=person.pk).update(known_as=f"{MARK}1")
        assert in_the_clear("people_person", MARK)
        transaction.set_rollback(True)


# ── what a stolen backup gives away ───────────────────────────────────────────────────────────────────────────────


PLAIN = "zqplainly"


@pytest.fixture(scope="module")
def dumped(planted) -> str:
    """What `pg_dump` writes of it all, with one word in a column that is not sealed."""
    world = planted.standing.world
    with transaction.atomic():
        set_area(world.marlowe.pk)
        Person.objects.filter(pk=world.persons["leo"].pk).update(known_as=PLAIN)
        text = dumping.dump([t for t in tables() if may_read(t)], [world.marlowe.pk, world.wattle_bay.pk])
        transaction.set_rollback(True)
    set_area(world.marlowe.pk)
    return text


def test_a_dump_gives_no_sealed_text_away(dumped, planted):
    assert dumping.found(dumped, planted.canaries) == set()


def test_a_dump_holds_the_rows_and_what_is_not_sealed(dumped, planted):
    """The test of the test: it is this world that was dumped, and a canary in it would be found."""
    assert PLAIN in dumped
    for place in set(planted.canaries.values()):
        table = apps.get_model(*place.split(".")[:2])._meta.db_table
        assert re.search(rf"COPY public\.{table} .*;\n[^\\]", dumped), f"{table} has rows"
    assert dumping.found("… zqcanary7\t…", {"zqcanary7": "a field"}) == {"a field"}
    assert dumping.found(f"… \\x00{b'zqcanary7'.hex()}ff …", {"zqcanary7": "a field"}) == {"a field"}
    assert dumping.found("… zqcanary71 …", {"zqcanary7": "a field"}) == set()
