"""Saying that one works with a person, having it confirmed, and ending it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patchwork import audit
from patchwork.access import Viewer
from patchwork.access.models import Audience
from patchwork.activity.models import Deed
from patchwork.activity.noting import note
from patchwork.agreements import packs
from patchwork.agreements import rules as agreement_rules
from patchwork.agreements.actions import Word, record_words
from patchwork.agreements.models import Said
from patchwork.involvement import audiences, rules, telling
from patchwork.involvement.models import Contact, Involvement, Source, TeamInvitation
from patchwork.kit.answers import NOT_HERE, Refused, refusing
from patchwork.people import quotas
from patchwork.people.actions import note_last_needed, note_last_openly_needed
from patchwork.people.models import Person

NOT_CONFIRMED = "not_confirmed"
"""End reason of what ran out; not one of the pack's, because nobody chooses it."""

UNDO_WITHIN = timedelta(minutes=1)
"""Shown for ten seconds; a slow line gets the rest."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What is said on the one page: "I work with them"."""

    role: str
    on: date
    basis: str
    for_service: bool = False
    words: tuple[Word, ...] = ()
    ground: str = ""
    ground_answers: str = ""
    organisations: tuple[uuid.UUID, ...] = ()  # of a sensitive service's audience
    services: tuple[uuid.UUID, ...] = ()  # in it too: those of a kind the area restricts, each by itself


# ── saying so ─────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def declare_involvement(
    *, by: Viewer, person: Person, declaration: Declaration, invitation: TeamInvitation | None = None
) -> Involvement:
    """`by` works with `person`. Provisional until confirmed, unless a confirmed member had invited them.

    Raises:
        Refused: already said, a record closed to this post, or an answer on the page that does not fit.
    """
    lock(person)
    rules.may_declare_involvement(by, person, for_service=declaration.for_service).require()
    _require_fitting(by, person, declaration)
    if invitation is None:
        quotas.require(by, quotas.Limit.OPENS)
    _close_what_ran_out(by, person, declaration)
    involvement = drafted(by=by, person=person, declaration=declaration, invitation=invitation)
    with refusing(IntegrityError, rules.ALREADY.refusal):  # two tabs at once
        save_draft(involvement)
    record_words(by=by, person=person, words=declaration.words, audience=involvement.audience)
    needed_again(involvement)
    _tell_declared(involvement, by)
    return involvement


def drafted(
    *, by: Viewer, person: Person, declaration: Declaration, invitation: TeamInvitation | None = None
) -> Involvement:
    """The involvement as it would be stored, not yet stored: what the preview shows is what is saved."""
    assert by.service_id is not None
    confirmed = invitation is not None and not by.is_sensitive and _inviter_is_confirmed(invitation, by)
    statutory = is_statutory(by.jurisdiction, role=declaration.role, service_kind=by.service_kind)
    return Involvement(
        area_id=by.area_id, person=person, post_id=None if declaration.for_service else by.post_id,
        service_id=by.service_id, role=declaration.role, started_on=declaration.on, basis=declaration.basis,
        source=Source.INVITED if invitation else Source.HAND, is_statutory=statutory,
        is_lead=statutory and not by.is_sensitive and not _has_lead(person),
        is_sensitive=by.is_sensitive, audience=_audience(by, declaration),
        ground=declaration.ground if by.is_sensitive else "",
        ground_answers=declaration.ground_answers if by.is_sensitive else "",
        declared_at=by.now, still_confirmed_on=by.today, provisional_until=provisional_until(by),
        invited_by_id=invitation.post_id if invitation else None,
        confirmed_at=by.now if confirmed else None,
        confirmed_by_id=invitation.post_id if confirmed and invitation else None,
    )  # fmt: skip


def save_draft(involvement: Involvement) -> None:
    """Store a drafted involvement with its audience."""
    if involvement.audience is not None:
        involvement.audience.save(force_insert=True)
    involvement.save(force_insert=True)


def is_statutory(jurisdiction: str, *, role: str, service_kind: str) -> bool:
    """Always findable in this jurisdiction."""
    return packs.pack(jurisdiction).is_always_findable(role=role, service_kind=service_kind)


def provisional_until(by: Viewer) -> datetime:
    """The end of the last working day on which it can still be confirmed, where the area is."""
    pack = packs.pack(by.jurisdiction)
    last = pack.working_days_after(by.today, pack.provisional_working_days)
    return datetime.combine(last + timedelta(days=1), time.min, tzinfo=by.zone)


def lock(person: Person) -> None:
    """Deeds around one person wait for each other, so that what a rule has seen still holds when it is written."""
    Person.objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk").first()


def _require_fitting(by: Viewer, person: Person, declaration: Declaration) -> None:
    rules.may_begin_on(by, declaration.on).require()
    rules.may_take_role(by, declaration.role).require()
    agreement_rules.may_rest_on(by, person, declaration.basis).require()
    if by.is_sensitive:
        agreed = any(word.said == Said.YES and word.by_person_id == person.pk for word in declaration.words)
        agreement_rules.may_record_on_ground(
            by, person, ground=declaration.ground, basis=declaration.basis, agreed=agreed,
            answers=declaration.ground_answers,
        ).require()  # fmt: skip
        audiences.may_name(by, declaration.organisations, declaration.services).require()


def _audience(by: Viewer, declaration: Declaration) -> Audience | None:
    """The organisations named at this moment: never everyone, and nobody joins later without a new agreement."""
    if not by.is_sensitive:
        return None
    return audiences.audience_of(by, declaration.organisations, declaration.services)


def _has_lead(person: Person) -> bool:
    return Involvement.objects.filter(person=person, is_lead=True, ended_on__isnull=True).exists()


def _inviter_is_confirmed(invitation: TeamInvitation, by: Viewer) -> bool:
    if invitation.post_id is None:
        return False
    current = Involvement.objects.confirmed(by.now, by.today)
    return bool(current.filter(person_id=invitation.person_id, post_id=invitation.post_id).exists())


def _close_what_ran_out(by: Viewer, person: Person, declaration: Declaration) -> None:
    """What was not confirmed in time makes room, even where the job that ends it has not come by yet."""
    mine = Q(post_id=rules.post_of(by))
    whose = Q(post__isnull=True, service_id=rules.service_of(by)) if declaration.for_service else mine
    waiting = Involvement.objects.filter(whose, person=person, ended_on__isnull=True, confirmed_at__isnull=True)
    for row in waiting.filter(provisional_until__lte=by.now):
        lapse(involvement=row, now=by.now, today=by.today)


def needed_again(row: Involvement) -> None:
    """A record that nobody needed any more, or that had closed, is open again; by work that is kept private for that
    service alone.
    """
    note_last_needed(row.person_id, on=None, openly=not row.is_sensitive)
    if not row.is_sensitive:
        Person.objects.filter(pk=row.person_id).exclude(moved_to_area="").update(moved_to_area="")


def _tell_declared(row: Involvement, by: Viewer) -> None:
    note("declared" if row.is_provisional else "joined", by=by, person=row.person, audience=row.audience,
         detail=row.role, is_sensitive=row.is_sensitive)  # fmt: skip
    purpose = quotas.INVITED if row.invited_by_id else ""
    audit.record("involvement.declared", by=by, persons=[row.person], purpose=purpose)
    telling.tell("involvement.declared", by=by, event=row.pk, person=row.person_id, to=telling.audience_of(row, by))


# ── confirming, running out ───────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def confirm_involvement(*, by: Viewer, involvement: Involvement) -> Involvement:
    """`by` vouches that this colleague works with this person."""
    row = locked(involvement)
    rules.may_confirm(by, row).require()
    row.confirmed_at, row.confirmed_by_id = by.now, by.post_id
    row.save(update_fields=["confirmed_at", "confirmed_by"])
    note("confirmed", by=by, person=row.person, audience=row.audience, is_sensitive=row.is_sensitive or by.is_sensitive)
    audit.record("involvement.confirmed", by=by, persons=[row.person])
    if row.post is not None:
        telling.tell("involvement.confirmed", by=by, event=row.pk, person=row.person_id, to=[row.post])
    return row


def lapse(*, involvement: Involvement, now: datetime, today: date) -> Involvement:
    """End what nobody confirmed in time: its holder and their supervisor are told."""
    by = _clock(involvement, now)
    involvement.ended_on = max(today, involvement.started_on)
    involvement.end_reason = NOT_CONFIRMED
    involvement.save(update_fields=["ended_on", "end_reason"])
    note("lapsed", by=by, person=involvement.person, audience=involvement.audience,
         is_sensitive=involvement.is_sensitive)  # fmt: skip
    audit.record("involvement.lapsed", by=by, persons=[involvement.person])
    holder = [involvement.post] if involvement.post else []
    telling.tell(
        "involvement.lapsed", by=replace(by, post_id=None), event=involvement.pk, person=involvement.person_id,
        to=[*holder, *telling.supervisors_of(involvement, by)],
    )  # fmt: skip
    note_if_last(involvement.person, today)
    return involvement


def _clock(row: Involvement, now: datetime) -> Viewer:
    """Time itself as the doer: it acts in the name of the post whose time is over, with no account."""
    area = row.area
    return Viewer(
        area_id=row.area_id, now=now, zone=area.zone, jurisdiction=area.jurisdiction, post_id=row.post_id,
        service_id=row.service_id, is_sensitive=row.is_sensitive,
    )  # fmt: skip


# ── ending ────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def end_involvement(*, by: Viewer, involvement: Involvement, reason: str, on: date) -> Involvement:
    """It ends on that day, for a reason of the pack's. Its planned contacts go with it; the team is told."""
    row = locked(involvement)
    rules.may_end(by, row).require()
    rules.may_end_because(by, reason).require()
    rules.may_end_on(by, row, on).require()
    tell_to = telling.audience_of(row, by)
    close(row, reason=reason, on=on, now=by.now)
    note("ended", by=by, person=row.person, audience=row.audience, detail=reason, is_sensitive=row.is_sensitive)
    audit.record("involvement.ended", by=by, persons=[row.person])
    telling.tell("involvement.ended", by=by, event=row.pk, person=row.person_id, to=tell_to)
    note_if_last(row.person, by.today)
    return row


@transaction.atomic
def undo_end(*, by: Viewer, involvement: Involvement) -> Involvement:
    """Take an ending back that was pressed a moment ago. A lead who was replaced meanwhile comes back as a member."""
    row = locked(involvement)
    just_now = Deed.objects.filter(
        person_id=row.person_id, kind="ended", post_id=rules.post_of(by), at__gte=by.now - UNDO_WITHIN
    ).last()
    if row.ended_on is None or just_now is None or not rules.may_undo_end(by, row):
        raise Refused(_("This can no longer be undone. Say again that you work with them."))
    row.ended_on, row.end_reason = None, ""
    row.is_lead = row.is_lead and not _has_lead(row.person)
    with refusing(IntegrityError, rules.ALREADY.refusal):
        row.save(update_fields=["ended_on", "end_reason", "is_lead"])
    Contact.objects.filter(involvement=row, cancelled_at=just_now.at).update(cancelled_at=None)
    needed_again(row)
    note("end_undone", by=by, person=row.person, audience=row.audience, is_sensitive=row.is_sensitive)
    audit.record("involvement.end_undone", by=by, persons=[row.person])
    return row


@transaction.atomic
def say_still_working(*, by: Viewer, involvement: Involvement) -> Involvement:
    """ "Yes, I still work with them": not asked again for as long as the area set."""
    row = locked(involvement)
    rules.may_end(by, row).require()
    row.still_confirmed_on, row.asked_again_on = by.today, None
    row.save(update_fields=["still_confirmed_on", "asked_again_on"])
    audit.record("involvement.still", by=by, persons=[row.person])
    return row


ASK_AGAIN_AFTER = timedelta(days=7)


@transaction.atomic
def ask_me_later(*, by: Viewer, involvement: Involvement) -> Involvement:
    """ "Not now": asked again in a week."""
    row = locked(involvement)
    rules.may_end(by, row).require()
    row.asked_again_on = by.today + ASK_AGAIN_AFTER
    row.save(update_fields=["asked_again_on"])
    return row


def locked(involvement: Involvement) -> Involvement:
    """The row as it is now, held until this transaction ends. Its person is locked first: one order for all deeds."""
    lock(involvement.person)
    rows = Involvement.objects.select_for_update(no_key=True, of=("self",)).filter(pk=involvement.pk)
    found = rows.select_related("person", "post", "service", "area", "audience").first()
    if found is None:
        raise Refused(NOT_HERE.refusal)
    return found


def close(row: Involvement, *, reason: str, on: date, now: datetime) -> None:
    """End the row and take back the contacts it had planned."""
    row.ended_on, row.end_reason = on, reason
    row.save(update_fields=["ended_on", "end_reason"])
    planned = Contact.objects.filter(involvement=row, planned_for__gte=now, happened_at__isnull=True)
    planned.filter(cancelled_at__isnull=True).update(cancelled_at=now)


def note_if_last(person: Person, today: date) -> None:
    """When the last involvement has ended, the time runs after which the record is found no more."""
    rows = Involvement.objects.filter(person=person)
    standing = rows.filter(ended_on__isnull=True)
    if not standing.exists():
        note_last_needed(person, on=today, openly=False)
    if rows.filter(is_sensitive=False).exists() and not standing.filter(is_sensitive=False).exists():
        note_last_openly_needed(person, on=today)
