"""How the deeds of this app read in a person's activity: what follows the doer's name."""

from __future__ import annotations

from django.utils.translation import gettext as _

from patchwork.activity.words import register_words


def register() -> None:
    """Called once at start."""
    register_words("broker_asked", lambda deed: _("asked whether another service should be in touch"))
    register_words("came_forward", lambda deed: _("came forward, so that more of the team know of each other"))
