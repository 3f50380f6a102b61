"""How the deeds of this app read in a person's activity: what follows the doer's name."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from patchwork.activity.models import Deed
from patchwork.activity.words import register_words
from patchwork.agreements import packs
from patchwork.people.ages import is_child
from patchwork.people.models import Person


def _contact(deed: Deed) -> str:
    kinds = {
        "child_seen": _("saw %(name)s"),
        "child_seen_alone": _("saw %(name)s alone"),
        "adult_only": _("saw an adult only"),
        "phone_or_message": _("was in touch by phone or message"),
        "no_access": _("tried to see %(name)s: no access"),
    }
    return kinds.get(deed.detail, _("was in touch"))


def contact_kinds(person: Person, today: date) -> list[tuple[str, str]]:
    """What can have happened with somebody: code and words. An adult has a name, and is never "an adult only"."""
    if is_child(person.born_on, person.expected_on, today):
        return [(kind.code, str(kind.words)) for kind in packs.CONTACT_KINDS]
    named = {"child_seen": _("Saw %(name)s"), "child_seen_alone": _("Saw %(name)s alone")}
    return [
        (kind.code, named[kind.code] % {"name": person.short_name} if kind.child_seen else str(kind.words))
        for kind in packs.CONTACT_KINDS
        if kind.code != "adult_only"
    ]


def planned_kinds(person: Person, today: date) -> list[tuple[str, str]]:
    """The same for what is still to come."""
    child = is_child(person.born_on, person.expected_on, today)
    name = _("the child") if child else person.short_name
    to_come = {
        "child_seen": _("See %(name)s") % {"name": name},
        "child_seen_alone": _("See %(name)s alone") % {"name": name},
        "adult_only": _("See an adult only"),
    }
    later = {kind.code for kind in packs.CONTACT_KINDS if kind.can_be_planned}
    return [(code, to_come.get(code, words)) for code, words in contact_kinds(person, today) if code in later]


def _ended(deed: Deed) -> str:
    words = end_words(deed.detail)
    return _("left: %(reason)s") % {"reason": words} if words else _("left")


def end_words(code: str) -> str:
    """Why an involvement ended. Packs share their codes, so no area has to be asked for."""
    known = (pack.end_reasons.get(code) for pack in packs.selectable_packs())
    return next((str(reason.words) for reason in known if reason), "")


def register() -> None:
    """Planned contacts are left out on purpose: a visit to come is not part of the team view."""
    plain = {
        "declared": lambda deed: _("joined, not yet confirmed"),
        "joined": lambda deed: _("joined"),
        "confirmed": lambda deed: _("confirmed a colleague"),
        "lapsed": lambda deed: _("left: not confirmed in time"),
        "ended": _ended,
        "end_undone": lambda deed: _("stayed after all"),
        "handed_over": lambda deed: _("handed over to a colleague"),
        "lead_changed": lambda deed: _("became lead practitioner"),
        "moved": lambda deed: _("noted that %(name)s moved to another area"),
        "contact": _contact,
        "contact_cancelled": lambda deed: _("took a contact back"),
        "invited": lambda deed: _("invited someone missing"),
    }
    for kind, words in plain.items():
        register_words(kind, words)
