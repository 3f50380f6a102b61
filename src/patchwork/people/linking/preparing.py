"""From rows as they were typed to rows that can be compared: the same folding and sounds as finding uses.

Every name somebody has makes a *variant* of them: known as, former, each half of a double surname; a row of the list
also turned round, or cut in two where everything stands in one box. So a comparison is always of one first name with
one, and rare names can weigh more. Text is folded once for each different text, in Python, by `people.keys`; the rest
is DuckDB's.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Any

from patchwork.people import keys
from patchwork.people.linking import wire
from patchwork.people.linking.spellings import SERVANT_OF, is_usual, one_spelling, ways_of

_CSV = (
    "read_csv(?, header=false, auto_detect=false, delim=',', quote='\"', escape='\"', new_line='\\n', nullstr='', "
    f"columns={{{', '.join(f"'{name}': 'VARCHAR'" for name in wire.COLUMNS)}}})"
)


def load_rows(con: Any, path: str) -> None:
    """Read the list; of rows that are the same only the first is matched (`listed` says which)."""
    con.execute(f"CREATE TABLE typed AS SELECT * FROM {_CSV}", [path])
    facts = ", ".join(wire.COLUMNS[1:])
    con.execute(
        "CREATE TABLE listed AS SELECT id::BIGINT AS row,"
        f" min(id::BIGINT) OVER (PARTITION BY {facts}) AS first FROM typed"
    )
    con.execute(
        "INSERT INTO raw SELECT -1 - id::BIGINT, 0, * FROM typed"
        " WHERE id::BIGINT IN (SELECT row FROM listed WHERE row = first)"
    )


def load_known(con: Any, path: str) -> None:
    """Read the people who are here."""
    con.execute("CREATE SEQUENCE uid")
    con.execute(f"INSERT INTO raw SELECT nextval('uid'), 1, * FROM {_CSV}", [path])


def begin(con: Any) -> None:
    """An empty place for both sides: rows have negative numbers, people positive ones."""
    columns = ", ".join(f"{name} VARCHAR" for name in wire.COLUMNS)
    con.execute(f"CREATE TABLE raw (uid BIGINT, side TINYINT, {columns})")


def prepare(con: Any) -> None:
    """Make `base` (a person each) and `variants` (a name each) of `raw`."""
    _words(con)
    con.execute(_BASE)
    con.execute(
        "CREATE TABLE first_names AS "
        + _names("given_words", "first, f, NOT is_main AS half", ["given", "known_as"], "former_given")
    )
    con.execute("CREATE TABLE last_names AS " + _names("family_words", "last, l", ["family"], "former_family"))
    con.execute(_VARIANTS)


def complete(con: Any) -> None:
    """Make `compared`: of the variants that are in `pairs`, everything that is compared."""
    con.execute(_COMPARED)


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _words(con: Any) -> None:
    given = _texts(con, ("given", "known_as", "middle"), ("former_given",))
    family = _texts(con, ("family",), ("former_family",))
    _table(con, "given_words", ("text", "first", "f", "ways", "usual", "rest", "is_main"), _given(given))
    _table(con, "family_words", ("text", "last", "l", "is_main"), _family(family))
    boxed = [row[0] for row in con.execute(
        "SELECT DISTINCT coalesce(given, family) FROM raw WHERE side = 0 AND (given IS NULL) <> (family IS NULL)"
    ).fetchall()]  # fmt: skip
    _table(con, "boxed", ("text", "first", "f", "last", "l", "flipped"), _boxed(boxed))


def _texts(con: Any, single: Iterable[str], joined: Iterable[str]) -> list[str]:
    parts = [f"SELECT {name} AS t FROM raw" for name in single]
    parts += [f"SELECT unnest(string_split({name}, chr(31))) FROM raw WHERE {name} IS NOT NULL" for name in joined]
    found = con.execute(f"SELECT DISTINCT t FROM ({' UNION ALL '.join(parts)}) WHERE t IS NOT NULL").fetchall()
    return [row[0] for row in found]


@cache
def _sound(word: str) -> str:
    return keys.sound(word)


def _given(texts: Iterable[str]) -> Iterable[tuple[Any, ...]]:
    """The first of the given names, with and without its hyphen; what follows is middle names."""
    for text in texts:
        words = keys.words(text)
        if not words:
            continue
        taken = _taken(text, words)
        first = one_spelling("".join(words[:taken]))
        rest = f" {' '.join(words[taken:])} " if words[taken:] else None
        for number, word in enumerate(dict.fromkeys((first, words[0]))):
            yield text, word, _sound(word), ways_of(word), is_usual(word), rest, number == 0


def _taken(text: str, words: list[str]) -> int:
    """How many words the first name has: two with a hyphen, or in `Abd al-Rahman`."""
    if words[0] in SERVANT_OF and len(words) > 1:
        return 2
    double = keys.words(text.split()[0]) if "-" in text else []
    return max(1, len(double)) if words[: len(double)] == double else 1


def _family(texts: Iterable[str]) -> Iterable[tuple[Any, ...]]:
    for text in texts:
        words = keys.words(text)
        whole = "".join(words)
        for number, word in enumerate(dict.fromkeys([whole, *words]) if whole else ()):
            yield text, word, _sound(word), number == 0


def _boxed(texts: Iterable[str]) -> Iterable[tuple[Any, ...]]:
    """Everything in one box: the first word and the rest, and the last word and the rest."""
    for text in texts:
        words = keys.words(text)
        if len(words) < 2:
            continue
        for first, last, flipped in (
            (words[0], "".join(words[1:]), False),
            (words[-1], "".join(words[:-1]), True),
        ):
            yield text, first, _sound(first), last, _sound(last), flipped


def _table(con: Any, name: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    pa: Any = import_module("pyarrow")  # heavy, and only the worker needs it
    flags = {"is_main", "flipped", "usual"}
    each = list(zip(*rows, strict=True)) or [() for _column in columns]
    table = pa.table({
        column: pa.array(values, pa.bool_() if column in flags else pa.string())
        for column, values in zip(columns, each, strict=True)
    })  # fmt: skip
    con.register("_words", table)
    con.execute(f"CREATE TABLE {name} AS SELECT * FROM _words")
    con.unregister("_words")


# ── rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_BASE = """
CREATE TABLE base AS
WITH plain AS (
    SELECT uid, side, born, precision, replace(replace(upper(postcode), ' ', ''), '-', '') AS code,
           CASE WHEN length(nhs) = 10 AND try_cast(nhs AS BIGINT) IS NOT NULL THEN nhs END AS nhs,
           upper(split_part(identifiers, chr(31), 1)) AS number, lower(address) AS address
    FROM raw
)
SELECT uid, side,
    CASE WHEN precision = 'day' THEN left(born, 4) || substr(born, 6, 2) || substr(born, 9, 2) END AS born,
    CASE WHEN precision = 'day' AND substr(born, 9, 2) <= '12'
         THEN left(born, 4) || substr(born, 9, 2) || substr(born, 6, 2) END AS turned,
    left(born, 4) AS year,
    nullif(code, '') AS postcode,
    CASE WHEN length(code) BETWEEN 5 AND 7 AND substr(code, -3, 1) BETWEEN '0' AND '9' AND right(code, 1) >= 'A'
         THEN left(code, -3) ELSE nullif(code, '') END AS outward,
    nhs, nullif(number, '') AS number,
    nullif(regexp_extract(address, '[0-9]+[a-z]?\\b'), '') AS house,
    nullif(left(regexp_replace(address, '[^a-z]', '', 'g'), 20), '') AS street
FROM plain
"""


def _names(words: str, columns: str, single: list[str], joined: str) -> str:
    texts = [f"SELECT uid, {name} AS text FROM raw WHERE {name} IS NOT NULL" for name in single]
    texts.append(f"SELECT uid, unnest(string_split({joined}, chr(31))) FROM raw WHERE {joined} IS NOT NULL")
    return f"SELECT DISTINCT uid, {columns} FROM ({' UNION ALL '.join(texts)}) t JOIN {words} USING (text)"


_VARIANTS = """
CREATE TABLE variants AS
WITH named AS (
    SELECT uid, side, false AS flipped, first, f, last, l, coalesce(half, false) AS half
    FROM base LEFT JOIN first_names USING (uid) LEFT JOIN last_names USING (uid)
    UNION ALL
    SELECT uid, side, true, last, l, first, f, false
    FROM base LEFT JOIN first_names USING (uid) LEFT JOIN last_names USING (uid) WHERE side = 0
    UNION ALL
    SELECT uid, raw.side, b.flipped, b.first, b.f, b.last, b.l, false
    FROM raw JOIN boxed b ON b.text = coalesce(raw.given, raw.family)
    WHERE raw.side = 0 AND (raw.given IS NULL) <> (raw.family IS NULL)
)
SELECT row_number() OVER () AS vid, * FROM named JOIN base USING (uid, side)
"""

_COMPARED = """
CREATE TABLE compared AS
WITH needed AS (
    SELECT * FROM variants WHERE vid IN (SELECT join_key_l FROM pairs) OR vid IN (SELECT join_key_r FROM pairs)
), more AS (
    SELECT uid,
        CASE left(lower(raw.sex), 1) WHEN 'f' THEN 'f' WHEN 'm' THEN 'm' END AS sex,
        ' ' || replace(replace(upper(former_postcodes), ' ', ''), chr(31), ' ') || ' ' AS places,
        nullif(coalesce(g.rest, '') || coalesce(' ' || m.first || coalesce(m.rest, ' '), ''), '') AS middle
    FROM raw LEFT JOIN given_words g ON g.text = raw.given AND g.is_main
    LEFT JOIN given_words m ON m.text = raw.middle AND m.is_main
    WHERE uid IN (SELECT uid FROM needed)
), digits AS (
    SELECT DISTINCT nhs, nhs::BIGINT AS n FROM needed WHERE nhs IS NOT NULL
), valid AS (
    SELECT nhs, (n % 10 + 2 * (n // 10 % 10) + 3 * (n // 100 % 10) + 4 * (n // 1000 % 10) + 5 * (n // 10000 % 10)
        + 6 * (n // 100000 % 10) + 7 * (n // 1000000 % 10) + 8 * (n // 10000000 % 10) + 9 * (n // 100000000 % 10)
        + 10 * (n // 1000000000 % 10)) % 11 = 0 AS nhs_valid
    FROM digits
)
SELECT needed.*, needed.first || last AS whole, sex, places, middle, coalesce(nhs_valid, false) AS nhs_valid,
       coalesce(w.ways, ' ' || needed.first || ' ') AS ways, coalesce(w.usual, false) AS usual,
       split_part(number, chr(30), 1) AS system
FROM needed JOIN more USING (uid) LEFT JOIN valid USING (nhs)
LEFT JOIN (SELECT first, any_value(ways) AS ways, any_value(usual) AS usual FROM given_words GROUP BY first) w
    ON w.first = needed.first
"""
