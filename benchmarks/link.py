"""``./run bench link``: how well and how fast a list finds its people.

    ./run bench link                                    # 10,000 rows against 100,000 people, made here
    ./run bench link --rows 100000 --size 850000 --json
    ./run bench link --known FILE --list FILE --truth FILE
    ./run bench link --public febrl4
    ./run bench link --train FILE                       # a new version of the model, from the tuning people

The formats are in docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks._kit.databases import say
from benchmarks.linking import counting, lists, ours
from benchmarks.people import REPORTING_SEED, TUNING_SEED
from patchwork.people.linking.model import FOLDER, NEWEST, read

COLUMNS = ("auto_wrong", "auto_total", "auto_recall", "review_share", "recall_after_review", "twins_merged", "seconds")
SETS = ("febrl3", "febrl4")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a table, and with --json end with one object."""
    chosen = _parser().parse_args(arguments)
    if chosen.train:
        from benchmarks.linking.training import train

        train(FOLDER / f"{NEWEST}.json", chosen.train)
    elif chosen.public:
        from benchmarks.linking.public import measure

        found = measure(chosen.public)
        print("  ".join(f"{name} {value}" for name, value in found.items()))
        if chosen.json:
            print(json.dumps(found))
    else:
        _measure(chosen)


def _measure(chosen: argparse.Namespace) -> None:
    case = _case(chosen)
    say(f"{len(case.rows):,} rows, {len(case.known):,} people known")
    found, took = ours.run(case, read(chosen.model) if chosen.model else ours.CURRENT)
    result: dict[str, Any] = counting.count(case, ours.said(case, found)) | took
    if chosen.mistakes:
        from benchmarks.linking.mistakes import show

        show(case, found)
    result["peers"] = {}
    if not chosen.alone:
        from benchmarks.linking import peers

        result["peers"] = peers.measure(case)
    _table({"patchwork": result} | result["peers"])
    print(f"cpu {result['cpu_seconds']} s with loading, at most {result['peak_mb']} MB")
    if chosen.json:
        print(json.dumps(result))


def _table(found: dict[str, dict[str, Any]]) -> None:
    print("".join(f"{name:>20}" for name in ("", *COLUMNS)))
    for name, result in found.items():
        print(f"{name:>20}" + "".join(f"{result[column]:>20}" for column in COLUMNS))


def _case(chosen: argparse.Namespace) -> lists.Case:
    if chosen.known or chosen.list or chosen.truth:
        if not (chosen.known and chosen.list and chosen.truth):
            raise SystemExit("--known, --list and --truth go together")
        return lists.read(chosen.known, chosen.list, chosen.truth)
    seed = TUNING_SEED if chosen.tuning else REPORTING_SEED
    return lists.make(chosen.size, chosen.rows, seed=seed, damages=lists.ROUGH if chosen.rough else lists.USUAL)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run bench link", description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--known", type=Path, help="CSV of the people known")
    parser.add_argument("--list", type=Path, help="CSV of the list")
    parser.add_argument("--truth", type=Path, help="CSV: row_id, person_id, in_known")
    parser.add_argument("--rows", type=int, default=10_000, help="of the list made here")
    parser.add_argument("--size", type=int, default=100_000, help="people known, made here")
    parser.add_argument("--rough", action="store_true", help="a list with much more damage")
    parser.add_argument("--tuning", action="store_true", help="the people that the model was made with")
    parser.add_argument("--alone", action="store_true", help="without the peers")
    parser.add_argument("--mistakes", action="store_true", help="show the wrong and the missed ones (made people only)")
    parser.add_argument("--public", choices=SETS, help="a public set instead")
    parser.add_argument("--train", type=Path, metavar="FILE", help="make a new version of the model into FILE")
    parser.add_argument("--model", type=Path, metavar="FILE", help="measure this version instead of the newest")
    return parser


if __name__ == "__main__":
    main()
