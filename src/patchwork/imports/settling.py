"""A row that had to be looked at is decided by somebody: the same person, another one, or not to be told."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from patchwork import audit
from patchwork.access import Viewer
from patchwork.imports import rules, standing
from patchwork.imports.applying import apply_row
from patchwork.imports.checking import mapped, reader_of
from patchwork.imports.matching import verdict_of_new
from patchwork.imports.models import State, UploadRow, Verdict
from patchwork.imports.storing import held
from patchwork.kit.answers import NOT_HERE, YES, Answer
from patchwork.people.merging.models import NotThisPerson
from patchwork.people.models import Person


def may_settle(viewer: Viewer, row: UploadRow) -> Answer:
    """Whoever has the list, of a row that waits, once the rest of it was applied; the person must be there for them."""
    if not (opened := rules.may_open(viewer, row.upload)):
        return opened
    if row.verdict != Verdict.REVIEW or row.done or row.upload.state != State.DONE or row.upload.cleared_at:
        return Answer(_("This was decided already."))
    if row.person_id is None or row.person_id not in standing.seen(viewer, [row.person_id]):
        return NOT_HERE
    return YES


@transaction.atomic
def settle(*, by: Viewer, row: UploadRow, same_as: Person | None) -> UploadRow | None:
    """Apply the row to this person, or, where it is nobody who is here, to a new one. None where a list of this kind
    adds nobody: then the row is dropped.
    """
    upload = held(row.upload_id)
    if upload is None:
        NOT_HERE.require()
    fresh = UploadRow.objects.select_for_update(of=("self",)).select_related("upload__feed").get(pk=row.pk)
    may_settle(by, fresh).require()
    assert upload is not None
    fresh.upload = upload
    audit.record("list.settled", by=by, persons=[fresh.person_id], purpose="same" if same_as else "not_same")
    if same_as is not None:
        if same_as.pk not in standing.seen(by, [same_as.pk]):
            NOT_HERE.require()
        fresh.person_id, fresh.verdict = same_as.pk, Verdict.MATCHED
    else:
        _remember(fresh, by)
        entry = reader_of(upload, by.now).read(mapped(upload, fresh))
        adds = rules.adds_persons(upload.feed)
        fresh.person_id = fresh.runner_up_id = None
        fresh.verdict = verdict_of_new(upload, fresh, entry, adds=adds, today=by.today)
        if not fresh.verdict:
            fresh.delete()
            upload.dropped_count += 1
            upload.save(update_fields=["dropped_count"])
            return None
        if fresh.verdict == Verdict.PROBLEM:
            fresh.save()
            return fresh
    fresh.save(update_fields=["person", "runner_up", "verdict", "problems"])
    apply_row(row=fresh, by=by)
    return fresh


def _remember(row: UploadRow, by: Viewer) -> None:
    """That whoever this row names is not this person, for every list of this feed to come."""
    if row.key and row.person_id:
        NotThisPerson.objects.get_or_create(
            area_id=row.area_id, list_id=row.upload.feed_id, key=row.key, person_id=row.person_id,
            defaults={"said_by_id": by.in_post, "said_at": by.now},
        )  # fmt: skip
