"""A watched folder for nightly lists: one folder for each list, named by the list's id.

    FEEDS/<id of the list>/caseload.csv      what arrives
    FEEDS/<id of the list>/done/ failed/     what became of it; the file itself is deleted, a note of it stays

A file is taken once nobody has touched it for a minute, by renaming it: half a file is never read, and two watchers
never take one twice. Links, folders and anything that is not a plain file of that folder are left alone.
"""

from __future__ import annotations

import logging
import os
import stat
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from patchwork.directory.models import Area
from patchwork.imports import actions, standing
from patchwork.imports.models import Feed, Way
from patchwork.imports.reading import MOST_BYTES
from patchwork.kit.answers import Refused
from patchwork.kit.context import in_area

UNTOUCHED = timedelta(seconds=60)
LEFT_OVER = timedelta(minutes=10)
CLAIMED = ".taken-"
UNFINISHED = (".part", ".tmp", ".partial", ".filepart", ".crdownload")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """How many files were taken, and how many of them could not be used."""

    files: int = 0
    failed: int = 0


def take_all(folder: Path, *, now: datetime) -> Taken:
    """Take every file that has fully arrived."""
    files = failed = 0
    for area in Area.objects.order_by("pk"):
        with in_area(area.pk):
            feeds = [(feed.pk, area.pk) for feed in Feed.objects.filter(takes_folder=True).only("pk")]
        for feed_id, area_id in feeds:
            for name in arrived(folder / str(feed_id), now=now):
                files += 1
                failed += not _take(folder / str(feed_id), name, area_id, feed_id, now)
    return Taken(files, failed)


def arrived(folder: Path, *, now: datetime) -> Iterator[str]:
    """Names of plain files in the folder that nobody has touched for a while, oldest first."""
    if folder.is_symlink() or not folder.is_dir():
        return
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            claimed = name.startswith(CLAIMED)
            if (
                (name.startswith(".") and not claimed)
                or name.lower().endswith(UNFINISHED)
                or not entry.is_file(follow_symlinks=False)
            ):
                continue
            seen = entry.stat(follow_symlinks=False)
            # What somebody claimed and did not finish (its watcher was killed) is taken up again.
            age = now.timestamp() - (seen.st_ctime if claimed else seen.st_mtime)
            least = LEFT_OVER if claimed else UNTOUCHED
            if seen.st_nlink == 1 and age >= least.total_seconds():
                found.append((seen.st_mtime, name))
    yield from (name for _when, name in sorted(found))


def _take(folder: Path, name: str, area_id: int, feed_id: uuid.UUID, now: datetime) -> bool:
    """Claim one file by renaming it, hand it over, and note what became of it."""
    mine = folder / f"{CLAIMED}{uuid.uuid4().hex}"
    try:
        os.rename(folder / name, mine)
    except OSError:
        return True  # another watcher was first
    try:
        _receive(_bytes_of(mine), area_id, feed_id, now)
    except (Refused, OSError, ValueError) as problem:
        log.warning("a file for list %s was not taken: %s", feed_id, type(problem).__name__)
        _note(folder / "failed", mine, now)
        return False
    _note(folder / "done", mine, now)
    return True


def _bytes_of(path: Path) -> bytes:
    """The whole of a plain file of one name; a link that was put in its place meanwhile is not followed."""
    number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(number, "rb") as file:
        seen = os.fstat(file.fileno())
        if not stat.S_ISREG(seen.st_mode) or seen.st_nlink != 1 or seen.st_size > MOST_BYTES:
            raise ValueError
        return file.read(MOST_BYTES + 1)


def _receive(data: bytes, area_id: int, feed_id: uuid.UUID, now: datetime) -> None:
    with in_area(area_id):
        feed = Feed.objects.select_related("service__organisation", "service__area").get(pk=feed_id)
        by = standing.service_viewer(feed.service, now=now)
        actions.receive(by=by, service=feed.service, data=data, way=Way.FOLDER)


def _note(folder: Path, taken: Path, now: datetime) -> None:
    """An empty file named by the moment says what became of it; the list itself is deleted, its name as well."""
    folder.mkdir(exist_ok=True)
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    (folder / f"{stamp}-{taken.name.removeprefix('.taken-')[:8]}").touch()
    taken.unlink(missing_ok=True)
