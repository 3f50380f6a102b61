"""The same list, the same model, on Spark: where Spark is."""

from __future__ import annotations

import importlib.util
import shutil

import pytest

from patchwork.people.linking import link
from tests.people.linked_stories import KNOWN, ROWS

HAS_SPARK = importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None
NAMES = ("same", "twin", "number of another", "nickname and slip", "turned round", "nobody")


@pytest.mark.skipif(not HAS_SPARK, reason="pyspark (uv sync --extra spark) or Java is not here")
def test_spark_says_what_duckdb_says(monkeypatch):
    rows = [ROWS[name] for name in NAMES]
    here = link(rows, KNOWN)
    monkeypatch.setenv("PATCHWORK_LINKAGE", "spark")
    there = link(rows, KNOWN)
    assert [(each.row, each.verdict, each.vetoes) for each in there] == [
        (each.row, each.verdict, each.vetoes) for each in here
    ]
    assert [round(each.odds, 6) for each in there] == [round(each.odds, 6) for each in here]
