"""The model: how much each agreement tells, where the lines are drawn. Data, with a version; trained rarely.

A file of `models/` holds everything that was estimated. Its conditions are written in DuckDB's SQL and said in Spark's
by `for_spark`. What a level is called is what the reasons are made of (`linking.words`).
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("models")
NEWEST = "2026-11"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """In bits (log2 odds)."""

    auto: float
    ahead: float
    """How far the best must be ahead of the second to be linked by itself."""
    review: float


@dataclass(frozen=True, slots=True)
class Model:
    """One version. `share`: how many rows of a list are expected to be about somebody who is here."""

    version: str
    thresholds: Thresholds
    share: float
    comparisons: tuple[dict[str, Any], ...]

    def settings(self, *, rows: int, known: int, spark: bool = False) -> dict[str, Any]:
        """Splink's settings for a list of so many rows. The prior follows from how many people there are to choose
        from: the more there are, the more it takes.
        """
        prior = min(0.5, self.share / max(1, known))
        return {
            "link_type": "link_only" if spark else "dedupe_only",
            "unique_id_column_name": "vid",
            "comparisons": [_comparison(each, spark=spark) for each in self.comparisons],
            "blocking_rules_to_generate_predictions": [
                {"blocking_rule": "l.keys = r.keys", "arrays_to_explode": ["keys"]}
            ] if spark else [],
            "probability_two_random_records_match": prior,
            "retain_matching_columns": True,
            "retain_intermediate_calculation_columns": True,
        }  # fmt: skip

    def frequencies(self) -> tuple[str, ...]:
        """The columns whose values weigh by how rare they are."""
        levels = [level for each in self.comparisons for level in each["levels"]]
        return tuple(dict.fromkeys(level["rare"] for level in levels if "rare" in level))


@cache
def load(version: str = NEWEST) -> Model:
    """A version of the model, from its file."""
    return read(FOLDER / f"{version}.json")


def read(path: Path) -> Model:
    """A model from any file."""
    data = json.loads(path.read_text())
    return Model(
        version=data["version"], thresholds=Thresholds(**data["thresholds"]), share=data["share"],
        comparisons=tuple(data["comparisons"]),
    )  # fmt: skip


def _comparison(each: dict[str, Any], *, spark: bool) -> dict[str, Any]:
    return {
        "output_column_name": each["name"],
        "comparison_levels": [_level(level, spark=spark) for level in each["levels"]],
    }


def _level(level: dict[str, Any], *, spark: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "sql_condition": for_spark(level["when"]) if spark else level["when"],
        "label_for_charts": level["name"],
    }
    if level.get("empty"):
        return found | {"is_null_level": True}
    found |= {"m_probability": level["m"], "u_probability": level["u"]}
    if "rare" in level:
        found |= {
            "tf_adjustment_column": level["rare"],
            "tf_adjustment_weight": level.get("rare_weight", 1.0),
            "tf_minimum_u_value": level.get("rarest", 0.0),
            "disable_tf_exact_match_detection": True,
        }
    return found


def for_spark(condition: str) -> str:
    """The same condition in the words of Spark, with the functions that Splink brings for it."""
    return condition.replace("jaro_winkler_similarity(", "jaro_winkler(")


def bits(m: float, u: float) -> float:
    """What a level adds to the odds."""
    return math.log2(m / u)


CURRENT = load()
