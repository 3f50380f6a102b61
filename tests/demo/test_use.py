"""The figures of a demonstration: something to see, and nothing that tells of a hidden service."""

from datetime import timedelta

import pytest

from patchwork.conversation.models import Attention
from patchwork.demo import builder, content
from patchwork.demo.bulk import Rows
from patchwork.directory.models import Area
from patchwork.impact.measures import MEASURES
from patchwork.impact.models import Tally
from tests.conftest import NOW


@pytest.fixture
def rows(clock, monkeypatch):
    monkeypatch.setattr(builder, "faces", lambda *args, **more: None)  # they take a second
    made, world = Rows(), content.world("marlowe")
    builder.furnish(world, Area(pk=1, **builder.area_values(world)), made, now=NOW, seed=7)
    return made


def test_every_measure_has_figures(rows):
    counted = {row["measure"] for row in rows.of(Tally)}
    assert counted == {measure.code for measure in MEASURES}


def test_attentions_are_counted_as_they_were_raised(rows):
    recent = [row for row in rows.of(Attention) if row["raised_at"] > NOW - timedelta(days=100)]
    counted = sum(row["count"] for row in rows.of(Tally) if row["measure"] == "attentions_raised")
    assert counted >= len([row for row in recent if row["raised_at"].weekday() < 5])


def test_no_sensitive_kind_is_counted_by_name(rows):
    kinds = {row["organisation_kind"] for row in rows.of(Tally)}
    assert "" in kinds
    assert not kinds & {"substance_misuse", "refuge", "domestic_abuse", "probation"}


def test_nothing_is_counted_twice(rows):
    keys = [(row["day"], row["measure"], row["organisation_kind"], row["bucket"]) for row in rows.of(Tally)]
    assert len(keys) == len(set(keys))
