"""The chain finds what was changed behind the application's back."""

import pytest
from django.db import ProgrammingError, connection

from patchwork import audit
from patchwork.audit.models import AuditEvent, AuditLink, AuditSubject
from patchwork.audit.verifying import verify


def commit():
    """What a commit does to deferred triggers, without ending the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def chain(world, amina, bilal, leo, maya):
    """Five deeds, each in a link of its own."""
    for number in range(5):
        audit.record(f"deed.{number}", by=amina if number % 2 else bilal, persons=[leo, maya])
        commit()
    return world.marlowe.pk


def as_owner(sql):
    """Somebody with the owner's rights at work in this very transaction."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_an_untouched_chain_is_whole(chain):
    verdict = verify(chain)
    assert (verdict.links, verdict.faults) == (5, [])


def test_every_deed_has_its_persons(chain):
    assert AuditSubject.objects.count() == 10
    assert AuditSubject.objects.values("subject").distinct().count() == 2


def test_subjects_are_references_not_ids(chain, leo):
    assert not AuditSubject.objects.filter(subject=leo.pk).exists()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_auditevent SET kind = 'x'",
        "DELETE FROM audit_auditevent",
        "UPDATE audit_auditsubject SET subject = gen_random_uuid()",
        "DELETE FROM audit_auditlink",
        "INSERT INTO audit_auditlink (area_id, number, event, segment, hash) VALUES (1, 99, 99, '2026-11', '')",
        "TRUNCATE audit_auditevent",
    ],
)
def test_the_application_may_only_add(chain, sql):
    with pytest.raises(ProgrammingError, match="permission denied"):
        as_owner(sql)


def test_a_late_subject_is_found(chain):
    """Inserting is what the application may do: adding to an old event still breaks its link."""
    event = AuditEvent.objects.order_by("pk")[2]
    AuditSubject.objects.create(area_id=chain, event=event, subject=event.account, shown=["card"])
    assert verify(chain).faults == [f"link 3 does not match event {event.pk}"]


def test_a_wrong_anchor_is_found(chain):
    assert verify(chain, anchors={3: b"other"}).faults == ["link 3 is not what its anchor says"]


def test_a_cut_tail_is_found_by_its_anchor(chain):
    head = AuditLink.objects.order_by("-number").first()
    assert verify(chain, anchors={head.number + 1: bytes(head.hash)}).faults == [
        f"the chain ends before link {head.number + 1}, which is anchored"
    ]


def test_an_event_without_link_is_found(chain, amina, leo):
    audit.record("deed.late", by=amina, persons=[leo])  # its transaction has not reached commit
    assert verify(chain).faults == ["1 events are in no link"]
