"""Builds the demo world: both areas with the cast, the families written by hand, and a crowd, ending today.

The same seed makes the same world on the same day: ids, names, dice. Free text is sealed with fresh nonces, and
passwords are unusable and random, so not every byte is the same.
"""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import datetime

from patchwork.accounts.models import Photo
from patchwork.activity.models import Deed
from patchwork.demo import bulk, content, pictures, written
from patchwork.demo.bulk import OWNER, Rows
from patchwork.demo.cast import fixed_id
from patchwork.demo.chronicle import Chronicle
from patchwork.demo.crowd import Crowd
from patchwork.demo.families import HandWritten, seed_of
from patchwork.demo.lists import furnish_feed
from patchwork.demo.names import Inventor
from patchwork.demo.overseen import Overseen
from patchwork.demo.staff import Staff, area_values, engage
from patchwork.demo.use import count_use
from patchwork.directory.models import Area
from patchwork.notifications.models import Notice
from patchwork.people.models import Person

SEED = 1989
SIZES = {"marlowe": (150, 400), "wattle-bay": (10, 26)}
"""Families and persons of each area in all, those written by hand included."""


@dataclass(frozen=True, slots=True)
class Built:
    """What was made in one area."""

    area: Area
    families: int
    persons: int
    practitioners: int
    rows: int


def build(*, now: datetime, seed: int = SEED, using: str = OWNER) -> list[Built]:
    """Make every area of the demo's content that is not there yet, each in one transaction."""
    known = set(Area.objects.using(using).values_list("slug", flat=True))
    return [build_area(world, now=now, seed=seed, using=using) for world in content.worlds() if world.slug not in known]


def build_area(world: written.World, *, now: datetime, seed: int = SEED, using: str = OWNER) -> Built:
    """Make one area with everything in it."""
    with bulk.writing(None, using=using):
        area = Area.objects.using(using).create(**area_values(world))
        with bulk.writing(area.pk, using=using):
            rows = Rows()
            families = furnish(world, area, rows, now=now, seed=seed)
            made = Built(area, families, len(rows.of(Person)), len(world.practitioners), rows.count())
            models = list(rows.by_model)
            rows.write(using=using)
            if world.slug == "marlowe":
                Overseen(area, now=now, using=using).tell()
    bulk.analyze(models, using=using)
    return made


def furnish(world: written.World, area: Area, rows: Rows, *, now: datetime, seed: int) -> int:
    """Everything in an area, as rows in the order of time. Returns how many families that are."""
    rng = random.Random(seed_of(seed, world.slug))
    inventor = Inventor(rng, jurisdiction=world.jurisdiction)
    staff = engage(world, area, rows, now=now)
    faces(world, staff, rows, now=now)
    furnish_feed(staff, rows)
    chronicle = Chronicle(staff, rows, now=now, rng=rng)
    hand_written = HandWritten(world, chronicle, inventor)
    persons = sum(len(hand_written.tell(family)) for family in world.families)
    families, all_persons = SIZES[world.slug]
    crowd = Crowd(chronicle, inventor)
    for _family in crowd.families(families=families - len(world.families), persons=all_persons - persons):
        pass
    in_order(rows)
    count_use(staff, rows, now=now, seed=seed_of("use", world.slug))
    return families


def faces(world: written.World, staff: Staff, rows: Rows, *, now: datetime) -> None:
    """A picture for the cast and most others; some have none, as anywhere."""
    for someone in world.practitioners.values():
        if someone.cast or seed_of("face", someone.short_name) % 6:
            worker = staff.workers[someone.short_name]
            thumbnail, picture = pictures.face(someone.short_name)
            rows.add(
                Photo, account_id=worker.account_id, version=_version(someone.short_name), thumbnail=thumbnail,
                picture=picture, changed_at=now,
            )  # fmt: skip


def _version(short_name: str) -> uuid.UUID:
    return fixed_id("photo", short_name)


def in_order(rows: Rows) -> None:
    """Ledgers are numbered in the order of time."""
    rows.of(Deed).sort(key=lambda row: row["at"])
    rows.of(Notice).sort(key=lambda row: row["created_at"])
