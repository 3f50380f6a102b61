"""What higher apps do when two records are joined or taken apart: they register it at start."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.apps import apps

if TYPE_CHECKING:
    from patchwork.access import Viewer
    from patchwork.people.merging.log import Log
    from patchwork.people.merging.models import MergeStep
    from patchwork.people.models import Person

type Before = Callable[[Log, Person, Person, Viewer], None]
type HandOver = Callable[[Any, Person, Person], None]

_before: list[Before] = []
_hand_over: dict[str, HandOver] = {}
_words: dict[str, Callable[[Any], str]] = {}


def on_merge(step: Before) -> None:
    """Called at start: `step(log, kept, gone, by)` runs while both records are still two."""
    if step not in _before:
        _before.append(step)


def before(log: Log, kept: Person, gone: Person, by: Viewer) -> None:
    """Run them all."""
    for step in _before:
        step(log, kept, gone, by)


def on_settling(model: str, words: Callable[[Any], str], hand_over: HandOver | None = None) -> None:
    """Called at start: how a row that was added to a joined record reads, for whoever decides whose it is. One with no
    words is not asked about. `hand_over(row, kept, restored)` gives it to the other record where more has to follow.
    """
    _words[model] = words
    if hand_over is not None:
        _hand_over[model] = hand_over


def words_of(model: str, row: Any) -> str:
    """The row in words."""
    return _words[model](row)


def asked_about() -> set[str]:
    """The models whose rows somebody decides about."""
    return set(_words)


def hand_over(step: MergeStep, kept: Person, restored: Person) -> None:
    """Give one row to the record that is there again, if it is the kept one's still."""
    model, (pk,) = apps.get_model(step.model), step.rows
    row = model._base_manager.filter(pk=pk, **{step.column: kept.pk}).first()
    if row is None:
        return
    if step.model in _hand_over:
        _hand_over[step.model](row, kept, restored)
    else:
        model._base_manager.filter(pk=pk).update(**{step.column: restored.pk})
