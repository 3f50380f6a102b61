"""Kinds of organisation and of service, and roles explained in plain words: data that the product's code stands on.

The files are in `taxonomy/`. Rows in the database store codes; everything else about a kind is read from here, so a
better explanation needs no migration. Texts are lazy: they come out in the language of whoever reads the page.

`python -m patchwork.directory.taxonomy` rewrites `taxonomy_texts.py`, which shows the texts to makemessages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from patchwork.kit import datafiles, icons

if TYPE_CHECKING:
    from patchwork.kit.answers import Words

FOLDER = Path(__file__).with_name("taxonomy")
TEXT_KEYS = frozenset({"words", "does", "call_when", "cannot", "needs"})

# Every jurisdiction that `only_in` may name: the packs of `patchwork.agreements`, which this app may not import.
JURISDICTIONS = frozenset({"england", "wales", "scotland", "victoria", "new-south-wales"})


class TaxonomyError(datafiles.DataFileError):
    """The taxonomy contradicts itself; the text names file and key."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A group on a person's page. Headings are kept in the order of the page."""

    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class OrganisationKind:
    """What kind of agency this is: legal bases say which kinds may give to which."""

    code: str
    words: Words
    only_in: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceKind:
    """What kind of team this is, and what that means for who may see it."""

    code: str
    words: Words
    heading: Heading
    icon: str
    organisations: tuple[str, ...]
    sensitive: bool = False
    restricted: bool = False
    universal: bool = False
    duty_line_only: bool = False
    only_in: tuple[str, ...]
    needs: tuple[Words, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A job, explained: what it does, when to call, what it can't do. `services` are codes of kinds of service."""

    code: str
    words: Words
    does: Words
    call_when: Words
    cannot: Words
    services: tuple[str, ...]
    only_in: tuple[str, ...]
    needs: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Everything by code, in the order of the files."""

    headings: dict[str, Heading]
    organisation_kinds: dict[str, OrganisationKind]
    service_kinds: dict[str, ServiceKind]
    roles: dict[str, Role]


def load_taxonomy(folder: Path = FOLDER) -> Taxonomy:
    """Read and check the files; raises TaxonomyError naming file and key."""
    kinds = datafiles.load(folder / "kinds.toml", error=TaxonomyError)
    roles = datafiles.load(folder / "roles.toml", error=TaxonomyError)
    headings = kinds.by_code("heading", lambda one: one.row(Heading))
    organisations = kinds.by_code("organisation", lambda one: one.row(OrganisationKind, only_in=_only_in(one)))
    services = kinds.by_code("service", lambda one: _service(one, headings, organisations))
    found = roles.by_code("role", lambda one: _role(one, services))
    kinds.done()
    roles.done()
    return Taxonomy(headings, organisations, services, found)


@cache
def taxonomy() -> Taxonomy:
    """The taxonomy, read once for each process."""
    return load_taxonomy()


def check() -> None:
    """Raise TaxonomyError when the files cannot be used. Run at start."""
    load_taxonomy()


def organisation_kind(code: str) -> OrganisationKind:
    """The kind of organisation; KeyError when there is none."""
    return taxonomy().organisation_kinds[code]


def service_kind(code: str) -> ServiceKind:
    """The kind of service; KeyError when there is none."""
    return taxonomy().service_kinds[code]


def role(code: str) -> Role:
    """The role; KeyError when there is none."""
    return taxonomy().roles[code]


def headings() -> tuple[Heading, ...]:
    """The groups of a person's page, in order."""
    return tuple(taxonomy().headings.values())


def organisation_kinds(*, jurisdiction: str) -> tuple[OrganisationKind, ...]:
    """The kinds of organisation that exist there."""
    return tuple(kind for kind in taxonomy().organisation_kinds.values() if _exists(kind.only_in, jurisdiction))


def service_kinds(*, jurisdiction: str, organisation: str = "") -> tuple[ServiceKind, ...]:
    """The kinds of service that exist there; with `organisation`, those which such an organisation usually runs."""
    return tuple(
        kind
        for kind in taxonomy().service_kinds.values()
        if _exists(kind.only_in, jurisdiction) and (not organisation or organisation in kind.organisations)
    )


def roles(*, jurisdiction: str, service: str = "") -> tuple[Role, ...]:
    """The roles that exist there; with `service`, those of that kind of service, usual ones first."""
    found = [
        role
        for role in taxonomy().roles.values()
        if _exists(role.only_in, jurisdiction) and (not service or service in role.services)
    ]
    return tuple(sorted(found, key=lambda role: role.services.index(service)) if service else found)


def roles_for_need(words: str, *, jurisdiction: str) -> tuple[Role, ...]:
    """Roles that help with what was typed ("rent arrears", "speech"), roles naming the need themselves first.

    Matches whole words from their beginning, in the language of the reader. At least three letters.
    """
    wanted = words.casefold().split()
    if not any(len(word) >= 3 for word in wanted):
        return ()
    there = roles(jurisdiction=jurisdiction)
    own = [role for role in there if _helps(wanted, (role.words, *role.needs))]
    through_service = [role for role in there if role not in own and _helps(wanted, _service_needs(role))]
    return tuple(own + through_service)


def service_kinds_for_need(words: str, *, jurisdiction: str) -> tuple[ServiceKind, ...]:
    """Kinds of service that help with what was typed."""
    wanted = words.casefold().split()
    if not any(len(word) >= 3 for word in wanted):
        return ()
    return tuple(kind for kind in service_kinds(jurisdiction=jurisdiction) if _helps(wanted, (kind.words, *kind.needs)))


def texts_module() -> str:
    """What `taxonomy_texts.py` must hold."""
    return datafiles.listing((FOLDER / "kinds.toml", FOLDER / "roles.toml"), keys=TEXT_KEYS)


def _service_needs(role: Role) -> list[Words]:
    """The needs of the kind of service the role usually belongs to."""
    return list(service_kind(role.services[0]).needs)


def _helps(wanted: list[str], phrases: Iterable[Words]) -> bool:
    """True when one phrase has, for every word typed, a word that begins with it."""
    return any(
        all(any(word.startswith(part) for word in str(phrase).casefold().split()) for part in wanted)
        for phrase in phrases
    )


def _exists(only_in: tuple[str, ...], jurisdiction: str) -> bool:
    return not only_in or jurisdiction in only_in


def _service(
    table: datafiles.Table, headings: dict[str, Heading], organisations: dict[str, OrganisationKind]
) -> ServiceKind:
    kind = table.row(
        ServiceKind,
        heading=headings[table.one_of("heading", headings)],
        icon=table.one_of("icon", icons.SERVICES),
        organisations=_at_least_one_of(table, "organisations", organisations),
        only_in=_only_in(table),
    )
    if kind.sensitive and kind.universal:
        raise table.fail("sensitive", "a service that works with everybody cannot be sensitive")
    if kind.duty_line_only and not kind.sensitive:
        raise table.fail("duty_line_only", "only a sensitive service hides its workers")
    return kind


def _role(table: datafiles.Table, services: dict[str, ServiceKind]) -> Role:
    return table.row(Role, services=_at_least_one_of(table, "services", services), only_in=_only_in(table))


def _only_in(table: datafiles.Table) -> tuple[str, ...]:
    return table.some_of("only_in", JURISDICTIONS, default=())


def _at_least_one_of(table: datafiles.Table, key: str, known: Iterable[str]) -> tuple[str, ...]:
    values = table.some_of(key, known)
    if not values:
        raise table.fail(key, "must name at least one")
    return values


if __name__ == "__main__":
    Path(__file__).with_name("taxonomy_texts.py").write_text(texts_module(), encoding="utf-8")
