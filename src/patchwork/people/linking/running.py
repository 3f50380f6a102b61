"""The matching process, seen from outside: start it, feed it, hear of its progress, end it, leave nothing behind.

Rows reach it through files that have no name, so nothing of them can be left on the disk, however it ends. What DuckDB
has to put aside goes to a folder that is removed with it; one left by a killed machine is removed by the next run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO

from patchwork.people.linking import results, wire
from patchwork.people.linking.model import CURRENT, FOLDER, Model
from patchwork.people.linking.rows import Known, Linked, ListRow
from patchwork.people.linking.scratch import scratch_folder

type Progress = Callable[[int, int], None]

STEPS = 6


class LinkingFailed(Exception):
    """The process that matches ended early. Its text holds no data."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the process may use. `memory` in megabytes, for DuckDB; the process itself takes some 300 more."""

    memory: int = 3000
    threads: int = 2

    @classmethod
    def of_environment(cls) -> Bounds:
        """As `PATCHWORK_LINK_MEMORY` (megabytes) and `PATCHWORK_LINK_THREADS` say."""
        chosen = {name: os.environ.get(f"PATCHWORK_LINK_{name.upper()}") for name in ("memory", "threads")}
        return cls(**{name: int(value) for name, value in chosen.items() if value})


def link(
    rows: Iterable[ListRow],
    known: Iterable[Known],
    *,
    model: Model = CURRENT,
    progress: Progress | None = None,
    bounds: Bounds | None = None,
) -> list[Linked]:
    """Match every row against the people known; a verdict for each row, in the order of their numbers.

    `progress(step, steps)` is called as the work goes on. Raises `LinkingFailed` when the process ends early.
    """
    return link_streams(
        lambda out: wire.write(rows, out), lambda out: wire.write(known, out), model=model, progress=progress,
        bounds=bounds,
    )  # fmt: skip


def link_streams(
    write_rows: Callable[[IO[str]], int], write_known: Callable[[IO[str]], int], *, model: Model,
    progress: Progress | None = None, bounds: Bounds | None = None,
) -> list[Linked]:  # fmt: skip
    """As `link`, from two functions that write lines as `wire` has them; nothing is started for an empty list."""
    with _nameless() as listed, _nameless() as here, _nameless() as found:
        if not write_rows(listed):
            return []
        write_known(here)
        for file in (listed, here):
            file.flush()
        with scratch_folder() as folder:
            _run(listed, here, found, folder, model, progress, bounds or Bounds.of_environment())
        found.seek(0)
        return list(results.read(found))


def _nameless() -> IO[str]:
    return TemporaryFile("w+", encoding="utf-8", newline="\n")


def _run(
    listed: IO[str], here: IO[str], found: IO[str], folder: str, model: Model, progress: Progress | None,
    bounds: Bounds,
) -> None:  # fmt: skip
    files = {"rows": listed.fileno(), "known": here.fileno(), "found": found.fileno()}
    orders = {name: f"/dev/fd/{number}" for name, number in files.items()} | {
        "folder": folder, "memory": f"{bounds.memory}MB", "threads": bounds.threads,
        "model": str(FOLDER / f"{model.version}.json"), "engine": os.environ.get("PATCHWORK_LINKAGE") or "duckdb",
        "parent": os.getpid(),
    }  # fmt: skip
    child = subprocess.Popen(
        [sys.executable, "-m", "patchwork.people.linking.worker"], pass_fds=list(files.values()), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps(orders) + "\n")
        child.stdin.flush()
        for line in child.stdout:
            if progress:
                progress(int(line), STEPS)
        if child.wait():
            raise LinkingFailed(f"matching ended with {child.returncode}")
    finally:
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                pipe.close()
