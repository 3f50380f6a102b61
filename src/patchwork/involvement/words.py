"""How the deeds of this app read in a person's activity: what follows the doer's name."""

from __future__ import annotations

from django.utils.translation import gettext as _

from patchwork.activity.models import Deed
from patchwork.activity.words import register_words
from patchwork.agreements import packs


def _contact(deed: Deed) -> str:
    kinds = {
        "child_seen": _("saw %(name)s"),
        "child_seen_alone": _("saw %(name)s alone"),
        "adult_only": _("saw an adult only"),
        "phone_or_message": _("was in touch by phone or message"),
        "no_access": _("tried to see %(name)s: no access"),
    }
    return kinds.get(deed.detail, _("was in touch"))


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
