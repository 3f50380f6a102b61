"""How the deeds of this app read in a person's activity: what follows the doer's name."""

from __future__ import annotations

from django.utils.translation import gettext as _

from patchwork.activity.words import register_words


def register() -> None:
    """Called once at start."""
    register_words("corrected", lambda deed: _("put the record right"))
    register_words("linked", lambda deed: _("noted who belongs to the family"))
    register_words("merged", lambda deed: _("joined two records of %(name)s"))
    register_words("unmerged", lambda deed: _("took two records apart again"))
