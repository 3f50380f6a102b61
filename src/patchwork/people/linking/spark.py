"""The same model on Spark: for a list and a county that no single machine can hold.

Rows are prepared and keyed by DuckDB as always; blocking and weighing, which is what grows, are Spark's, and the rules
look at what comes back. A way out, not a speed-up: below some tens of millions of pairs DuckDB is faster by far.

`PATCHWORK_SPARK_MASTER` names the cluster (else this machine), `PATCHWORK_SPARK_FOLDER` a folder that all of it can
reach and that is as well protected as the database (else the scratch folder of this run).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from patchwork.people.linking.model import Model

ROWS, KNOWN = "a_rows", "b_known"
"""Splink puts the dataset whose name comes first on the left."""


def weigh(con: Any, model: Model, *, rows: int, known: int, keep: float, orders: dict[str, Any]) -> str:
    """Weigh what shares a key; returns the name of the table of predictions in DuckDB."""
    from splink import Linker, SparkAPI

    with _shared_folder(orders["folder"]) as folder, _session(orders) as session:
        session.sparkContext.setCheckpointDir(f"{folder}/between")
        _hand_over(con, model, folder)
        api = SparkAPI(spark_session=session)  # type: ignore[no-untyped-call]
        sides = [
            api.register(session.read.parquet(f"{folder}/{name}.parquet"), dataset_display_name=name)
            for name in (ROWS, KNOWN)
        ]
        linker = Linker(
            sides, model.settings(rows=rows, known=known, spark=True), log_level=None, validate_settings=False
        )
        for column in model.frequencies():
            table = api.register(session.read.parquet(f"{folder}/rare_{column}.parquet"))
            linker.table_management.register_term_frequency_lookup(table, column)
        found = linker.inference.predict(threshold_match_weight=keep, warning_mode="never")
        found.as_spark_dataframe().write.parquet(f"{folder}/found")
        con.execute(f"CREATE TABLE predictions AS SELECT * FROM read_parquet('{folder}/found/*.parquet')")
    return "predictions"


def _hand_over(con: Any, model: Model, folder: str) -> None:
    for name, side, keys in ((ROWS, 0, "row_keys"), (KNOWN, 1, "known_keys")):
        con.execute(f"""
            COPY (SELECT compared.*, keys FROM compared JOIN (
                      SELECT vid, list(DISTINCT (key >> 1)::BIGINT) AS keys FROM {keys} GROUP BY vid
                  ) USING (vid) WHERE side = {side}) TO '{folder}/{name}.parquet'
        """)
    for column in model.frequencies():
        con.execute(f"COPY rare_{column} TO '{folder}/rare_{column}.parquet'")


@contextmanager
def _shared_folder(own: str) -> Iterator[str]:
    with TemporaryDirectory(prefix="spark-", dir=os.environ.get("PATCHWORK_SPARK_FOLDER") or own) as folder:
        yield folder


@contextmanager
def _session(orders: dict[str, Any]) -> Iterator[Any]:
    from pyspark.sql import SparkSession
    from splink.internals.spark.jar_location import similarity_jar_location

    builder = SparkSession.builder.appName("patchwork-linking").master(
        os.environ.get("PATCHWORK_SPARK_MASTER") or f"local[{orders['threads']}]"
    )
    for name, value in {
        "spark.jars": similarity_jar_location(),
        "spark.driver.memory": orders["memory"].removesuffix("B").lower(),
        "spark.local.dir": orders["folder"],
        "spark.sql.warehouse.dir": str(Path(orders["folder"]) / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": str(4 * orders["threads"]),
    }.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    try:
        yield session
    finally:
        session.stop()
