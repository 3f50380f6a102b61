"""A phone with a passkey locks when idle, shows nothing, and opens again where it was. (In a browser: test_sign_in.)"""

import pytest
from django.utils import timezone

from patchwork.access.entering import enter
from patchwork.accounts import standing
from patchwork.kit.context import set_area


@pytest.fixture
def phone(browse, world):
    """Amina's phone, signed in with its passkey."""
    client = browse("amina")
    session = client.session
    session[standing.LAST_SEEN] = world.now.isoformat()
    session.save()
    return client


def test_in_use_it_stays_open(phone, clock):
    for _quarter in range(4):
        clock.shift(14 * 60)
        assert phone.get("/my-card/").status_code == 200


def test_idle_it_shows_the_unlock_page_only(phone, clock):
    clock.shift(16 * 60)
    for path in ("/my-card/", "/post/", "/preferences/", "/directory/", "/sign-in/", "/second-factor/mine/"):
        assert phone.get(path).headers["Location"] == "/unlock/"
    page = phone.get("/unlock/").content.decode()
    assert "Locked" in page
    assert "Amina" not in page


def test_the_clock_alone_does_not_open_it(phone, clock, world):
    clock.shift(16 * 60)
    phone.get("/my-card/")
    clock.move_to(world.now)
    assert phone.get("/my-card/").headers["Location"] == "/unlock/"


def test_locked_there_is_no_viewer(phone, clock, world, rf):
    request = rf.get("/")
    request.session = phone.session
    set_area(world.marlowe.pk)
    assert enter(request, now=world.now)[0] is not None
    clock.shift(16 * 60)
    assert enter(request, now=timezone.now()) == (None, None)


def test_it_remembers_where_it_was_but_not_in_the_address(phone, clock):
    clock.shift(16 * 60)
    answer = phone.get("/directory/?q=rent")
    assert answer.headers["Location"] == "/unlock/"
    assert phone.session["unlock_to"] == "/directory/?q=rent"


def test_nonsense_does_not_unlock(phone, clock):
    clock.shift(16 * 60)
    for credential in ("", "{}", "[]", "null", '{"id": "x"}', "not json", '"\\u0000"'):
        assert phone.post("/unlock/", {"credential": credential}).status_code == 422


def test_a_computer_does_not_lock(browse, clock):
    client = browse("amina")
    clock.shift(3 * 3600)
    assert client.get("/my-card/").status_code == 200


def test_after_twelve_hours_touch_is_not_enough(phone, clock):
    clock.shift(12 * 3600)
    assert phone.get("/unlock/").headers["Location"].startswith("/sign-in/")
