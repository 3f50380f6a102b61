"""Who is no longer on a full list. Never more than the organisation's share before somebody has looked."""

from __future__ import annotations

from django.db.models import QuerySet

from patchwork.imports.models import Listed, Upload, UploadRow, Verdict


def leaving(upload: Upload) -> QuerySet[Listed]:
    """Those whom the list's own earlier files named and this one does not. A row that nobody could read or decide yet
    keeps whom it may name.
    """
    if not upload.feed.is_full_list:
        return Listed.objects.none()
    rows = UploadRow.objects.filter(upload=upload)
    named = rows.filter(person__isnull=False).values("person")
    keys = rows.exclude(key="").values("key")
    standing: QuerySet[Listed] = Listed.objects.filter(feed=upload.feed).on_list()
    return standing.exclude(person__in=named).exclude(key__in=keys, key__gt="")


def share(upload: Upload) -> tuple[int, int]:
    """(how many it would end, of how many)."""
    standing = Listed.objects.filter(feed=upload.feed).on_list().exclude(first_upload=upload)
    return leaving(upload).count(), standing.count()


def needs_a_look(upload: Upload) -> bool:
    """More than the safety share would end, or rows that cannot be told from those who would."""
    ending, standing = share(upload)
    if not ending:
        return False
    nameless = UploadRow.objects.filter(upload=upload, verdict=Verdict.PROBLEM, key="").exists()
    return nameless or ending * 100 > standing * upload.feed.safety_share
