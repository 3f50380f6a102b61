"""What families said, on the decision path: open to whoever may see the team."""

from __future__ import annotations

from patchwork import access
from patchwork.agreements.models import Agreement


def register() -> None:
    access.register(Agreement, person="person_id", rows=access.everything_open)
