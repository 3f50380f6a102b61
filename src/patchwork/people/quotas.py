"""Limits on looking around: searches an hour, and opens a day of people one does not work with (area settings).

Counted from the audit, so that nothing else has to be kept and nobody can look without counting: one query by
(area, account, time). Limits never block the hub, emergency duty or A&E; there
going past one is only told. A supervisor unlocks the rest (`oversight`, which fills the slots below).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from patchwork import audit
from patchwork.audit.models import AuditEvent
from patchwork.directory.models import Area
from patchwork.kit.prepared import prepared

if TYPE_CHECKING:
    from patchwork.access import Viewer


class Limit(StrEnum):
    """What is limited."""

    SEARCHES = "searches"
    OPENS = "opens"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a limit is counted: kinds of event, over how long, and by which setting of the area."""

    kinds: tuple[str, ...]
    within: timedelta
    setting: str


RULES = {
    Limit.SEARCHES: Rule(("people.searched", "shown:find", "shown:add_person"), timedelta(hours=1), "searches_an_hour"),
    Limit.OPENS: Rule(("involvement.looked", "involvement.declared"), timedelta(days=1), "unrelated_opens_a_day"),
}
INVITED = "invited"
"""Purpose of an `involvement.declared` that answers an invitation: such an open is no unrelated one."""

NEVER_BLOCKED_KINDS = frozenset({"safeguarding_hub", "emergency_department"})
NEVER_BLOCKED_ROLES = frozenset({"duty_worker"})


class OverLimit(Exception):
    """Too many searches or opens: the page that helps is shown, whatever was asked for."""

    def __init__(self, limit: Limit) -> None:
        super().__init__(limit)
        self.limit = limit


class _Slots:
    """Filled by `oversight`. Unfilled: nothing is ever unlocked, and nobody is told."""

    unlocked: Callable[[Viewer, Limit], Q] | None = None
    reached: Callable[[Viewer, Limit], None] | None = None


SLOTS = _Slots()


def is_duty(*, powers: Collection[str], service_kind: str, role: str) -> bool:
    """Hub, emergency duty and A&E: an emergency does not wait for a supervisor."""
    return (
        "hub" in powers or "break_glass" in powers or service_kind in NEVER_BLOCKED_KINDS or role in NEVER_BLOCKED_ROLES
    )


def is_over(viewer: Viewer, limit: Limit) -> bool:
    """Whether this account has used up what the area allows. One query."""
    since = viewer.now - RULES[limit].within
    return any(used >= allowed for allowed, used in _standing(viewer, limit, since))


@prepared
def _standing(viewer: Viewer, limit: Limit, since: datetime) -> QuerySet[Area, Any]:
    """What is allowed, and what was used since then."""
    rule = RULES[limit]
    events = AuditEvent.objects.filter(
        area_id=viewer.area_id, account=viewer.account_id, at__gt=since, kind__in=rule.kinds
    ).exclude(purpose=INVITED)
    if SLOTS.unlocked is not None:
        events = events.exclude(SLOTS.unlocked(viewer, limit))
    used = events.order_by().values("area_id").annotate(n=Count("pk")).values("n")
    return Area.objects.filter(pk=viewer.area_id).values_list(rule.setting, Coalesce(Subquery(used), 0))


def require(viewer: Viewer, limit: Limit) -> None:
    """Raise `OverLimit` when there is nothing left; for posts that are never blocked only tell those who watch."""
    if viewer.account_id is None or not is_over(viewer, limit):
        return
    if not is_duty(powers=viewer.powers, service_kind=viewer.service_kind, role=viewer.role):
        raise OverLimit(limit)
    if SLOTS.reached is not None:
        SLOTS.reached(viewer, limit)


def note_refusal(viewer: Viewer, limit: Limit) -> None:
    """Somebody was stopped: it stands in the audit, and their supervisor and the privacy officer are told."""
    audit.record(f"limit.{limit}", by=viewer)
    if SLOTS.reached is not None:
        SLOTS.reached(viewer, limit)
