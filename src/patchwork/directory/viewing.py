"""What the directory needs to know of the one who looks.

`access.Viewer` is such a value; access stands above this app, so here it is only described.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from patchwork.audit.recording import Looker


class Viewer(Looker, Protocol):
    """The part of `access.Viewer` that the directory asks: what a record needs, and this."""

    @property
    def zone(self) -> ZoneInfo: ...
    @property
    def today(self) -> date: ...
    @property
    def jurisdiction(self) -> str: ...
    @property
    def powers(self) -> frozenset[str]: ...
    @property
    def is_active(self) -> bool: ...

    def has(self, power: str) -> bool: ...
