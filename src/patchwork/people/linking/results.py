"""What the worker hands back: a line of JSON for each row of the list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

from patchwork.people.linking.rows import Candidate, Linked

_FOUND = """
SELECT row, coalesce(v.verdict, 'new') AS verdict, coalesce(v.vetoes, []) AS vetoes,
       CASE WHEN listed.first <> row THEN listed.first END AS same_as_row, c.found AS candidates
FROM listed LEFT JOIN verdicts v ON v.row_uid = -1 - listed.first
LEFT JOIN (
    SELECT row_uid, list([k.id, odds::VARCHAR, array_to_string(vetoes, ' '), array_to_string(agreements, ' ')]
                         ORDER BY place) AS found
    FROM candidates JOIN raw k ON k.uid = known_uid GROUP BY row_uid
) c ON c.row_uid = -1 - listed.first
ORDER BY row
"""


def write(con: Any, path: str) -> None:
    """Write every row's verdict and candidates to `path`."""
    found = con.execute(_FOUND)
    with open(path, "w", encoding="utf-8") as out:
        while lines := found.fetchmany(10_000):
            out.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def read(source: IO[str]) -> Iterator[Linked]:
    """What `write` wrote."""
    for line in source:
        row, verdict, vetoes, same_as_row, candidates = json.loads(line)
        yield Linked(
            row=row, verdict=verdict, vetoes=tuple(vetoes), same_as_row=same_as_row,
            candidates=tuple(
                Candidate(person_id, float(odds), tuple(bad.split()), tuple(good.split()))
                for person_id, odds, bad, good in candidates or ()
            ),
        )  # fmt: skip
