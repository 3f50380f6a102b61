"""The broker: asking whether another service should be in touch, passing it on, and what a hidden service decides.

`ask_broker` is all that a request from a browser does: one row, one job in the queue, and the ledger and audit of every
deed. It never looks for hidden services, so it cannot take longer, or answer otherwise, where there is one. The worker
looks later (`route`), a broker passes on, the service decides, and whoever is late is found by `hand_to_leads`.
"""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.access.models import Audience
from patchwork.access.viewers import viewer_in_post
from patchwork.activity.noting import note
from patchwork.agreements import packs
from patchwork.agreements import rules as agreement_rules
from patchwork.agreements.actions import Word, record_words
from patchwork.agreements.models import Said
from patchwork.directory.models import Area, Post, Service
from patchwork.involvement import telling as involvement_telling
from patchwork.involvement.models import Involvement
from patchwork.kit.answers import Refused, refusing
from patchwork.kit.deferring import defer
from patchwork.oversight import rules, telling
from patchwork.oversight.models import BrokerPassing, BrokerRequest, Decision
from patchwork.people.models import Person
from patchwork.people.rules import may_change

ENQUIRY_WITHIN = timedelta(hours=4)
WORKING_DAYS = 2


def due_at(by: Viewer, *, is_statutory: bool) -> datetime:
    """4 hours for a statutory enquiry, by the clock that does not jump; else the end of the 2nd working day there."""
    if is_statutory:
        return by.now.astimezone(UTC) + ENQUIRY_WITHIN
    last = packs.pack(by.jurisdiction).working_days_after(by.today, WORKING_DAYS)
    return datetime.combine(last + timedelta(days=1), time.min, tzinfo=by.zone)


def reference_of(request_id: uuid.UUID) -> str:
    """Eight letters and figures that can be said on the telephone."""
    letters = base64.b32encode(request_id.bytes[:5]).decode()
    return f"{letters[:4]}-{letters[4:]}"


# ── asking ────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def ask_broker(*, by: Viewer, person: Person, words: str, is_statutory: bool, form_token: uuid.UUID) -> BrokerRequest:
    """Ask. The same form sent twice asks once.

    Raises:
        Refused: whoever does not see the team.
    """
    rules.may_ask_broker(by, person).require()
    if already := BrokerRequest.objects.filter(post_id=by.in_post, form_token=form_token).first():
        return already
    pk = uuid.uuid4()
    is_statutory = is_statutory and rules.may_ask_for_enquiry(by)
    with refusing(IntegrityError, _("This was sent already.")):  # two presses at once
        request = BrokerRequest.objects.create(
            id=pk, area_id=by.area_id, person=person, post_id=by.in_post, reference=reference_of(pk), words=words,
            is_statutory=is_statutory, form_token=form_token, asked_at=by.now,
            due_at=due_at(by, is_statutory=is_statutory),
        )  # fmt: skip
    # The team is not told of an enquiry; nor, as ever, of what a sensitive service does.
    note("broker_asked", by=by, person=person, is_sensitive=by.is_sensitive or is_statutory)
    audit.record("broker.asked", by=by, persons=[person])
    from patchwork.oversight.jobs import route_request

    defer(route_request, area=by.area_id, request=str(pk))
    return request


# ── in the worker ─────────────────────────────────────────────────────────────────────────────────────────────────


def route(request: BrokerRequest, *, now: datetime) -> list[BrokerPassing]:
    """Find whom to pass it to: services that work with the person and that the one who asks cannot see. Once."""
    if request.routed_at is not None:
        return []
    found = [
        BrokerPassing(area_id=request.area_id, request=request, involvement=row, service_id=row.service_id)
        for row in _hidden_from(request, now)
    ]
    BrokerPassing.objects.bulk_create(found)
    request.routed_at = now
    request.save(update_fields=["routed_at"])
    if found and not telling.brokers(request, now):
        _pass(found, by=None, now=now)  # an area without a broker: nobody waits for one
    elif found:
        telling.tell_brokers(request, now)
    return found


def _hidden_from(request: BrokerRequest, now: datetime) -> list[Involvement]:
    asker = viewer_in_post(request.post, now=now)
    rows = Involvement.objects.confirmed(now, asker.today).filter(person_id=request.person_id, is_sensitive=True)
    seen = access.scope(rows, asker, View.TEAM).values("pk")
    return list(rows.exclude(service_id=request.post.service_id).exclude(pk__in=seen).order_by("declared_at", "pk"))


def hand_to_leads(area: Area, *, now: datetime) -> int:
    """What nobody has decided in time goes to the service's safeguarding lead, and the hub is told. How many."""
    late = BrokerPassing.objects.filter(decision="", with_lead_at__isnull=True, request__due_at__lte=now)
    rows = list(_whole(late).select_for_update(of=("self",), skip_locked=True))
    for row in rows:
        row.passed_at = row.passed_at or now
        row.with_lead_at = now
        row.save(update_fields=["passed_at", "with_lead_at"])
        telling.tell_late(row, now)
    return len(rows)


def _whole(rows: QuerySet[BrokerPassing]) -> QuerySet[BrokerPassing]:
    return rows.select_related("request__area", "request__post", "involvement__post", "involvement__area", "service")


# ── on the broker's desk ──────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def pass_on(*, by: Viewer, request_id: uuid.UUID) -> int:
    """The broker passes a request on to every service it is meant for. Pressed again nothing happens."""
    if not rules.is_broker(by):
        raise Refused(_("Only a broker passes requests on."))
    waiting = BrokerPassing.objects.filter(area_id=by.area_id, request_id=request_id, passed_at__isnull=True)
    rows = list(_whole(waiting).select_for_update(of=("self",)))
    _pass(rows, by=by, now=by.now)
    if rows:
        audit.record("broker.passed", by=by, persons=[rows[0].request.person_id])
    return len(rows)


def _pass(rows: list[BrokerPassing], *, by: Viewer | None, now: datetime) -> None:
    for row in rows:
        row.passed_at, row.passed_by_id = now, by.post_id if by else None
        row.save(update_fields=["passed_at", "passed_by"])
        telling.tell_holders(row, now)


@transaction.atomic
def hand_on_answer(*, by: Viewer, passing_id: uuid.UUID) -> bool:
    """The broker has told the one who asked what the service answered; then it leaves the desk."""
    if not rules.is_broker(by):
        raise Refused(_("Only a broker passes answers on."))
    answered = BrokerPassing.objects.filter(area_id=by.area_id, decision=Decision.ANSWERED, handed_on_at__isnull=True)
    row = answered.filter(pk=passing_id).select_related("request").first()
    if row is None:
        return False
    row.handed_on_at, row.handed_on_by_id = by.now, by.post_id
    row.save(update_fields=["handed_on_at", "handed_on_by"])
    audit.record("broker.handed_on", by=by, persons=[row.request.person_id])
    return True


# ── in the hidden service ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a service says: its decision, with words for an answer or a no, or with the ground for coming forward."""

    decision: str
    words: str = ""
    ground: str = ""
    ground_answers: str = ""


@transaction.atomic
def decide(*, by: Viewer, passing: BrokerPassing, said: Verdict) -> BrokerPassing:
    """Come forward, answer through the broker, or decline with a reason to the hub.

    Raises:
        Refused: not theirs to decide, decided already, or a ground that does not carry it.
    """
    row = _whole(BrokerPassing.objects.filter(pk=passing.pk)).select_for_update(of=("self",)).get()
    rules.may_decide(by, row).require()
    if said.decision == Decision.CAME_FORWARD:
        _come_forward(by, row, said)
    elif said.decision not in Decision or not said.words.strip():
        raise Refused(_("Write it in a few words."), field="reason" if said.decision == Decision.DECLINED else "answer")
    row.decision, row.words = said.decision, said.words
    row.decided_at, row.decided_by_id = by.now, by.post_id
    row.save(update_fields=["decision", "words", "decided_at", "decided_by"])
    audit.record(f"broker.{said.decision}", by=by, persons=[row.request.person_id])
    _tell_decided(row, by)
    return row


def _tell_decided(row: BrokerPassing, by: Viewer) -> None:
    if row.decision == Decision.DECLINED and row.with_lead_at is None:
        row.with_lead_at = by.now
        row.save(update_fields=["with_lead_at"])
        telling.tell_declined(row, by.now)
    elif row.decision == Decision.ANSWERED:
        telling.tell_answer(row, by.now)


def _come_forward(by: Viewer, row: BrokerPassing, said: Verdict) -> None:
    """Name the asker's organisation beside those named before: a new audience, on a ground of its own.

    Only the involvement itself opens. What was noted until now keeps the audience it was written for.
    """
    involvement, person = row.involvement, row.request.person
    if involvement.ended_on is not None and involvement.ended_on <= by.today:
        raise Refused(_("Your service no longer works with them. Answer through the broker."), field="decision")
    if not row.request.is_statutory:  # an enquiry is how somebody is protected
        may_change(by, person).require()
    agreed = _needs_agreement(by, said.ground)
    agreement_rules.may_record_on_ground(
        by, person, ground=said.ground, basis=involvement.basis, agreed=agreed, answers=said.ground_answers
    ).require()
    audience = _wider(involvement, Post.objects.select_related("service").get(pk=row.request.post_id).service)
    involvement.audience, involvement.ground = audience, said.ground
    involvement.ground_answers = said.ground_answers or involvement.ground_answers
    involvement.save(update_fields=["audience", "ground", "ground_answers"])
    if agreed:
        record_words(by=by, person=person, words=[Word(said=Said.YES, by_person_id=person.pk)], audience=audience)
    note("came_forward", by=by, person=person, audience=audience, is_sensitive=True)
    involvement_telling.tell(
        "involvement.declared", by=by, event=involvement.pk, person=person.pk, to=[row.request.post]
    )


def _needs_agreement(by: Viewer, ground: str) -> bool:
    known = packs.pack(by.jurisdiction).grounds.get(ground)
    return known is not None and known.needs_agreement


def _wider(involvement: Involvement, asking: Service) -> Audience:
    """Also the asker's organisation, and the asker's service by itself: where its kind is restricted no organisation
    stands for it."""
    known = involvement.audience
    organisations, services = ([*known.organisations], [*known.services]) if known else ([], [])
    return Audience.objects.create(
        area_id=involvement.area_id, organisations=list(dict.fromkeys([*organisations, asking.organisation_id])),
        services=list(dict.fromkeys([*services, asking.pk])),
        kinds=[*known.kinds] if known else [], posts=[*known.posts] if known else [],
    )  # fmt: skip
