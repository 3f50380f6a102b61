"""What applying a list would do with each row. Decided as whoever sent it sees the area: who is hidden from them is not
here.

Rows that this list has named before are theirs again without asking; the rest is matched in one go; then each is
weighed against what stands, a thousand in a transaction. Killed, it begins again with rows that have no verdict yet.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from patchwork.access import Viewer
from patchwork.imports import endings, freshness, rules, standing
from patchwork.imports.checking import mapped, reader_of
from patchwork.imports.entries import Entry, Reader
from patchwork.imports.models import Feed, Listed, State, Upload, UploadRow, Verdict, Way
from patchwork.imports.sayings import Sayings
from patchwork.imports.storing import begin, held
from patchwork.kit.context import in_area
from patchwork.people.merging.models import NotThisPerson

if TYPE_CHECKING:
    from patchwork.people.linking import ListRow

AT_ONCE = 1_000


class Matched(Protocol):
    """What the matcher says of one row (`people.linking.Linked`)."""

    @property
    def row(self) -> int: ...
    @property
    def verdict(self) -> str: ...
    @property
    def vetoes(self) -> tuple[str, ...]: ...
    @property
    def person_id(self) -> str | None: ...
    @property
    def odds(self) -> float: ...
    @property
    def runner_up(self) -> Any: ...
    @property
    def agreements(self) -> tuple[str, ...]: ...


def match_all(entries: Mapping[int, Entry], *, area_id: int, without: Iterable[uuid.UUID]) -> Iterable[Matched]:
    """Ask the matcher about these rows, by number. Those in `without` are no candidates."""
    from patchwork.people.linking.area import link_to_area

    rows = [list_row(number, entry) for number, entry in entries.items()]
    return link_to_area(rows, area_id=area_id, without=list(without))


@dataclass(slots=True)
class Told:
    """What is known of a row before it is weighed: whom it names, and how sure that is."""

    person: uuid.UUID | None = None
    by_list: bool = False
    verdict: str = "new"
    match: Matched | None = None


@dataclass(slots=True)
class Weighing:
    """Everything that weighing some rows of one upload reads."""

    upload: Upload
    by: Viewer
    reader: Reader
    adds: bool
    sayings: Sayings
    listed: dict[uuid.UUID, Listed] = field(default_factory=dict)


def match_rows(area_id: int, upload_id: uuid.UUID, *, now: datetime) -> None:
    """Compare what has not been compared yet, and then show what would happen."""
    with in_area(area_id):
        upload = held(upload_id, State.MATCHING)
        if upload is None:
            return
        by, reader = standing.acting(upload, now=now), reader_of(upload, now)
        rows = UploadRow.objects.filter(upload=upload, verdict="").order_by("number")
        entries = {row.number: (row.key, reader.read(mapped(upload, row))) for row in rows.iterator(chunk_size=2_000)}
        freshness.read_from(upload, [entry for _key, entry in entries.values()], now=now)
        told = _known_to_list(upload.feed, {number: key for number, (key, _entry) in entries.items()})
        asked = {number: entry for number, (_key, entry) in entries.items() if number not in told}
        if asked:
            found = match_all(asked, area_id=area_id, without=standing.hidden(by))
            told.update({one.row: _told(one) for one in found})
    numbers = [*entries]
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        with in_area(area_id):
            if (upload := held(upload_id, State.MATCHING)) is None:
                return
            _weigh_some(upload, by, reader, {number: told[number] for number in some})
    with in_area(area_id):
        if (upload := held(upload_id, State.MATCHING)) is not None:
            _shorten(upload, UploadRow.objects.filter(upload=upload, verdict=Verdict.PROBLEM))
            _ready(upload, now)


def list_row(number: int, entry: Entry) -> ListRow:
    """A row as the matcher reads it."""
    from patchwork.people.linking import ListRow

    return ListRow(
        row=number, given_names=entry.given_names, family_name=entry.family_name, known_as=entry.known_as,
        former_family_names=(entry.former_name,) if entry.former_name else (), born_on=entry.born_on,
        sex=str(entry.sex), postcode=entry.postcode, identifiers=dict(entry.numbers),
    )  # fmt: skip


def _known_to_list(feed: Feed, keys: dict[int, str]) -> dict[int, Told]:
    """Rows whom this list has named before: whose they are was settled then, and is told as its own."""
    wanted = {key for key in keys.values() if key}
    known = dict(Listed.objects.filter(feed=feed, key__in=wanted).values_list("key", "person_id"))
    return {number: Told(known[key], by_list=True, verdict="auto") for number, key in keys.items() if key in known}


def _told(match: Matched) -> Told:
    person = uuid.UUID(str(match.person_id)) if match.person_id and match.verdict != "new" else None
    return Told(person, verdict=str(match.verdict) if person else "new", match=match)


# ── weighing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _weigh_some(upload: Upload, by: Viewer, reader: Reader, told: dict[int, Told]) -> None:
    """Those of these rows that nobody else has weighed meanwhile."""
    persons = {one.person for one in told.values() if one.person is not None}
    weighing = Weighing(upload, by, reader, rules.adds_persons(upload.feed), Sayings(upload.feed, by))
    listed = Listed.objects.filter(feed=upload.feed, person__in=persons).select_related("involvement")
    weighing.listed = {one.person_id: one for one in listed}
    weighing.sayings.load(persons)
    rows = list(UploadRow.objects.filter(upload=upload, verdict="", number__in=[*told]))
    told = without_refused(upload.feed, rows, told)
    _weigh(weighing, [(row, reader.read(mapped(upload, row)), told[row.number]) for row in rows])
    upload.save(update_fields=["dropped_count", "steps_done"])


def without_refused(feed: Feed, rows: list[UploadRow], told: dict[int, Told]) -> dict[int, Told]:
    """Somebody has said of a row like this that it is not this person: that stands, and it is nobody who is here."""
    said = NotThisPerson.objects.filter(list_id=feed.pk, key__in={row.key for row in rows if row.key})
    pairs = set(said.values_list("key", "person_id"))
    refused = {row.number for row in rows if (row.key, told[row.number].person) in pairs}
    return {number: Told(None, verdict="new") if number in refused else one for number, one in told.items()}


def _weigh(weighing: Weighing, rows: list[tuple[UploadRow, Entry, Told]]) -> None:
    kept: list[UploadRow] = []
    dropped: list[UploadRow] = []
    for row, entry, told in rows:
        _note_match(row, told)
        row.verdict = _verdict(weighing, row, entry, told)
        row.cells = json.dumps(mapped(weighing.upload, row), ensure_ascii=False)
        (kept if row.verdict else dropped).append(row)
    columns = ["cells", "problems", "verdict", "person", "runner_up", "odds", "vetoes", "agreements"]
    for row in kept:
        row.save(update_fields=columns)
    UploadRow.objects.filter(pk__in=[row.pk for row in dropped]).delete()
    weighing.upload.dropped_count += len(dropped)
    weighing.upload.steps_done += len(rows)


def _note_match(row: UploadRow, told: Told) -> None:
    row.person_id = told.person
    if told.match is not None and told.person is not None:
        second = told.match.runner_up
        row.runner_up_id = uuid.UUID(str(second.person_id)) if second is not None else None
        row.odds, row.vetoes = float(told.match.odds), list(told.match.vetoes)
        row.agreements = list(told.match.agreements)


def _verdict(weighing: Weighing, row: UploadRow, entry: Entry, told: Told) -> str:
    """A verdict, or nothing: then the row is dropped and only counted."""
    if told.verdict == "review":
        return Verdict.REVIEW
    if told.person is None:
        return verdict_of_new(weighing.upload, row, entry, adds=weighing.adds, today=weighing.reader.today)
    listed = weighing.listed.get(told.person)
    return weighing.sayings.weigh(entry, told.person, listed, told_before=told.by_list)


def verdict_of_new(upload: Upload, row: UploadRow, entry: Entry, *, adds: bool, today: date) -> str:
    """Nobody here is like it: a new person where the area lists that kind of work, else nothing that is kept."""
    if not adds or entry.ended_on is not None:
        return ""
    refusals = []
    if entry.told_on is None and upload.told_on is None:
        refusals.append("not_told:told_on")
    if entry.born_on is None:
        refusals.append("no_birth_new:born_on")
    row.problems = [*row.problems, *refusals]
    return Verdict.PROBLEM if refusals else Verdict.NEW


def _shorten(upload: Upload, rows: Any) -> None:
    """Of refused rows, too, no column stays that nobody has named."""
    for row in rows:
        row.cells = json.dumps(mapped(upload, row), ensure_ascii=False)
        row.save(update_fields=["cells"])


def _ready(upload: Upload, now: datetime) -> None:
    """The preview waits; a list that applies itself goes on, unless it would end more than its share."""
    by_itself = upload.way != Way.SCREEN and upload.feed.applies_itself
    if by_itself and not endings.needs_a_look(upload):
        begin(upload, State.APPLYING, total=upload.rows_count - upload.dropped_count)
        upload.applied_at = now
    else:
        begin(upload, State.READY)
    upload.save()
