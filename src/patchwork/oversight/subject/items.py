"""One piece of what is held about a person, in the words in which they read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.models import Model

    from patchwork.kit.answers import Words

SECTIONS: dict[str, Words] = {
    "who": _("Who the record is about"),
    "family": _("Family"),
    "team": _("Who works, or has worked, with the person"),
    "contacts": _("When the person was seen, and what is planned"),
    "said": _("What was said about being on Patchwork"),
    "happened": _("What was done"),
    "looked": _("Who looked"),
    "kept": _("How the record is kept"),
}
"""Every file has all of them, in this order, whatever is in them."""


@dataclass(frozen=True, slots=True)
class Item:
    """`key` names table, row and part for the privacy officer; it is never in the file.

    `reason`: why a rule suggests to withhold it, or nothing. `is_text`: words that somebody wrote, to be read before
    they are given out. `data`: the same for a machine.
    """

    key: str
    section: str
    says: str
    on: date | None = None
    reason: str = ""
    is_text: bool = False
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> tuple[date, str]:
        """By day, then by what it says: nothing in the order tells of what is left out."""
        return (self.on or date.min, self.says)


def day_words(value: date | datetime | None) -> str:
    """A day as people say it: "3 May 2026"."""
    return date_format(value, "j F Y") if value else ""


def item(
    row: Model, section: str, says: str, *, on: date | None = None, reason: str = "", part: str = "",
    is_text: bool = False,
) -> Item:  # fmt: skip
    """A row, or a part of one, in words."""
    key = f"{row._meta.label}:{row.pk}" + (f":{part}" if part else "")
    data: dict[str, Any] = {"kind": row._meta.label.split(".")[-1], "part": part or "row"}
    return Item(key, section, says, on, str(reason), is_text, data)
