"""A day and a time of day as people type them, made a moment where they are."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

TIME_FORMATS = ["%H:%M", "%H.%M", "%I:%M %p", "%I:%M%p", "%I.%M%p", "%I %p", "%I%p", "%H"]
"""What a field for a time of day takes: 14:30, 2.30pm, 2 pm."""


def moment_at(day: date, at: time, zone: ZoneInfo) -> datetime:
    """That time on that day in that zone. Of an hour that comes twice in autumn, the first.

    Raises ValidationError for the hour that is left out when the clocks go forward.
    """
    local = datetime.combine(day, at, tzinfo=zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValidationError(_("There is no such time on that day: the clocks go forward."), code="invalid")
    return local
