"""Applying a list: row by row, some dozens in a transaction, each marked as done by the transaction that did it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from patchwork.access import Viewer
from patchwork.imports import endings, freshness, rules, standing
from patchwork.imports.checking import mapped, reader_of
from patchwork.imports.entries import Entry
from patchwork.imports.matching import verdict_of_new
from patchwork.imports.models import Done, Listed, State, Upload, UploadRow, Verdict
from patchwork.imports.sayings import Sayings
from patchwork.involvement import listing
from patchwork.involvement.models import Involvement
from patchwork.kit.answers import Refused
from patchwork.people.listing import add_persons
from patchwork.people.models import Person

AT_ONCE = 50
DOES = (Verdict.NEW, Verdict.MATCHED, Verdict.CHANGED, Verdict.SAME)


class Applying:
    """Applies rows of one upload as one viewer."""

    def __init__(self, upload: Upload, by: Viewer, now: datetime) -> None:
        self.upload, self.by = upload, by
        self.reader = reader_of(upload, now)
        self.sayings = Sayings(upload.feed, by)

    def apply(self, rows: list[UploadRow]) -> None:
        """Do what these rows say. One that is refused is noted with why, and keeps no other from being applied."""
        entries = {row.pk: self.reader.read(mapped(self.upload, row)) for row in rows}
        rows = self._without_absent(rows, entries)
        self._make_persons(rows, entries)
        self.sayings.load({row.person_id for row in rows if row.person_id is not None})
        known = Listed.objects.filter(feed=self.upload.feed, person__in=[row.person_id for row in rows])
        listed = {one.person_id: one for one in known}
        persons = Person.objects.in_bulk([row.person_id for row in rows if row.person_id])
        for row in rows:
            person = persons.get(row.person_id) if row.person_id is not None else None
            before = listed.get(person.pk) if person is not None else None
            self._apply_one(row, entries[row.pk], person, before)

    def _without_absent(self, rows: list[UploadRow], entries: dict[uuid.UUID, Entry]) -> list[UploadRow]:
        """Who can no longer be seen since the preview is a new one too, or dropped where the list adds nobody."""
        ids = {row.person_id for row in rows if row.verdict == Verdict.MATCHED and row.person_id is not None}
        gone = ids - standing.seen(self.by, ids) if ids else set()
        kept = []
        for row in rows:
            if row.person_id in gone and row.verdict == Verdict.MATCHED and not self._as_absent(row, entries[row.pk]):
                row.delete()
                self.upload.dropped_count += 1
                self.upload.save(update_fields=["dropped_count"])
            else:
                kept.append(row)
        return kept

    def _as_absent(self, row: UploadRow, entry: Entry) -> bool:
        row.person_id = row.runner_up_id = row.odds = None
        row.vetoes, row.agreements = [], []
        adds = rules.adds_persons(self.upload.feed)
        row.verdict = verdict_of_new(self.upload, row, entry, adds=adds, today=self.by.today)
        return bool(row.verdict)

    def _make_persons(self, rows: list[UploadRow], entries: dict[uuid.UUID, Entry]) -> None:
        new = [row for row in rows if row.verdict == Verdict.NEW and row.person_id is None]
        made = add_persons(by=self.by, identities=[entries[row.pk].identity for row in new])
        for row, person in zip(new, made, strict=True):
            row.person_id, row.did = person.pk, {"person": str(person.pk)}

    def _apply_one(self, row: UploadRow, entry: Entry, person: Person | None, listed: Listed | None) -> None:
        row.done, row.done_at = Done.APPLIED, self.by.now
        try:
            with transaction.atomic():
                if person is not None:
                    row.did = {**row.did, **self._do(row, entry, person, listed)}
        except Refused as refusal:
            row.done = Done.FAILED
            row.problems = [*row.problems, "no_basis:name" if refusal.field == "basis" else "shut:name"]
        except IntegrityError:
            row.done, row.problems = Done.FAILED, [*row.problems, "shut:name"]
        row.save(update_fields=["person", "runner_up", "odds", "vetoes", "agreements", "verdict", "done", "done_at",
                                "did", "problems"])  # fmt: skip

    def _do(self, row: UploadRow, entry: Entry, person: Person, listed: Listed | None) -> dict[str, Any]:
        """What the row says, done; returns what was written, as ids and codes."""
        saying = self.sayings.saying(entry, make_card=True)
        involvement = self.sayings.standing(person.pk, saying)
        did: dict[str, Any] = {}
        if entry.ended_on is not None:
            return self._end(involvement, entry, did)
        before = self.sayings.replaced(person.pk, saying, listed)
        if before is not None:
            listing.leave_by_list(by=self.by, involvement=before)
            did["left"] = str(before.pk)
        if involvement is None:
            involvement = listing.join_by_list(by=self.by, person=person, saying=saying)
            did["joined"] = str(involvement.pk)
        else:
            did |= self._change(involvement, self.sayings.dated(saying, entry, involvement))
        if entry.last_kind and entry.last_on is not None:
            contact = listing.contact_by_list(
                by=self.by, involvement=involvement, kind=entry.last_kind, on=entry.last_on
            )
            did |= {"contact": str(contact.pk)} if contact is not None else {}
        self._list(row, entry, person, involvement, listed)
        return did

    def _change(self, involvement: Involvement, saying: listing.Saying) -> dict[str, Any]:
        if not listing.changes(involvement, saying, today=self.by.today):
            Involvement.objects.filter(pk=involvement.pk).update(
                still_confirmed_on=max(involvement.still_confirmed_on, self.by.today), asked_again_on=None
            )
            return {}
        before = listing.change_by_list(by=self.by, involvement=involvement, saying=saying)
        involvement.refresh_from_db()
        after = listing.codes_of(involvement, before)
        return {"changed": str(involvement.pk), "before": before, "after": after}

    def _end(self, involvement: Involvement | None, entry: Entry, did: dict[str, Any]) -> dict[str, Any]:
        if involvement is None or involvement.source != "feed":
            return did
        listing.leave_by_list(by=self.by, involvement=involvement, on=entry.ended_on)
        return {**did, "left": str(involvement.pk)}

    def _list(
        self, row: UploadRow, entry: Entry, person: Person, involvement: Involvement, listed: Listed | None
    ) -> None:
        """This person is on the list: the next file finds them by the row's key."""
        said = {
            "key": row.key or (listed.key if listed else ""), "involvement": involvement, "last_upload": self.upload,
            "told_on": entry.told_on or (listed.told_on if listed else None) or self.upload.told_on,
            "last_interaction_on": entry.last_on or (listed.last_interaction_on if listed else None),
            "left_by": None, "left_at": None,
        }  # fmt: skip
        if listed is None:
            Listed.objects.create(
                area_id=self.by.area_id, feed=self.upload.feed, person=person, first_upload=self.upload, **said
            )
            return
        for name, value in said.items():
            setattr(listed, name, value)
        listed.save(update_fields=[*said])


def apply_some(upload: Upload, now: datetime) -> None:
    """The next rows; after them those who are no longer on a full list; then it is done."""
    by = standing.acting(upload, now=now)
    rows = UploadRow.objects.filter(upload=upload, verdict__in=DOES, done="").order_by("number")
    some = list(rows[:AT_ONCE])
    if some:
        Applying(upload, by, now).apply(some)
        upload.steps_done += len(some)
        upload.save(update_fields=["steps_done"])
        return
    if not _end_some(upload, by, now):
        _finish(upload, now)


def _end_some(upload: Upload, by: Viewer, now: datetime) -> bool:
    """End some of those who are no longer on it; False when nobody is left to end."""
    some = list(endings.leaving(upload).select_related("involvement__person")[:AT_ONCE])
    if not some or (endings.needs_a_look(upload) and not upload.may_end_many):
        return False
    for listed in some:
        assert listed.involvement is not None
        listed.left_by, listed.left_at = upload, now
        try:
            with transaction.atomic():
                listing.leave_by_list(by=by, involvement=listed.involvement)
        except Refused:
            listed.left_by = None  # restricted: it stays as it is, and is off this list all the same
        listed.save(update_fields=["left_by", "left_at"])
    return True


def _finish(upload: Upload, now: datetime) -> None:
    rows = UploadRow.objects.filter(upload=upload)
    upload.counts = {
        "ended": Listed.objects.filter(feed=upload.feed, left_by=upload).count(),
        **{str(verdict): rows.filter(verdict=verdict, done__in=("", Done.APPLIED)).count() for verdict in Verdict},
        "failed": rows.filter(done=Done.FAILED).count(),
    }
    upload.state, upload.finished_at = State.DONE, now
    upload.save()
    freshness.note_list(upload, now=now)


def apply_row(*, row: UploadRow, by: Viewer) -> None:
    """One row by itself: how a row that had to be looked at is applied once somebody has decided."""
    Applying(row.upload, by, by.now).apply([row])
