"""The file as the family reads it: one page without scripts that prints well, and the same as data.

Made for each download and kept nowhere. What is withheld is not counted, numbered or left as a gap, and the last
sentence is the same in every file.
"""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from patchwork.access import Viewer
from patchwork.directory.models import Area
from patchwork.kit.answers import Answer
from patchwork.oversight.subject import cases, withholding
from patchwork.oversight.subject.items import SECTIONS, Item
from patchwork.oversight.subject.models import SubjectAccessCase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from patchwork.kit.answers import Words

STYLE = Path(__file__).with_name("file.css")
LAST_SENTENCE = gettext_lazy(
    "The law lets us leave out some information, for example about other people. We write this sentence in every file. "
    "If you think that something is missing or wrong, tell us, or complain to the authority for data protection."
)
"""The same for everyone, whether anything was left out or not."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the file."""

    title: Words
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Document:
    """The whole file."""

    about: str
    area: str
    asked_on: Any
    made_on: Any
    sections: list[Section]
    last_sentence: Words


def document(case: SubjectAccessCase, items: Iterable[Item], *, by: Viewer) -> Document:
    """The file as it stands: only what is given out goes in."""
    given = list(items)
    sections = [Section(title, [one for one in given if one.section == code]) for code, title in SECTIONS.items()]
    area = Area.objects.get(pk=by.area_id)
    return Document(case.person.name, area.name, case.received_on, by.today, sections, LAST_SENTENCE)


def preview(case: SubjectAccessCase, *, by: Viewer) -> Document:
    """The file as the family would read it now."""
    return document(case, withholding.given_out(withholding.weigh(case, by=by)), by=by)


def as_page(made: Document) -> bytes:
    """One HTML page with everything in it."""
    style = b64encode(STYLE.read_bytes()).decode()
    context = {"file": made, "style": f"data:text/css;base64,{style}", "language": get_language()}
    return render_to_string("oversight/subject/file.html", context).encode()


def as_data(made: Document) -> bytes:
    """The same as JSON: days as 2026-11-25, no ids."""
    return json.dumps(
        {
            "about": made.about,
            "area": made.area,
            "asked_on": made.asked_on.isoformat(),
            "made_on": made.made_on.isoformat(),
            "sections": [
                {"title": str(section.title), "items": [_item(one) for one in section.items]}
                for section in made.sections
            ],
            "last_sentence": str(made.last_sentence),
        },
        ensure_ascii=False,
        indent=2,
    ).encode()


def _item(one: Item) -> dict[str, Any]:
    return {"on": one.on.isoformat() if one.on else None, "says": one.says, **one.data}


FORMS = {"page": (as_page, "text/html; charset=utf-8", "html"), "data": (as_data, "application/json", "json")}


@dataclass(frozen=True, slots=True)
class Ready:
    """A file on its way out."""

    content: bytes
    content_type: str
    name: str


def may_release(viewer: Viewer, case: SubjectAccessCase) -> Answer:
    """Whether every step before release lets it go out. Whether all texts are read is asked as it is made."""
    return cases.may_release(viewer, case)


def release(*, by: Viewer, case: SubjectAccessCase, as_: str) -> Ready:
    """Make the file for giving out, keep that it was given out, and what was withheld from it.

    Raises:
        Refused: a step does not let it go out, or a text has not been read; the words say which.
    """
    may_release(by, case).require()
    weighed = withholding.weigh(case, by=by)
    withholding.may_give_out(weighed).require()
    withholding.keep_suggestions(weighed, by=by, case=case)
    cases.note_released(by=by, case=case, as_=as_)
    write, content_type, ending = FORMS[as_]
    made = document(case, withholding.given_out(weighed), by=by)
    return Ready(write(made), content_type, f"{_('what-is-held')}-{date_format(by.today, 'Y-m-d')}.{ending}")
