"""A new key comes in: every text is sealed anew, however often the run is stopped, and nobody's words are lost."""

from __future__ import annotations

import base64
import io

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import connection

from patchwork.involvement.looks import give_reason, purposes
from patchwork.involvement.models import Look
from patchwork.kit import crypto, resealing
from patchwork.kit.context import set_area

NEW = "k2:" + base64.b64encode(b"n" * 32).decode()

WORDS = "Seen crying at the gate; llais Elin yn dawel 🧡"


@pytest.fixture
def looks(world, settings, chloe, leo, maya):
    """Two reasons given while the old key was the only one."""
    assert settings.PATCHWORK_KEYS.startswith("k1:")
    purpose = purposes(chloe)[0].code
    return [give_reason(by=chloe, person=person, purpose=purpose, words=WORDS) for person in (leo, maya)]


@pytest.fixture
def old(settings):
    return settings.PATCHWORK_KEYS


@pytest.fixture
def both(looks, old, settings, reseal):
    """The new key has been put in front."""
    settings.PATCHWORK_KEYS = f"{NEW},{old}"


def key_in_database(look):
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM involvement_look WHERE id = %s", [look.pk])
        return crypto.key_of(bytes(cursor.fetchone()[0]))


@pytest.fixture
def reseal(world):
    """The command, and then the test's own area again."""

    def run(*options):
        said = io.StringIO()
        try:
            call_command("reseal", *options, stdout=said)
        finally:
            set_area(world.marlowe.pk)
        return said.getvalue()

    return run


def test_every_text_has_the_new_key_and_reads_as_before(looks, both, settings, reseal):
    reseal()
    assert {key_in_database(look) for look in looks} == {"k2"}
    settings.PATCHWORK_KEYS = NEW
    assert [Look.objects.get(pk=look.pk).words for look in looks] == [WORDS, WORDS]


def test_a_killed_run_goes_on_where_it_stopped(looks, both):
    [column] = [one for one in resealing.columns() if one.label == "involvement.Look.words"]
    run = resealing.reseal(column, looks[0].area_id, batch=1)
    assert next(run) == 1
    run.close()  # killed here
    assert sorted(key_in_database(look) for look in looks) == ["k1", "k2"]
    assert sum(resealing.reseal(column, looks[0].area_id, batch=1)) == 1  # only what was left


def test_what_somebody_writes_meanwhile_is_theirs(looks, both, monkeypatch):
    [column] = [one for one in resealing.columns() if one.label == "involvement.Look.words"]
    true_unseal = crypto.unseal

    def and_a_colleague_writes(blob, place):
        plain = true_unseal(blob, place)
        for look in looks:
            if place.row == str(look.pk):
                Look.objects.filter(pk=look.pk).update(words=crypto.seal(b"changed just now", place))
        return plain

    monkeypatch.setattr(crypto, "unseal", and_a_colleague_writes)
    assert sum(resealing.reseal(column, looks[0].area_id)) == 0
    monkeypatch.undo()
    assert [Look.objects.get(pk=look.pk).words for look in looks] == ["changed just now", "changed just now"]


def test_the_count_says_when_a_key_may_go(both, reseal):
    assert "k1: 0 texts" not in reseal("--count")
    assert "k1: 0 texts" in reseal()


def test_a_key_taken_away_too_early_is_said_and_nothing_is_lost(looks, old, settings, reseal):
    settings.PATCHWORK_KEYS = NEW
    assert "MISSING" in reseal("--count")
    with pytest.raises(CommandError, match="Put every key back"):
        reseal()
    settings.PATCHWORK_KEYS = old
    assert Look.objects.get(pk=looks[0].pk).words == WORDS


def test_second_factors_come_along(world, old, settings, reseal):
    account = world.posts["amina"].account
    data = {"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")}
    authenticator = Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data=data)
    settings.PATCHWORK_KEYS = f"{NEW},{old}"
    reseal()
    settings.PATCHWORK_KEYS = NEW
    authenticator.refresh_from_db()
    assert get_adapter().decrypt(authenticator.data["secret"]) == "JBSWY3DPEHPK3PXP"


def test_a_text_that_nobody_wrote_is_empty_and_not_sealed(world, chloe, leo):
    look = Look.objects.create(
        area_id=chloe.area_id, person=leo, account_id=chloe.account_id, post_id=chloe.post_id,
        service_id=chloe.service_id, purpose="on_duty", at=chloe.now, until=chloe.now,
    )  # fmt: skip
    assert (look.words, Look.objects.get(pk=look.pk).words) == ("", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT octet_length(words) FROM involvement_look WHERE id = %s", [look.pk])
        assert cursor.fetchone() == (0,)
