"""Splink weighs the pairs: on DuckDB in this process, or on Spark."""

from __future__ import annotations

from typing import Any

from patchwork.people.linking import preparing, spark
from patchwork.people.linking.model import Model

WORTH_KEEPING = -8.0
"""Bits below which a pair is forgotten; under the line for review, so that runners-up stay."""


def score(con: Any, model: Model, *, keep: float = WORTH_KEEPING, orders: dict[str, Any] | None = None) -> str:
    """Weigh `pairs` of `variants`; returns the name of the table of predictions."""
    rows, known = counts(con)
    frequencies(con, model)
    preparing.complete(con)
    if orders and orders["engine"] == "spark":
        return spark.weigh(con, model, rows=rows, known=known, keep=keep, orders=orders)
    return _weigh(con, model, rows=rows, known=known, keep=keep)


def _weigh(con: Any, model: Model, *, rows: int, known: int, keep: float) -> str:
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI(connection=con)
    linker = Linker(
        api.register("compared"), model.settings(rows=rows, known=known), log_level=None, validate_settings=False
    )
    for column in model.frequencies():
        linker.table_management.register_term_frequency_lookup(api.register(f"rare_{column}"), column)
    linker.table_management.register_blocked_pairs_for_predict(api.register("pairs"))
    found = linker.inference.predict(threshold_match_weight=keep, warning_mode="never")
    return str(found.physical_name)


def counts(con: Any) -> tuple[int, int]:
    """How many rows, and how many people here."""
    found = con.execute("SELECT count(*) FILTER (side = 0), count(*) FILTER (side = 1) FROM raw").fetchone()
    return int(found[0]), int(found[1])


def frequencies(con: Any, model: Model) -> None:
    """How common each value is among the people here: a table for each column that weighs by it.

    Of first names all are counted, because the rules ask about them; of the rest those that the list has.
    """
    people = con.execute("SELECT count(*) FROM base WHERE side = 1").fetchone()[0] or 1
    for column in model.frequencies():
        asked = "" if column == "first" else f"AND {column} IN (SELECT {column} FROM variants WHERE side = 0)"
        table = "variants" if column in ("first", "last") else "base"
        con.execute(f"""
            CREATE TABLE rare_{column} AS SELECT {column}, count(*) / {people} AS tf_{column}
            FROM {table} WHERE side = 1 AND {column} IS NOT NULL {asked} GROUP BY {column}
        """)
