"""What tests of joining share: a second record of somebody, and everything of an area as it is stored."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connection

from patchwork.access import Viewer
from patchwork.kit.areas import AreaRow
from patchwork.people.actions import Identity, add_person
from patchwork.people.asking import read_box
from patchwork.people.finding import find
from patchwork.people.models import Person, SamePersonQuestion

BESIDE = {
    "activity.Deed", "audit.AuditEvent", "audit.AuditSubject", "audit.AuditReference", "audit.AuditLink",
    "audit.AuditAnchor", "audit.AuditDropped", "people.Merge", "people.MergeStep", "people.FindKey",
    "notifications.Notice", "impact.Tally",
}  # fmt: skip
"""Ledgers, which are only added to, and the keys, which are made anew: they are compared apart."""


def record(by: Viewer, **own: Any) -> Person:
    """A second record, checked: whoever may may see it."""
    person = add_person(by=by, identity=Identity(**own))
    person.checked_at = by.now
    person.save(update_fields=["checked_at"])
    return person


def question(one: Person, other: Person, because: str = "name_and_birth") -> SamePersonQuestion:
    """Whether these two are one waits to be answered."""
    return SamePersonQuestion.objects.create(
        area_id=one.area_id, person=one, other=other, because=because, raised_at=one.made_at
    )


def stored(*, but: set[str] = BESIDE) -> dict[str, list[str]]:
    """Every row of the area, every column, table by table."""
    there = [
        model
        for model in apps.get_models(include_auto_created=True)
        if issubclass(model, AreaRow) and model._meta.managed and model._meta.label not in but
    ]
    tables: dict[str, list[str]] = {model._meta.label: [] for model in there}
    parts = [f"SELECT '{model._meta.label}', row_to_json(t)::text FROM \"{model._meta.db_table}\" t" for model in there]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        for label, row in cursor.fetchall():
            tables[label].append(row)
    return {label: sorted(rows) for label, rows in tables.items()}


def ledgers(before: set[tuple[str, str]]) -> None:
    """Every line that was in a ledger is still there, as it was."""
    missing = before - ledger_lines()
    assert not missing


def ledger_lines() -> set[tuple[str, str]]:
    """(table, line) of the ledgers whose lines may name a person."""
    found = set()
    for label in ("activity.Deed", "notifications.Notice", "audit.AuditReference", "audit.AuditSubject"):
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{apps.get_model(label)._meta.db_table}" t')
            found |= {(label, row) for (row,) in cursor.fetchall()}
    return found


def found(viewer: Viewer, typed: Iterable[str]) -> dict[str, list[str]]:
    """Whom each of these finds."""
    return {
        words: sorted(str(card.person.pk) for card in find(read_box(words, today=viewer.today), viewer=viewer).cards)
        for words in typed
    }


def differing(one: dict[str, list[str]], other: dict[str, list[str]]) -> dict[str, Any]:
    """What is not the same, to read when a test fails."""
    return {
        label: [json.loads(row) for row in set(one[label]) ^ set(other[label])]
        for label in one
        if one[label] != other[label]
    }
