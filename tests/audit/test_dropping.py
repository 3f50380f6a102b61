"""Months past their years are dropped whole, and the chain that is left still verifies."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, connections

from patchwork import audit
from patchwork.audit.models import AuditDropped, AuditEvent, AuditLink, AuditSubject
from patchwork.audit.verifying import verify
from patchwork.kit.context import in_area
from patchwork.people.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)

MONTHS = [(2019, 10), (2020, 2), (2020, 11), (2026, 11)]
"""The clock stands at November 2026 and England keeps six years: the first two are over."""


@pytest.fixture
def record(world):
    """Two deeds in each of those months, about Leo in the first and Maya in the others."""
    for year, month in MONTHS:
        with in_area(world.marlowe.pk):
            for day in (3, 4):
                by = replace(world.viewer("amina"), now=datetime(year, month, day, 12, tzinfo=UTC))
                audit.record("deed.one", by=by, persons=[world.persons["leo" if year == 2019 else "maya"]])
    return world.marlowe.pk


def run(name, **options):
    out = StringIO()
    call_command(name, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def left(area):
    with in_area(area):
        return sorted(set(AuditLink.objects.values_list("segment", flat=True)))


def whole(area, **known):
    with in_area(area):
        return verify(area, **known).faults


def test_two_months_go_with_their_persons_and_the_rest_is_whole(record):
    with in_area(record):
        head = AuditLink.objects.get(number=4)
    kept = [json.loads(line) for line in run("audit_drop").splitlines()]
    assert left(record) == ["2020-11", "2026-11"]
    assert whole(record) == []
    with in_area(record):
        assert (AuditEvent.objects.count(), AuditSubject.objects.count()) == (4, 4)
        assert [row.segment for row in AuditDropped.objects.order_by("number")] == ["2019-10", "2020-02"]
    assert (kept[-1]["number"], kept[-1]["hash"]) == (4, bytes(head.hash).hex())
    assert "dropped up to 2020-02" in run("audit_verify")


def test_again_nothing_more_goes_and_the_chain_goes_on(world, record):
    run("audit_drop")
    assert run("audit_drop") == ""
    with in_area(record):
        audit.record("deed.late", by=world.viewer("amina"), persons=[world.persons["leo"]])
    assert whole(record) == []


def test_a_dry_run_changes_nothing(record):
    assert run("audit_drop", dry_run=True) == ""
    assert len(left(record)) == 4


def test_a_month_in_which_a_held_person_was_seen_stays_and_all_after_it(world, record):
    with in_area(record):
        Person.objects.filter(pk=world.persons["maya"].pk).update(held_at=world.now)
    run("audit_drop")
    assert left(record) == ["2020-02", "2020-11", "2026-11"]
    with in_area(record):
        Person.objects.filter(pk=world.persons["leo"].pk).update(held_at=world.now)
    assert run("audit_drop") == ""


def test_of_a_broken_chain_nothing_is_dropped(record):
    as_owner(record, "UPDATE audit_auditevent SET kind = 'other' WHERE kind = 'deed.one'")
    with pytest.raises(CommandError, match="broken"):
        run("audit_drop")
    assert len(left(record)) == 4


def test_the_application_can_neither_drop_nor_say_that_it_did(record):
    for sql in ("DELETE FROM audit_auditdropped", "INSERT INTO audit_auditdropped (segment) VALUES ('2019-10')"):
        with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(sql)


def test_who_deletes_the_past_under_an_old_months_name_is_found_by_the_anchors(record):
    """Somebody with the owner's login deletes seven links and calls them 2019-10."""
    with in_area(record):
        links = {link.number: bytes(link.hash) for link in AuditLink.objects.all()}
    run("audit_drop")
    as_owner(record, "DELETE FROM audit_auditlink WHERE number < 8")
    as_owner(record, "DELETE FROM audit_auditsubject WHERE event_id NOT IN (SELECT event FROM audit_auditlink)")
    as_owner(record, "DELETE FROM audit_auditevent WHERE id NOT IN (SELECT event FROM audit_auditlink)")
    as_owner(record, "UPDATE audit_auditdropped SET number = 7, hash = %s WHERE segment = '2020-02'", [links[7]])
    assert whole(record) == []  # without anchors nobody can tell
    (fault,) = whole(record, anchors={6: links[6], 7: links[7]}, anchored={6: "2026-10", 7: "2026-11"})
    assert "link 6 was the head after that month" in fault


def test_what_was_dropped_before_its_time_is_found(record):
    run("audit_drop")
    as_owner(record, "UPDATE audit_auditdropped SET segment = '2026-10' WHERE segment = '2020-02'")
    assert "before its time" in whole(record)[0]


def test_a_kept_head_is_held_to_its_anchor(record):
    run("audit_drop")
    assert whole(record, anchors={4: b"other"}) == ["the kept head of link 4 is not what its anchor says"]


def as_owner(area, sql, values=()):
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('patchwork.area', %s, false)", [str(area)])
        cursor.execute(sql, values)
        cursor.execute("SELECT set_config('patchwork.area', '', false)")
