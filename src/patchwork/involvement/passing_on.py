"""Handing over, handing on the lead, and passing a child who has moved to the other area's hub."""

from __future__ import annotations

import secrets
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.access.viewers import viewer_in_post
from patchwork.activity.noting import note
from patchwork.agreements import packs
from patchwork.agreements.queries import bases_for
from patchwork.directory.models import Area, Post, Power
from patchwork.involvement import rules, telling
from patchwork.involvement.actions import close, is_statutory, locked, note_if_last, provisional_until
from patchwork.involvement.models import Contact, HandOver, Involvement, MovedHere
from patchwork.kit.answers import NOT_HERE, Refused, refusing
from patchwork.kit.context import briefly_in
from patchwork.people.models import Person

HANDED_OVER = "handed_over"
MOVED = "moved"


# ── to a colleague, or to the service ─────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def hand_over(*, by: Viewer, involvement: Involvement, to: Post | None, leaves: bool = False) -> Involvement:
    """`to` (None: the service as a whole) takes over in one step: lead, planned contacts and audience go along.

    Returns the new involvement, confirmed by the one who hands over where they may vouch for it; the colleague and
    the team are told. `leaves`: because their post ends.
    """
    row = locked(involvement)
    rules.may_hand_over(by, row, leaves=leaves).require()
    if to is None and row.post_id is None:
        raise Refused(_("Your service has this already. Choose a colleague."), field="to")
    if to is not None:
        rules.may_take_over(by, row, to).require()
    close_first, tell_to = Contact.objects.filter(involvement=row), telling.audience_of(row, by)
    planned = list(close_first.filter(planned_for__gte=by.now, happened_at=None, cancelled_at=None).values_list("pk"))
    vouches = _vouches(by, row, to)
    close(row, reason=_end_code(by), on=by.today, now=by.now)
    with refusing(IntegrityError, _("This has just changed in another window. Look again.")):
        taken = _taken_over(row, by, to, vouches=vouches)
    Contact.objects.filter(pk__in=[pk for (pk,) in planned]).update(
        involvement=taken, post_id=taken.post_id, service_id=taken.service_id, cancelled_at=None
    )
    note("handed_over", by=by, person=row.person, audience=row.audience, is_sensitive=row.is_sensitive)
    audit.record("involvement.handed_over", by=by, persons=[row.person])
    if to is not None:
        telling.tell("involvement.handed_over", by=by, event=taken.pk, person=row.person_id, to=[to])
    team = [post for post in tell_to if to is None or post.pk != to.pk]
    telling.tell("involvement.ended", by=by, event=row.pk, person=row.person_id, to=team)
    return taken


def _end_code(by: Viewer) -> str:
    reasons = packs.pack(by.jurisdiction).end_reasons.values()
    return next((reason.code for reason in reasons if reason.hands_over), HANDED_OVER)


def _vouches(by: Viewer, row: Involvement, to: Post | None) -> bool:
    """A confirmed member or the supervisor, and never for themselves: who came in by one tap through the service
    makes nobody a confirmed member.
    """
    may = access.may(by, View.ACT, row.person) or rules.supervises(by, row)
    return may and not rules.is_oneself(by, to)


def _taken_over(row: Involvement, by: Viewer, to: Post | None, *, vouches: bool) -> Involvement:
    """The successor: one the colleague has already, or a new one like the old."""
    standing = Involvement.objects.filter(person=row.person, ended_on__isnull=True)
    had = standing.filter(post=to) if to else standing.filter(post__isnull=True, service_id=row.service_id)
    taken = had.first() or _successor(row, by, to)
    if taken.confirmed_at is None and vouches:
        taken.confirmed_at, taken.confirmed_by_id = by.now, by.post_id
    elif taken.confirmed_at is None:
        taken.provisional_until = taken.provisional_until or provisional_until(by)
    taken.is_lead = row.is_lead or taken.is_lead
    taken.save()
    return taken


def _successor(row: Involvement, by: Viewer, to: Post | None) -> Involvement:
    service = to.service if to else row.service
    role = to.role if to else row.role
    return Involvement(
        area_id=row.area_id, person=row.person, post=to, service=service, role=role, started_on=by.today,
        source=row.source, basis=_basis(row, by, to), ground=row.ground, ground_answers=row.ground_answers,
        is_sensitive=row.is_sensitive, audience=row.audience,
        is_statutory=is_statutory(by.jurisdiction, role=role, service_kind=service.kind),
        declared_at=by.now, still_confirmed_on=by.today, invited_by_id=by.post_id,
    )  # fmt: skip


def _basis(row: Involvement, by: Viewer, to: Post | None) -> str:
    """The same basis within a service; in another one that service's own."""
    if to is None or to.service_id == row.service_id:
        return row.basis
    bases = bases_for(viewer_in_post(to, now=by.now), row.person)
    return bases[0].code if bases else row.basis


@transaction.atomic
def make_lead(*, by: Viewer, involvement: Involvement) -> Involvement:
    """This colleague leads from now on."""
    row = locked(involvement)
    rules.may_make_lead(by, row).require()
    Involvement.objects.filter(person=row.person, is_lead=True, ended_on__isnull=True).update(is_lead=False)
    row.is_lead = True
    row.save(update_fields=["is_lead"])
    note("lead_changed", by=replace(by, post_id=row.post_id, service_id=row.service_id), person=row.person)
    audit.record("involvement.lead", by=by, persons=[row.person])
    if row.post is not None:
        telling.tell("involvement.lead", by=by, event=row.pk, person=row.person_id, to=[row.post])
    return row


# ── to another area ───────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def record_move(*, by: Viewer, person: Person, to_area: str) -> HandOver:
    """The child has moved: that area's hub is asked to call ours, and the record here closes for everyone.

    `to_area` is the slug of an area here, or the name of one elsewhere: then nobody can be told from here, and the
    screen says whom to call. The other area learns that someone moved and whom to call, never who it is.
    """
    fresh = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    rules.may_record_move(by, fresh).require()
    hand_over = HandOver.objects.create(
        area_id=by.area_id, person=fresh, by_id=rules.post_of(by), to_area=to_area, at=by.now,
        reference=secrets.token_hex(3).upper(),
    )  # fmt: skip
    other = Area.objects.filter(slug=to_area).exclude(pk=by.area_id).first()
    if other is not None:
        _tell_other_hub(hand_over, by, other)
    _close_record(fresh, by)
    fresh.moved_to_area = other.name if other else to_area
    fresh.save(update_fields=["moved_to_area"])
    note("moved", by=by, person=fresh)
    audit.record("person.moved", by=by, persons=[fresh])
    note_if_last(fresh, by.today)
    return hand_over


def _close_record(person: Person, by: Viewer) -> None:
    """Every involvement ends; each holder is told, and nobody learns from it who else there was."""
    rows = Involvement.objects.filter(person=person, ended_on__isnull=True).select_related("post", "person")
    told = []
    for row in rows:
        close(row, reason=MOVED, on=max(by.today, row.started_on), now=by.now)
        told += [row.post] if row.post else list(telling.supervisors_of(row, by))
    telling.tell("involvement.moved", by=by, event=person.pk, person=person.pk, to=told)


def _tell_other_hub(hand_over: HandOver, by: Viewer, other: Area) -> None:
    """One row and one notice over there, with an audit row on both sides."""
    here = Area.objects.get(pk=by.area_id)
    with briefly_in(other.pk):
        there = replace(by, area_id=other.pk, post_id=None, service_id=None)
        moved_here = MovedHere.objects.create(
            area=other, from_area=here.name, reference=hand_over.reference, at=by.now,
            contact=f"{here.hub_name} {here.hub_phone}".strip(),
        )  # fmt: skip
        audit.record("moved_here.told", by=there)
        hub = Post.objects.current(by.now.astimezone(other.zone).date()).with_power(Power.HUB)
        telling.tell(
            "involvement.moved_here", by=there, event=moved_here.pk, person=None,
            to=hub.filter(area=other),
        )  # fmt: skip
    hand_over.told_hub_at = by.now
    hand_over.save(update_fields=["told_hub_at"])


@transaction.atomic
def receive_moved(*, by: Viewer, moved_here: MovedHere) -> MovedHere:
    """The hub has called the other area; the word is off its list."""
    if not by.has(Power.HUB):
        raise Refused(NOT_HERE.refusal)
    MovedHere.objects.filter(pk=moved_here.pk, received_at__isnull=True).update(
        received_at=by.now, received_by_id=by.post_id
    )
    audit.record("moved_here.received", by=by)
    moved_here.refresh_from_db()
    return moved_here
