"""One row of a list as what it says: typed values, what is wrong with it, and a key for whom it names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from patchwork.agreements import packs
from patchwork.agreements.packs import Pack
from patchwork.directory import taxonomy
from patchwork.imports import values
from patchwork.imports.columns import BY_CODE, NUMBER, columns_of
from patchwork.people.actions import Identity
from patchwork.people.keys import fold

if TYPE_CHECKING:
    from patchwork.kit.answers import Words

OLDEST = timedelta(days=122 * 366)

REFUSES: dict[str, Words] = {
    "no_name": _("no name"),
    "long_name": _("a name longer than 120 characters"),
    "bad_birth": _("a date of birth that cannot be read"),
    "future_birth": _("a date of birth in the future"),
    "old_birth": _("a date of birth more than 122 years ago"),
    "twice": _("the same person as a row above"),
    "no_number_no_birth": _("neither a date of birth nor a number"),
    "not_told": _("nobody here yet, and no date when the family was told"),
    "no_birth_new": _("nobody here yet, and no date of birth to add them with"),
    "no_basis": _("no legal basis that this service could use today"),
    "shut": _("something about this record stopped it; try again, or call the privacy officer"),
}
"""A row with one of these is refused, and the sentence says why."""

LEFT_OUT: dict[str, Words] = {
    "missing": _("nothing in this column"),
    "bad_date": _("a date that cannot be read; left out"),
    "future_date": _("a date in the future; left out"),
    "bad_number": _("a number whose check digit or form is wrong; left out"),
    "bad_postcode": _("not a postcode; left out"),
    "bad_sex": _("neither a word nor a code for a sex; left out"),
    "bad_phone": _("not a phone number; left out"),
    "bad_email": _("not an e-mail address; left out"),
    "not_a_role": _("no role of that name here; the list's usual role is taken"),
    "not_a_kind": _("no kind of contact of that name here; only the day is kept"),
    "too_long": _("too long; left out"),
}
"""A value with one of these is left out, and the row goes on."""


@dataclass(slots=True)
class Entry:
    """What a row says, each value checked. `problems` are "code:column"."""

    given_names: str = ""
    family_name: str = ""
    known_as: str = ""
    former_name: str = ""
    born_on: date | None = None
    sex: str = ""
    address: str = ""
    postcode: str = ""
    numbers: dict[str, str] = field(default_factory=dict)
    role: str = ""
    contact_name: str = ""
    contact_role: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    started_on: date | None = None
    ended_on: date | None = None
    last_on: date | None = None
    last_kind: str = ""
    told_on: date | None = None
    as_of: date | None = None
    covers_from: date | None = None
    covers_to: date | None = None
    covers_area: str = ""
    problems: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.family_name}".strip() or self.known_as

    @property
    def is_refused(self) -> bool:
        return any(one.partition(":")[0] in REFUSES for one in self.problems)

    @property
    def identity(self) -> Identity:
        """As what a new person would be stored."""
        former = ((("", self.former_name)),) if self.former_name else ()
        return Identity(
            given_names=self.given_names, family_name=self.family_name, known_as=self.known_as, former_names=former,
            born_on=self.born_on, sex=self.sex, address=self.address, postcode=self.postcode,
            identifiers=tuple(sorted(self.numbers.items())),
        )  # fmt: skip

    def key(self, salt: str) -> str:
        """The same for the same person of the same list, unreadable for anybody: the system's own number, else name
        and birthday. Empty where the row says neither.
        """
        if self.numbers.get("local"):
            whom = f"local|{self.numbers['local']}"
        elif self.name and self.born_on:
            whom = f"name|{fold(self.given_names)}|{fold(self.family_name)}|{self.born_on}"
        else:
            return ""
        return salted_hmac(f"patchwork.imports.{salt}", whom, algorithm="sha256").hexdigest()


class Reader:
    """Reads rows of one list. `today` is the area's; nothing else is asked of anywhere."""

    def __init__(self, *, jurisdiction: str, service_kind: str, today: date) -> None:
        self.pack: Pack = packs.pack(jurisdiction)
        self.jurisdiction, self.today = jurisdiction, today
        self.roles = {
            fold(text): role.code
            for role in taxonomy.roles(jurisdiction=jurisdiction, service=service_kind)
            for text in (role.code, str(role.words))
        }
        self.kinds = {fold(text): kind.code for kind in packs.CONTACT_KINDS for text in (kind.code, str(kind.words))}
        self.columns = {column.code for column in columns_of(self.pack)}

    def read(self, cells: dict[str, str]) -> Entry:
        """`cells`: field → text, as mapped."""
        said = {code: text for code, text in cells.items() if values.is_said(text) and code in self.columns}
        entry = Entry()
        self._name(entry, said)
        self._birth(entry, said)
        self._place(entry, said)
        self._numbers(entry, said)
        self._work(entry, said)
        self._contact(entry, said)
        self._coverage(entry, said)
        if entry.born_on is None and not entry.numbers and not entry.is_refused:
            entry.problems.append("no_number_no_birth:born_on")
        return entry

    def _name(self, entry: Entry, said: dict[str, str]) -> None:
        given, family = values.split_name(said.get("name", ""))
        entry.given_names = said.get("given_names", given)
        entry.family_name = said.get("family_name", family)
        entry.known_as, entry.former_name = said.get("known_as", ""), said.get("former_name", "")
        if not entry.name:
            entry.problems.append("no_name:name")
        if max(map(len, (entry.given_names, entry.family_name, entry.known_as, entry.former_name))) > 120:
            entry.problems.append("long_name:name")

    def _birth(self, entry: Entry, said: dict[str, str]) -> None:
        if not (text := said.get("born_on", "")):
            return
        born = values.read_date(text)
        if born is None:
            entry.problems.append("bad_birth:born_on")
        elif born > self.today:
            entry.problems.append("future_birth:born_on")
        elif born < self.today - OLDEST:
            entry.problems.append("old_birth:born_on")
        else:
            entry.born_on = born

    def _place(self, entry: Entry, said: dict[str, str]) -> None:
        entry.sex = self._value(entry, "sex", "bad_sex", values.read_sex(said.get("sex", ""))) or ""
        entry.address = self._short(entry, "address", said.get("address", ""), 300)
        if text := said.get("postcode", ""):
            found = values.read_postcode(text, jurisdiction=self.jurisdiction)
            entry.postcode = self._value(entry, "postcode", "bad_postcode", found) or ""

    def _numbers(self, entry: Entry, said: dict[str, str]) -> None:
        for system in self.pack.identifiers.values():
            if text := said.get(NUMBER + system.code, ""):
                try:
                    entry.numbers[system.code] = system.clean(text)[:60]
                except ValueError:
                    entry.problems.append(f"bad_number:{NUMBER}{system.code}")

    def _work(self, entry: Entry, said: dict[str, str]) -> None:
        if text := said.get("involvement", ""):
            entry.role = self._value(entry, "involvement", "not_a_role", self.roles.get(fold(text))) or ""
        for code in ("started_on", "ended_on", "last_on", "told_on", "as_of"):
            setattr(entry, code, self._past(entry, said, code))
        if text := said.get("last_kind", ""):
            entry.last_kind = self._value(entry, "last_kind", "not_a_kind", self.kinds.get(fold(text))) or ""

    def _contact(self, entry: Entry, said: dict[str, str]) -> None:
        entry.contact_name = self._short(entry, "contact_name", said.get("contact_name", ""), 120)
        entry.contact_role = self._short(entry, "contact_role", said.get("contact_role", ""), 80)
        if text := said.get("contact_phone", ""):
            phone = values.read_phone(text, jurisdiction=self.jurisdiction)
            entry.contact_phone = self._value(entry, "contact_phone", "bad_phone", phone) or ""
        if text := said.get("contact_email", ""):
            entry.contact_email = self._value(entry, "contact_email", "bad_email", values.read_email(text)) or ""

    def _coverage(self, entry: Entry, said: dict[str, str]) -> None:
        for code in ("covers_from", "covers_to"):
            setattr(entry, code, values.read_date(said[code]) if code in said else None)
        entry.covers_area = self._short(entry, "covers_area", said.get("covers_area", ""), 80)

    def _past(self, entry: Entry, said: dict[str, str], code: str) -> date | None:
        if not (text := said.get(code, "")):
            return None
        found = values.read_date(text)
        if found is not None and found > self.today:
            entry.problems.append(f"future_date:{code}")
            return None
        return self._value(entry, code, "bad_date", found)

    def _short(self, entry: Entry, code: str, text: str, most: int) -> str:
        if len(text) > most:
            entry.problems.append(f"too_long:{code}")
            return ""
        return text

    def _value[T](self, entry: Entry, code: str, problem: str, found: T | None) -> T | None:
        if found is None:
            entry.problems.append(f"{problem}:{code}")
        return found


def words_of(problem: str, columns: dict[str, Any] | None = None) -> str:
    """A problem as a sentence: "Postcode: not a postcode; left out"."""
    code, _colon, column = problem.partition(":")
    words = REFUSES.get(code) or LEFT_OUT.get(code) or code
    named = (columns or BY_CODE).get(column)
    return f"{named.words}: {words}" if named is not None and code in LEFT_OUT else str(words)
