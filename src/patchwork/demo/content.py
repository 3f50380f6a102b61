"""Reading the hand-written part of the demo world: `content/*.toml` as rows of `written.py`, every name checked.

The file format is explained at the top of `content/marlowe.toml`. Everyone and everything is invented.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from functools import cache
from pathlib import Path

from patchwork.agreements import packs
from patchwork.demo.content_checks import problems
from patchwork.demo.written import (
    Attention,
    Away,
    Contact,
    Exclusion,
    ExtraPost,
    Family,
    Invite,
    Involvement,
    Look,
    Organisation,
    Pattern,
    Person,
    Practitioner,
    Related,
    Said,
    Service,
    Shield,
    World,
)
from patchwork.directory import taxonomy
from patchwork.kit import datafiles

FOLDER = Path(__file__).with_name("content")
KINSHIP = ("parent", "sibling", "partner", "grandparent", "carer", "other")
SHOWING = ("time", "day", "nothing")
WEEKDAYS = (0, 1, 2, 3, 4)


class ContentError(datafiles.DataFileError):
    """The demo's content contradicts itself; the text names file and key."""


@cache
def world(slug: str) -> World:
    """The content of `marlowe` or `wattle-bay`; raises ContentError naming file and key."""
    return read_world(FOLDER / f"{slug}.toml")


def worlds() -> tuple[World, ...]:
    """Every area of the demo, Marlowe first."""
    return tuple(world(path.stem) for path in sorted(FOLDER.glob("*.toml")))


def read_world(path: Path) -> World:
    """Read and check one file."""
    table = datafiles.load(path, error=ContentError)
    area = table.table("area")
    made = area.row(
        World,
        jurisdiction=area.one_of("jurisdiction", [pack.code for pack in packs.selectable_packs()]),
        organisations=_by_name(one.row(Organisation) for one in table.tables("organisation")),
        services=_by_name(map(_service, table.tables("service"))),
        practitioners=_by_name(map(_practitioner, table.tables("practitioner"))),
        families=tuple(map(_family, table.tables("family"))),
    )
    table.done()
    for problem in problems(made):
        raise ContentError(f"{path.name}: {problem}")
    return made


def _by_name[T: (Organisation, Service, Practitioner)](rows: Iterable[T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for row in rows:
        if row.short_name in found:
            raise ContentError(f"{row.short_name} is there twice")
        found[row.short_name] = row
    return found


def _service(table: datafiles.Table) -> Service:
    return table.row(Service, kind=table.one_of("kind", taxonomy.taxonomy().service_kinds))


def _practitioner(table: datafiles.Table) -> Practitioner:
    begins, ends = table.strings("works")
    return table.row(
        Practitioner,
        role=_role(table),
        working_days=_weekdays(table, "working_days"),
        works_from=time.fromisoformat(begins),
        works_until=time.fromisoformat(ends),
        away=table.table("away").row(Away) if "away" in table.values else None,
        also=tuple(one.row(ExtraPost, role=_role(one)) for one in table.tables("also")),
    )


def _role(table: datafiles.Table) -> str:
    return table.one_of("role", taxonomy.taxonomy().roles)


def _weekdays(table: datafiles.Table, key: str) -> tuple[int, ...]:
    table.read.add(key)
    values = table.values.get(key, WEEKDAYS)
    if not all(isinstance(value, int) and 0 <= value <= 6 for value in values):
        raise table.fail(key, "must be numbers from 0 (Monday) to 6")
    return tuple(values)


# ── a family ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _family(table: datafiles.Table) -> Family:
    address = table.table("address")
    made = table.row(
        Family,
        line=address.string("line"),
        place=address.string("place"),
        postcode=address.string("postcode"),
        persons=tuple(map(_person, table.tables("person"))),
        related=tuple(one.row(Related, kind=one.one_of("is", KINSHIP)) for one in table.tables("related")),
        involvements=tuple(map(_involvement, table.tables("involvement"))),
        patterns=tuple(map(_pattern, table.tables("pattern"))),
        contacts=tuple(map(_contact, table.tables("contact"))),
        attentions=tuple(one.row(Attention) for one in table.tables("attention")),
        said=tuple(map(_said, table.tables("said"))),
        looks=tuple(one.row(Look) for one in table.tables("look")),
        shields=tuple(map(_shield, table.tables("shield"))),
        exclusions=tuple(one.row(Exclusion) for one in table.tables("exclusion")),
        invites=tuple(one.row(Invite) for one in table.tables("invite")),
    )
    address.done()
    return made


def _person(table: datafiles.Table) -> Person:
    birthday = table.string("birthday", "")
    made = table.row(
        Person,
        sex=table.one_of("sex", ("female", "male", "other", ""), default=""),
        birthday=(int(birthday[:2]), int(birthday[3:])) if birthday else None,
        precision=table.one_of("precision", ("day", "month", "year", "about"), default="day"),
    )
    if (made.age is None) == (made.due_in_days is None) or (made.age is None) != (made.birthday is None):
        raise table.fail("age", "give age and birthday, or due_in_days")
    return made


def _involvement(table: datafiles.Table) -> Involvement:
    made = table.row(Involvement)
    if bool(made.post) == bool(made.service) or (made.service and not made.role):
        raise table.fail("post", "give a post, or a service with a role")
    if bool(made.ground) != bool(made.audience):
        raise table.fail("audience", "a sensitive involvement has a ground and an audience")
    return made


def _pattern(table: datafiles.Table) -> Pattern:
    made = table.row(Pattern, from_days_ago=table.number("from"), until_days_ago=table.number("until"))
    if not made.every or made.from_days_ago < made.until_days_ago:
        raise table.fail("every", "a pattern runs from longer ago to less long ago, every so many days")
    return made


def _contact(table: datafiles.Table) -> Contact:
    ago, ahead = _maybe(table, "days_ago"), _maybe(table, "in_days")
    if (ago is None) == (ahead is None):
        raise table.fail("days_ago", "give either days_ago or in_days")
    return table.row(
        Contact,
        days=ahead if ahead is not None else -(ago or 0),
        at=time.fromisoformat(table.string("at")),
        showing=table.one_of("showing", SHOWING, default="time"),
    )


def _maybe(table: datafiles.Table, key: str) -> int | None:
    return table.number(key) if key in table.values else None


def _said(table: datafiles.Table) -> Said:
    return table.row(Said, said=table.one_of("said", ("yes", "no", "not_asked")))


def _shield(table: datafiles.Table) -> Shield:
    return table.row(Shield, kind=table.one_of("kind", ("adoption", "refuge", "witness", "other")))
