"""Doing what joins two records, and writing down each step so that it can be replayed backwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import ForeignKey, Model

from patchwork.people.merging import clashes, loose, rows
from patchwork.people.merging.models import MergeStep, Step

if TYPE_CHECKING:
    from patchwork.people.merging.models import Merge

MADE_ANEW = frozenset({"people.FindKey"})
"""Tables made of others: theirs is not moved, but made anew when the joining is done."""


def pointing_at(target: type[Model]) -> Iterator[tuple[type[Model], list[str]]]:
    """Every table with foreign keys to `target`, in every app, and the names of those; many-to-many tables too."""
    found: dict[type[Model], list[str]] = defaultdict(list)
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.related_model is target:
                found[model].append(field.name)
    for model, names in found.items():
        if model._meta.managed and model._meta.label not in MADE_ANEW:
            yield model, names


class Log:
    """The steps of one merge. `save` writes them."""

    def __init__(self, merge: Merge) -> None:
        self.merge = merge
        self.steps: list[MergeStep] = []

    def save(self) -> None:
        """One statement for all steps."""
        MergeStep.objects.bulk_create(self.steps)

    def stay(self, target: Model) -> None:
        """Note which rows are the kept record's own, to tell apart later what was added."""
        for model, names in pointing_at(type(target)):
            for name in names:
                own = [str(pk) for pk in model._base_manager.filter(**{name: target.pk}).values_list("pk", flat=True)]
                if own:
                    self._add(Step.STAYED, model, own, column=name)

    def repoint(self, model: type[Model], source: Any, target: Any) -> None:
        """Let whatever points at `source`, a row of `model`, point at `target`."""
        for near, names in pointing_at(model):
            clashes.settle(self, near, names, source, target)
            for name in names:
                self.move(near, name, source, target)

    def move(
        self, model: type[Model], column: str, source: Any, target: Any, *, only: Sequence[Any] | None = None
    ) -> None:  # fmt: skip
        """Every row (or `only` these) whose `column` names `source` names `target` from now on."""
        rows_there = model._base_manager.filter(**{column: source})
        if only is not None:
            rows_there = rows_there.filter(pk__in=only)
        found = [str(pk) for pk in rows_there.values_list("pk", flat=True)]
        if found:
            model._base_manager.filter(pk__in=found).update(**{column: target})
            self._add(Step.MOVED, model, found, column=column, source=str(source), target=str(target))

    def move_loose(self, source: Any, target: Any) -> None:
        """The same for columns that hold a person's id without a foreign key."""
        for model, column in loose.moved():
            self.move(model, column, source, target)

    def put_aside(self, row: Model, *, instead: Model | None = None) -> None:
        """Take a row out and keep it whole, sealed; what pointed at it points at `instead`."""
        model = type(row)
        if instead is not None:
            self.repoint(model, row.pk, instead.pk)
        self._add(Step.ASIDE, model, [str(row.pk)], was=rows.whole(model, row.pk))
        rows.take_out(model, row.pk)

    def change(self, row: Model, **values: Any) -> None:
        """Set columns of a row, keeping what stood there."""
        model = type(row)
        names = [str(model._meta.get_field(name).column) for name in values]  # type: ignore[union-attr]
        before = rows.part(model, row.pk, names)
        model._base_manager.filter(pk=row.pk).update(**values)
        after = rows.part(model, row.pk, names)
        if before != after:
            self._add(
                Step.CHANGED, model, [str(row.pk)], column=",".join(names), was=before, became=after,
            )  # fmt: skip
        for name, value in values.items():
            setattr(row, name, value)

    def make[M: Model](self, row: M) -> M:
        """Write a row that is there because of the joining."""
        row.save(force_insert=True)
        self._add(Step.MADE, type(row), [str(row.pk)])
        return row

    def _add(self, kind: Step, model: type[Model], found: list[str], **more: str) -> None:
        self.steps.append(
            MergeStep(
                area_id=self.merge.area_id, merge=self.merge, number=len(self.steps) + 1, kind=kind,
                model=model._meta.label, rows=found, **more,
            )
        )  # fmt: skip
