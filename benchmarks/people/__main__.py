"""``python -m benchmarks.people people 100000 --out p.csv``, then ``queries p.csv 5000 --out q.jsonl``."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import people as bench


def main() -> None:
    """Write people or questions to a file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.people")
    kinds = parser.add_subparsers(dest="what", required=True)
    made = kinds.add_parser("people")
    made.add_argument("count", type=int)
    asked = kinds.add_parser("queries")
    asked.add_argument("people", type=Path)
    asked.add_argument("count", type=int)
    for one in (made, asked):
        one.add_argument("--seed", type=int, default=bench.REPORTING_SEED)
        one.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    if chosen.what == "people":
        print(bench.write_people(chosen.out, bench.people(chosen.count, chosen.seed)))
    else:
        known = [*bench.read_people(chosen.people)]
        print(bench.write_queries(chosen.out, bench.queries(known, chosen.count, chosen.seed)))


if __name__ == "__main__":
    main()
