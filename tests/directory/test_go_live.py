"""No organisation goes live before a named person there answers for each of the texts it needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from patchwork.directory import actions, going_live
from patchwork.directory.models import Adoption, Organisation, Partnership
from patchwork.kit.answers import Refused

EVERYTHING = [text.code for text in going_live.TEXTS]
SUE = "Sue Bell, data-protection officer"


@pytest.fixture
def riverside(nia):
    """A school that has signed and is not live yet."""
    return actions.add_organisation(
        by=nia, name="Riverside School", kind="school", website="", signed_on=nia.today, coverage=""
    )


def go_live(by, organisation: Organisation):
    partnership = Partnership.objects.get(organisation=organisation)
    signed = partnership.agreement_signed_on
    return actions.change_partnership(
        by=by, partnership=partnership, signed_on=signed, live_since=by.today, coverage=""
    )


def test_not_before_the_last_text_has_somebody(nia, riverside):
    going_live.adopt(by=nia, organisation=riverside, texts=EVERYTHING[1:], adopted_by=SUE)
    with pytest.raises(Refused, match="impact assessment"):
        go_live(nia, riverside)
    assert Partnership.objects.get(organisation=riverside).live_since is None
    going_live.adopt(by=nia, organisation=riverside, texts=EVERYTHING[:1], adopted_by=SUE)
    assert go_live(nia, riverside).live_since == nia.today


def test_whoever_is_live_already_stays_so(nia, world):
    oakfield = world.organisations["oakfield"]
    assert go_live(nia, oakfield).live_since == nia.today


def test_somebody_is_named(nia, riverside):
    with pytest.raises(Refused, match="name and the role"):
        going_live.adopt(by=nia, organisation=riverside, texts=EVERYTHING, adopted_by="Sue")
    assert not Adoption.objects.exists()


def test_two_tabs_note_it_once_and_the_first_word_stands(nia, riverside):
    going_live.adopt(by=nia, organisation=riverside, texts=["dpia"], adopted_by=SUE)
    going_live.adopt(by=nia, organisation=riverside, texts=["dpia"], adopted_by="Tom Hall, caretaker")
    assert [one.adopted_by for one in Adoption.objects.all()] == [SUE]


def test_a_mistake_is_taken_back_until_the_organisation_is_live(nia, riverside):
    going_live.adopt(by=nia, organisation=riverside, texts=EVERYTHING, adopted_by=SUE)
    going_live.take_back(by=nia, organisation=riverside, text="dpia")
    assert [text.code for text in going_live.missing(riverside, viewer=nia)] == ["dpia"]
    going_live.adopt(by=nia, organisation=riverside, texts=["dpia"], adopted_by=SUE)
    go_live(nia, riverside)
    with pytest.raises(Refused, match="is live"):
        going_live.take_back(by=nia, organisation=riverside, text="dpia")


def test_another_organisations_administrator_notes_nothing(moses, riverside):
    with pytest.raises(Refused, match="no such record"):
        going_live.adopt(by=moses, organisation=riverside, texts=EVERYTHING, adopted_by=SUE)


def test_through_the_page_and_what_was_typed_is_kept(browse, nia, riverside):
    client, address = browse("nia"), reverse("go_live", args=[riverside.pk])
    answer = client.post(address, {"texts": ["dpia"], "adopted_by": ""})
    assert answer.status_code == 422
    assert 'value="dpia" checked' in answer.content.decode()
    assert client.post(address, {"texts": ["dpia"], "adopted_by": SUE}).status_code == 303
    assert SUE in client.get(address).content.decode()


def test_the_draft_of_each_text_is_in_the_repository():
    root = Path(__file__).resolve().parents[2]
    assert [text.draft for text in going_live.TEXTS if not (root / text.draft).is_file()] == []
