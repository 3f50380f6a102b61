"""Which pairs are worth comparing: those that share a narrow key.

A key that very many people here share is left out: others find the same pair, and a list of ten thousand rows of one
name stays as cheap as any other. So the work grows with the rows, never with their square.
"""

from __future__ import annotations

from typing import Any

KEYS: dict[str, tuple[tuple[str, ...], int]] = {
    "nhs": (("nhs",), 100),
    "number": (("number",), 100),
    "born first": (("born", "f"), 60),
    "born last": (("born", "l"), 60),
    "born place": (("born", "outward"), 60),
    "born letters": (("born", "left(f, 1)", "left(l, 1)"), 60),
    "born both": (("born", "f", "l"), 200),
    "year both": (("year", "f", "l"), 60),
    "day both": (("right(born, 4)", "f", "l"), 60),
    "place both": (("outward", "f", "l"), 60),
    "both": (("f", "l"), 15),
    "postcode first": (("postcode", "f"), 60),
    "postcode last": (("postcode", "l"), 60),
    "address": (("house", "left(street, 6)"), 60),
    "postcode year": (("postcode", "year", "left(f, 1)"), 60),
}
"""What has to be equal, and how many people here may share it before it is left out."""

NOT_TURNED = frozenset({"born place", "nhs", "number", "address"})
"""Keys without a name: a row turned round would only bring the same pairs again."""

OTHERWISE = 60
GLUED = ("first || last", "year")


def block(con: Any) -> int:
    """Make `pairs` of variants; returns how many."""
    con.execute(f"CREATE TABLE row_keys AS {_of_rows()}")
    con.execute(f"CREATE TABLE known_keys AS SELECT * FROM ({_of_known()}) WHERE key IN (SELECT key FROM row_keys)")
    most = " ".join(f"WHEN {at} THEN {most}" for at, (_columns, most) in enumerate(KEYS.values()))
    con.execute(f"""
        CREATE TABLE crowded AS SELECT key FROM known_keys GROUP BY key, kind
        HAVING count(*) > CASE kind {most} ELSE {OTHERWISE} END
    """)
    con.execute("DELETE FROM known_keys WHERE key IN (SELECT key FROM crowded)")
    con.execute("""
        CREATE TABLE pairs AS SELECT DISTINCT '0' AS match_key, r.vid AS join_key_l, k.vid AS join_key_r
        FROM row_keys r JOIN known_keys k USING (key)
    """)
    return int(con.execute("SELECT count(*) FROM pairs").fetchone()[0])


def _of_rows() -> str:
    parts = []
    for at, (name, (columns, _most)) in enumerate(KEYS.items()):
        unturned = " AND NOT flipped" if name in NOT_TURNED else ""
        parts.append(_select(at, columns, f"side = 0{unturned}"))
        if any("born" in column for column in columns):
            turned = tuple(column.replace("born", "turned") for column in columns)
            parts.append(_select(at, turned, f"side = 0 AND turned <> born{unturned}"))
    parts.append(_select(len(KEYS), ("first", "year"), "side = 0 AND last IS NULL"))
    return " UNION ALL ".join(parts)


def _of_known() -> str:
    parts = [_select(at, columns, "side = 1") for at, (columns, _most) in enumerate(KEYS.values())]
    return " UNION ALL ".join([*parts, _select(len(KEYS), GLUED, "side = 1")])


def _select(at: int, columns: tuple[str, ...], where: str) -> str:
    filled = " AND ".join(f"{column} IS NOT NULL" for column in columns)
    return (
        f"SELECT vid, {at}::TINYINT AS kind, hash({at}, {', '.join(columns)}) AS key"
        f" FROM variants WHERE {where} AND {filled}"
    )
