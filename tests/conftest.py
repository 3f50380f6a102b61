"""The fixed cast, made anew for every test inside its transaction."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from patchwork.demo.cast import MEMBERS, Cast
from patchwork.kit import prepared
from patchwork.kit.context import set_area
from tests.kept_cast import cast_at

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
"""A Wednesday morning in term, in winter time."""


HEAVY = ("tests/proof/", "tests/promises/")


def pytest_collection_modifyitems(items):
    """The longest files first: begun last, one of them would keep one process busy while the others are done."""
    items.sort(key=lambda item: not item.nodeid.startswith(HEAVY))


@pytest.fixture(autouse=True)
def no_statement_outlives_a_planted_rule(monkeypatch):
    """A test that replaces a rule meets no statement made by the true one, and leaves none of its own.

    pytest-django asks for `monkeypatch` in every test, so it is what is done with it that tells.
    """
    plant, planted = monkeypatch.setattr, []
    with ExitStack() as apart:

        def planting(*args, **more):
            if planted:
                prepared.forget()
            else:
                apart.enter_context(prepared.apart())
            planted.append(args)
            return plant(*args, **more)

        monkeypatch.setattr = planting
        yield


@pytest.fixture
def clock():
    """Stop time at NOW; `clock.shift(...)` and `clock.move_to(...)` move it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(db, clock) -> Cast:
    """Both areas with the whole cast; the test's transaction works for Marlowe."""
    cast = cast_at(NOW)
    set_area(cast.marlowe.pk)
    return cast


def _viewer(short: str):
    def viewer(world):
        return world.viewer(short)

    return pytest.fixture(name=short)(viewer)


def _person(short: str):
    def person(world):
        return world.persons[short]

    return pytest.fixture(name=short)(person)


for _short in [member.short for member in MEMBERS] + ["priya"]:
    globals()[_short] = _viewer(_short)
for _short in ("leo", "maya", "kerry", "unborn", "ruby"):
    globals()[_short] = _person(_short)


class Acting(Client):
    """Sends what the product's pages send: with each form the post it was opened in, unless the test says otherwise."""

    acting_post = ""

    def post(self, path, data=None, *args, **kwargs):
        if self.acting_post and (data is None or isinstance(data, dict)) and "content_type" not in kwargs:
            data = {"acting_post": self.acting_post, **(data or {})}
        return super().post(path, data, *args, **kwargs)


def sign_in_as(post) -> Client:
    """A client signed in as the holder of `post`, acting in it."""
    client = Acting()
    client.acting_post = str(post.pk)
    client.force_login(post.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["post"], session["area"] = str(post.pk), post.area_id
    session.save()
    return client


@pytest.fixture
def browse(world):
    """`browse("amina")` is a client signed in as Amina, acting in her post."""
    return lambda short: sign_in_as(world.posts[short])
