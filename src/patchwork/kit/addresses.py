"""Addresses of rows. A page with a team makes dozens, and `reverse` looks for the route anew each time."""

from __future__ import annotations

import uuid
from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse


def address(name: str, *args: uuid.UUID | str) -> str:
    """What `reverse(name, args=args)` answers, from a route that is looked up once; ids are put into it.

    Raises:
        NoReverseMatch: no route of this name takes these.
    """
    fixed = tuple(None if isinstance(arg, uuid.UUID) else arg for arg in args)
    route = _route(get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF, name, fixed)
    return route.format(*(arg for arg in args if isinstance(arg, uuid.UUID)))


@lru_cache(maxsize=500)
def _route(_prefix: str, _urlconf: str, name: str, fixed: tuple[str | None, ...]) -> str:
    """The address with `{}` for each id. Prefix and routes are the key's, so that others are looked up apart."""
    stand_ins = [uuid.UUID(int=number, version=4) for number in range(len(fixed))]
    found = reverse(name, args=[given or stand_in for given, stand_in in zip(fixed, stand_ins, strict=True)])
    found = found.replace("{", "{{").replace("}", "}}")
    for given, stand_in in zip(fixed, stand_ins, strict=True):
        if given is None:
            found = found.replace(str(stand_in), "{}")
    return found
