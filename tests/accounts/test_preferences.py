"""Language, and the places one is signed in."""

from django.test import Client

from tests.accounts.conftest import PASSWORD, enter_code, sign_in

ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/143.0.0.0 Mobile Safari/537.36"


def signed_in(olga, clock, **headers) -> Client:
    clock.shift(30)  # a code works once
    client = Client(**headers)
    sign_in(client, olga.email)
    enter_code(client, olga)
    return client


def test_the_language_is_kept(browse, world):
    client = browse("amina")
    assert client.post("/preferences/", {"language": "en-au"}).status_code == 303
    assert 'lang="en-au"' in client.get("/preferences/").content.decode()
    assert client.post("/preferences/", {"language": "klingon"}).status_code == 422


def test_other_places_are_named_and_ended(olga, clock):
    here, there = signed_in(olga, clock), signed_in(olga, clock, HTTP_USER_AGENT=ANDROID)
    assert "Chrome on Android" in here.get("/preferences/").content.decode()
    assert here.post("/preferences/end-others/").status_code == 303
    assert here.get("/my-card/").status_code == 200
    assert there.get("/my-card/").headers["Location"].startswith("/sign-in/")


def test_somebody_else_at_her_desk_does_not_end_them(olga, clock):
    """Asked again first; then it is done, without pressing once more."""
    here, there = signed_in(olga, clock), signed_in(olga, clock)
    clock.shift(301)
    asked = here.post("/preferences/end-others/")
    assert asked.headers["Location"].startswith("/sign-in/again/")
    assert there.get("/my-card/").status_code == 200
    assert here.post(asked.headers["Location"], {"password": "not hers, but long enough"}).status_code != 302
    assert there.get("/my-card/").status_code == 200
    done = here.post(asked.headers["Location"], {"password": PASSWORD})
    assert (done.status_code, done.headers["Location"]) == (303, "/preferences/")
    assert there.get("/my-card/").headers["Location"].startswith("/sign-in/")


def test_a_changed_password_ends_the_other_places(olga, clock):
    here, there = signed_in(olga, clock), signed_in(olga, clock)
    new = {
        "oldpassword": PASSWORD,
        "password1": "a quite different long one",
        "password2": "a quite different long one",
    }
    assert here.post("/sign-in/password/", new).status_code == 302
    assert here.get("/my-card/").status_code == 200
    assert there.get("/my-card/").headers["Location"].startswith("/sign-in/")
