"""Noting that one saw a person, planning to, and taking it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.activity.models import Deed
from patchwork.activity.noting import note
from patchwork.involvement import rules
from patchwork.involvement.models import Contact, Involvement, Showing
from patchwork.kit.answers import NOT_HERE, Refused
from patchwork.people.models import Person
from patchwork.people.rules import may_change


@transaction.atomic
def log_contact(*, by: Viewer, person: Person, kind: str, at: datetime, place: str = "") -> Contact:
    """A contact that happened. Only kinds in which the child was seen move "last seen"."""
    involvement = _involvement(by, person)
    rules.may_happen_at(by, at).require()
    contact = _contact(involvement, by, kind=kind, place=place, happened_at=at)
    note("contact", by=by, person=person, audience=contact.audience, detail=kind, is_sensitive=contact.is_sensitive)
    audit.record("contact.logged", by=by, persons=[person])
    return contact


@transaction.atomic
def plan_contact(
    *, by: Viewer, person: Person, kind: str, planned_for: datetime, showing: str = Showing.TIME, place: str = ""
) -> Contact:
    """A contact to come, shown with its time, with its day only, or not at all (an unannounced visit).

    Not noted in the ledger: a visit to come is no part of the team view.
    """
    involvement = _involvement(by, person)
    rules.may_be_planned_for(by, planned_for, whole_day=showing == Showing.DAY).require()
    contact = _contact(involvement, by, kind=kind, place=place, planned_for=planned_for, showing=showing)
    audit.record("contact.planned", by=by, persons=[person])
    return contact


@transaction.atomic
def cancel_contact(*, by: Viewer, contact: Contact) -> Contact:
    """Take a contact back: a slip of the finger, or a visit that will not be."""
    row = Contact.objects.select_for_update(of=("self",)).select_related("person", "post").get(pk=contact.pk)
    rules.may_cancel_contact(by, row).require()
    row.cancelled_at = by.now
    row.save(update_fields=["cancelled_at"])
    if row.happened_at is not None and row.post_id is not None:
        Deed.objects.filter(person_id=row.person_id, post_id=row.post_id, kind="contact", at=row.recorded_at).update(
            kind="contact_cancelled"
        )
    audit.record("contact.cancelled", by=by, persons=[row.person_id])
    return row


def _contact(involvement: Involvement, by: Viewer, **what: object) -> Contact:
    """As open as the involvement it belongs to: what a sensitive post does is told to its audience only."""
    return Contact.objects.create(
        area_id=by.area_id, person_id=involvement.person_id, involvement=involvement, post_id=by.post_id,
        service_id=rules.service_of(by), is_sensitive=involvement.is_sensitive or by.is_sensitive,
        audience=involvement.audience, recorded_at=by.now, **what,
    )  # fmt: skip


def _involvement(by: Viewer, person: Person) -> Involvement:
    """Through which involvement the viewer has contact: own, else that of the service, else of a colleague covered."""
    covered = Q(post__cover_id=rules.post_of(by), post__away_from__lte=by.today, post__away_until__gt=by.today)
    mine = Q(post_id=rules.post_of(by)) | Q(post__isnull=True, service_id=rules.service_of(by)) | covered
    current = Involvement.objects.current(by.now, by.today).filter(mine, person=person)
    rows = list(access.scope(current, by, View.TEAM).select_related("audience"))
    if not rows:
        if not access.may(by, View.TEAM, person):
            NOT_HERE.require()
        raise Refused(rules.NOT_INVOLVED.refusal)
    may_change(by, person).require()
    return min(rows, key=lambda row: (row.post_id != by.post_id, row.post_id is not None))
