"""Writes docs/access.md from the access table: `python -m tests.promises.access_doc`. CI compares the two."""

from __future__ import annotations

from pathlib import Path

from tests.promises.access_table import SECTIONS
from tests.promises.rows import ABSENT, AGAIN, CARD, DONE, ELSEWHERE, GROUPS, KEY, NEVER, OK, REFUSED, SIGN_IN, Row

FILE = Path(__file__).resolve().parents[2] / "docs" / "access.md"

HEAD = """# Who gets what

Written from `tests/promises/access_table.py`, where every line is asked of the running pages as every member of
the cast. Change it there, then run `python -m tests.promises.access_doc`. Behind it is one decision path that denies
first: account and post in date, exclusion, area, shield, relation to the person, rules of single rows, audit.

Each line is one page or one button. Columns are the relations somebody may have to a child, here Leo. Where people
in the same relation get different answers (it was *their* invitation, *their* involvement) they are named. Nobody who
may not know of a person is told "forbidden": they get the very answer that an address without anything behind it
gives, and asking leaves an audit row. Whoever is not signed in is asked to sign in, and whoever holds no post is led
to a page that says so.

| sign | means |
|---|---|
"""

SIGNS = {
    OK: ("●", "sees the page"),
    DONE: ("✔", "may do it"),
    AGAIN: ("✎", "is told in a sentence why not, or what to correct"),
    CARD: ("▭", "gets the card only: names and age"),
    ELSEWHERE: ("→", "is led to another page"),
    ABSENT: ("–", "nothing is there: the same answer as for something that does not exist"),
    REFUSED: ("✘", "is refused (only in the account's own pages)"),
    SIGN_IN: ("🔑", "has to sign in first"),
    KEY: ("⚿", "is for systems with a key; a session opens nothing"),
}

COLUMNS = {
    "confirmed": "confirmed member",
    "sensitive": "confirmed member of a sensitive service",
    "not yet confirmed": "not yet confirmed",
    "reason": "live reason",
    "police with a reason": "police officer with a live reason",
    "housing, confirmed": "housing officer, confirmed",
    "supervisor": "supervisor of a member",
    "hub": "safeguarding hub",
    "no relation": "no relation",
    "privacy officer": "privacy officer",
    "organisation's admin": "administrator of an organisation",
    "area's admin": "area administrator",
    "other area": "another area",
}


def render() -> str:
    """The whole document."""
    signs = "".join(f"| {sign} | {words} |\n" for sign, words in SIGNS.values())
    cast = "".join(f"| {heading} | {_names(GROUPS[group])} |\n" for heading, group in COLUMNS.items())
    parts = [HEAD + signs, f"| relation | in the cast |\n|---|---|\n{cast}"]
    parts += [f"## {title}\n\n{_table(rows)}" for title, rows in SECTIONS.items()]
    return "\n".join(parts)


def _table(rows: list[Row]) -> str:
    head = " | ".join(COLUMNS)
    lines = [f"| page or deed | {head} |", "|---" * (len(COLUMNS) + 1) + "|"]
    lines += [_line(row) for row in rows if NEVER not in row.answers and row.words]
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    expected = row.expected()
    cells = [_cell({who: expected[who] for who in GROUPS[group].split()}) for group in COLUMNS.values()]
    return f"| {row.words} | {' | '.join(cells)} |"


def _cell(answers: dict[str, str]) -> str:
    kinds = list(dict.fromkeys(answers.values()))
    if len(kinds) == 1:
        return SIGNS[kinds[0]][0]
    return ", ".join(
        f"{_names(' '.join(w for w, a in answers.items() if a == kind))} {SIGNS[kind][0]}" for kind in kinds
    )


def _names(names: str) -> str:
    return " ".join(name.title() for name in names.split())


if __name__ == "__main__":
    FILE.write_text(render())
