"""The columns a list can have: the Family Context common data model first, and what it says in other words.

The model (name, date of birth, gender, address, involvement, contact's name, role, number and e-mail, start of last
involvement, most recent interaction, current as of, coverage from, to and area) is what an English pilot asked agencies
for. A column that is none of these is never kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from patchwork.agreements.packs import Pack
from patchwork.people.keys import fold

if TYPE_CHECKING:
    from patchwork.kit.answers import Words


@dataclass(frozen=True, slots=True)
class Column:
    """`heading` stands in the template; `also` are other headings that mean the same, folded."""

    code: str
    words: Words
    heading: str
    also: tuple[str, ...] = ()
    in_template: bool = True


NUMBER = "number:"
"""Before the code of a numbering of the jurisdiction pack."""

COLUMNS = (
    Column("name", _("Whole name"), "Name", ("full name", "child name", "childs name", "client name", "pupil name",
                                             "patient name", "client", "child", "pupil")),
    Column("given_names", _("First names"), "First name", ("forename", "forenames", "first names", "given name",
                                                           "given names", "legal forename"), in_template=False),
    Column("family_name", _("Surname"), "Surname", ("last name", "family name", "legal surname", "lastname"),
           in_template=False),
    Column("known_as", _("Known as"), "Known as", ("preferred name", "preferred forename", "nickname", "alias"),
           in_template=False),
    Column("former_name", _("Former surname"), "Former surname", ("previous surname", "maiden name", "former name",
                                                                  "birth name"), in_template=False),
    Column("born_on", _("Date of birth"), "Date of birth", ("dob", "d o b", "birth date", "birthdate", "born",
                                                            "birthday")),
    Column("sex", _("Gender or sex"), "Gender", ("sex", "m f")),
    Column("address", _("Address"), "Address", ("home address", "current address", "address line 1", "street")),
    Column("postcode", _("Postcode"), "Postcode", ("post code", "home postcode", "postal code", "zip")),
    Column("involvement", _("What is done with them (a role)"), "Involvement", ("service involvement", "support",
                                                                                "involvement type", "type")),
    Column("contact_name", _("Contact: name"), "Contact name", ("worker", "allocated worker", "case worker",
                                                                "key worker", "social worker", "lead worker",
                                                                "practitioner", "teacher", "named worker")),
    Column("contact_role", _("Contact: role"), "Contact role", ("worker role", "job title", "role")),
    Column("contact_phone", _("Contact: number"), "Contact number", ("contact phone", "worker phone", "phone",
                                                                     "telephone", "work phone", "contact telephone")),
    Column("contact_email", _("Contact: e-mail"), "Contact e-mail", ("contact email", "worker email", "email",
                                                                     "e mail", "work email")),
    Column("started_on", _("Start of last involvement"), "Start of last involvement",
           ("start date", "started", "start", "involvement start", "date opened", "case start date", "opened",
            "allocation date", "referral date")),
    Column("ended_on", _("End of involvement"), "End of involvement", ("end date", "ended", "date closed",
                                                                       "closed"), in_template=False),
    Column("last_on", _("Most recent interaction"), "Most recent interaction",
           ("last contact", "last seen", "last visit", "last interaction", "latest contact", "date last seen")),
    Column("last_kind", _("Kind of interaction"), "Kind of interaction", ("contact type", "last contact type",
                                                                          "interaction type"), in_template=False),
    Column("told_on", _("Family told on"), "Family told on", ("family told", "date family told", "privacy notice",
                                                              "date of privacy notice", "informed on")),
    Column("as_of", _("Current as of"), "Current as of", ("as of", "extract date", "report date", "data as of")),
    Column("covers_from", _("Coverage from"), "Coverage from", ("covers from",)),
    Column("covers_to", _("Coverage to"), "Coverage to", ("covers to",)),
    Column("covers_area", _("Coverage area"), "Coverage area", ("covers area", "covers")),
)  # fmt: skip
BY_CODE = {column.code: column for column in COLUMNS}


def numbers_of(pack: Pack) -> list[Column]:
    """The numberings of persons that the jurisdiction has, one column each."""
    also = {
        "nhs": ("nhs no", "nhsnumber", "nhs"), "upn": ("unique pupil number",),
        "local": ("local number", "case number", "case id", "client id", "person id", "system id", "id", "reference"),
    }  # fmt: skip
    return [
        Column(NUMBER + system.code, system.label, _heading(system.code, str(system.label)), also.get(system.code, ()))
        for system in pack.identifiers.values()
    ]


def _heading(code: str, label: str) -> str:
    return {"nhs": "NHS number", "upn": "UPN", "local": "Local number"}.get(code, label)


def columns_of(pack: Pack) -> list[Column]:
    """All columns a list of that jurisdiction can have, in the template's order."""
    return [*COLUMNS, *numbers_of(pack)]


def guessed(headings: Iterable[str], pack: Pack, remembered: dict[str, str]) -> dict[int, str]:
    """Which column is which: as remembered for the organisation, else by its heading. One column for each meaning."""
    known = {fold(name): column.code for column in columns_of(pack) for name in (column.heading, *column.also)}
    known.update({fold(heading): code for heading, code in remembered.items()})
    found: dict[int, str] = {}
    for number, heading in enumerate(headings):
        code = known.get(fold(heading))
        if code and code not in found.values():
            found[number] = code
    return found


def template(pack: Pack) -> list[str]:
    """The headings of the template."""
    return [column.heading for column in columns_of(pack) if column.in_template]
