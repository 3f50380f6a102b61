"""The area administrator's figures: numbers only, small ones not told, nobody else's."""

import csv
from datetime import date

import pytest
from django.urls import reverse

from patchwork.impact import queries
from patchwork.impact.measures import CALLS
from patchwork.impact.models import Tally


@pytest.fixture
def calls(world):
    """So many calls on a day by a kind of organisation."""

    def stored(number, day=None, kind="school", area=None):
        Tally.objects.create(
            area=area or world.marlowe, day=day or world.now.date(), measure="calls_started", organisation_kind=kind,
            count=number,
        )  # fmt: skip

    return stored


def calls_shown(viewer):
    found = queries.figures(viewer)
    (block,) = [block for block in found.blocks if block.measure is CALLS]
    return block.rows[0].figures


def test_figures_are_summed_by_month_over_all_kinds(nia, calls):
    calls(4)
    calls(3, kind="police")
    calls(6, day=date(2026, 10, 31))
    assert calls_shown(nia) == [0, 6, 7]


@pytest.mark.parametrize(("number", "shown"), [(0, 0), (1, None), (4, None), (5, 5)])
def test_one_to_four_are_not_told(nia, calls, number, shown):
    calls(number)
    assert calls_shown(nia)[-1] == shown


def test_kinds_are_rounded_and_small_ones_left_out(nia, calls):
    calls(4, kind="police")
    calls(13, kind="school")
    assert [number for _, number in queries.by_kind(nia, CALLS)] == [15]


def test_another_areas_figures_are_not_mixed_in(world, nia, calls):
    from patchwork.kit.context import set_area

    set_area(world.wattle_bay.pk)
    calls(50, area=world.wattle_bay)
    set_area(world.marlowe.pk)
    assert calls_shown(nia)[-1] == 0


def test_the_page_and_the_file(browse, calls):
    calls(12)
    calls(3, day=date(2026, 10, 1))
    nia = browse("nia")
    html = nia.get(reverse("impact")).content.decode()
    assert "under 5" in html
    assert ">12<" in html
    rows = list(csv.DictReader(nia.get(reverse("impact_file")).content.decode().splitlines()))
    told = {row["month"]: row["count"] for row in rows if row["measure"] == "calls_started"}
    assert (told["2026-11"], told["2026-10"], told["2026-09"]) == ("12", "<5", "0")


@pytest.mark.parametrize("who", ["amina", "joy", "kit", "lena", "moses", "priya"])
@pytest.mark.parametrize("name", ["impact", "impact_file"])
def test_for_all_others_there_is_no_such_page(browse, who, name):
    assert browse(who).get(reverse(name)).status_code == 404


def test_months_go_back_over_new_year():
    assert queries.months_back(date(2026, 1, 31), 3) == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]
