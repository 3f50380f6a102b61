"""The long versions of the proofs: `./run prove --shard i/n --seed s --minutes m`.

Each promise is worked through in numbered pieces. A shard does those pieces whose number leaves its remainder, notes
after each how far it is, and goes on from there when it is started again with the same seed. When a shard is done (or
its minutes are over) it writes what all shards have done so far to `docs/proofs/<promise>.json`, and prints one line
for each promise.
"""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> int:
    chosen = _parser().parse_args()
    with database(chosen.shard):
        from tests.proof.promises import PROMISES

        wanted = {name: one for name, one in PROMISES.items() if not chosen.only or name in chosen.only.split(",")}
        until, failed = time.monotonic() + chosen.minutes * 60, []
        for left, (name, one) in zip(range(len(wanted), 0, -1), wanted.items(), strict=True):
            now = time.monotonic()  # an equal part of the time for each; what one does not need is the others'
            if not work(name, one, chosen, now + (until - now) / left):
                failed.append(name)
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run prove", description="The long proofs.")
    parser.add_argument("--shard", default="1/1", help="which part of how many, for example 1/2")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=80, help="stop after so long; start again to go on")
    parser.add_argument("--only", default="", help="promises by name, with commas between them")
    parser.add_argument(
        "--pieces", type=int, default=0, help="no more pieces than these of each promise: to try it out"
    )
    parser.add_argument("--fresh", action="store_true", help="forget what was done before")
    return parser


@contextmanager
def database(shard: str) -> Iterator[None]:
    """A private PostgreSQL with an empty migrated database, as the tests have it."""
    from tests import database as databases
    from tests import plugin

    os.environ["DJANGO_SETTINGS_MODULE"] = "patchwork.config.settings"
    plugin.pytest_load_initial_conftests()
    import logging
    import warnings

    import django

    django.setup()
    logging.getLogger("patchwork").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", "No directory at")
    from django.test.utils import setup_test_environment, teardown_test_environment

    name = f"{databases.RUN}{os.getpid()}"
    setup_test_environment()
    databases._clone(databases._template(rebuild=False), name)
    databases._point_django_at(name)
    try:
        yield
    finally:
        databases._close_connections()
        databases.drop(name)
        teardown_test_environment()


def work(name: str, promise: Any, chosen: argparse.Namespace, until: float) -> bool:
    """Work through this shard's pieces of one promise; True when nothing broke it."""
    shard, shards = (int(part) for part in chosen.shard.split("/"))
    folder = Path(os.environ["PATCHWORK_HOME"]) / "prove"
    folder.mkdir(parents=True, exist_ok=True)
    state = folder / f"{name}-{chosen.seed}-{shard}-of-{shards}.json"
    known = {} if chosen.fresh or not state.exists() else json.loads(state.read_text())
    done = known or {"pieces": 0, "counts": {}, "broken": [], "seconds": 0.0, "work": 0.0}
    mine = [number for number in range(chosen.pieces or promise.pieces) if number % shards == shard - 1]
    with promise.open() as step:
        for number in mine[done["pieces"] :]:
            if time.monotonic() > until:
                break
            started, worked = time.monotonic(), work_done()
            counts, broken = step(chosen.seed, number)
            done["pieces"] += 1
            done["seconds"] = round(done["seconds"] + time.monotonic() - started, 2)
            done["work"] = round(done["work"] + work_done() - worked, 2)
            done["broken"] = [*done["broken"], *broken][:50]
            for key, count in counts.items():
                done["counts"][key] = done["counts"].get(key, 0) + count
            state.write_text(json.dumps(done))
            if os.environ.get("PATCHWORK_PROVE_ALOUD"):
                print(
                    name,
                    number,
                    f"{work_done() - worked:.1f} s of work",
                    counts,
                    *broken,
                    sep="\n  ",
                    flush=True,
                )
    total = _sum(folder, name, chosen.seed)
    _keep(name, promise, chosen.seed, total)
    print(_line(name, promise, total), flush=True)
    return not total["broken"]


def work_done() -> float:
    """Seconds of a processor that this process and its connection's process of the database have used so far. On a
    machine with much else to do they say more than the clock does."""
    return time.process_time() + _of_database()


def _of_database() -> float:
    from django.db import connection

    if connection.connection is None:
        return 0.0
    try:
        known = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0  # elsewhere, or not Linux
    return (int(known[11]) + int(known[12])) / os.sysconf("SC_CLK_TCK")


def _sum(folder: Path, name: str, seed: int) -> dict[str, Any]:
    total: dict[str, Any] = {"pieces": 0, "counts": {}, "broken": [], "seconds": 0.0, "work": 0.0, "shards": 0}
    for file in sorted(folder.glob(f"{name}-{seed}-*.json")):
        part = json.loads(file.read_text())
        total["shards"] += 1
        total["pieces"] += part["pieces"]
        for spent in ("seconds", "work"):
            total[spent] = round(total[spent] + part[spent], 1)
        total["broken"] += part["broken"]
        for key, count in part["counts"].items():
            total["counts"][key] = total["counts"].get(key, 0) + count
    return total


def _keep(name: str, promise: Any, seed: int, total: dict[str, Any]) -> None:
    target = Path(os.environ.get("PATCHWORK_PROOFS", ROOT / "docs" / "proofs")) / f"{name}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    kept = {
        "promise": promise.words,
        "holds": not total["broken"],
        "complete": total["pieces"] >= promise.pieces,
        "seed": seed,
        "wanted": promise.pieces,
        "share": f"{min(1, total['pieces'] / promise.pieces):.1%}",
        **{key: total[key] for key in ("pieces", "seconds", "work", "shards")},
        "counts": _told(total["counts"]),
        "broken": total["broken"],
    }
    target.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n")


def _told(counts: dict[str, int]) -> dict[str, int]:
    """Counts by name; of those that begin with "pair:" only how many there are."""
    told = {key: count for key, count in sorted(counts.items()) if not key.startswith("pair:")}
    if met := sum(key.startswith("pair:") for key in counts):
        told["different pairs of a kind of viewer and a surface"] = met
    return told


def _line(name: str, promise: Any, total: dict[str, Any]) -> str:
    how = "BROKEN" if total["broken"] else "holds" if total["pieces"] >= promise.pieces else "holds so far"
    many = ", ".join(f"{count:,} {key}" for key, count in sorted(total["counts"].items()) if ":" not in key)
    first = f" · {total['broken'][0]}" if total["broken"] else ""
    return f"{how:12} {name}: {promise.words} ({total['pieces']:,} of {promise.pieces:,}; {many}; {total['work']:.0f} s of work in {total['seconds']:.0f} s){first}"


Step = Callable[[int, int], tuple[dict[str, int], list[str]]]
"""(seed, number of the piece) → (counts, what broke the promise)."""


if __name__ == "__main__":
    sys.exit(main())
