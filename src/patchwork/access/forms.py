"""Forms of deeds: each carries the post it was opened in.

The class stands in `directory`, whose own desks need it and may not import from here.
"""

from __future__ import annotations

from patchwork.directory.deed_forms import DeedForm

__all__ = ["DeedForm"]
