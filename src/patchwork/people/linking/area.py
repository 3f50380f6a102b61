"""Matching a list against an area's people, read in bulk: names, birthdays, postcodes and numbers, nothing else.

There is no decision here about who may see whom. The caller leaves out, beforehand, whoever must be as if absent
(`without`): such a person is neither best nor runner-up, so a row reads exactly as if they were not there.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import IO

from django.db import connection, transaction

from patchwork.kit.context import in_area
from patchwork.people.linking import wire
from patchwork.people.linking.model import CURRENT, Model
from patchwork.people.linking.rows import Linked, ListRow
from patchwork.people.linking.running import Bounds, Progress, link_streams

_PERSONS = """
SELECT p.id, nullif(p.given_names, ''), NULL, nullif(p.family_name, ''), nullif(p.known_as, ''),
       f.given, f.family, p.born_on, p.born_precision, nullif(p.sex, ''),
       nullif(a.lines[1], ''), nullif(a.postcodes[1], ''), array_to_string(a.postcodes[2:], chr(31)), i.nhs, i.numbers
FROM people_person p
LEFT JOIN (
    SELECT person_id, string_agg(nullif(given_names, ''), chr(31)) AS given,
           string_agg(nullif(family_name, ''), chr(31)) AS family
    FROM people_formername WHERE area_id = %(area)s GROUP BY person_id
) f ON f.person_id = p.id
LEFT JOIN (
    SELECT person_id, array_agg(postcode ORDER BY (until IS NULL) DESC, since DESC NULLS LAST) AS postcodes,
           array_agg(lines ORDER BY (until IS NULL) DESC, since DESC NULLS LAST) AS lines
    FROM people_address WHERE area_id = %(area)s GROUP BY person_id
) a ON a.person_id = p.id
LEFT JOIN (
    SELECT person_id, min(value) FILTER (WHERE system = 'nhs') AS nhs,
           string_agg(system || chr(30) || value, chr(31) ORDER BY system, value)
               FILTER (WHERE system <> 'nhs') AS numbers
    FROM people_identifier WHERE area_id = %(area)s GROUP BY person_id
) i ON i.person_id = p.id
WHERE p.area_id = %(area)s AND NOT p.id = ANY(%(without)s::uuid[])
"""


def link_to_area(
    rows: Iterable[ListRow], *, area_id: int, without: Collection[uuid.UUID] = (), model: Model = CURRENT,
    progress: Progress | None = None, bounds: Bounds | None = None,
) -> list[Linked]:  # fmt: skip
    """Match every row against everybody in the area but `without`; as `linking.link` otherwise."""

    def write_known(out: IO[str]) -> int:
        with in_area(area_id):
            return copy_persons(out, area_id=area_id, without=without)

    return link_streams(lambda out: wire.write(rows, out), write_known, model=model, progress=progress, bounds=bounds)


def copy_persons(out: IO[str], *, area_id: int, without: Collection[uuid.UUID] = ()) -> int:
    """Write the area's people as `wire` has them, straight from the database; returns how many bytes."""
    written = 0
    binary = out.buffer  # type: ignore[attr-defined]
    out.flush()
    asked = {"area": area_id, "without": list(without)}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        with cursor.copy(f"COPY ({_PERSONS}) TO STDOUT WITH (FORMAT csv)", asked) as copy:
            for block in copy:
                written += binary.write(block)
    binary.flush()
    return written
