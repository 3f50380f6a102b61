"""Every deed with a list: it arrives, its columns are named, it is compared, applied, undone, thrown away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from patchwork import audit
from patchwork.access import Viewer
from patchwork.agreements import packs
from patchwork.directory import taxonomy
from patchwork.directory.models import Service
from patchwork.imports import endings, freshness, rules
from patchwork.imports.columns import columns_of
from patchwork.imports.models import GONE, Done, Feed, FeedToken, State, Upload, UploadRow, Way
from patchwork.imports.reading import MOST_BYTES, Unreadable, look_at
from patchwork.imports.reading.limits import FAILURES
from patchwork.imports.storing import begin, held, is_enough
from patchwork.kit.answers import Answer, Refused
from patchwork.kit.deferring import defer

NOTHING_TO_DO = Answer(_("This very file has been here already, and nothing in it is new. Nothing was changed."))


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a file came to: a new upload, or the one that the same file had made before."""

    upload: Upload
    is_new: bool


def feed_of(service: Service) -> Feed:
    """The feed of a service, made when it is first needed."""
    usual = taxonomy.roles(jurisdiction=service.area.jurisdiction, service=service.kind)
    feed, _made = Feed.objects.get_or_create(
        area_id=service.area_id, service=service,
        defaults={"organisation_id": service.organisation_id, "role": usual[0].code if usual else ""},
    )  # fmt: skip
    return feed


@transaction.atomic
def receive(
    *, by: Viewer, service: Service, data: bytes, way: str = Way.SCREEN, told_on: date | None = None,
    token: FeedToken | None = None,
) -> Arrival:  # fmt: skip
    """A file has arrived. It is kept sealed until it was read, by a job; the same file twice changes nothing.

    Raises:
        Refused: lists of this service are not taken, or this cannot be a list at all.
    """
    rules.may_upload(by, service).require() if way == Way.SCREEN else rules.may_send_for(service).require()
    if not data.strip() or len(data) > MOST_BYTES:
        raise Refused(FAILURES["too_big" if data.strip() else "empty"], field="file")
    if told_on is not None and told_on > by.today:
        raise Refused(_("That day has not come yet."), field="told_on")
    feed = feed_of(service)
    hashed = salted_hmac("patchwork.imports.file", data, algorithm="sha256").hexdigest()
    known = Upload.objects.filter(feed=feed, file_hash=hashed).exclude(state__in=GONE).defer("file").first()
    if known is not None:
        if known.state == State.DONE and known.as_of is None:
            freshness.note_same_again(feed, now=by.now)
        return Arrival(known, is_new=False)
    upload = Upload(
        area_id=by.area_id, feed=feed, file_hash=hashed, file=data, way=way, told_on=told_on,
        uploaded_by_id=by.post_id, token=token, arrived_at=by.now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            upload.save(force_insert=True)
    except IntegrityError:  # the same file at the same moment
        return Arrival(Upload.objects.defer("file").get(feed=feed, file_hash=hashed), is_new=False)
    audit.record("list.received", by=by)
    go_on(upload)
    return Arrival(upload, is_new=True)


def go_on(upload: Upload) -> None:
    """Queue the work in this transaction."""
    from patchwork.imports.jobs import work_on_list

    defer(work_on_list, area=upload.area_id, upload=str(upload.pk))


def _held(upload: Upload) -> Upload:
    found = held(upload.pk)
    if found is None:
        raise Refused(_("This list is no longer here."))
    return found


@transaction.atomic
def name_columns(*, by: Viewer, upload: Upload, mapping: Mapping[int, str]) -> Upload:
    """Say what each column is; remembered for the organisation's next list. Then its quality is checked."""
    row = _held(upload)
    rules.may_map(by, row).require()
    codes = [code for code in mapping.values() if code]
    known = {column.code for column in columns_of(packs.pack(by.jurisdiction))}
    if not set(codes) <= known or len(set(codes)) != len(codes):
        raise Refused(_("Two columns cannot be the same thing: choose one of them."))
    if not is_enough(codes):
        raise Refused(_("Say which column is the name, and which the date of birth or a number."))
    headings = json.loads(row.headings)
    row.mapping = json.dumps({str(number): code for number, code in mapping.items() if code})
    row.quality = {}
    begin(row, State.CHECKING, total=row.rows_count)
    row.save()
    remembered = {headings[number]: code for number, code in mapping.items() if code and number < len(headings)}
    feed = row.feed
    feed.mapping, feed.changed_at = json.dumps(remembered, ensure_ascii=False), by.now
    feed.save(update_fields=["mapping", "changed_at"])
    audit.record("list.columns_named", by=by)
    go_on(row)
    return row


@transaction.atomic
def name_again(*, by: Viewer, upload: Upload) -> Upload:
    """Back to the columns."""
    row = _held(upload)
    rules.may_map(by, row).require()
    UploadRow.objects.filter(upload=row).update(verdict="", problems=[], key="")
    begin(row, State.MAPPING)
    row.quality = {}
    row.save()
    return row


@transaction.atomic
def compare(*, by: Viewer, upload: Upload, told_on: date | None = None) -> Upload:
    """Compare it with who is here, as `by` sees the area."""
    row = _held(upload)
    rules.may_compare(by, row).require()
    if told_on is not None and told_on > by.today:
        raise Refused(_("That day has not come yet."), field="told_on")
    row.told_on, row.uploaded_by_id = told_on or row.told_on, by.post_id
    begin(row, State.MATCHING, total=UploadRow.objects.filter(upload=row, verdict="").count())
    row.save()
    audit.record("list.compared", by=by)
    go_on(row)
    return row


@transaction.atomic
def apply(*, by: Viewer, upload: Upload, may_end_many: bool = False) -> Upload:
    """Do what the preview says."""
    row = _held(upload)
    rules.may_apply(by, row).require()
    row.applied_by_id, row.applied_at = by.post_id, by.now
    row.may_end_many = may_end_many
    waiting = UploadRow.objects.filter(upload=row, done="").exclude(verdict__in=("problem", "review")).count()
    begin(row, State.APPLYING, total=waiting + endings.leaving(row).count())
    row.save()
    audit.record("list.applied", by=by)
    go_on(row)
    return row


@transaction.atomic
def undo(*, by: Viewer, upload: Upload) -> Upload:
    """Take it back, wherever nobody has built on it."""
    row = _held(upload)
    rules.may_undo(by, row).require()
    row.undone_by_id, row.undone_at = by.post_id, by.now
    begin(row, State.UNDOING, total=UploadRow.objects.filter(upload=row, done=Done.APPLIED).count())
    row.save()
    audit.record("list.undone", by=by)
    go_on(row)
    return row


@transaction.atomic
def drop(*, by: Viewer, upload: Upload) -> Upload:
    """Throw it away before it is applied; nothing of its rows stays."""
    row = _held(upload)
    rules.may_drop(by, row).require()
    audit.record("list.dropped", by=by)
    return forget(row, now=by.now, state=State.DROPPED)


def forget(row: Upload, *, now: datetime, state: str | None = None) -> Upload:
    """Its rows, its headings and, if it was never read, the file go; how many there were stays."""
    UploadRow.objects.filter(upload=row).delete()
    row.file, row.headings, row.mapping = b"", "", ""
    row.quality, row.cleared_at = {}, now
    if state is not None:
        row.state, row.finished_at = state, now
    row.save()
    return row


def failure_words(upload: Upload) -> str:
    """Why it could not be read."""
    return str(FAILURES.get(upload.failure, FAILURES["lost"]))


def require_list(data: bytes) -> None:
    """Refuse at once what cannot be a list at all: who sends one by hand should not have to wait for that."""
    try:
        look_at(data)
    except Unreadable as problem:
        raise Refused(FAILURES[problem.code], field="file") from None
