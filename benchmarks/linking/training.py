"""Making a version of the model: how often each level is met in pairs that are one person, and in pairs by chance.

The people are made from the tuning seed, so the truth is known and nothing has to be guessed from unlabelled pairs.
Levels marked `by_hand` keep what the file says: pairs by chance never show them (equal numbers), or our people are made
too simply to tell (another valid number).
"""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.linking import lists, ours
from benchmarks.people import TUNING_SEED
from patchwork.people.linking import preparing, scoring, wire, worker
from patchwork.people.linking.model import Model, read

LEAST = 0.0005
"""No level is rarer than this among pairs that are one person: life is more various than what we make."""
BY_CHANCE = 2_000_000
PER_LINE = 120


def train(start: Path, into: Path, *, rows: int = 40_000, known: int = 100_000) -> None:
    """Count on made people, beginning with the model in `start`, and write the new one."""
    model = read(start)
    case = lists.make(known, rows, seed=TUNING_SEED + 1)
    together = _counts(case, model, _one_person(case))
    apart = _counts(case, model, _by_chance(case))
    data = json.loads(start.read_text())
    for comparison in data["comparisons"]:
        name = comparison["name"]
        for level in comparison["levels"]:
            if level.get("empty") or level.get("by_hand"):
                continue
            level["m"] = _share(together[name], level["name"], least=LEAST)
            level["u"] = _share(apart[name], level["name"], least=1e-6)
    into.write_text(_written(data))


def _share(counts: dict[str, int], level: str, *, least: float) -> float:
    total = sum(counts.values())
    return float(f"{max(least, (counts.get(level, 0) + 0.5) / (total + 1)):.3g}")


def _one_person(case: lists.Case) -> list[tuple[int, str]]:
    return [(int(each.row_id), each.person_id) for each in case.truth.values() if each.in_known]


def _by_chance(case: lists.Case) -> list[tuple[int, str]]:
    dice = random.Random(7)
    rows, known = [int(person.person_id) for person in case.rows], [person.person_id for person in case.known]
    return [(dice.choice(rows), dice.choice(known)) for _pair in range(BY_CHANCE)]


def _counts(case: lists.Case, model: Model, pairs: list[tuple[int, str]]) -> dict[str, dict[str, int]]:
    """How often each level of each comparison is met; of several names the best."""
    import pyarrow as pa

    with TemporaryDirectory() as folder:
        con = worker.connect({"memory": "4GB", "threads": 2, "folder": folder})
        for name, people in (("rows", ours.rows(case.rows)), ("known", ours.known(case.known))):
            with open(Path(folder) / name, "w", encoding="utf-8", newline="\n") as out:
                wire.write(people, out)
        preparing.begin(con)
        preparing.load_rows(con, f"{folder}/rows")
        preparing.load_known(con, f"{folder}/known")
        preparing.prepare(con)
        con.register("wanted", pa.table({"row": [row for row, _id in pairs], "id": [each for _row, each in pairs]}))
        con.execute("""
            CREATE TABLE pairs AS SELECT '0' AS match_key, l.vid AS join_key_l, r.vid AS join_key_r
            FROM (SELECT DISTINCT * FROM wanted) w JOIN raw k ON k.side = 1 AND k.id = w.id
            JOIN variants l ON l.uid = -1 - w.row JOIN variants r ON r.uid = k.uid
        """)
        found = scoring.score(con, model, keep=-1000)
        con.execute(f"""
            CREATE TABLE best AS SELECT p.* FROM {found} p JOIN variants l ON l.vid = vid_l
            JOIN variants r ON r.vid = vid_r
            QUALIFY row_number() OVER (PARTITION BY l.uid, r.uid ORDER BY match_weight DESC) = 1
        """)
        return {comparison["name"]: _levels(con, comparison) for comparison in model.comparisons}


def _levels(con: Any, comparison: dict[str, Any]) -> dict[str, int]:
    named = dict(model_levels(comparison))
    column = f"gamma_{comparison['name']}"
    counted = con.execute(f"SELECT {column}, count(*) FROM best WHERE {column} >= 0 GROUP BY 1").fetchall()
    return {named[value]: count for value, count in counted}


def model_levels(comparison: dict[str, Any]) -> list[tuple[int, str]]:
    levels = [level for level in comparison["levels"] if not level.get("empty")]
    return [(len(levels) - 1 - at, level["name"]) for at, level in enumerate(levels)]


def _written(data: dict[str, Any]) -> str:
    """JSON with a level a line, so that two versions can be compared by eye."""
    data = copy.deepcopy(data)
    comparisons = data.pop("comparisons")
    head = json.dumps(data, indent=2, ensure_ascii=False).rstrip("}\n") + ',\n  "comparisons": [\n'
    parts = []
    for each in comparisons:
        lines = ",\n".join(f"      {json.dumps(level, ensure_ascii=False)}" for level in each["levels"])
        parts.append(f'    {{"name": {json.dumps(each["name"])}, "levels": [\n{lines}\n    ]}}')
    return head + ",\n".join(parts) + "\n  ]\n}\n"
