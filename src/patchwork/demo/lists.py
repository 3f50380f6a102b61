"""A list to try in the demonstration: how Joy's team's own system names whom it works with, as lists are.

Some rows are as before, some are new, some are spelled differently, one is a twin of somebody, some are wrong.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.demo.bulk import Rows
from patchwork.demo.cast import fixed_id
from patchwork.demo.staff import Staff
from patchwork.directory.models import Post
from patchwork.imports.models import Feed
from patchwork.involvement.models import Involvement
from patchwork.people.models import Person

HEADINGS = (
    "Case number", "Full name", "DOB", "Gender", "Postcode", "Worker", "Worker e-mail", "Start date", "Family told",
    "Extract date", "Notes",
)  # fmt: skip
MAPPING = {
    "Case number": "number:local", "Full name": "name", "DOB": "born_on", "Gender": "sex", "Postcode": "postcode",
    "Worker": "contact_name", "Worker e-mail": "contact_email", "Start date": "started_on", "Family told": "told_on",
    "Extract date": "as_of",
}  # fmt: skip
KNOWN = 8


def furnish_feed(staff: Staff, rows: Rows) -> None:
    """The organisation has said before what the columns of its team's list are."""
    joy = staff.workers.get("joy")
    if joy is None:
        return
    rows.add(
        Feed, id=fixed_id("feed", "joy"), area_id=staff.area.pk, organisation_id=joy.desk.organisation_id,
        service_id=joy.desk.id, role="child_protection_social_worker", every_days=7, mapping=json.dumps(MAPPING),
    )  # fmt: skip


def example(viewer: Viewer) -> str:
    """The file, about people the viewer's service works with and some who are not here."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    today = viewer.today
    known = [_known(number, row, today) for number, row in enumerate(_of_service(viewer), start=1)]
    writer.writerows([*known, *_damaged(viewer), *_new(today)])
    return out.getvalue()


def _of_service(viewer: Viewer) -> list[Involvement]:
    rows = Involvement.objects.confirmed(viewer.now, viewer.today).filter(service_id=viewer.in_service)
    seen = access.scope(rows, viewer, View.TEAM).filter(person__born_on__isnull=False, post__isnull=False)
    return list(seen.select_related("person", "post__account").order_by("started_on", "pk")[:KNOWN])


def _known(number: int, row: Involvement, today: date) -> list[str]:
    assert row.post is not None
    return _row(f"MC-{1000 + number}", row.person, row.person.name, today, worker=row.post, started=row.started_on)


def _damaged(viewer: Viewer) -> list[list[str]]:
    """People who are here and whom this team does not have yet: one misspelled, one as is, and an unknown twin."""
    theirs = Involvement.objects.filter(service_id=viewer.in_service).values("person")
    persons = access.scope(Person.objects.exclude(pk__in=theirs), viewer, View.CARD).filter(
        born_on__isnull=False, born_precision="day", checked_at__isnull=False
    )
    found = list(persons.exclude(family_name="").exclude(given_names="").order_by("pk")[:3])
    if len(found) < 3:
        return []
    first, second, third = found
    misspelled = f"{first.given_names} {first.family_name[:-1]}{first.family_name[-1] * 2}"
    return [
        _row("MC-2001", first, misspelled, viewer.today),
        _row("MC-2002", second, f"Zebedee {second.family_name}", viewer.today),
        _row("MC-2003", third, third.name, viewer.today),
    ]


def _new(today: date) -> list[list[str]]:
    told = f"{today - timedelta(days=6):%d/%m/%Y}"
    as_of = f"{today:%d/%m/%Y}"
    return [
        ["MC-3001", "Orlaith Quennell", "04/07/2016", "F", "ZM4 2QT", "Tamsin Reed", "tamsin@marlowe-council.example",
         f"{today - timedelta(days=20):%d/%m/%Y}", told, as_of, "likes football"],
        ["MC-3002", "Bartholomew Okonjo-Pryce", "12/11/2013", "M", "ZM2 7HB", "", "", "", told, as_of, ""],
        ["MC-3003", "Siân ap Rhys", "29/02/2016", "female", "ZM1 4AB", "", "", "", "", as_of, "family not told yet"],
        ["MC-3004", "Jaxon Thripp", "31/02/2015", "M", "ZM1", "", "", "", told, as_of, ""],
        ["MC-3001", "Orlaith Quennell", "04/07/2016", "F", "ZM4 2QT", "", "", "", told, as_of, "twice"],
    ]  # fmt: skip


def _row(
    number: str, person: Person, name: str, today: date, *, worker: Post | None = None, started: date | None = None
) -> list[str]:
    return [
        number, name, f"{person.born_on:%d/%m/%Y}", person.sex[:1].upper(), "",
        worker.account.name if worker else "", (worker.email or worker.account.email) if worker else "",
        f"{started:%d/%m/%Y}" if started else "", f"{today - timedelta(days=9):%d/%m/%Y}", "", "",
    ]  # fmt: skip
