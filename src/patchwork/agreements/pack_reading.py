"""Reading the packs (`packs/*.toml`): whatever is wrong is named by file and key before anybody relies on it."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from patchwork.agreements.identifiers import VALIDATORS
from patchwork.agreements.pack_parts import (
    ABOUT,
    FAMILY_WORDS,
    WITHHELD_PURPOSES,
    AlwaysFindable,
    AttentionCategory,
    Basis,
    EndReason,
    Ground,
    IdentifierSystem,
    NotAsked,
    Pack,
    Purpose,
    Retention,
    Source,
    SubjectAccess,
    public_holidays,
)
from patchwork.directory import taxonomy
from patchwork.kit import datafiles

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class PackError(datafiles.DataFileError):
    """A pack contradicts itself or knows something the product does not; the text names file and key."""


def read_packs(folder: Path) -> dict[str, Pack]:
    """Read and check every pack in a folder; raises PackError naming file and key."""
    found = {}
    for path in sorted(folder.glob("*.toml")):
        table = datafiles.load(path, error=PackError)
        found[path.stem] = _pack(table)
        if table.string("code") != path.stem:
            raise table.fail("code", "must be the name of the file")
        table.done()
    if not found:
        raise PackError(f"{folder.name}: there are no packs")
    return found


def _pack(table: datafiles.Table) -> Pack:
    head = _head(table)
    if not head["checked"]:
        if not head["missing"]:
            raise table.fail("missing", "must say what is missing while the pack is not checked")
        return Pack(**head)  # type: ignore[arg-type]
    if head["checked_on"] is None:
        raise table.fail("checked_on", "must say when the pack was checked")
    groups = _groups(table)
    sources = _sources(table)
    bases = table.by_code("basis", lambda one: _basis(one, sources, groups))
    made = Pack(
        **head,  # type: ignore[arg-type]
        ask_child_from_age=table.number("ask_child_from_age"),
        ask_child_note=table.text("ask_child_note"),
        agreement_note=table.text("agreement_note"),
        provisional_working_days=table.number("provisional_working_days"),
        restricted_kinds=frozenset(table.some_of("restricted_kinds", taxonomy.taxonomy().service_kinds)),
        excluded_information=table.texts("excluded_information", default=()),
        retention=_retention(table.table("retention")),
        subject_access=table.table("subject_access").row(SubjectAccess),
        sources=sources,
        bases=bases,
        defaults=_defaults(table, bases),
        purposes=table.by_code("purpose", _purpose),
        always_findable=tuple(_always_findable(one, head["code"]) for one in table.tables("always_findable")),
        identifiers=table.by_code("identifier", _identifier),
        grounds=table.by_code("ground", lambda one: _ground(one, bases)),
        not_asked=table.by_code("not_asked", _not_asked),
        end_reasons=table.by_code("end_reason", lambda one: one.row(EndReason)),
        attentions=table.by_code("attention", lambda one: one.row(AttentionCategory)),
    )
    _check_whole(table, made)
    return made


def _head(table: datafiles.Table) -> dict[str, object]:
    """What every pack has, checked or not."""
    head: dict[str, object] = {
        "code": table.string("code"),
        "name": table.string("name"),
        "language": table.string("language"),
        "time_zone": table.string("time_zone"),
        "holidays_country": table.string("holidays_country"),
        "holidays_subdivision": table.string("holidays_subdivision"),
        "working_days": frozenset(WEEK.index(day) + 1 for day in table.some_of("working_days", WEEK)),
        "emergency_number": table.string("emergency_number"),
        "hub_word": table.text("hub_word"),
        "child_until_age": table.number("child_until_age"),
        "checked": table.flag("checked"),
        "checked_on": table.day("checked_on"),
        "missing": table.texts("missing"),
    }
    if head["code"] not in taxonomy.JURISDICTIONS:
        raise table.fail("code", "is not a jurisdiction the directory's taxonomy knows")
    if head["language"] not in {"en", "en-au"}:
        raise table.fail("language", "is not a language of the product")
    if not _is_time_zone(str(head["time_zone"])):
        raise table.fail("time_zone", "is not a time zone")
    if not head["working_days"]:
        raise table.fail("working_days", "must name at least one")
    try:
        public_holidays(table.string("holidays_country"), table.string("holidays_subdivision"), 2026)
    except NotImplementedError as problem:
        raise table.fail("holidays_country", str(problem)) from problem
    return head


def _is_time_zone(name: str) -> bool:
    """Asked of the one zone: listing them all reads hundreds of files at every start."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _groups(table: datafiles.Table) -> dict[str, tuple[str, ...]]:
    groups = table.table("groups")
    found = {name: groups.some_of(name, taxonomy.taxonomy().organisation_kinds) for name in groups.values}
    groups.done()
    return found


def _sources(table: datafiles.Table) -> dict[str, Source]:
    sources = table.table("sources")
    found = {}
    for code in sources.values:
        one = sources.table(code)
        url = one.string("url")
        if not url.startswith("https://"):
            raise one.fail("url", "must begin with https://")
        found[code] = Source(code=code, title=one.string("title"), url=url, seen_on=one.day("seen_on"))
        one.done()
    return found


def _basis(table: datafiles.Table, sources: dict[str, Source], groups: dict[str, tuple[str, ...]]) -> Basis:
    commenced = _source(table, "commencement_source", sources) if "commencement_source" in table.values else None
    basis = table.row(
        Basis,
        source=_source(table, "source", sources),
        commencement_source=commenced,
        givers=_organisations(table, "givers", groups),
        receivers=_organisations(table, "receivers", groups),
        about=table.some_of("about", ABOUT),
        family=table.one_of("family", FAMILY_WORDS),
    )
    _check_basis(table, basis)
    return basis


def _check_basis(table: datafiles.Table, basis: Basis) -> None:
    # Texts are asked for as written: a lazy one would want Django's translations, which are not there yet at start.
    if not basis.verified and not table.string("to_check", ""):
        raise table.fail("to_check", "must say what is to be checked while verified is false")
    if basis.verified and basis.source.seen_on is None:
        raise table.fail("verified", "cannot be true when nobody has seen the source")
    if basis.in_force_from is None and not table.string("not_yet", ""):
        raise table.fail("not_yet", "must say why the basis cannot be chosen while in_force_from is empty")
    if basis.in_force_from and basis.in_force_from.year < 1900:
        raise table.fail("in_force_from", "is too long ago to be right")
    if basis.in_force_until and not basis.in_force_from:
        raise table.fail("in_force_until", "needs in_force_from")
    if basis.in_force_from and basis.in_force_until and basis.in_force_until < basis.in_force_from:
        raise table.fail("in_force_until", "is before in_force_from")
    for key in ("givers", "receivers", "about"):
        if not getattr(basis, key):
            raise table.fail(key, "must name at least one")


def _retention(table: datafiles.Table) -> Retention:
    retention = table.row(Retention)
    if retention.delete_after_years * 12 < retention.finding_months:
        raise table.fail("delete_after_years", "is shorter than finding_months")
    return retention


def _defaults(table: datafiles.Table, bases: dict[str, Basis]) -> dict[str, tuple[str, ...]]:
    defaults = table.table("defaults")
    found = {}
    for kind in defaults.values:
        if kind != "*" and kind not in taxonomy.taxonomy().service_kinds:
            raise defaults.fail(kind, "is not a kind of service")
        found[kind] = defaults.some_of(kind, bases)
    if "*" not in found:
        raise defaults.fail('"*"', "is missing")
    return found


def _purpose(table: datafiles.Table) -> Purpose:
    purpose = table.row(
        Purpose,
        kind=table.one_of("kind", ("", *WITHHELD_PURPOSES), default=""),
        services=table.some_of("services", taxonomy.taxonomy().service_kinds, default=()),
    )
    if purpose.withheld_from_team and not purpose.services:
        raise table.fail("services", "a look that the team is not told of must be kept to some kinds of service")
    return purpose


def _always_findable(table: datafiles.Table, jurisdiction: object) -> AlwaysFindable:
    one = table.row(
        AlwaysFindable,
        role=table.one_of("role", taxonomy.taxonomy().roles),
        services=table.some_of("services", taxonomy.taxonomy().service_kinds),
    )
    role = taxonomy.role(one.role)
    if role.only_in and jurisdiction not in role.only_in:
        raise table.fail("role", f"“{one.role}” does not exist in this jurisdiction")
    for kind in one.services:
        if kind not in role.services:
            raise table.fail("services", f"“{kind}” has no such role")
        if taxonomy.service_kind(kind).sensitive:
            raise table.fail("services", f"“{kind}” is sensitive and can never be always findable")
    return one


def _identifier(table: datafiles.Table) -> IdentifierSystem:
    return table.row(IdentifierSystem, validator=table.one_of("validator", VALIDATORS))


def _ground(table: datafiles.Table, bases: dict[str, Basis]) -> Ground:
    return table.row(Ground, needs_basis=table.some_of("needs_basis", bases, default=()))


def _not_asked(table: datafiles.Table) -> NotAsked:
    return table.row(NotAsked, about=table.some_of("about", ABOUT, default=ABOUT))


def _check_whole(table: datafiles.Table, made: Pack) -> None:
    """What only shows when the whole pack is there."""
    for key in ("purposes", "identifiers", "grounds", "not_asked", "end_reasons", "attentions", "always_findable"):
        if not getattr(made, key):
            raise table.fail(key, "there must be at least one")
    for kind in taxonomy.service_kinds(jurisdiction=made.code):
        _check_default(table, made, kind)
    for kind_code in made.restricted_kinds:
        if taxonomy.service_kind(kind_code).sensitive:
            raise table.fail("restricted_kinds", f"“{kind_code}” is sensitive already")


def _check_default(table: datafiles.Table, made: Pack, kind: taxonomy.ServiceKind) -> None:
    """Every kind of service has a basis to choose on the day the pack was checked, or nobody there could join."""
    on = made.checked_on or date.min
    there = {one.code for one in taxonomy.organisation_kinds(jurisdiction=made.code)}
    for giver in there.intersection(kind.organisations):
        for about in ABOUT:
            if made.default_basis(kind.code, giver=giver, about=about, on=on) is None:
                raise table.fail("defaults", f"{giver} running {kind.code} has no basis about {about}")


def _organisations(table: datafiles.Table, key: str, groups: dict[str, tuple[str, ...]]) -> frozenset[str]:
    """Kinds of organisation, with "@name" standing for a group of the pack."""
    known = {*taxonomy.taxonomy().organisation_kinds, *(f"@{name}" for name in groups)}
    return frozenset(_spread(table.some_of(key, known), groups))


def _spread(names: Iterable[str], groups: dict[str, tuple[str, ...]]) -> Iterator[str]:
    for name in names:
        if name.startswith("@"):
            yield from groups[name[1:]]
        else:
            yield name


def _source(table: datafiles.Table, key: str, sources: dict[str, Source]) -> Source:
    return sources[table.one_of(key, sources)]
