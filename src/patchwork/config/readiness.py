"""What the web process makes sure of before its first request."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.urls import get_resolver

DEMO_MARK = "patchwork.demo"
"""A setting of the database that only a superuser can give it; the demo gives it to the one it makes."""


def refuse_demo_on_other_data() -> None:
    """Sign-in without a password is for invented people only.

    Raises:
        ImproperlyConfigured: the demo is switched on, and the database is not one the demo made.
    """
    if not settings.PATCHWORK_DEMO:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [DEMO_MARK])
        marked = cursor.fetchone() == ("on",)
    if not marked:
        raise ImproperlyConfigured("PATCHWORK_DEMO is set, but this database was not made by the demo: unset it.")
    from patchwork.demo import guard  # models, which are there only once Django is set up

    guard.refuse_real_areas()
    connection.close()


def warm_up() -> None:
    """Import every view now, in the process the others are forked from, rather than in somebody's first request."""
    _ = get_resolver().url_patterns
