"""Reading requests to the broker: for the broker, who learns no name; for hub and privacy officer."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.directory.models import Power
from patchwork.oversight.models import BrokerPassing, BrokerRequest, Decision

SHOWN_FOR = timedelta(days=14)
MOST = 50


# ── the broker's own desk: no person ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Target:
    """A service that a request goes to, and how far it is."""

    name: str
    phone: str
    words: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer to be given by telephone: to whom, and what."""

    id: uuid.UUID
    name: str
    phone: str
    words: str


@dataclass(frozen=True, slots=True)
class BrokerLine:
    """A request as the broker sees it. It holds nothing of the person."""

    id: uuid.UUID
    reference: str
    asked_at: datetime
    due_at: datetime
    is_statutory: bool
    looked_up: bool
    waits: bool
    targets: list[Target] = field(default_factory=list)
    answers: list[AnswerLine] = field(default_factory=list)


def broker_lines(viewer: Viewer) -> list[BrokerLine]:
    """Requests of the last two weeks and whatever is not finished; never those the broker asked in another post."""
    passings = BrokerPassing.objects.select_related("service").order_by("service__name", "pk")
    unfinished = Q(passings__passed_at__isnull=True) | Q(
        passings__decision=Decision.ANSWERED, passings__handed_on_at__isnull=True
    )
    rows = BrokerRequest.objects.filter(area_id=viewer.area_id).exclude(Q(post__account_id=viewer.account_id))
    rows = rows.filter(Q(asked_at__gt=viewer.now - SHOWN_FOR) | (unfinished & Q(passings__isnull=False)))
    rows = rows.select_related("post__account").prefetch_related(Prefetch("passings", queryset=passings))
    return [_broker_line(row) for row in rows.defer("words").distinct().order_by("due_at", "pk")[:MOST]]


def _broker_line(row: BrokerRequest) -> BrokerLine:
    passings = list(row.passings.all())
    return BrokerLine(
        id=row.pk, reference=row.reference, asked_at=row.asked_at, due_at=row.due_at, is_statutory=row.is_statutory,
        looked_up=row.routed_at is not None, waits=any(one.passed_at is None for one in passings),
        targets=[
            Target(one.service.name, one.service.duty_phone or one.service.phone, _how_far(one)) for one in passings
        ],
        answers=[
            AnswerLine(one.pk, row.post.account.name, row.post.phone or row.post.mobile or row.post.email, one.words)
            for one in passings
            if one.decision == Decision.ANSWERED and one.handed_on_at is None
        ],
    )  # fmt: skip


def _how_far(passing: BrokerPassing) -> str:
    if passing.handed_on_at is not None:
        return _("answered, and the answer was given")
    if passing.decision == Decision.ANSWERED:
        return _("has answered")
    if passing.decision:
        return _("has decided")
    return _("passed on, not decided yet") if passing.passed_at else _("not passed on yet")


# ── hub and privacy officer ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request as the hub or the privacy officer sees it. Who asks is empty where a sensitive service does."""

    reference: str
    asked_at: datetime
    due_at: datetime
    is_statutory: bool
    person: str
    asker: str
    outcomes: list[str]
    reasons: list[str]


def request_lines(viewer: Viewer) -> list[RequestLine]:
    """Newest first. The hub learns of a hidden service only that one declined or was late, and why; its name only for a
    statutory enquiry (design, section 5). Until then a request looks alike, whether it goes anywhere or not."""
    view = View.TEAM if viewer.has(Power.HUB) else View.CARD
    rows = access.scope(BrokerRequest.objects.all(), viewer, view).select_related(
        "person", "post__account", "post__service__organisation"
    )
    passings = BrokerPassing.objects.select_related("service").order_by("pk")
    rows = rows.prefetch_related(Prefetch("passings", queryset=passings)).defer("words").order_by("-asked_at", "pk")
    found = list(rows[:MOST])
    audit.show(viewer, [row.person for row in found if _may_name(row, viewer)], "card")
    return [_request_line(row, viewer) for row in found]


def _may_name(row: BrokerRequest, viewer: Viewer) -> bool:
    """The hub does not learn whom a sensitive service works with."""
    return viewer.has(Power.PRIVACY) or not row.post.service.is_sensitive


def _request_line(row: BrokerRequest, viewer: Viewer) -> RequestLine:
    named = _may_name(row, viewer)
    is_hub = viewer.has(Power.HUB)
    passings = list(row.passings.all())
    told = [one for one in passings if one.with_lead_at is not None] if is_hub else passings
    return RequestLine(
        reference=row.reference, asked_at=row.asked_at, due_at=row.due_at, is_statutory=row.is_statutory,
        person=row.person.name if named else "",
        asker=f"{row.post.account.name}, {row.post.service.organisation.name}" if named else "",
        outcomes=[_outcome(one, row, is_hub=is_hub) for one in told],
        reasons=[one.words for one in told if is_hub and one.decision == Decision.DECLINED],
    )  # fmt: skip


def _outcome(passing: BrokerPassing, row: BrokerRequest, *, is_hub: bool) -> str:
    name = passing.service.name if row.is_statutory or not is_hub else _("A service")
    if passing.decision == Decision.DECLINED:
        return _("%(service)s has declined; it lies with its safeguarding lead") % {"service": name}
    if passing.decision and not is_hub:
        return f"{name}: {Decision(passing.decision).label}"
    if passing.decision:
        return _("%(service)s has decided, late") % {"service": name}
    if passing.with_lead_at is not None:
        return _("%(service)s has not decided in time; it lies with its safeguarding lead") % {"service": name}
    return _("%(service)s has been asked") % {"service": name}


# ── the hidden service ────────────────────────────────────────────────────────────────────────────────────────────


def passings_of(viewer: Viewer) -> list[BrokerPassing]:
    """What waits for this viewer to decide, soonest first."""
    rows = access.scope(BrokerPassing.objects.filter(decision=""), viewer, View.CARD)
    return list(rows.select_related("request__person").order_by("request__due_at", "pk"))


def passing_or_none(passing_id: uuid.UUID, viewer: Viewer) -> BrokerPassing | None:
    """One request that was passed on to this viewer, with who asks."""
    rows = access.scope(BrokerPassing.objects.filter(pk=passing_id), viewer, View.CARD)
    return rows.select_related(
        "request__person", "request__post__account", "request__post__service__organisation", "involvement", "service"
    ).first()
