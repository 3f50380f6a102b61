"""A piece of a page is rendered once for all who are shown the same, and never for whoever is shown something else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.utils.safestring import SafeString
from django.utils.translation import override

from patchwork.directory.cards import ColleagueCard
from patchwork.kit import kept
from patchwork.kit.templatetags.kit import colleague_card

AMINA = ColleagueCard(
    name="Amina Yusuf", role="class teacher", organisation="Oakfield", phone="01632 960001", count_url=""
)


@pytest.fixture(autouse=True)
def nothing_kept():
    kept.forget()
    yield
    kept.forget()


def rendered():
    return kept._rendered.cache_info().misses


def test_the_same_row_is_rendered_once():
    assert colleague_card(AMINA) == colleague_card(replace(AMINA, deeds="pages/contact_deeds.html"))
    assert rendered() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Bilal"},
        {"phone": "01632 960002"},
        {"away": "back Thursday"},
        {"lead": True},
        {"since": date(2026, 3, 1)},
    ],
)
def test_whatever_differs_is_rendered_anew(other):
    assert colleague_card(AMINA) != colleague_card(replace(AMINA, **other))


def test_another_language_and_another_day_are_rendered_anew():
    with override("en"):
        colleague_card(AMINA)
    with override("en-au"), time_machine.travel("2026-11-25"):
        colleague_card(AMINA)
    with override("en-au"), time_machine.travel("2026-11-26"):
        colleague_card(AMINA)
    assert rendered() == 3


def test_what_was_kept_unescaped_does_not_serve_what_must_be_escaped():
    for name in (SafeString("<b>Amina</b>"), "<b>Amina</b>"):
        assert "<b>" not in colleague_card(replace(AMINA, name=name))


def test_a_row_of_the_database_cannot_be_kept():
    """It would be told apart by its number, not by what it says."""
    with pytest.raises(TypeError, match="cannot be kept"):
        colleague_card(replace(AMINA, note=object()))
