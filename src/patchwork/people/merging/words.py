"""How rows of this app read where somebody decides whose they are."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from patchwork.people.merging import hooks
from patchwork.people.models import Address, FamilyMember, FormerName, Identifier


def _address(row: Address) -> str:
    day = date_format(row.since, "j F Y") if row.since else _("a day that is not known")
    return _("an address, since %(day)s") % {"day": day}


def _former(row: FormerName) -> str:
    return _("a former name: %(name)s") % {"name": f"{row.given_names} {row.family_name}".strip()}


def _number(row: Identifier) -> str:
    return _("a number: %(number)s") % {"number": row.value}


def _member(row: FamilyMember) -> str:
    return _("a place in a family")


def register() -> None:
    """Called once at start."""
    hooks.on_settling("people.Address", _address)
    hooks.on_settling("people.FormerName", _former)
    hooks.on_settling("people.Identifier", _number)
    hooks.on_settling("people.FamilyMember", _member)
