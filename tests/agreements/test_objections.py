"""A no is an objection: it goes to Lena, the privacy officer, who answers it."""

import pytest

from patchwork.agreements.actions import Word, answer_objection, record_words
from patchwork.agreements.models import Agreement
from patchwork.agreements.queries import objections, said_around
from patchwork.kit.answers import Refused
from patchwork.notifications.models import Notice
from patchwork.people.models import Exclusion


@pytest.fixture
def no(amina, leo):
    """Leo's mother has said no to Amina."""
    (row,) = record_words(by=amina, person=leo, words=[Word("no", by_words="mother")])
    return row


def answer(viewer, objection):
    return answer_objection(by=viewer, objection=objection, answer="We keep it: the law asks us to.")


def test_lena_finds_it(lena, no):
    assert list(objections(lena)) == [no]


def test_a_yes_is_no_objection(amina, lena, leo):
    record_words(by=amina, person=leo, words=[Word("yes", by_person_id=leo.pk)])
    assert not objections(lena).exists()


@pytest.mark.parametrize("who", ["amina", "erin", "kit", "joy", "chloe", "nia", "moses", "priya"])
def test_nobody_else_has_such_a_list(world, no, who):
    assert not objections(world.viewer(who)).exists()


def test_she_answers_and_amina_is_told(amina, lena, no):
    answer(lena, no)
    assert not objections(lena).exists()
    assert list(objections(lena, answered=True)) == [no]
    assert Notice.objects.filter(kind="agreement.answered", post=amina.post_id).exists()


def test_the_answer_is_not_stored_in_the_clear(lena, no):
    from django.db import connection

    answer(lena, no)
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM agreements_agreement WHERE id = %s", [no.pk])
        assert b"the law" not in bytes(cursor.fetchone()[0])


def test_answering_twice_is_refused(lena, no):
    answer(lena, no)
    with pytest.raises(Refused, match="answered already"):
        answer(lena, no)


def test_only_the_privacy_officer_answers(amina, no):
    with pytest.raises(Refused, match="no such record"):
        answer(amina, no)


def test_an_excluded_privacy_officer_does_not_find_it(world, lena, leo, no):
    Exclusion.objects.create(
        area=world.marlowe, person=leo, account_id=lena.account_id, asked_at=world.now, acts_from=world.now
    )
    assert not objections(lena).exists()


def test_the_team_reads_what_was_said(bilal, leo, no):
    assert [(line.who, line.said) for line in said_around(leo, bilal)] == [("mother", "no")]


def test_the_newest_word_of_each_counts(amina, bilal, leo, no):
    record_words(by=amina.later(days=1), person=leo, words=[Word("yes", by_words="mother")])
    assert [line.said for line in said_around(leo, bilal)] == ["yes"]


def test_a_restricted_officer_reads_none_of_it(world, dan, leo, no):
    from patchwork.demo.cast import involve

    involve(world, "dan", "leo")
    assert said_around(leo, dan) == []


# -- the pages


def test_lenas_pages(browse, no):
    lena = browse("lena")
    assert "Leo Hartley" in lena.get("/objections/").content.decode()
    url = f"/objections/{no.pk}/"
    assert lena.post(url, {"answer": "short"}).status_code == 422
    answered = lena.post(url, {"answer": "We keep it: the law asks us to."})
    assert (answered.status_code, answered.url) == (303, "/objections/")
    assert Agreement.objects.get(pk=no.pk).answer.startswith("We keep it")
    assert lena.get(url).status_code == 404


@pytest.mark.parametrize("who", ["amina", "kit", "nia", "moses", "priya"])
def test_denied_is_absent(browse, no, who):
    client = browse(who)
    for url in ("/objections/", f"/objections/{no.pk}/"):
        assert client.get(url).status_code == 404
