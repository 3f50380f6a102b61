"""From the sealed file to sealed rows, after which the file is gone."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from django.db.models import Max

from patchwork.agreements import packs
from patchwork.imports.columns import guessed
from patchwork.imports.models import Feed, State, Upload, UploadRow, Way
from patchwork.imports.reading import Table, Unreadable, read_table
from patchwork.kit.context import in_area

AT_ONCE = 500


def store_rows(area_id: int, upload_id: uuid.UUID, *, now: datetime) -> None:
    """Read the file from where an earlier try had come to; each `AT_ONCE` rows are a transaction."""
    with in_area(area_id):
        upload = Upload.objects.filter(pk=upload_id, state=State.READING).first()
        if upload is None:
            return
        data = bytes(upload.file)
        known = UploadRow.objects.filter(upload=upload).aggregate(last=Max("number"))["last"] or 0
    try:
        table = read_table(data)
        while _store_some(area_id, upload_id, table, known, data):
            pass
    except Unreadable as problem:
        _give_up(area_id, upload_id, problem.code, now)


def _store_some(area_id: int, upload_id: uuid.UUID, table: Table, known: int, data: bytes) -> bool:
    some = [(number, cells) for number, cells in islice(table.rows, AT_ONCE)]
    with in_area(area_id):
        upload = held(upload_id, State.READING)
        if upload is None:
            return False
        new = [one for one in some if one[0] > known]
        UploadRow.objects.bulk_create(
            [
                UploadRow(area_id=area_id, upload=upload, number=number, cells=json.dumps(cells, ensure_ascii=False))
                for number, cells in new
            ],
            ignore_conflicts=True,
        )
        upload.steps_done += len(new)
        if some:
            upload.steps_total = max(upload.steps_done, data.count(b"\n") if not data.startswith(b"PK") else 0)
            upload.save(update_fields=["steps_done", "steps_total"])
            return True
        _all_read(upload, table)
        return False


def held(upload_id: uuid.UUID, state: str | None = None) -> Upload | None:
    """The upload while it stands there, held until this transaction ends; without the file."""
    rows = Upload.objects.select_for_update(no_key=True, of=("self",)).filter(pk=upload_id)
    found = rows.select_related("feed__service__organisation", "feed__service__area", "area").defer("file").first()
    return found if state is None or (found is not None and found.state == state) else None


def _all_read(upload: Upload, table: Table) -> None:
    """The file goes; a list whose columns are all known is checked at once, others wait for somebody to name them."""
    count = UploadRow.objects.filter(upload=upload).count()
    if not count:
        raise Unreadable("no_rows")
    remembered = remembered_mapping(upload.feed)
    mapping = guessed(table.headings, packs.pack(upload.area.jurisdiction), remembered)
    upload.file, upload.rows_count = b"", count
    upload.headings = json.dumps(table.headings, ensure_ascii=False)
    upload.mapping = json.dumps({str(number): code for number, code in mapping.items()})
    by_itself = upload.way != Way.SCREEN and is_enough(mapping.values())
    begin(upload, State.CHECKING if by_itself else State.MAPPING, total=count if by_itself else 0)
    upload.save()


def remembered_mapping(feed: Feed) -> dict[str, str]:
    """What the organisation has said of its columns: for this list, else for another one of its lists."""
    feeds = Feed.objects.filter(organisation=feed.organisation_id).exclude(mapping=b"").order_by("-changed_at")
    known = sorted(feeds, key=lambda one: one.pk != feed.pk)
    return next((json.loads(one.mapping) for one in known if one.mapping), {})


def is_enough(codes: Iterable[str]) -> bool:
    """Whether these columns say whom a row names."""
    said = set(codes)
    return bool({"name", "family_name"} & said) and bool({"born_on"} & said or {"number:nhs", "number:upn"} & said)


def begin(upload: Upload, state: str, *, total: int = 0) -> None:
    """Set the upload to a step, at its beginning. The caller saves."""
    upload.state, upload.cursor, upload.steps_done, upload.steps_total = state, 0, 0, total


def _give_up(area_id: int, upload_id: uuid.UUID, code: str, now: datetime) -> None:
    """Nothing of it stays but that it could not be read, and why."""
    with in_area(area_id):
        upload = held(upload_id, State.READING)
        if upload is None:
            return
        UploadRow.objects.filter(upload=upload).delete()
        upload.file, upload.state, upload.failure, upload.finished_at = b"", State.FAILED, code, now
        upload.save()
