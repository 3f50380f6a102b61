"""Notices of oversight. None names a person or a kind of service, in the mail or at the bell."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from patchwork import access
from patchwork.access import DENY, View, Viewer
from patchwork.access.readers import kind_asked_again
from patchwork.directory.models import Area, Post, PostQuerySet, Power
from patchwork.notifications import telling
from patchwork.notifications.models import Channel
from patchwork.notifications.telling import recipients
from patchwork.oversight.models import BrokerPassing, BrokerRequest, DetectorHit, WasItYou
from patchwork.oversight.policy import SAFEGUARDING_LEAD


def posts_with(power: Power, area: Area, now: datetime) -> PostQuerySet:
    """The current posts of the area that have this power, with active accounts."""
    today = now.astimezone(area.zone).date()
    return Post.objects.current(today).with_power(power).filter(area_id=area.pk, account__is_active=True)


def tell(
    code: str, *, area_id: int, event: uuid.UUID, to: Iterable[Post], now: datetime, about: uuid.UUID | None = None
) -> None:
    """One notice to each of these posts."""
    telling.tell(code, area_id=area_id, event=event, about=about, now=now, to=recipients(to))


# ── the broker ────────────────────────────────────────────────────────────────────────────────────────────────────


def brokers(request: BrokerRequest, now: datetime) -> list[Post]:
    """The area's brokers; never one who asked in another post of theirs."""
    return list(posts_with(Power.BROKER, request.area, now).exclude(account_id=request.post.account_id))


def tell_brokers(request: BrokerRequest, now: datetime) -> None:
    tell("broker.waits", area_id=request.area_id, event=request.pk, to=brokers(request, now), now=now)


def tell_holders(row: BrokerPassing, now: datetime) -> None:
    """Whose involvement it is; for a service as a whole everybody in it."""
    post = row.involvement.post
    holders = [post] if post else _in_service(row, now)
    tell("broker.passed", area_id=row.area_id, event=row.pk, about=row.request.person_id, to=holders, now=now)


def tell_declined(row: BrokerPassing, now: datetime) -> None:
    """The hub, with the reason on its desk; and the service's safeguarding lead, who may decide otherwise."""
    hub = posts_with(Power.HUB, row.request.area, now)
    tell("broker.declined", area_id=row.area_id, event=row.pk, to=hub, now=now)
    _tell_lead(row, now)


def tell_late(row: BrokerPassing, now: datetime) -> None:
    """Nobody decided in time: hub and safeguarding lead."""
    hub = posts_with(Power.HUB, row.request.area, now)
    tell("broker.late", area_id=row.area_id, event=row.pk, to=hub, now=now)
    _tell_lead(row, now)


def tell_answer(row: BrokerPassing, now: datetime) -> None:
    """An answer waits for a broker to give it to the one who asked."""
    tell("broker.answer", area_id=row.area_id, event=row.pk, to=brokers(row.request, now), now=now)


def _tell_lead(row: BrokerPassing, now: datetime) -> None:
    tell(
        "broker.with_lead", area_id=row.area_id, event=row.pk, about=row.request.person_id, to=leads(row, now), now=now
    )


def leads(row: BrokerPassing, now: datetime) -> list[Post]:
    """The safeguarding lead and supervisors of the service; where there is none, the privacy officers are told."""
    post = row.involvement.post
    in_service = Q(powers__contains=[Power.SUPERVISOR.value]) | Q(role=SAFEGUARDING_LEAD)
    found = [one for one in _in_service(row, now, in_service) if post is None or one.pk != post.pk]
    if post is not None and post.supervisor_id is not None:
        found += posts_with(Power.SUPERVISOR, row.request.area, now).filter(pk=post.supervisor_id)
    return found or list(posts_with(Power.PRIVACY, row.request.area, now))


def _in_service(row: BrokerPassing, now: datetime, condition: Q | None = None) -> list[Post]:
    today = now.astimezone(row.request.area.zone).date()
    posts = Post.objects.current(today).filter(service_id=row.service_id, account__is_active=True)
    return list(posts.filter(condition) if condition is not None else posts)


def _open_to_broker(viewer: Viewer) -> Q:
    waiting = BrokerPassing.objects.filter(request=OuterRef("event"), passed_at__isnull=True)
    return Q(Exists(waiting)) if viewer.has(Power.BROKER) else DENY


def _open_answer(viewer: Viewer) -> Q:
    waiting = BrokerPassing.objects.filter(pk=OuterRef("event"), handed_on_at__isnull=True)
    return Q(Exists(waiting)) if viewer.has(Power.BROKER) else DENY


def _open_passing(viewer: Viewer) -> Q:
    undecided = BrokerPassing.objects.filter(pk=OuterRef("event"), decision="")
    return Q(Exists(access.scope(undecided, viewer, View.CARD)))


def _open_with_lead(viewer: Viewer) -> Q:
    undecided = BrokerPassing.objects.filter(pk=OuterRef("event"), decision__in=["", "declined"])
    return Q(Exists(access.scope(undecided, viewer, View.CARD)))


def _open_to(power: Power) -> Callable[[Viewer], Q]:
    return lambda viewer: access.EVERYTHING if viewer.has(power) else DENY


# ── what stands out ───────────────────────────────────────────────────────────────────────────────────────────────


def tell_limit(viewer: Viewer, what: str) -> None:
    """Somebody has reached a limit: their supervisor and the privacy officers, once a day."""
    area = Area.objects.get(pk=viewer.area_id)
    supervisor = posts_with(Power.SUPERVISOR, area, viewer.now).filter(supervised=viewer.in_post)
    event = uuid.uuid5(viewer.in_post, f"{what} {viewer.today}")
    tell("limit.reached", area_id=area.pk, event=event, to=supervisor, now=viewer.now)
    officers = posts_with(Power.PRIVACY, area, viewer.now)
    tell("limit.seen", area_id=area.pk, event=event, to=officers, now=viewer.now)


def tell_hits(area: Area, hits: list[DetectorHit], now: datetime) -> None:
    """The privacy officers: something stands out. One notice for all of a night."""
    if hits:
        officers = posts_with(Power.PRIVACY, area, now)
        tell("hit.found", area_id=area.pk, event=hits[0].pk, to=officers, now=now)


def ask_whether_it_was_you(note: WasItYou, now: datetime) -> None:
    tell("was_it_you", area_id=note.area_id, event=note.pk, to=[note.post], now=now)


def tell_not_me(note: WasItYou, now: datetime) -> None:
    """Somebody says that it was not they who looked: at once."""
    tell("was_not_me", area_id=note.area_id, event=note.pk, to=posts_with(Power.PRIVACY, note.area, now), now=now)


def _open_note(viewer: Viewer) -> Q:
    if viewer.account_id is None:
        return DENY
    notes = WasItYou.objects.filter(pk=OuterRef("event"), account_id=viewer.account_id, answered_at__isnull=True)
    return Q(Exists(notes))


# ── kinds ─────────────────────────────────────────────────────────────────────────────────────────────────────────


KINDS = (
    kind_asked_again(
        "broker.waits",
        _("A request waits for you on Patchwork"),
        _("A request waits at the broker's desk to be passed on."),
        lambda notice: reverse("broker_desk"),
        _open_to_broker,
    ),
    kind_asked_again(
        "broker.answer",
        _("An answer waits for you on Patchwork"),
        _("An answer waits at the broker's desk to be given to the one who asked."),
        lambda notice: reverse("broker_desk"),
        _open_answer,
    ),
    kind_asked_again(
        "broker.passed",
        _("A colleague asks whether you should be in touch"),
        _("A colleague asks whether your service should be in touch about a person you work with. Please decide."),
        lambda notice: reverse("broker_passing", args=[notice.event]),
        _open_passing,
    ),
    kind_asked_again(
        "broker.with_lead",
        _("A decision lies with you on Patchwork"),
        _("Your service was asked whether it should be in touch. As safeguarding lead, please look at it."),
        lambda notice: reverse("broker_passing", args=[notice.event]),
        _open_with_lead,
    ),
    kind_asked_again(
        "broker.declined",
        _("A request was declined on Patchwork"),
        _("A request to the broker was declined. The reason is on the hub's desk."),
        lambda notice: reverse("hub_broker"),
        _open_to(Power.HUB),
    ),
    kind_asked_again(
        "broker.late",
        _("A request was not decided in time on Patchwork"),
        _("A request to the broker was not decided in time. It is on the hub's desk."),
        lambda notice: reverse("hub_broker"),
        _open_to(Power.HUB),
    ),
    kind_asked_again(
        "limit.reached",
        _("Someone you supervise has reached a limit on Patchwork"),
        _("Someone you supervise has searched or opened more than your area allows. You can unlock it."),
        lambda notice: reverse("team_limits"),
        _open_to(Power.SUPERVISOR),
    ),
    kind_asked_again(
        "limit.seen",
        _("Someone has reached a limit on Patchwork"),
        _("Someone has searched or opened more than your area allows."),
        lambda notice: reverse("looked"),
        _open_to(Power.PRIVACY),
        channels=(Channel.BELL,),
    ),
    kind_asked_again(
        "hit.found",
        _("Something stands out on Patchwork"),
        _("The nightly check has found something that a person should look at."),
        lambda notice: reverse("hits"),
        _open_to(Power.PRIVACY),
    ),
    kind_asked_again(
        "was_it_you",
        _("Was it you?"),
        _("Yesterday people were opened in your name whom you do not work with. Please say whether it was you."),
        lambda notice: reverse("was_it_you", args=[notice.event]),
        _open_note,
    ),
    kind_asked_again(
        "was_not_me",
        _("Someone says that it was not them"),
        _("A practitioner says that it was not they who opened people in their name. Please look at it now."),
        lambda notice: reverse("hits"),
        _open_to(Power.PRIVACY),
    ),
)


def register_kinds() -> None:
    """Called once at start."""
    for kind in KINDS:
        telling.register(kind)
