"""What the directory needs to know of the one who looks.

`access.Viewer` is such a value; access stands above this app, so here it is only described.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


class Viewer(Protocol):
    """The part of `access.Viewer` that the directory asks."""

    @property
    def area_id(self) -> int: ...
    @property
    def now(self) -> datetime: ...
    @property
    def zone(self) -> ZoneInfo: ...
    @property
    def today(self) -> date: ...
    @property
    def jurisdiction(self) -> str: ...
    @property
    def account_id(self) -> uuid.UUID | None: ...
    @property
    def post_id(self) -> uuid.UUID | None: ...
    @property
    def service_id(self) -> uuid.UUID | None: ...
    @property
    def organisation_id(self) -> uuid.UUID | None: ...
    @property
    def powers(self) -> frozenset[str]: ...
    @property
    def is_active(self) -> bool: ...

    def has(self, power: str) -> bool: ...
