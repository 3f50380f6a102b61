"""An address made of a kept route is the one Django makes."""

from __future__ import annotations

import uuid

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix

from patchwork.kit.addresses import address


@pytest.fixture
def somewhere_else():
    set_script_prefix("/patchwork/")
    yield
    set_script_prefix("/")


@pytest.mark.parametrize("name", ["person", "practitioner", "service", "card"])
def test_the_same_for_every_id(name):
    for one in (uuid.uuid4(), uuid.uuid4(), uuid.UUID(int=0)):
        assert address(name, one) == reverse(name, args=[one])


def test_several_ids_and_a_word():
    for _time in range(2):
        args = uuid.uuid4(), uuid.uuid4(), "small"
        assert address("photo", *args) == reverse("photo", args=args)


def test_without_any():
    assert address("home") == reverse("home")


def test_below_another_prefix(somewhere_else):
    one = uuid.uuid4()
    assert address("person", one) == reverse("person", args=[one]) == f"/patchwork/people/{one}/"


def test_what_is_no_address():
    with pytest.raises(NoReverseMatch):
        address("nothing", uuid.uuid4())
    with pytest.raises(NoReverseMatch):
        address("person", "leo")
