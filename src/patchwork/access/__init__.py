"""The one decision path: who may see what.

`scope(queryset, viewer, view)` is the rule; `may` asks it about one row. Every read takes a `Viewer`.
Steps that need a higher app's answer are named slots, and an unfilled slot denies.
"""

from patchwork.access.deciding import (
    DENY,
    EVERYTHING,
    may,
    opened,
    register,
    scope,
    scope_of,
    scope_opened,
    with_opened_views,
)
from patchwork.access.relations import OPENS, RESTRICTED_FROM, Relation, View
from patchwork.access.rows import named, named_rows, open_rows
from patchwork.access.viewers import Viewer

__all__ = [
    "DENY",
    "EVERYTHING",
    "OPENS",
    "RESTRICTED_FROM",
    "Relation",
    "View",
    "Viewer",
    "may",
    "named",
    "named_rows",
    "open_rows",
    "opened",
    "register",
    "scope",
    "scope_of",
    "scope_opened",
    "with_opened_views",
]
