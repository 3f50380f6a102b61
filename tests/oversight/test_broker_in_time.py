"""By when a hidden service decides, and what becomes of silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from patchwork.oversight import broker
from tests.oversight.brokering import ask, looked_up, move_on, passed_to_farah, safeguarding_lead
from tests.oversight.helping import told


def at(world, viewer, *moment):
    from dataclasses import replace

    return replace(viewer, now=datetime(*moment, tzinfo=UTC))


def test_an_enquiry_is_decided_within_four_hours_on_the_night_the_clocks_change(world, erin):
    for night in ((2026, 10, 25, 0, 30), (2027, 3, 28, 0, 30)):
        asked = at(world, erin, *night)
        assert broker.due_at(asked, is_statutory=True) - asked.now == timedelta(hours=4)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ((2026, 11, 25, 10, 30), (2026, 11, 28, 0, 0)),  # Wednesday: until Friday's end
        ((2026, 10, 23, 9, 0), (2026, 10, 28, 0, 0)),  # Friday in summer time: until Tuesday's end, in winter time
        ((2027, 3, 25, 9, 0), (2027, 3, 31, 23, 0)),  # before Easter and the clocks: Friday and Monday are holidays
        ((2026, 12, 24, 9, 0), (2026, 12, 31, 0, 0)),  # Christmas Day, and Boxing Day's substitute on the Monday
    ],
)
def test_otherwise_by_the_end_of_the_second_working_day(world, amina, asked, due):
    assert broker.due_at(at(world, amina, *asked), is_statutory=False) == datetime(*due, tzinfo=UTC)


def test_a_teacher_makes_no_enquiry(amina, erin, leo):
    assert not ask(amina, leo, enquiry=True).is_statutory
    assert ask(erin, leo, enquiry=True).is_statutory


def test_silence_goes_to_the_safeguarding_lead_and_the_hub_once(world, rosa, amina, leo, clock):
    safeguarding_lead(world)
    passed_to_farah(amina, leo, rosa)
    clock.move_to(datetime(2026, 11, 27, 23, 50, tzinfo=UTC))
    move_on(world)
    assert told("broker.late") == []
    clock.move_to(datetime(2026, 11, 28, 0, 5, tzinfo=UTC))
    for _again in range(2):
        move_on(world)
    assert (told("broker.late"), told("broker.with_lead")) == (["Kit"], ["Gus"])


def test_a_broker_who_does_not_pass_it_on_does_not_hold_it_up(world, rosa, amina, leo, clock):
    safeguarding_lead(world)
    looked_up(ask(amina, leo))
    clock.move_to(datetime(2026, 11, 28, 0, 5, tzinfo=UTC))
    move_on(world)
    assert told("broker.with_lead") == ["Gus"]
