"""``./run bench find``: whether the right person is found, how fast, and how other ways of finding compare.

People of a file (``--people``, ``--queries``) or of the benches' own making go into a scratch database through the
product's own code. Questions are put to the product's `find` by a class teacher who works with none of them, as the
application's login under row security, one transaction for each as a request has. Peers answer some of the same
questions in the same database. Two clocks are read: the one on the wall, and the work (processor time of this process
and of the database's), which a busy machine does not blur so much.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import people as own
from benchmarks._kit import counties, databases, finders
from benchmarks._kit.numbers import percentile
from benchmarks.people import Person, Query
from patchwork.config.localpg import LocalPostgres

SIZE = 100_000
QUESTIONS = 4000
PEERS = 100
PAGES = 200
TARGETS = {
    "single": {"recall_at_5": 0.999, "recall_at_1": 0.997}, "1 damage": {"recall_at_5": 0.995},
    "2 damages": {"recall_at_5": 0.975}, "3 damages": {"recall_at_5": 0.925}, "4 damages": {"recall_at_5": 0.84},
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a table, and with --json end with one object."""
    chosen = _parser().parse_args(arguments)
    people = _People(chosen)
    with TemporaryDirectory() as folder, databases.server().running() as running:
        loaded = counties.prepare(running, people.name, people.known, people.stamp)
        databases.in_child(_gather_assets)
        out = Path(folder) / "found.json"
        databases.in_child(_measure, running, people, chosen, out)
        found = json.loads(out.read_text())
        if chosen.pages:
            databases.in_child(_measure_pages, running, people, chosen.pages, out)
            found |= json.loads(out.read_text())
    found |= {
        "people": loaded["people"], "load_seconds": loaded["load_seconds"],
        "index_bytes_per_person": round(sum(loaded["sizes"].values()) / loaded["people"], 1),
        "index_bytes_by_relation": {
            name: round(size / loaded["people"], 1) for name, size in sorted(loaded["sizes"].items())
        },
    }  # fmt: skip
    _print(found)
    if chosen.json:
        print(json.dumps(found))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run bench find", description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--people", type=Path, help="a CSV of people, instead of our own making")
    parser.add_argument("--queries", type=Path, help="JSON lines of questions about them; else made from the people")
    parser.add_argument("--size", type=int, default=SIZE, help="how many people to make")
    parser.add_argument("--count", type=int, default=QUESTIONS, help="how many questions to make")
    parser.add_argument(
        "--tuning", action="store_true", help="the seed that weights are fitted on, not the reported one"
    )
    parser.add_argument("--peers", type=int, default=PEERS, help="questions put to each peer; 0 leaves them out")
    parser.add_argument("--pages", type=int, default=PAGES, help="requests of the whole page; 0 leaves them out")
    return parser


def _gather_assets() -> None:
    databases.use_home()
    from patchwork.config import demonstration

    demonstration.gather_assets()


class _People:
    """Who is loaded and asked for. Nothing is made or read before it is needed."""

    def __init__(self, chosen: argparse.Namespace) -> None:
        self.chosen = chosen
        self.seed = own.TUNING_SEED if chosen.tuning else own.REPORTING_SEED
        if chosen.people:
            digest = hashlib.sha256(chosen.people.read_bytes()).hexdigest()
            self.name, self.stamp = f"file_{digest[:12]}", digest
        else:
            self.name, self.stamp = str(chosen.size), f"{chosen.size} {self.seed}"

    def known(self) -> Iterator[Person]:
        return own.read_people(self.chosen.people) if self.chosen.people else own.people(self.chosen.size, self.seed)

    def queries(self) -> list[Query]:
        if self.chosen.queries:
            return [*own.read_queries(self.chosen.queries)]
        return [*own.queries([*self.known()], self.chosen.count, self.seed + 1)]


# ── measuring ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _measure(running: LocalPostgres, people: _People, chosen: argparse.Namespace, out: Path) -> None:
    queries = people.queries()
    counties.use(running, people.name)
    import django

    django.setup()
    asked = [finders.ours(), *(finders.peers(running, people.name) if chosen.peers else [])]
    found: dict[str, Any] = {"peers": {}}
    for finder in asked:
        some = queries if finder is asked[0] else queries[:: max(1, len(queries) // chosen.peers)][: finder.most]
        databases.say(f"{finder.name}: {len(some)} questions …")
        answers = [(query, *finder.seconds_and_rank(query)) for query in _warmed(finder, some)]
        one = _summary(answers)
        if finder is asked[0]:
            found |= one
        else:
            found["peers"][finder.name] = {**one, "by_type": {}}
    out.write_text(json.dumps(found))


def _measure_pages(running: LocalPostgres, people: _People, count: int, out: Path) -> None:
    databases.say(f"the whole page: {count} requests …")
    queries = people.queries()[:count]
    counties.use(running, people.name)
    import django

    django.setup()
    times = finders.pages(queries)
    found = {f"page_p{at:.0f}_ms": _ms(percentile(times, at / 100)) for at in (50, 95)}
    out.write_text(json.dumps(found))


def _warmed(finder: finders.Finder, queries: list[Query]) -> list[Query]:
    for query in queries[: finder.warm]:
        finder.seconds_and_rank(query)
    return queries


type Answers = list[tuple[Query, float, float, int]]


def _summary(answers: Answers) -> dict[str, Any]:
    """`rank`: from 1, 0 when the target is not among the five."""
    by_type: dict[str, list[int]] = defaultdict(list)
    for query, _wall, _work, rank in answers:
        by_type[query.type or "all"].append(rank)
    single = [rank for kind, ranks in by_type.items() if kind in own.KINDS for rank in ranks]
    walls, works = ([each[at] for each in answers] for at in (1, 2))
    return {
        **_recall([rank for ranks in by_type.values() for rank in ranks]),
        "p50_ms": _ms(percentile(walls, 0.5)), "p95_ms": _ms(percentile(walls, 0.95)),
        "p50_work_ms": _ms(percentile(works, 0.5)), "p95_work_ms": _ms(percentile(works, 0.95)),
        "by_type": {kind: _recall(ranks) for kind, ranks in sorted(by_type.items())},
        "single": _recall(single) if single else None,
    }  # fmt: skip


def _recall(ranks: list[int]) -> dict[str, Any]:
    return {
        "recall_at_5": round(sum(rank > 0 for rank in ranks) / len(ranks), 5),
        "recall_at_1": round(sum(rank == 1 for rank in ranks) / len(ranks), 5), "count": len(ranks),
    }  # fmt: skip


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 3)


def _print(found: dict[str, Any]) -> None:
    print(f"{found['people']:,} people, loaded in {found['load_seconds']} s")
    heads = ("questions", "recall@5", "recall@1", "p50 ms", "p95 ms", "work p50", "work p95")
    print(f"{'method':<36}" + "".join(f"{head:>10}" for head in heads))
    for name, one in {"patchwork": found, **found["peers"]}.items():
        times = "".join(f"{one[clock]:>10.2f}" for clock in ("p50_ms", "p95_ms", "p50_work_ms", "p95_work_ms"))
        print(f"{_recalled(name, one)}{times}")
    print()
    groups = {"single": found["single"]} if found["single"] else {}
    for name, one in {**groups, **found["by_type"]}.items():
        print(f"{_recalled(name, one)}  {_verdict(one, TARGETS.get(name, {}))}")
    print()
    parts = ", ".join(f"{name} {size:g}" for name, size in found["index_bytes_by_relation"].items())
    print(f"search table with its indexes: {found['index_bytes_per_person']:g} bytes a person ({parts})")
    trigram = found["peers"].get(finders.TRIGRAM)
    if trigram:
        print(f"p95 of {finders.TRIGRAM} is {trigram['p95_ms'] / found['p95_ms']:.0f} times ours")
    if "page_p95_ms" in found:
        print(f"the whole page: p50 {found['page_p50_ms']:.1f} ms, p95 {found['page_p95_ms']:.1f} ms", flush=True)


def _recalled(name: str, one: dict[str, Any]) -> str:
    return f"{name:<36}{one['count']:>10,}{one['recall_at_5']:>10.4f}{one['recall_at_1']:>10.4f}"


def _verdict(one: dict[str, Any], wanted: dict[str, float]) -> str:
    good = all(one[what] >= least for what, least in wanted.items())
    said = ", ".join(f"{what} ≥ {least:g}" for what, least in wanted.items())
    return f"{'ok ' if good else 'NO '} {said}" if wanted else ""


if __name__ == "__main__":
    main()
