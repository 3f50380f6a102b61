"""The one decision path: who may see what.

`scope(queryset, viewer, view)` is the rule; `may` asks it about one row. Every read takes a `Viewer`.
Steps that need a higher app's answer are named slots, and an unfilled slot denies.
"""

from patchwork.access.deciding import DENY, EVERYTHING, everything_open, may, register, scope, with_opened_views
from patchwork.access.relations import OPENS, Relation, View
from patchwork.access.rows import open_rows
from patchwork.access.viewers import Viewer

__all__ = [
    "DENY",
    "EVERYTHING",
    "OPENS",
    "Relation",
    "View",
    "Viewer",
    "everything_open",
    "may",
    "open_rows",
    "register",
    "scope",
    "with_opened_views",
]
