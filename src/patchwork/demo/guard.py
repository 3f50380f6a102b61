"""A demonstration never runs on real people."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from patchwork.directory.models import Area


def refuse_real_areas() -> None:
    """Signing in without a password is for invented areas only.

    Raises:
        ImproperlyConfigured: the demo is switched on, and an area of this database is not invented.
    """
    if settings.PATCHWORK_DEMO and Area.objects.filter(is_invented=False).exists():
        raise ImproperlyConfigured(
            "PATCHWORK_DEMO is set, but this database holds an area that is not invented: unset it."
        )
