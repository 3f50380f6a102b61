"""Hub and privacy officer see who searched and opened whom; nothing a sensitive service does is on the hub's page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from patchwork.audit.models import AuditSubject
from patchwork.demo.cast import involve
from patchwork.oversight import desks, record
from patchwork.oversight.record import Narrowing
from patchwork.people.models import Exclusion, Shield
from tests.oversight.helping import did

PAGES = ("looked", "provisional", "hub_broker", "hits")


def lines(viewer, **asked):
    found = record.record_page(viewer, Narrowing(**asked)).lines
    return [(line.who.split()[0], line.did, [one.name for one in line.persons]) for line in found]


@pytest.fixture
def wednesday(world):
    """Chloe searched and looked at Leo, George found nobody, Farah opened Leo."""
    at = world.now - timedelta(hours=3)
    did(world, "chloe", "shown:find", "leo", "maya", at=at)
    did(world, "chloe", "involvement.looked", "leo", at=at + timedelta(minutes=1), purpose="about_to_see")
    did(world, "george", "people.searched", at=at + timedelta(minutes=2))
    did(world, "farah", "shown:person", "leo", at=at + timedelta(minutes=3))


HUBS = [
    ("George", "searched and found nobody", []),
    ("Chloe", "gave a reason to look", ["Leo Hartley"]),
    ("Chloe", "searched", ["Leo Hartley", "Maya Hartley"]),
]


def test_the_privacy_officer_sees_who_did_what_to_whom(wednesday, lena):
    assert lines(lena) == [("Farah", "opened the team", ["Leo Hartley"]), *HUBS]


def test_the_hub_sees_the_same_without_what_sensitive_services_do(wednesday, kit):
    assert lines(kit) == HUBS


def test_without_that_rule_farah_would_be_on_the_hubs_page(wednesday, kit, monkeypatch):
    """The test of the test."""
    monkeypatch.setattr(record, "sensitive_services", lambda area_id: [])
    assert lines(kit)[0] == ("Farah", "opened the team", ["Leo Hartley"])


def test_clearing_sensitive_does_not_open_what_was_done_before(world, wednesday, kit):
    world.services["clearway"].is_sensitive = False
    world.services["clearway"].save()
    assert lines(kit) == HUBS


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"group": "searches"}, [HUBS[0], HUBS[2]]),
        ({"group": "looks"}, [HUBS[1]]),
        ({"who": "mart chlo"}, HUBS[1:]),
        ({"purpose": "about_to_see"}, [HUBS[1]]),
        ({"days": 0}, []),
    ],
)
def test_it_can_be_narrowed(wednesday, kit, asked, expected):
    assert lines(kit, **asked) == expected


def test_by_organisation_and_by_person(world, wednesday, kit):
    assert lines(kit, organisation=world.organisations["surgery"].pk) == [HUBS[0]]
    assert lines(kit, person=world.persons["maya"].pk) == [HUBS[2]]


def test_a_shielded_child_is_not_on_the_hubs_page(world, wednesday, kit, lena, leo):
    Shield.objects.create(
        area=world.marlowe, person=leo, kind="refuge", reference="S-1", contact="Call", set_at=world.now
    )
    assert lines(kit) == [HUBS[0], ("Chloe", "searched", ["Maya Hartley"])]
    assert "Leo Hartley" in str(lines(lena))


def test_a_privacy_officer_who_is_kept_out_reads_nothing_about_them(world, wednesday, lena, leo):
    Exclusion.objects.create(
        area=world.marlowe, person=leo, account_id=lena.account_id, asked_at=world.now, acts_from=world.now
    )
    assert "Leo" not in str(lines(lena))
    assert lines(lena, person=leo.pk) == []


def test_who_is_named_is_noted_as_shown(wednesday, browse, kit):
    before = AuditSubject.objects.count()
    assert b"Maya Hartley" in browse("kit").get(reverse("looked")).content
    assert AuditSubject.objects.filter(event__kind="shown:looked", event__account=kit.account_id).count() == 2
    assert AuditSubject.objects.count() == before + 2


def test_fifty_lines_ask_as_often_as_two(world, wednesday, kit):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            record.record_page(kit, Narrowing())
        return len(caught.captured_queries)

    few = queries()
    for minute in range(60):
        did(world, "amina", "shown:person", "leo", "maya", at=world.now - timedelta(minutes=minute))
    assert queries() == few
    assert len(record.record_page(kit, Narrowing()).lines) == 50
    assert record.record_page(kit, Narrowing()).has_next
    assert len(record.record_page(kit, Narrowing(), number=2).lines) == 13


def test_nonsense_in_the_filter_shows_the_usual_page(wednesday, browse):
    url = reverse("looked")
    for asked in ("?days=x&group=y&organisation=z&person=1&page=-4", "?page=99999", "?who=%00%F0", "?days=366&page=2"):
        assert browse("kit").get(url + asked).status_code == 200, asked


@pytest.mark.parametrize("name", [*PAGES, "hub_desk", "privacy_desk"])
def test_nobody_else_has_these_desks(browse, name):
    for who in ("amina", "farah", "joy", "moses", "nia"):
        assert browse(who).get(reverse(name)).status_code == 404, who
    assert browse("kit").get(reverse(name)).status_code == (404 if name == "privacy_desk" else 200)
    assert browse("lena").get(reverse(name)).status_code == (404 if name == "hub_desk" else 200)


# ── what waits ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_is_not_yet_confirmed_waits_on_both_desks(world, kit, lena):
    involve(world, "ivan", "leo", confirmed=False)
    for viewer in (kit, lena):
        (line,) = desks.provisional_lines(viewer)
        assert (line.person, line.who) == ("Leo Hartley", "Ivan Petrov")


def test_a_sensitive_one_waits_only_on_the_privacy_officers(world, kit, lena):
    involve(world, "farah", "maya", confirmed=False, is_sensitive=True, ground="significant_harm")
    assert desks.provisional_lines(kit) == []
    assert [line.who for line in desks.provisional_lines(lena)] == ["Farah Siddiqui"]


def test_the_front_pages_count_what_their_lists_show(world, browse, kit):
    involve(world, "ivan", "leo", confirmed=False)
    found = {figure.label: figure.count for figure in desks.figures(kit)}
    assert found["Not yet confirmed"] == 1
    html = browse("kit").get(reverse("hub_desk")).content.decode()
    assert "Not yet confirmed" in html


# ── emergencies, exclusions, shields ──────────────────────────────────────────────────────────────────────────────


def test_an_emergency_is_on_both_records_and_an_exclusion_only_on_the_privacy_officers(world, kit, lena):
    at = world.now - timedelta(hours=1)
    did(world, "bilal", "emergency.opened", "maya", at=at, purpose="missing")
    did(world, "amina", "exclusion.asked", "maya", at=at - timedelta(minutes=1), purpose="self")
    opened = ("Bilal", "broke the glass", ["Maya Hartley"])
    assert lines(kit) == lines(kit, group="emergencies") == [opened]
    assert lines(kit, group="protection") == []
    assert lines(lena) == [opened, ("Amina", "asked for an exclusion", ["Maya Hartley"])]
    (line, other) = record.record_page(lena, Narrowing()).lines
    assert (line.purpose, other.purpose) == ("Somebody is missing", "")
