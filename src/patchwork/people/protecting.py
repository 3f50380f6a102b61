"""What may be done from a card or a person's page to protect them, and whether an emergency is open."""

from __future__ import annotations

from dataclasses import dataclass

from patchwork.access import Viewer
from patchwork.people import emergency, shielding
from patchwork.people.models import BreakGlass, Person
from patchwork.people.policy import may_break


@dataclass(frozen=True, slots=True)
class ProtectLinks:
    """Which links to show. Nothing here says what others see, or whether anything is there."""

    emergency: bool
    shield: bool
    exclusion: bool
    subject_access: bool = False


def protect_links(person: Person, viewer: Viewer) -> ProtectLinks:
    """For a person whose card the viewer has."""
    return ProtectLinks(
        emergency=may_break(viewer),
        shield=shielding.sets(viewer) or bool(getattr(person, "opens_act", False)),
        exclusion=viewer.post_id is not None,
        subject_access=viewer.has("privacy"),
    )


@dataclass(frozen=True, slots=True)
class OpenEmergency:
    """What stands above every page while somebody is in by break-glass."""

    glass: BreakGlass
    seconds: int

    @property
    def minutes(self) -> int:
        return max(1, -(-self.seconds // 60))


def open_emergency(viewer: Viewer) -> OpenEmergency | None:
    """The break-glass that is open now. Asked only of posts that have the power."""
    if not may_break(viewer):
        return None
    glass = emergency.of_mine(viewer).filter(at__lte=viewer.now).first()
    if glass is None:
        return None
    return OpenEmergency(glass, int((glass.until - viewer.now).total_seconds()))
