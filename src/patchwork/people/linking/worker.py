"""The process that matches: ``python -m patchwork.people.linking.worker``. Started by `linking.running` only.

It reads its orders (no personal data) as one line of JSON on standard input, the rows from files without a name that
it inherits, and writes a line to standard output after each step. It says nothing else: a message of DuckDB's may
quote what it read.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from patchwork.people.linking import blocking, deciding, preparing, results, scoring
from patchwork.people.linking.model import read

BESIDES = 1500
"""Megabytes beside DuckDB's: Python, Splink, and what allocators hold."""
DIE_WITH_PARENT = 1
"""Linux: PR_SET_PDEATHSIG."""


def main() -> None:
    orders = json.loads(sys.stdin.readline())
    _be_bound(orders)
    threading.Thread(target=importlib.import_module, args=["splink"], daemon=True).start()  # while rows are read
    run(connect(orders), orders, read(Path(orders["model"])))


def _be_bound(orders: dict[str, Any]) -> None:
    """Never more memory than ordered, whatever a library does; and no life after the one who ordered."""
    if orders["engine"] == "duckdb":
        most = (int(orders["memory"].removesuffix("MB")) + BESIDES) * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != orders["parent"]:
            sys.exit(1)


def run(con: Any, orders: dict[str, Any], model: Any, told: Callable[[int], None] | None = None) -> None:
    """Load, prepare, block, score, decide, and write what was found."""
    done = told or _tell
    preparing.begin(con)
    preparing.load_rows(con, orders["rows"])
    preparing.load_known(con, orders["known"])
    done(1)
    preparing.prepare(con)
    done(2)
    blocking.block(con)
    done(3)
    predictions = scoring.score(con, model, orders=orders)
    done(4)
    deciding.decide(con, model, predictions)
    done(5)
    results.write(con, orders["found"])
    done(6)


def connect(orders: dict[str, Any]) -> Any:
    """DuckDB in memory, which may write to `folder` when there is too little of it, and reach nothing else."""
    import duckdb

    con = duckdb.connect(
        config={
            "memory_limit": orders["memory"], "threads": orders["threads"], "temp_directory": orders["folder"],
            "preserve_insertion_order": False, "autoinstall_known_extensions": False,
            "autoload_known_extensions": False, "allow_community_extensions": False,
        }
    )  # fmt: skip
    con.execute("SET enable_progress_bar = false")  # it would draw between our lines
    return con


def _tell(step: int) -> None:
    sys.stdout.write(f"{step}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
