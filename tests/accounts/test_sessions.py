"""A session is stored under a digest of its id, and tries are counted in JSON: reading either gives nobody a way in."""

import json
import pickle

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client

from patchwork.accounts.sessions import SessionStore, stored
from tests.accounts.conftest import enter_code, sign_in


@pytest.fixture
def signed_in(client, olga):
    sign_in(client, olga.email)
    enter_code(client, olga)
    return client


def keys():
    return {*Session.objects.values_list("session_key", flat=True)}


def test_the_id_is_in_the_cookie_only(signed_in):
    cookie = signed_in.cookies["patchwork"].value
    assert keys() == {stored(cookie)}
    assert {*UserSession.objects.values_list("session_key", flat=True)} == {stored(cookie)}
    assert cookie not in str(Session.objects.get().get_decoded())
    assert signed_in.get("/my-card/").status_code == 200


def test_what_stands_in_the_table_opens_nothing(signed_in):
    (key,) = keys()
    thief = Client()
    thief.cookies["patchwork"] = key
    assert thief.get("/my-card/").headers["Location"].startswith("/sign-in/")
    assert signed_in.get("/my-card/").status_code == 200


def test_signing_out_deletes_it(signed_in):
    signed_in.post("/sign-in/out/")
    assert not {stored(signed_in.cookies["patchwork"].value)} & keys()


def test_a_new_id_takes_the_row_of_the_old_one_away(db):
    session = SessionStore()
    session["page"] = "one"
    session.create()
    before = session.session_key
    session.cycle_key()
    assert keys() == {stored(session.session_key)}
    assert SessionStore(session.session_key)["page"] == "one"
    assert SessionStore(before).load() == {}


# -- tries


def in_the_table():
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM accounts_cache")
        return [value for (value,) in cursor.fetchall()]


def test_tries_are_counted_in_json(db, clock):
    assert cache.add("one", [1.5, 2], timeout=10)
    assert not cache.add("one", [3], timeout=10)
    assert in_the_table() == ["[1.5, 2]"]
    assert cache.get("one") == [1.5, 2]
    clock.shift(11)
    assert cache.get("one") is None
    assert cache.add("one", True, timeout=10)
    cache.set("one", "y", timeout=20)
    assert (cache.get("one"), cache.delete("one"), cache.get("one", "gone")) == ("y", True, "gone")


def test_python_objects_planted_in_the_table_are_not_read(db, clock):
    cache.set("one", 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_cache SET value = %s", [pickle.dumps(print).hex()])
    with pytest.raises(json.JSONDecodeError):
        cache.get("one")
