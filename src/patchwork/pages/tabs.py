"""The tabs of a person's page: only layers that are on exist."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from patchwork.access import Viewer
from patchwork.kit.addresses import address
from patchwork.people.models import Person


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    current: bool
    count: int | None = None


def tabs(person: Person, here: str, viewer: Viewer, team_size: int | None = None) -> list[Tab]:
    """Team, network, family, activity; later layers add theirs."""
    entries = [
        ("person", _("Team"), team_size),
        ("network", _("Network"), None),
        ("family_team", _("Family"), None),
        ("person_activity", _("Activity"), None),
    ]
    return [Tab(label, address(name, person.pk), name == here, count) for name, label, count in entries]
