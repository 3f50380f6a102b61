"""Jurisdiction packs: what the law of a place lets us choose from, as data with its sources.

One TOML file each in `packs/`. A pack says what it knows and what it does not: a basis whose commencement is not
established (`in_force_from` empty) cannot be chosen, an entry from memory carries `verified = false` and what is to be
checked, and a pack that nobody has checked cannot be selected for an area at all. `check` runs at start and names file
and key of the first thing that is wrong. Not legal advice: an area's lawyers read the file before it goes live.

Codes are stored in rows: never rename one; end it by `in_force_until`.
`python -m patchwork.agreements.packs` rewrites `packs_texts.py`, which shows the texts to makemessages.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import holidays
from django.utils.translation import gettext_lazy as _
from stdnum import exceptions as stdnum_exceptions
from stdnum.gb import nhs, upn

from patchwork.directory import taxonomy
from patchwork.kit import datafiles

if TYPE_CHECKING:
    from patchwork.kit.answers import Words

FOLDER = Path(__file__).with_name("packs")
TEXT_KEYS = frozenset(
    {"words", "explain", "law", "who", "to_check", "not_yet", "consent_note", "why", "label", "hint", "hub_word"}
    | {"ask_child_note", "agreement_note", "missing", "excluded_information"}
)

ABOUT = ("child", "adult_with_child", "other_adult")
FAMILY_WORDS: dict[str, Words] = {
    "tell": _("Tell the family that you share, and why, unless that would put someone at risk."),
    "ask": _("Ask the family what they think, where it is safe and makes sense."),
    "agree": _("Share only if they agree, and stop when they say stop."),
    "silent": _("Do not tell the family: it could harm an investigation."),
}
WITHHELD_PURPOSES = ("statutory_enquiry", "police_investigation")
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class PackError(datafiles.DataFileError):
    """A pack contradicts itself or knows something the product does not; the text names file and key."""


@dataclass(frozen=True, slots=True)
class ContactKind:
    """A kind of contact. Fixed in code, because what counts as "seen" is a promise of the product, not of a place."""

    code: str
    words: Words
    child_seen: bool
    can_be_planned: bool = True


CONTACT_KINDS = (
    ContactKind("child_seen", _("Saw the child"), child_seen=True),
    ContactKind("child_seen_alone", _("Saw the child alone"), child_seen=True),
    ContactKind("adult_only", _("Saw an adult only"), child_seen=False),
    ContactKind("phone_or_message", _("Phone or message"), child_seen=False),
    ContactKind("no_access", _("Tried, no access"), child_seen=False, can_be_planned=False),
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where an entry comes from, and when we saw it (None: not seen, named from memory)."""

    code: str
    title: str
    url: str
    seen_on: date | None


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal basis for sharing: plain words first, law in small print, who may give to whom about whom."""

    code: str
    words: Words
    law: Words
    source: Source
    commencement_source: Source | None
    in_force_from: date | None
    in_force_until: date | None
    not_yet: Words
    verified: bool
    to_check: Words
    givers: frozenset[str]
    receivers: frozenset[str]
    about: tuple[str, ...]
    who: Words
    volunteers: bool
    family: str
    consent_note: Words
    three_answers: bool
    retention_years: int

    @property
    def family_words(self) -> Words:
        """What to do about the family, as a sentence for the screen."""
        return FAMILY_WORDS[self.family]

    def can_be_chosen(self, on: date) -> bool:
        """True when the law is known to be in force on that day."""
        if self.in_force_from is None or on < self.in_force_from:
            return False
        return self.in_force_until is None or on <= self.in_force_until

    def serves(self, *, giver: str, about: str, receiver: str = "", volunteer: bool = False) -> bool:
        """True when this kind of organisation may share about such a person (with that kind, if named)."""
        return (
            giver in self.givers
            and about in self.about
            and (not receiver or receiver in self.receivers)
            and (self.volunteers or not volunteer)
        )


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why someone looks at a person they are not involved with. `services`: kinds that may choose it; empty: all."""

    code: str
    words: Words
    kind: str
    services: tuple[str, ...]

    @property
    def withheld_from_team(self) -> bool:
        """The team is not told of a look for an enquiry or an investigation."""
        return self.kind in WITHHELD_PURPOSES


@dataclass(frozen=True, slots=True)
class AlwaysFindable:
    """Involvements in this role, from these kinds of service, show in the team view without agreement."""

    role: str
    services: tuple[str, ...]
    why: Words


@dataclass(frozen=True, slots=True)
class IdentifierSystem:
    """A numbering of persons: how its values are checked, kept and shown."""

    code: str
    label: Words
    validator: str
    hint: Words

    def clean(self, value: str) -> str:
        """The value as it is stored; raises ValueError with a sentence for the screen when it cannot be one."""
        return VALIDATORS[self.validator](value)

    def display(self, value: str) -> str:
        """The stored value as people write it."""
        return nhs.format(value) if self.validator == "nhs" else value


@dataclass(frozen=True, slots=True)
class Ground:
    """On what ground a sensitive involvement may be recorded."""

    code: str
    words: Words
    explain: Words
    needs_agreement: bool
    three_answers: bool
    needs_basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotAsked:
    """Why someone was not asked; with `ask_again` the question stays open."""

    code: str
    words: Words
    about: tuple[str, ...]
    ask_again: bool


@dataclass(frozen=True, slots=True)
class EndReason:
    """Why an involvement ends."""

    code: str
    words: Words
    hands_over: bool
    moved_away: bool
    mistake: bool


@dataclass(frozen=True, slots=True)
class AttentionCategory:
    """A fixed nudge to the team, with what it means."""

    code: str
    words: Words
    explain: Words


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a person can be found and is kept after the last involvement ended."""

    finding_months: int
    delete_after_years: int
    verified: bool
    to_check: Words


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything the product takes from one jurisdiction."""

    code: str
    name: str
    language: str
    time_zone: str
    holidays_country: str
    holidays_subdivision: str
    working_days: frozenset[int]
    emergency_number: str
    hub_word: Words
    child_until_age: int
    checked: bool
    checked_on: date | None
    missing: tuple[Words, ...]
    ask_child_from_age: int = 0
    ask_child_note: Words = ""
    agreement_note: Words = ""
    provisional_working_days: int = 5
    restricted_kinds: frozenset[str] = frozenset()
    excluded_information: tuple[Words, ...] = ()
    retention: Retention | None = None
    sources: dict[str, Source] = field(default_factory=dict, hash=False)
    bases: dict[str, Basis] = field(default_factory=dict, hash=False)
    defaults: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    purposes: dict[str, Purpose] = field(default_factory=dict, hash=False)
    always_findable: tuple[AlwaysFindable, ...] = ()
    identifiers: dict[str, IdentifierSystem] = field(default_factory=dict, hash=False)
    grounds: dict[str, Ground] = field(default_factory=dict, hash=False)
    not_asked: dict[str, NotAsked] = field(default_factory=dict, hash=False)
    end_reasons: dict[str, EndReason] = field(default_factory=dict, hash=False)
    attentions: dict[str, AttentionCategory] = field(default_factory=dict, hash=False)

    @property
    def selectable(self) -> bool:
        """An area may run on this pack."""
        return self.checked and not self.missing

    def bases_for(
        self, *, giver: str, about: str, on: date, receiver: str = "", volunteer: bool = False
    ) -> tuple[Basis, ...]:
        """Bases that an organisation of kind `giver` can choose that day, about such a person (see `ABOUT`)."""
        return tuple(
            basis
            for basis in self.bases.values()
            if basis.can_be_chosen(on)
            and basis.serves(giver=giver, about=about, receiver=receiver, volunteer=volunteer)
        )

    def default_basis(
        self, service_kind: str, *, giver: str, about: str, on: date, volunteer: bool = False
    ) -> Basis | None:
        """The basis to offer first, or None when nothing can be chosen (then nothing may be declared)."""
        possible = {basis.code: basis for basis in self.bases_for(giver=giver, about=about, on=on, volunteer=volunteer)}
        wanted = (*self.defaults.get(service_kind, ()), *self.defaults.get("*", ()), *possible)
        return next((possible[code] for code in wanted if code in possible), None)

    def purposes_for(self, service_kind: str) -> tuple[Purpose, ...]:
        """What a post in such a service may choose as its reason for a look."""
        return tuple(one for one in self.purposes.values() if not one.services or service_kind in one.services)

    def is_always_findable(self, *, role: str, service_kind: str) -> bool:
        """True for involvements that show without agreement, unless the person is shielded."""
        return any(one.role == role and service_kind in one.services for one in self.always_findable)

    def grounds_on(self, on: date) -> tuple[Ground, ...]:
        """Grounds for recording a sensitive involvement that the law carries on that day."""
        return tuple(
            ground
            for ground in self.grounds.values()
            if not ground.needs_basis or any(self.bases[code].can_be_chosen(on) for code in ground.needs_basis)
        )

    def not_asked_reasons(self, *, about: str) -> tuple[NotAsked, ...]:
        """Reasons why such a person was not asked."""
        return tuple(one for one in self.not_asked.values() if about in one.about)

    def is_working_day(self, day: date) -> bool:
        """True on a working weekday that is no public holiday there."""
        return day.isoweekday() in self.working_days and day not in _holidays(
            self.holidays_country, self.holidays_subdivision, day.year
        )

    def working_days_after(self, start: date, n: int) -> date:
        """The n-th working day after `start` (not counting it); `start` itself for 0."""
        if n < 0:
            raise ValueError("working days are counted forward")
        day = start
        while n:
            day += timedelta(days=1)
            n -= self.is_working_day(day)
        return day


@cache
def load_packs() -> dict[str, Pack]:
    """Every pack by code, selectable or not; read once for each process."""
    return read_packs(FOLDER)


def pack(code: str) -> Pack:
    """The pack of a jurisdiction; KeyError when there is none."""
    return load_packs()[code]


def selectable_packs() -> tuple[Pack, ...]:
    """Packs an area may run on."""
    return tuple(one for one in load_packs().values() if one.selectable)


def working_days_after(start: date, n: int, *, jurisdiction: str) -> date:
    """The n-th working day after `start` in that jurisdiction."""
    return pack(jurisdiction).working_days_after(start, n)


def check() -> None:
    """Raise PackError when a pack cannot be used. Run at start."""
    if not any(one.selectable for one in read_packs(FOLDER).values()):
        raise PackError(f"{FOLDER.name}: no pack can be selected")


def contact_kind(code: str) -> ContactKind:
    """The kind of contact; KeyError when there is none."""
    return {kind.code: kind for kind in CONTACT_KINDS}[code]


def texts_module() -> str:
    """What `packs_texts.py` must hold."""
    return datafiles.listing(sorted(FOLDER.glob("*.toml")), keys=TEXT_KEYS)


# ── identifiers ───────────────────────────────────────────────────────────────────────────────────────────────────


def clean_nhs_number(value: str) -> str:
    """Ten digits with a right check digit."""
    try:
        return nhs.validate(value)
    except stdnum_exceptions.ValidationError:
        raise ValueError(_("Enter an NHS number: 10 digits. One of the digits may be wrong.")) from None


def clean_upn(value: str) -> str:
    """A unique pupil number: 13 characters with a right check letter.

    Not `upn.validate`: its list of local authorities is from 2011 and refuses pupils of every council made since.
    """
    number = upn.compact(value)
    if not re.fullmatch(r"[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]", number) or upn.calc_check_digit(number) != number[0]:
        raise ValueError(_("Enter a unique pupil number: a letter and 12 digits. One of them may be wrong."))
    return number


def clean_local(value: str) -> str:
    """Another system's own number: kept as typed but for spaces at the ends and case."""
    number = " ".join(value.split()).upper()
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9 ./_-]{0,39}", number):
        raise ValueError(_("Enter the number with letters, digits, spaces or . / _ - and at most 40 of them."))
    return number


VALIDATORS = {"nhs": clean_nhs_number, "upn": clean_upn, "local": clean_local}


# ── working days ──────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=256)
def _holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────


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
    bases = datafiles.by_code((_basis(one, sources, groups) for one in table.tables("basis")), table=table, key="basis")
    made = Pack(
        **head,  # type: ignore[arg-type]
        ask_child_from_age=table.number("ask_child_from_age"),
        ask_child_note=table.text("ask_child_note"),
        agreement_note=table.text("agreement_note"),
        provisional_working_days=table.number("provisional_working_days"),
        restricted_kinds=frozenset(_known(table, "restricted_kinds", taxonomy.taxonomy().service_kinds)),
        excluded_information=table.texts("excluded_information", default=()),
        retention=_retention(table.table("retention")),
        sources=sources,
        bases=bases,
        defaults=_defaults(table, bases),
        purposes=datafiles.by_code(map(_purpose, table.tables("purpose")), table=table, key="purpose"),
        always_findable=tuple(_always_findable(one, head["code"]) for one in table.tables("always_findable")),
        identifiers=datafiles.by_code(map(_identifier, table.tables("identifier")), table=table, key="identifier"),
        grounds=datafiles.by_code((_ground(one, bases) for one in table.tables("ground")), table=table, key="ground"),
        not_asked=datafiles.by_code(map(_not_asked, table.tables("not_asked")), table=table, key="not_asked"),
        end_reasons=datafiles.by_code(map(_end_reason, table.tables("end_reason")), table=table, key="end_reason"),
        attentions=datafiles.by_code(map(_attention, table.tables("attention")), table=table, key="attention"),
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
        "working_days": frozenset(WEEK.index(day) + 1 for day in _known(table, "working_days", WEEK)),
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
        _holidays(table.string("holidays_country"), table.string("holidays_subdivision"), 2026)
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
    found = {name: _known(groups, name, taxonomy.taxonomy().organisation_kinds) for name in groups.values}
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
    basis = Basis(
        code=table.string("code"),
        words=table.text("words"),
        law=table.text("law"),
        source=_source(table, "source", sources),
        commencement_source=(
            _source(table, "commencement_source", sources) if "commencement_source" in table.values else None
        ),
        in_force_from=table.day("in_force_from"),
        in_force_until=table.day("in_force_until") if "in_force_until" in table.values else None,
        not_yet=table.text("not_yet", default=""),
        verified=table.flag("verified"),
        to_check=table.text("to_check", default=""),
        givers=_organisations(table, "givers", groups),
        receivers=_organisations(table, "receivers", groups),
        about=_known(table, "about", ABOUT),
        who=table.text("who"),
        volunteers=table.flag("volunteers"),
        family=_one_of(table, "family", FAMILY_WORDS),
        consent_note=table.text("consent_note", default=""),
        three_answers=table.flag("three_answers"),
        retention_years=table.number("retention_years"),
    )
    table.done()
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
    retention = Retention(
        finding_months=table.number("finding_months"),
        delete_after_years=table.number("delete_after_years"),
        verified=table.flag("verified"),
        to_check=table.text("to_check", default=""),
    )
    table.done()
    if retention.delete_after_years * 12 < retention.finding_months:
        raise table.fail("delete_after_years", "is shorter than finding_months")
    return retention


def _defaults(table: datafiles.Table, bases: dict[str, Basis]) -> dict[str, tuple[str, ...]]:
    defaults = table.table("defaults")
    found = {}
    for kind in defaults.values:
        if kind != "*" and kind not in taxonomy.taxonomy().service_kinds:
            raise defaults.fail(kind, "is not a kind of service")
        found[kind] = _known(defaults, kind, bases)
    if "*" not in found:
        raise defaults.fail('"*"', "is missing")
    return found


def _purpose(table: datafiles.Table) -> Purpose:
    purpose = Purpose(
        code=table.string("code"),
        words=table.text("words"),
        kind=_one_of(table, "kind", ("", *WITHHELD_PURPOSES), default=""),
        services=_known(table, "services", taxonomy.taxonomy().service_kinds, default=()),
    )
    table.done()
    if purpose.withheld_from_team and not purpose.services:
        raise table.fail("services", "a look that the team is not told of must be kept to some kinds of service")
    return purpose


def _always_findable(table: datafiles.Table, jurisdiction: object) -> AlwaysFindable:
    one = AlwaysFindable(
        role=_one_of(table, "role", taxonomy.taxonomy().roles),
        services=_known(table, "services", taxonomy.taxonomy().service_kinds),
        why=table.text("why"),
    )
    table.done()
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
    system = IdentifierSystem(
        code=table.string("code"),
        label=table.text("label"),
        validator=_one_of(table, "validator", VALIDATORS),
        hint=table.text("hint"),
    )
    table.done()
    return system


def _ground(table: datafiles.Table, bases: dict[str, Basis]) -> Ground:
    ground = Ground(
        code=table.string("code"),
        words=table.text("words"),
        explain=table.text("explain"),
        needs_agreement=table.flag("needs_agreement", default=False),
        three_answers=table.flag("three_answers", default=False),
        needs_basis=_known(table, "needs_basis", bases, default=()),
    )
    table.done()
    return ground


def _not_asked(table: datafiles.Table) -> NotAsked:
    reason = NotAsked(
        code=table.string("code"),
        words=table.text("words"),
        about=_known(table, "about", ABOUT, default=ABOUT),
        ask_again=table.flag("ask_again", default=False),
    )
    table.done()
    return reason


def _end_reason(table: datafiles.Table) -> EndReason:
    reason = EndReason(
        code=table.string("code"),
        words=table.text("words"),
        hands_over=table.flag("hands_over", default=False),
        moved_away=table.flag("moved_away", default=False),
        mistake=table.flag("mistake", default=False),
    )
    table.done()
    return reason


def _attention(table: datafiles.Table) -> AttentionCategory:
    category = AttentionCategory(code=table.string("code"), words=table.text("words"), explain=table.text("explain"))
    table.done()
    return category


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
    return frozenset(_spread(_known(table, key, known), groups))


def _spread(names: Iterable[str], groups: dict[str, tuple[str, ...]]) -> Iterator[str]:
    for name in names:
        if name.startswith("@"):
            yield from groups[name[1:]]
        else:
            yield name


def _source(table: datafiles.Table, key: str, sources: dict[str, Source]) -> Source:
    return sources[_one_of(table, key, sources)]


def _one_of(table: datafiles.Table, key: str, known: Iterable[str], default: str | None = None) -> str:
    value = table.string(key, default)
    if value not in known:
        raise table.fail(key, f"“{value}” is not known")
    return value


def _known(
    table: datafiles.Table, key: str, known: Iterable[str], default: tuple[str, ...] | None = None
) -> tuple[str, ...]:
    values = table.strings(key, default)
    for value in values:
        if value not in known:
            raise table.fail(key, f"“{value}” is not known")
    return values


if __name__ == "__main__":
    Path(__file__).with_name("packs_texts.py").write_text(texts_module(), encoding="utf-8")
