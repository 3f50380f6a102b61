"""Reading lists for a screen. What is shown of a row is what its own file says; of a match only that there is one, and
only where the viewer may see that person: else the row reads as if they were not here."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.http import Http404
from django.utils.translation import gettext as _

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.agreements import packs
from patchwork.directory.models import Service
from patchwork.imports import endings, freshness, rules
from patchwork.imports.checking import mapped, reader_of
from patchwork.imports.columns import Column, columns_of
from patchwork.imports.entries import LEFT_OUT, REFUSES, words_of
from patchwork.imports.models import OVER, Done, Feed, State, Upload, UploadRow, Verdict
from patchwork.people.models import Person
from patchwork.people.policy import not_shielded

PER_PAGE = 50
DROPPED = "dropped"
COLOURS = {
    Verdict.NEW: "green", Verdict.MATCHED: "", Verdict.CHANGED: "orange", Verdict.SAME: "grey",
    Verdict.REVIEW: "yellow", Verdict.PROBLEM: "red",
}  # fmt: skip


def service_or_404(viewer: Viewer) -> Service:
    """The service whose lists the viewer has."""
    if not rules.has_lists(viewer):
        raise Http404
    return Service.objects.select_related("organisation", "area").get(pk=viewer.in_service)


def upload_or_404(upload_id: uuid.UUID, *, viewer: Viewer) -> Upload:
    """A list of the viewer's own service."""
    service = service_or_404(viewer)
    rows = Upload.objects.filter(pk=upload_id, feed__service=service).defer("file")
    found = rows.select_related("feed__service__organisation", "feed__service__area", "area").first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One list in the history."""

    upload: Upload
    words: str
    colour: str
    numbers: str


def history(service: Service, *, limit: int = 50) -> list[Line]:
    """The lists of a service, newest first, as numbers."""
    rows = Upload.objects.filter(feed__service=service).defer("file").order_by("-arrived_at", "pk")[:limit]
    return [line_of(row) for row in rows]


def line_of(upload: Upload) -> Line:
    """A list as numbers: for those, too, who see no person."""
    colour = {State.DONE: "green", State.FAILED: "red", State.READY: "yellow", State.MAPPING: "yellow",
              State.CHECKED: "yellow"}.get(State(upload.state), "grey")  # fmt: skip
    return Line(upload, str(State(upload.state).label), colour, _numbers(upload))


def _numbers(upload: Upload) -> str:
    if not upload.rows_count:
        return ""
    said = [_("%(n)d rows") % {"n": upload.rows_count}]
    words = {
        "new": _("%(n)d new"), "matched": _("%(n)d already here"), "changed": _("%(n)d changed"),
        "ended": _("%(n)d ended"), "review": _("%(n)d to look at"), "problem": _("%(n)d refused"),
    }  # fmt: skip
    said += [text % {"n": upload.counts[code]} for code, text in words.items() if upload.counts.get(code)]
    return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Freshness:
    """How a service's list stands."""

    feed: Feed | None
    is_stale: bool
    adds: bool


def freshness_of(service: Service, *, now: datetime) -> Freshness:
    """When the last list came, and whether it is overdue."""
    feed = Feed.objects.select_related("service").filter(service=service).first()
    known = feed or Feed(area_id=service.area_id, service=service)
    return Freshness(feed, feed is not None and freshness.is_stale(feed, now), rules.adds_persons(known))


# ── quality ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong in a column, how often, and in which rows first."""

    words: str
    count: int
    rows: str
    refuses: bool


@dataclass(frozen=True, slots=True)
class ColumnQuality:
    """How well a column is filled."""

    words: str
    filled: int
    missing: int
    troubles: list[Trouble] = field(default_factory=list)


def quality_of(upload: Upload) -> list[ColumnQuality]:
    """Column by column, in the template's order."""
    found, rows = upload.quality.get("columns", {}), upload.quality.get("rows", 0)
    return [
        ColumnQuality(
            str(column.words),
            said["filled"],
            rows - said["filled"],
            [_trouble(*one) for one in said["problems"].items()],
        )
        for column in columns_of(packs.pack(upload.area.jurisdiction))
        if (said := found.get(column.code))
    ]


def _trouble(code: str, said: dict[str, Any]) -> Trouble:
    words = REFUSES.get(code) or LEFT_OUT.get(code) or code
    numbers = ", ".join(str(number) for number in said["rows"])
    more = " …" if said["count"] > len(said["rows"]) else ""
    return Trouble(str(words), said["count"], numbers + more, code in REFUSES)


# ── preview ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Preview:
    """What applying would do, in numbers."""

    counts: dict[str, int]
    ending: int
    standing: int
    needs_a_look: bool
    is_full: bool


def shown_verdicts(upload: Upload, viewer: Viewer) -> QuerySet[Any, Any]:
    """The rows with `shown`: what this viewer is told of each. Somebody they may not see is nobody who is here."""
    seen = access.scope(Person.objects.all(), viewer, View.CARD).filter(not_shielded(viewer, View.TEAM, "pk"))
    absent = DROPPED if not rules.adds_persons(upload.feed) else Verdict.NEW
    unseen = Q(verdict__in=(Verdict.MATCHED, Verdict.REVIEW), done="") & ~Q(person__in=seen.values("pk"))
    rows = UploadRow.objects.filter(upload=upload)
    return rows.annotate(shown=Case(When(unseen, then=Value(absent)), default=F("verdict"), output_field=CharField()))


def counts_of(upload: Upload, viewer: Viewer) -> dict[str, int]:
    """How many rows of each kind."""
    found = Counter(dict(shown_verdicts(upload, viewer).values_list("shown").annotate(n=Count("pk")).order_by()))
    found[DROPPED] += upload.dropped_count
    return {code: found[code] for code in (*Verdict.values, DROPPED)}


def preview_of(upload: Upload, viewer: Viewer) -> Preview:
    """What applying would do, as `viewer` is told it."""
    ending, standing = endings.share(upload)
    return Preview(counts_of(upload, viewer), ending, standing, endings.needs_a_look(upload), upload.feed.is_full_list)


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row as it is shown: what was typed in the file, and what would come of it."""

    number: int
    name: str
    born: date | None
    worker: str
    verdict: str
    colour: str
    reasons: list[str]
    done: str


@dataclass(frozen=True, slots=True)
class RowPage:
    """A page of rows."""

    lines: list[RowLine]
    next_start: int | None

    @property
    def next_text(self) -> str:
        return str(self.next_start)


def rows_of(upload: Upload, viewer: Viewer, *, show: str = "", start: int = 0) -> RowPage:
    """Rows from `start` on, of one kind or all; whoever is said to be here already is noted as shown."""
    rows = shown_verdicts(upload, viewer).exclude(shown=DROPPED).order_by("number")
    if show:
        rows = rows.filter(shown=show)
    found = list(rows[start : start + PER_PAGE + 1])
    shown = found[:PER_PAGE]
    told = [row.person_id for row in shown if row.person_id and row.shown in (Verdict.MATCHED, Verdict.REVIEW)]
    audit.show(viewer, told, "listed")
    return RowPage(list(_lines(upload, viewer, shown)), start + PER_PAGE if len(found) > PER_PAGE else None)


def _lines(upload: Upload, viewer: Viewer, rows: Iterable[Any]) -> Iterable[RowLine]:
    reader = reader_of(upload, viewer.now)
    columns = {column.code: column for column in columns_of(reader.pack)}
    over = upload.state in OVER
    for row in rows:
        entry = reader.read(mapped(upload, row))
        verdict = Verdict(row.shown)
        hidden = verdict != row.verdict
        yield RowLine(
            row.number, entry.name, entry.born_on, entry.contact_name or entry.contact_email, str(verdict.label),
            COLOURS[verdict], [words_of(one, columns) for one in row.problems],
            str(Done.APPLIED.label) if hidden and over else str(Done(row.done).label) if row.done else "",
        )  # fmt: skip


def problem_lines(upload: Upload) -> list[list[str]]:
    """Every row that was refused or lost a value, with its number and why: no name, nothing that was typed."""
    columns = columns_by_code(upload)
    lines = [[_("row"), _("what"), _("refused")]]
    for row in (
        UploadRow.objects.filter(upload=upload).exclude(problems=[]).order_by("number").only("number", "problems")
    ):
        lines += [
            [str(row.number), words_of(one, columns), _("yes") if one.partition(":")[0] in REFUSES else _("no")]
            for one in row.problems
        ]
    return [[harmless(cell) for cell in line] for line in lines]


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def columns_by_code(upload: Upload) -> dict[str, Column]:
    """The columns a list of this area can have."""
    return {column.code: column for column in columns_of(packs.pack(upload.area.jurisdiction))}


def headings_of(upload: Upload) -> list[tuple[int, str, str]]:
    """(number, heading, what stands in the first rows) of each column of the file."""
    headings = json.loads(upload.headings) if upload.headings else []
    first = [json.loads(row.cells) for row in UploadRow.objects.filter(upload=upload).order_by("number")[:3]]
    return [
        (number, heading, ", ".join(cells[number][:40] for cells in first if cells[number]))
        for number, heading in enumerate(headings)
    ]


# ── the organisation's desk ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class FeedLine:
    """How the list of one service stands, in numbers."""

    service: Service
    feed: Feed | None
    is_stale: bool
    refusal: str
    last: Line | None


def feeds_of(organisation_id: uuid.UUID, *, viewer: Viewer) -> list[FeedLine]:
    """Every open service of the organisation in this area, with its list."""
    services = Service.objects.filter(
        area_id=viewer.area_id, organisation=organisation_id, closed_on__isnull=True
    ).order_by("name")
    feeds = {one.service_id: one for one in Feed.objects.filter(organisation=organisation_id).select_related("service")}
    newest: dict[uuid.UUID, Upload] = {}
    for row in Upload.objects.filter(feed__in=feeds.values()).defer("file").order_by("arrived_at"):
        newest[row.feed_id] = row
    found = []
    for service in services:
        feed = feeds.get(service.pk)
        last = newest.get(feed.pk) if feed is not None else None
        stale = feed is not None and freshness.is_stale(feed, viewer.now)
        refusal = str(rules.may_send_for(service).refusal)
        found.append(FeedLine(service, feed, stale, refusal, line_of(last) if last is not None else None))
    return found
