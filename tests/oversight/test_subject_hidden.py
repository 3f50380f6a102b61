"""The file reads as if what is withheld did not exist; and no table can be forgotten."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from patchwork import audit
from patchwork.activity.models import Deed
from patchwork.demo.cast import fixed_id
from patchwork.involvement.models import Contact, Involvement, Look
from patchwork.oversight.models import BrokerPassing, BrokerRequest
from patchwork.oversight.subject import gathering, withholding, writing
from patchwork.oversight.subject.models import Reason
from patchwork.people.models import Person
from tests.oversight.asking import opened, read_all, released
from tests.promises.world import ask_to_join, look, nudge

COLUMNS = Path(__file__).resolve().parents[2] / "docs" / "personal-data.toml"


# ── every table ───────────────────────────────────────────────────────────────────────────────────────────────────


def pointing_at_persons() -> set[str]:
    """Every model with a way to a person: by foreign keys, however many, or by an id without one."""
    found: set[type[models.Model]] = {Person}
    grew = True
    while grew:
        new = {
            model
            for model in apps.get_models()
            if model not in found
            and any(field.many_to_one and field.related_model in found for field in model._meta.local_fields)
        }
        grew, found = bool(new), found | new
    loose = {
        model
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.UUIDField) and field.name in {"person", "about", "subject"}
    }
    return {model._meta.label for model in found | loose}


def telling_of_persons() -> set[str]:
    """Every model with a column that is classified as telling something of a supported person."""
    tells = {"identity", "family", "dealings", "special", "sealed"}
    return {label for label, classes in tomllib.loads(COLUMNS.read_text()).items() if tells & set(classes)}


ABOUT_NOBODY = {
    "directory.Service", "oversight.LimitUnlocked", "access.Audience",
}  # fmt: skip
"""Classified so because of what a service is; there is no way from them to a person."""


def test_no_table_that_points_at_a_person_is_forgotten():
    known = set(gathering.gatherers()) | set(gathering.NOTHING)
    assert sorted(pointing_at_persons() - known) == [], "gather it in subject/gathering, or say why it holds nothing"


def test_no_table_that_tells_of_a_person_is_forgotten():
    known = set(gathering.gatherers()) | set(gathering.NOTHING) | ABOUT_NOBODY
    assert sorted(telling_of_persons() - known) == []


def test_no_table_is_in_both_lists_and_each_exists():
    assert set(gathering.gatherers()).isdisjoint(gathering.NOTHING)
    there = {model._meta.label for model in apps.get_models()}
    assert (set(gathering.gatherers()) | set(gathering.NOTHING)) <= there


def test_a_new_table_would_be_missed_if_nobody_named_it(monkeypatch):
    monkeypatch.delitem(gathering.GATHERERS, "involvement.Contact")
    with pytest.raises(AssertionError, match="Contact"):
        test_no_table_that_points_at_a_person_is_forgotten()


# ── two worlds ────────────────────────────────────────────────────────────────────────────────────────────────────


def farah_acts(world) -> None:
    """Farah is there, and does everything that leaves a row: a contact, a look, an attention, an invitation."""
    farah, leo = world.posts["farah"], world.persons["leo"]
    row = Involvement.objects.get(pk=fixed_id("involvement", "farah", "leo"))
    own = {"area": world.marlowe, "person": leo, "post": farah, "service": farah.service, "is_sensitive": True}
    Contact.objects.create(
        **own, involvement=row, kind="phone_or_message", happened_at=world.now, recorded_at=world.now
    )
    Deed.objects.create(**own, kind="contact", detail="phone_or_message", at=world.now)
    Deed.objects.create(**own, kind="joined", at=world.now - timedelta(days=120))
    look(world, "farah", "leo", is_sensitive=True, words="He called us himself")
    nudge(world, "farah", "leo", to="erin")
    ask_to_join(world, "farah", "leo", to="erin")
    ask_to_join(world, "erin", "leo", to="farah")  # of this one nothing is told, nor of its line in the ledger
    erin = world.posts["erin"]
    Deed.objects.create(area=world.marlowe, person=leo, post=erin, service=erin.service, kind="invited", at=world.now)
    viewer = world.viewer("farah")
    audit.record("shown:person", by=viewer, persons=[leo])
    audit.record("shown:find", by=viewer, persons=[leo])


def without_farah(world) -> None:
    """The same world in which she never was."""
    Involvement.objects.filter(pk=fixed_id("involvement", "farah", "leo")).delete()


def asked_of_the_broker(world, *, passed: bool) -> None:
    """Amina asks whether another service should be in touch; only where there is one it is passed on."""
    leo = world.persons["leo"]
    request = BrokerRequest.objects.create(
        area=world.marlowe, person=leo, post=world.posts["amina"], reference="ABCD-2345", words="He comes hungry",
        form_token=fixed_id("token"), asked_at=world.now, due_at=world.now, routed_at=world.now,
    )  # fmt: skip
    if passed:
        BrokerPassing.objects.create(
            area=world.marlowe, request=request, service=world.services["clearway"], words="We are there",
            involvement=Involvement.objects.get(pk=fixed_id("involvement", "farah", "leo")),
        )  # fmt: skip


@pytest.fixture(params=["page", "data"])
def form(request):
    return request.param


def file_of(world, form: str, *, hidden: bool) -> str:
    """Leo's file, as his mother gets it, in one world or the other."""
    from django.db import transaction

    with transaction.atomic():
        asked_of_the_broker(world, passed=hidden)
        look(world, "george", "leo")
        farah_acts(world) if hidden else without_farah(world)
        lena = world.viewer("lena")
        file = released(world, lena, opened(lena, world.persons["leo"], by="parent"), form=form, childs_say="too_young")
        transaction.set_rollback(True)
    return file


def test_the_file_is_the_same_byte_for_byte_whether_farah_is_there_or_not(world, form):
    assert file_of(world, form, hidden=True) == file_of(world, form, hidden=False)


@pytest.mark.parametrize("bug", ["a gap", "a count", "no rule", "the ledger"])
def test_a_sign_of_what_is_withheld_would_be_found(world, monkeypatch, bug):
    if bug == "a gap":
        monkeypatch.setattr(withholding, "given_out", lambda weighed: [_blank(one) for one in weighed])
    if bug == "a count":
        title = lambda weighed: len(list(weighed))  # noqa: E731
        whole = writing.document
        monkeypatch.setattr(withholding, "given_out", lambda weighed: weighed)
        monkeypatch.setattr(
            writing, "document", lambda case, items, by: _counting(whole(case, [], by=by), title(items))
        )
    if bug == "no rule":
        monkeypatch.setattr(gathering.Gathering, "authored", lambda self, row, at=None: "")
    if bug == "the ledger":
        monkeypatch.setattr(gathering.Gathering, "silent", {})
    assert file_of(world, "page", hidden=True) != file_of(world, "page", hidden=False)


def _blank(one):
    from dataclasses import replace

    return replace(one.item, says="[withheld]") if one.is_withheld else one.item


def _counting(made, count):
    from dataclasses import replace

    return replace(made, last_sentence=f"{made.last_sentence} {count}")


def test_every_file_has_the_same_parts_and_the_same_last_sentence(world, lena, kerry, unborn):
    files = [writing.preview(opened(lena, person), by=lena) for person in (kerry, unborn)]  # in this order
    assert [section.title for section in files[0].sections] == [section.title for section in files[1].sections]
    assert files[0].last_sentence == files[1].last_sentence


def test_each_reason_is_one_of_the_list(world, lena, leo):
    farah_acts(world)
    asked_of_the_broker(world, passed=True)
    case = opened(lena, leo, by="parent")
    assert {one.item.reason for one in withholding.weigh(case, by=lena)} <= {"", *Reason.values}
    read_all(lena, case)
    assert Look.objects.filter(person=leo).exists()
