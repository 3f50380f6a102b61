"""The person whose page is measured: a girl with a team of twelve, a family, contacts and attentions."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from patchwork.demo import bulk, content
from patchwork.demo.bulk import OWNER, Rows
from patchwork.demo.cast import fixed_id
from patchwork.demo.chronicle import Chronicle
from patchwork.demo.staff import engage
from patchwork.directory.models import Area

VIEWER = "amina"
TEAM = ("erin", "amina", "bilal", "hana", "tom", "lucy", "nadeem", "george", "ivan", "petra", "jan", "dev")
MEASURED = ("Winifred", "Thistledown")
PERSON = fixed_id("person", "bench", "child")


def add_team_of_twelve(*, now: datetime) -> None:
    """Add her to Marlowe, as the demo's families are told."""
    area = Area.objects.using(OWNER).get(slug="marlowe")
    rows = Rows()
    staff = engage(content.world("marlowe"), area, Rows(), now=now)
    chronicle = Chronicle(staff, rows, now=now, rng=random.Random(12))
    given, family = MEASURED
    long_ago = now - timedelta(days=300)
    child, mother, brother = (
        chronicle.person(
            id=fixed_id("person", "bench", short), about=about, made_at=long_ago, given_names=name, family_name=family,
            born_on=now.date() - timedelta(days=365 * age), line="7 Needle Close", postcode="ZM3 1AB",
        )
        for short, name, about, age in (
            ("child", given, "child", 9), ("mother", "Olive", "adult_with_child", 34), ("brother", "Rory", "child", 6),
        )
    )  # fmt: skip
    chronicle.family(
        id=fixed_id("family", "bench"), made_at=long_ago, members=[child, mother, brother],
        related=[(mother, "parent", child), (mother, "parent", brother), (child, "sibling", brother)],
    )  # fmt: skip
    for number, short in enumerate(TEAM):
        worker, at = staff.workers[short], long_ago + timedelta(days=20 * number)
        membership = chronicle.declared(worker, child, at=at, basis="ca2004-11")
        if number:
            chronicle.confirmed(membership, by=staff.workers[TEAM[number - 1]], at=at + timedelta(hours=3))
        else:
            membership.row["confirmed_at"] = at
        for week in range(6):
            chronicle.contact(membership, kind="child_seen", at=at + timedelta(days=3 + week), place="home")
    for short in ("erin", "amina"):
        membership = chronicle.declared(staff.workers[short], brother, at=long_ago, basis="ca2004-11")
        membership.row["confirmed_at"] = long_ago
    chronicle.planned(child.team[0], kind="child_seen", planned_for=now + timedelta(days=3), at=now, place="home")
    chronicle.attention(child.team[2], category="meeting", at=now - timedelta(days=1))
    with bulk.writing(area.pk):
        rows.write()
