"""What the hub and the privacy officer learn of requests to the broker."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from patchwork.audit.models import AuditEvent
from patchwork.directory.models import Area
from patchwork.kit.context import in_area
from patchwork.oversight import broker, broker_desk
from patchwork.oversight.broker import Verdict
from patchwork.oversight.models import BrokerRequest
from tests.oversight.brokering import ask, looked_up, passed_to_farah


def test_until_it_is_told_the_hub_cannot_tell_a_request_that_goes_somewhere(world, kit, amina, rosa, leo, maya):
    involve_amina(world)
    for person in (leo, maya):
        looked_up(ask(amina, person))
    lines = broker_desk.request_lines(kit)
    assert {line.person for line in lines} == {"Leo Hartley", "Maya Hartley"}
    assert [line.outcomes for line in lines] == [[], []]


def involve_amina(world):
    from patchwork.demo.cast import involve

    involve(world, "amina", "maya")


def test_the_hub_does_not_learn_whom_a_sensitive_service_asks_about(kit, lena, farah, leo):
    ask(farah, leo)
    assert [(line.person, line.asker) for line in broker_desk.request_lines(kit)] == [("", "")]
    assert [line.person for line in broker_desk.request_lines(lena)] == ["Leo Hartley"]


def test_every_deed_is_in_the_audit(rosa, amina, farah, leo):
    passing = passed_to_farah(amina, leo, rosa)
    broker.decide(by=farah, passing=passing, said=Verdict("declined", words="She would stop coming"))
    kinds = list(AuditEvent.objects.filter(kind__startswith="broker").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["broker.asked", "broker.passed", "broker.declined"]


def test_an_area_is_alone_with_its_requests(world, amina, leo):
    ask(amina, leo)
    with in_area(world.wattle_bay.pk):
        assert not BrokerRequest.objects.exists()
    assert Area.objects.count() == 2


def test_without_that_rule_the_hub_would_learn_whom_farah_works_with(kit, farah, leo, monkeypatch):
    ask(farah, leo)
    monkeypatch.setattr(broker_desk, "_may_name", lambda row, viewer: True)
    assert [line.person for line in broker_desk.request_lines(kit)] == ["Leo Hartley"]


def test_more_requests_ask_no_more_often(kit, lena, rosa, amina, farah, leo):
    def queries(viewer, read):
        with CaptureQueriesContext(connection) as caught:
            read(viewer)
        return len(caught.captured_queries)

    readers = [(kit, broker_desk.request_lines), (lena, broker_desk.request_lines), (rosa, broker_desk.broker_lines)]
    passed_to_farah(amina, leo, rosa)
    few = [queries(viewer, read) for viewer, read in readers]
    for _more in range(5):
        passed_to_farah(amina, leo, rosa)
    assert [queries(viewer, read) for viewer, read in readers] == few
