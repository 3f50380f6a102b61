"""``./run bench pages``: how long the pages take, how much they ask and send, and whether that grows with the area.

Home, find, a person with a team of twelve, and "I work with them" at each size of area, through the real stack in one
process: WSGI, every middleware, a signed-in session, the application's database login, PostgreSQL with its usual
durability. A request for the person is measured right after one for a bare view (same middleware, signed in, area set,
one primary-key query, answers "ok", no audit), the sizes taking turns, so that a busy machine disturbs all alike.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from statistics import median
from typing import Any

from benchmarks._kit import databases
from benchmarks._kit.databases import say
from benchmarks._kit.numbers import interval, percentile, ratio_of_medians
from benchmarks._kit.site import Site

SIZES = (1000, 10_000, 100_000)
PAIRS = 500
OTHERS = {"home": 120, "find": 300, "declare": 60}
TARGETS = {
    "person_page_ratio": 6.0, "person_page_queries": 15, "bare_queries": 4, "person_page_growth": 1.3,
    "first_visit_kb": 120.0, "later_kb": 25.0, "thumbnail_kb": 2.0,
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a table, and with --json end with one object."""
    chosen = _parser().parse_args(arguments)
    sizes = sorted({int(size) for size in chosen.sizes.split(",")})
    with databases.server().running() as running:
        databases.prepare(running, sizes)
        databases.in_child(_gather_assets)
        sites = [Site(running, size) for size in sizes]
        if chosen.profile:
            print(sites[-1].profile(chosen.profile, 100))
            return
        times = _measure(sites, chosen.pairs)
        facts = {site.size: site.facts() for site in sites}
        for site in sites:
            site.close()
    found = summary(times, facts)
    _print(times, facts, found)
    if chosen.json:
        print(json.dumps(found))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run bench pages", description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="persons in the area, separated by commas")
    parser.add_argument("--pairs", type=int, default=PAIRS, help="pairs of bare view and person page at each size")
    parser.add_argument("--profile", metavar="PAGE", help="show instead where the time of a page goes, at the largest")
    return parser


def _gather_assets() -> None:
    """Styles and scripts as the web server serves them: named by content and compressed."""
    databases.use_home()
    from patchwork.config import demonstration

    demonstration.gather_assets()


type Times = dict[int, dict[str, list[float]]]


def _measure(sites: list[Site], pairs: int) -> Times:
    times: Times = {site.size: {page: [] for page in ("bare", "person", *OTHERS)} for site in sites}
    say(f"Measuring {pairs} pairs at each size …")
    for _pair in range(pairs):
        for site in sites:
            for page in ("bare", "person"):
                times[site.size][page].append(site.seconds(page))
    for page, requests in OTHERS.items():
        for _request in range(requests):
            for site in sites:
                times[site.size][page].append(site.seconds(page))
    return times


def summary(times: Times, facts: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """The numbers that the promises are about; milliseconds and kilobytes (1,000 bytes)."""
    smallest, largest = min(times), max(times)
    small, large = times[smallest], times[largest]
    ratio = ratio_of_medians(large["person"], large["bare"])
    growth = ratio_of_medians(large["person"], small["person"])
    first = facts[largest]["first_visit"]
    later = facts[largest]["later"]
    return {
        "person_page_ratio": round(ratio, 2),
        "person_page_ratio_interval": _rounded(interval(large["person"], large["bare"], ratio_of_medians, paired=True)),
        "person_page_queries": facts[largest]["person"].queries,
        "person_page_ms": round(1000 * median(large["person"]), 2),
        "bare_ms": round(1000 * median(large["bare"]), 2),
        "bare_queries": facts[largest]["bare"].queries,
        "person_page_growth": round(growth, 3),
        "person_page_growth_interval": _rounded(
            interval(large["person"], small["person"], ratio_of_medians, paired=True)
        ),
        "first_visit_kb": round(max(one["whole"] for one in first.values()) / 1000, 1),
        "later_kb": round(max(later.values()) / 1000, 1),
        "thumbnail_kb": round(facts[largest]["thumbnail"]["most_bytes"] / 1000, 2),
        "thumbnail_cache": facts[largest]["thumbnail"]["cache"],
        "find_p95_ms": round(1000 * percentile(large["find"], 0.95), 2),
        "home_p95_ms": round(1000 * percentile(large["home"], 0.95), 2),
        "declare_p95_ms": round(1000 * percentile(large["declare"], 0.95), 2),
        "home_queries": facts[largest]["home"].queries,
        "find_queries": facts[largest]["find"].queries,
        "declare_queries": facts[largest]["declare"].queries,
        "sizes": sorted(times),
        "pairs": len(large["bare"]),
    }


def _rounded(values: tuple[float, float]) -> list[float]:
    return [round(value, 3) for value in values]


def _print(times: Times, facts: dict[int, dict[str, Any]], found: dict[str, Any]) -> None:
    print(f"{'persons':>9} {'page':<8} {'p50 ms':>8} {'p95 ms':>8} {'x bare':>7} {'queries':>8} {'bytes':>8}")
    for size, pages in sorted(times.items()):
        bare = median(pages["bare"])
        for page, seconds in pages.items():
            facts_of = facts[size][page]
            print(
                f"{size:>9,} {page:<8} {1000 * median(seconds):>8.2f} {1000 * percentile(seconds, 0.95):>8.2f} "
                f"{median(seconds) / bare:>7.2f} {facts_of.queries:>8} {facts_of.bytes:>8,}"
            )
    largest = max(times)
    for name, one in facts[largest]["first_visit"].items():
        later = facts[largest]["later"][name]
        print(f"first visit at {name:<10} {one['whole']:>8,} bytes ({one['assets']:,} of assets, "
              f"{one['photos']:,} of photos); later {later:,}")  # fmt: skip
    print()
    for name, target in TARGETS.items():
        value = found[name]
        spread = found.get(f"{name}_interval")
        print(f"{'ok ' if value <= target else 'NO '} {name:<22} {value:>8} (at most {target:g})"
              + (f", 95 % between {spread[0]:g} and {spread[1]:g}" if spread else ""))  # fmt: skip
    private = "private" in found["thumbnail_cache"]
    print(f"{'ok ' if private else 'NO '} thumbnails are cached  {found['thumbnail_cache']}", flush=True)


if __name__ == "__main__":
    main()
