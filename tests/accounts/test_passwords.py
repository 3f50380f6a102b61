"""Passwords are taken as they are, asked for again before anything about them changes, and a code counts once."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.accounts.conftest import PASSWORD, code_for, enter_code, sign_in

LONG = "  Å long one with spaces, 7 giraffes & a 🦒, of more than sixty-four characters in all  "


def signed_in(olga, clock) -> Client:
    clock.shift(30)  # a code works once
    client = Client()
    sign_in(client, olga.email)
    enter_code(client, olga)
    return client


def change(client: Client, new: str, old: str = PASSWORD):
    return client.post("/sign-in/password/", {"oldpassword": old, "password1": new, "password2": new})


def test_a_long_one_of_any_characters_is_taken_exactly_as_typed(olga, clock):
    assert len(LONG) > 64
    assert change(signed_in(olga, clock), LONG).status_code == 302
    for typed in (LONG.strip(), LONG.lower(), LONG[:64], LONG[:72]):
        assert sign_in(Client(), olga.email, typed).status_code == 200
    assert sign_in(Client(), olga.email, LONG).headers["Location"] == "/second-factor/"


def test_the_old_one_is_asked_for(olga, clock):
    answer = change(signed_in(olga, clock), "a quite different long one", old="not the old one")
    assert "oldpassword" in answer.context["form"].errors


@pytest.mark.parametrize("new", ["elevenchars", "olga@oakfield-school.example", "Olga Lind Olga", "Patchwork2026!!"])
def test_short_own_and_expected_ones_are_refused(olga, clock, new):
    answer = change(signed_in(olga, clock), new)
    assert answer.status_code in {200, 422}
    assert answer.context["form"].errors


def test_what_is_typed_is_hidden_and_may_be_filled_in_by_a_manager(client, db):
    field = client.get("/sign-in/").context["form"].fields["password"].widget
    assert field.input_type == "password"
    assert field.attrs["autocomplete"] == "current-password"


def test_an_app_code_works_once(olga, clock):
    clock.shift(30)
    code = code_for(olga)
    for worked in (True, False):
        client = Client()
        sign_in(client, olga.email)
        client.post("/second-factor/", {"code": code})
        assert (client.get("/my-card/").status_code == 200) is worked


@pytest.mark.parametrize("page", ["passkeys/add/", "codes/new/"])
def test_after_five_minutes_one_is_asked_again_before_changing_how_one_signs_in(olga, clock, page):
    client = signed_in(olga, clock)
    assert client.get(f"/second-factor/{page}").status_code == 200
    clock.shift(6 * 60)
    assert "/again/" in client.get(f"/second-factor/{page}").headers["Location"]


def test_signing_in_makes_a_new_session(olga, clock):
    client = Client()
    client.get("/sign-in/")
    sign_in(client, olga.email)
    before = client.session.session_key
    clock.shift(30)
    enter_code(client, olga)
    assert client.session.session_key != before
    assert len(client.session.session_key) >= 32
