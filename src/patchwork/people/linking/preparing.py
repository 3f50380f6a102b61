"""From rows as they were typed to rows that can be compared: the same folding and sounds as finding uses.

Every name somebody has makes a *variant* of them: known as, former, each half of a double surname; a row of the list
also turned round, or cut in two where everything stands in one box. So a comparison is always of one first name with
one, and rare names can weigh more. Text is folded once for each different text, in Python, by `people.keys`; the rest
is DuckDB's.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from patchwork.people import keys
from patchwork.people.linking import wire
from patchwork.people.linking.spellings import is_usual, ways_of

_CSV = (
    "read_csv(?, header=false, auto_detect=false, delim=',', quote='\"', escape='\"', new_line='\\n', nullstr='', columns={"
    + ", ".join(f"'{name}': 'VARCHAR'" for name in wire.COLUMNS)
    + "})"
)


def load_rows(con: Any, path: str) -> None:
    """Read the list; of rows that are the same only the first is matched (`listed` says which)."""
    con.execute(f"CREATE TABLE typed AS SELECT * FROM {_CSV}", [path])
    facts = ", ".join(wire.COLUMNS[1:])
    con.execute(f"CREATE TABLE listed AS SELECT id::BIGINT AS row, min(id::BIGINT) OVER (PARTITION BY {facts}) AS first FROM typed")
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
    con.execute("CREATE TABLE first_names AS " + _names("given_words", "text, first, f, ways, usual", ["given", "known_as"], "former_given"))
    con.execute("CREATE TABLE last_names AS " + _names("family_words", "text, last, l", ["family"], "former_family"))
    con.execute(_VARIANTS)


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _words(con: Any) -> None:
    given = _texts(con, ("given", "known_as", "middle"), ("former_given",))
    family = _texts(con, ("family",), ("former_family",))
    _table(con, "given_words", ("text", "first", "f", "ways", "usual", "rest", "is_main"), _given(given))
    _table(con, "family_words", ("text", "last", "l", "is_main"), _family(family))
    boxed = [row[0] for row in con.execute(
        "SELECT DISTINCT coalesce(given, family) FROM raw WHERE side = 0 AND (given IS NULL) <> (family IS NULL)"
    ).fetchall()]  # fmt: skip
    _table(con, "boxed", ("text", "first", "f", "ways", "usual", "last", "l", "flipped"), _boxed(boxed))


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
        double = keys.words(text.split()[0]) if "-" in text else words[:1]
        first = "".join(double)
        if not first or words[: len(double)] != double:
            double, first = words[:1], words[0]
        rest = f" {' '.join(words[len(double) :])} " if words[len(double) :] else None
        for number, word in enumerate(dict.fromkeys((first, words[0]))):
            yield text, word, _sound(word), ways_of(word), is_usual(word), rest, number == 0


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
            yield text, first, _sound(first), ways_of(first), is_usual(first), last, _sound(last), flipped


def _table(con: Any, name: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    import pyarrow as pa

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

_DIGITS = "regexp_replace(number, '[^0-9]', '', 'g')"

_BASE = r"""
CREATE TABLE base AS
WITH numbers AS (
    SELECT uid, split_part(item, chr(30), 1) AS system,
           regexp_replace(upper(split_part(item, chr(30), 2)), '[^0-9A-Z]', '', 'g') AS number
    FROM (SELECT uid, unnest(string_split(identifiers, chr(31))) AS item FROM raw WHERE identifiers IS NOT NULL)
), nhs AS (
    SELECT uid, any_value(number) AS nhs FROM numbers
    WHERE system = 'nhs' AND number SIMILAR TO '[0-9]{10}' GROUP BY uid
), others AS (
    SELECT uid, min(system || ':' || number) AS number, min(system) AS system
    FROM numbers WHERE system <> 'nhs' AND number <> '' GROUP BY uid
), plain AS (
    SELECT uid, side, born, precision, sex,
           nullif(regexp_replace(upper(postcode), '[^0-9A-Z]', '', 'g'), '') AS code,
           ' ' || replace(replace(upper(former_postcodes), ' ', ''), chr(31), ' ') || ' ' AS places FROM raw
)
SELECT p.uid, p.side,
    CASE WHEN precision = 'day' THEN replace(born, '-', '') END AS born,
    CASE WHEN precision = 'day' AND substr(born, 9, 2) <= '12'
         THEN left(born, 4) || substr(born, 9, 2) || substr(born, 6, 2) END AS turned,
    left(born, 4) AS year,
    CASE lower(sex) WHEN 'female' THEN 'f' WHEN 'male' THEN 'm' WHEN 'f' THEN 'f' WHEN 'm' THEN 'm' END AS sex,
    code AS postcode,
    CASE WHEN code SIMILAR TO '[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-Z]{2}' THEN left(code, -3) ELSE code END AS outward,
    places, n.nhs,
    n.nhs IS NOT NULL AND (
        list_sum(list_transform(range(1, 10), lambda i: (11 - i) * substr(n.nhs, i, 1)::INT))
        + substr(n.nhs, 10, 1)::INT) % 11 = 0 AS nhs_valid,
    o.number, o.system
FROM plain p LEFT JOIN nhs n USING (uid) LEFT JOIN others o USING (uid)
"""


def _names(words: str, columns: str, single: list[str], joined: str) -> str:
    texts = [f"SELECT uid, {name} AS text, {int(number > 0)} AS other FROM raw WHERE {name} IS NOT NULL"
             for number, name in enumerate(single)]  # fmt: skip
    texts.append(
        f"SELECT uid, unnest(string_split({joined}, chr(31))) AS text, 1 AS other FROM raw WHERE {joined} IS NOT NULL"
    )
    wanted = columns.removeprefix("text, ")
    word = wanted.split(", ", 1)[0]
    return (
        f"SELECT uid, {', '.join(f'any_value({c}) AS {c}' if c != word else c for c in wanted.split(', '))} "
        f"FROM ({' UNION ALL '.join(texts)}) t JOIN {words} USING (text) GROUP BY uid, {word}"
    )


_VARIANTS = """
CREATE TABLE variants AS
WITH middles AS (
    SELECT uid, any_value(middle) AS middle FROM (
        SELECT uid, coalesce(g.rest, '') || coalesce(' ' || m.first || coalesce(m.rest, ' '), '') AS middle
        FROM raw LEFT JOIN given_words g ON g.text = raw.given AND g.is_main
        LEFT JOIN given_words m ON m.text = raw.middle AND m.is_main
    ) WHERE middle <> '' GROUP BY uid
), named AS (
    SELECT uid, side, false AS flipped, first, f, ways, usual, last, l
    FROM base LEFT JOIN first_names USING (uid) LEFT JOIN last_names USING (uid)
    UNION ALL
    SELECT uid, side, true, last, l, ' ' || last || ' ', false, first, f
    FROM base LEFT JOIN first_names USING (uid) LEFT JOIN last_names USING (uid) WHERE side = 0
    UNION ALL
    SELECT uid, raw.side, b.flipped, b.first, b.f, b.ways, b.usual, b.last, b.l
    FROM raw JOIN boxed b ON b.text = coalesce(raw.given, raw.family)
    WHERE raw.side = 0 AND (raw.given IS NULL) <> (raw.family IS NULL)
)
SELECT row_number() OVER () AS vid, *, first || last AS whole
FROM named JOIN base USING (uid, side) LEFT JOIN middles USING (uid)
"""
