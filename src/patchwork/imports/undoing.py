"""Taking a whole upload back, newest first, wherever nobody has built on it since; the rest is said, not forced."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from patchwork.access import Viewer
from patchwork.imports import standing
from patchwork.imports.models import Done, Listed, State, Upload, UploadRow
from patchwork.involvement import listing
from patchwork.involvement.models import Contact, Involvement
from patchwork.people.actions import erase_person
from patchwork.people.models import Person, SamePersonQuestion, Shield

AT_ONCE = 50

NOT_BUILT = frozenset({
    # What belongs to a record from its making, or comes of it by itself: erased with it.
    "people.Address", "people.Identifier", "people.FormerName", "people.FindKey", "people.SearchRow",
    "people.Shield", "people.Exclusion", "people.SamePersonQuestion", "imports.Listed", "imports.UploadRow",
    "activity.Deed", "audit.AuditReference", "audit.AuditSubject", "notifications.Notice", "involvement.LastOpened",
})  # fmt: skip
"""Rows about a person that do not keep a record a list has made. A shield or exclusion is there because the record was
found to be somebody else's: whoever undoes must not learn that."""


def undo_some(upload: Upload, now: datetime) -> None:
    """The next rows back; then those whom it had ended go on; then it is undone."""
    by = standing.acting(upload, now=now)
    rows = UploadRow.objects.filter(upload=upload, done=Done.APPLIED).order_by("-number")
    some = list(rows[:AT_ONCE])
    for row in some:
        row.done = Done.UNDONE if undo_row(row, by) else Done.KEPT
        row.save(update_fields=["done", "person", "did"])
    if some:
        upload.steps_done += len(some)
        upload.save(update_fields=["steps_done"])
    elif not _go_on_some(upload, by):
        _finish(upload, now)


def undo_row(row: UploadRow, by: Viewer) -> bool:
    """Reverse what this row did. False where something of it had to stay."""
    did: dict[str, Any] = row.did
    listed = Listed.objects.filter(feed=row.upload.feed_id, person=row.person_id).first() if row.person_id else None
    if listed is not None and listed.last_upload_id != row.upload_id:
        return not did  # a later list says so as well
    whole = _undo_joined(row, by) and _undo_changed(row, by) and _undo_left(did, by)
    if whole and listed is not None:
        _off_the_list(row, listed)
    return whole and _undo_person(row, by)


def _undo_joined(row: UploadRow, by: Viewer) -> bool:
    did = row.did
    contacts = [uuid.UUID(did["contact"])] if "contact" in did else []
    if "joined" not in did:
        Contact.objects.filter(pk__in=contacts).delete()
        return True
    involvement = Involvement.objects.filter(pk=did["joined"]).select_related("person").first()
    if involvement is None:
        return True
    assert row.done_at is not None
    return listing.undo_joining(by=by, involvement=involvement, at=row.done_at, contacts=contacts)


def _undo_changed(row: UploadRow, by: Viewer) -> bool:
    did = row.did
    if "changed" not in did:
        return True
    involvement = Involvement.objects.filter(pk=did["changed"]).select_related("person").first()
    if involvement is None:
        return False
    return listing.undo_change(by=by, involvement=involvement, before=did["before"], after=did["after"])


def _undo_left(did: dict[str, Any], by: Viewer) -> bool:
    if "left" not in did:
        return True
    involvement = Involvement.objects.filter(pk=did["left"]).select_related("person").first()
    return involvement is not None and listing.undo_leaving(by=by, involvement=involvement)


def _off_the_list(row: UploadRow, listed: Listed) -> None:
    """Whom this list was the first to name is on no list any more; of others stands what was before."""
    if listed.first_upload_id == row.upload_id:
        listed.delete()
        return
    standing_now = row.did.get("left")
    if standing_now and "joined" in row.did:
        listed.involvement_id = uuid.UUID(standing_now)
        listed.save(update_fields=["involvement"])


def _undo_person(row: UploadRow, by: Viewer) -> bool:
    """A record that the list made goes again, if nobody has used it."""
    made = row.did.get("person")
    if made is None:
        return True
    row.person = None
    person = Person.objects.select_for_update().filter(pk=made).first()
    if person is None:
        return True
    if person.held_at is not None or is_built_on(person):
        row.person_id = person.pk
        return False
    UploadRow.objects.filter(person=person).update(person=None)
    erase_person(by=by, person=person)
    return True


def is_built_on(person: Person) -> bool:
    """Whether anything is recorded about the person that is more than the record itself."""
    shields = Shield.objects.filter(person=person)
    if shields.exists() and not SamePersonQuestion.objects.filter(Q(person=person) | Q(other=person)).exists():
        return True  # set for this record itself, not taken over from one that is the same person
    for model in apps.get_models():
        if model._meta.label in NOT_BUILT:
            continue
        pointing = [
            field.name
            for field in model._meta.local_fields
            if isinstance(field, models.ForeignKey) and field.remote_field.model is Person
        ]
        if not pointing:
            continue
        condition = Q()
        for name in pointing:
            condition |= Q(**{name: person.pk})
        if model._default_manager.filter(condition).exists():
            return True
    return False


def _go_on_some(upload: Upload, by: Viewer) -> bool:
    some = list(Listed.objects.filter(left_by=upload).select_related("involvement__person")[:AT_ONCE])
    for listed in some:
        if listed.involvement is not None and listing.undo_leaving(by=by, involvement=listed.involvement):
            listed.left_at = None
            upload.counts["ended_again"] = upload.counts.get("ended_again", 0) + 1
        else:
            upload.counts["ended_kept"] = upload.counts.get("ended_kept", 0) + 1
        listed.left_by = None
        listed.save(update_fields=["left_by", "left_at"])
    if some:
        upload.save(update_fields=["counts"])
    return bool(some)


def _finish(upload: Upload, now: datetime) -> None:
    rows = UploadRow.objects.filter(upload=upload)
    upload.counts["undone"] = rows.filter(done=Done.UNDONE).count()
    upload.counts["kept"] = rows.filter(done=Done.KEPT).count()
    upload.state, upload.finished_at = State.UNDONE, now
    upload.save()
