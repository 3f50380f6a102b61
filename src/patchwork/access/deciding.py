"""Deny first: the steps of the decision path, in order, as row filters.

Each step adds at most one condition to the query. A step whose answer lives in a higher app is a slot
that app fills at start; an unfilled slot denies. The sentence of a refusal is not looked up here.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any, cast

from django.db.models import BooleanField, Model, Q, QuerySet
from django.db.models.expressions import ExpressionWrapper

from patchwork.access.relations import View
from patchwork.access.viewers import Viewer
from patchwork.kit.prepared import prepared

DENY = Q(pk__in=[])
EVERYTHING = ~DENY
"""True for every row. Never `Q()`: OR-ed with another condition that vanishes instead of winning."""


class Slot:
    """A step that a higher app fills: `(viewer, view, person path) -> Q`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._step: Callable[[Viewer, View, str], Q] | None = None

    def fill(self, step: Callable[[Viewer, View, str], Q]) -> None:
        self._step = step

    def __call__(self, viewer: Viewer, view: View, person: str) -> Q:
        return DENY if self._step is None else self._step(viewer, view, person)


EXCLUSION = Slot("exclusion")
SHIELD = Slot("shield")
RELATION = Slot("relation")
CONFIRMED = Slot("confirmed")  # has this viewer a confirmed involvement with the person?
EMERGENCY = Slot("emergency")  # has this post broken the glass, and is the person shown in turn?
THERE = Slot("there")  # is the record there for them at all: checked, and if not yet born, near enough?
INVOLVED = Slot("involved")  # do they work with the person, or are they asked to? A look alone is not it


@dataclass(frozen=True, slots=True)
class Policy:
    """How a model hangs on a person, and which of its rows are open once the person is."""

    person: str
    rows: Callable[[Viewer, View], Q]
    layer: str = "connect"
    of_one_there: bool = True


_policies: dict[type[Model], Policy] = {}


def register(
    model: type[Model],
    *,
    person: str,
    rows: Callable[[Viewer, View], Q],
    layer: str = "connect",
    of_one_there: bool = True,
) -> None:
    """Put `model` on the decision path. `person` is the path to the person's id ("pk" for the person itself).

    `of_one_there`: its rows are shut while the person's record is not there for the viewer (not checked yet, not born
    and they are not near). Only what a desk has to answer is open none the less.
    """
    _policies[model] = Policy(person, rows, layer, of_one_there)


def scope[M: Model](queryset: QuerySet[M], viewer: Viewer, view: View) -> QuerySet[M]:
    """The rows of `queryset` that `viewer` may see in `view`. A model that is not registered has none."""
    for condition in _all_conditions(queryset.model, viewer, view):
        queryset = queryset.filter(condition)
    return queryset


def scope_of[M: Model](queryset: QuerySet[M], whose: Q, viewer: Viewer, view: View) -> QuerySet[M]:
    """As `scope`, for lists: `whose` says which persons, and whether each is open is decided once, not row by row."""
    policy = _policies.get(queryset.model)
    if policy is None:
        return queryset.filter(DENY)
    person_model = _person_model()
    persons = person_model._default_manager.filter(whose)
    at: Viewer | None = viewer
    while at is not None:  # a preview's limit, too
        for step in _steps(at, view, "pk"):
            persons = persons.filter(step)
        if policy.of_one_there:
            persons = persons.filter(_policies[person_model].rows(at, view))
        at = at.limit
    return scope_opened(queryset, viewer, view).filter(**{f"{policy.person}__in": persons.values("pk")})


def _person_model() -> type[Model]:
    return next(model for model, policy in _policies.items() if policy.person == "pk")


def opened(person: Model, view: View) -> bool:
    """Whether this request has found `view` of `person` open: they came through `scope` and `with_opened_views`."""
    return getattr(person, f"opens_{view}", False) is True


def scope_opened[M: Model](queryset: QuerySet[M], viewer: Viewer, view: View) -> QuerySet[M]:
    """As `scope`, for rows of a person of whom `opened` says yes: what was asked about the person is not asked again
    in every further statement. `queryset` holds that person's rows alone.
    """
    policy = _policies.get(queryset.model)
    if policy is None:
        return queryset.filter(DENY)
    at: Viewer | None = viewer
    while at is not None:
        queryset = queryset.filter(_layer(policy, at), Q(area_id=at.area_id), policy.rows(at, view))
        at = at.limit
    return queryset


def may(viewer: Viewer, view: View, row: Model) -> bool:
    """Whether `viewer` may see `row` in `view`: the same rule as `scope`, asked about one row."""
    if not isinstance(row.pk, uuid.UUID):
        return scope(type(row)._default_manager.filter(pk=row.pk), viewer, view).exists()
    return bool(_this_row(type(row), row.pk, viewer, view))


@prepared
def _this_row(model: type[Model], row_id: uuid.UUID, viewer: Viewer, view: View) -> QuerySet[Any, Any]:
    return scope(model._default_manager.filter(pk=row_id), viewer, view).values_list("pk")


def with_opened_views[M: Model](
    queryset: QuerySet[M], viewer: Viewer, views: Iterable[View] = tuple(View)
) -> QuerySet[M]:
    """Annotate rows with `opens_team`, `opens_visits`, `opens_act`, `opens_inside`: one query instead of five.

    The conditions are those of `scope`, asked of the row itself: a subquery for each view would double the work.
    """
    flags: dict[str, Any] = {}
    for view in views:
        if view is not View.CARD:
            answer = reduce(and_, _all_conditions(queryset.model, viewer, view))
            flags[f"opens_{view}"] = ExpressionWrapper(answer, output_field=BooleanField())
    return cast("QuerySet[M]", queryset.annotate(**flags))


def _all_conditions(model: type[Model], viewer: Viewer, view: View) -> list[Q]:
    """Everything `scope` would filter by, a preview's limit included."""
    policy = _policies.get(model)
    if policy is None:
        return [DENY]
    above = _all_conditions(model, viewer.limit, view) if viewer.limit is not None else []
    return [*above, *_conditions(policy, viewer, view)]


def _conditions(policy: Policy, viewer: Viewer, view: View) -> list[Q]:
    if not viewer.is_active or policy.layer not in viewer.layers:
        return [DENY]
    there = [THERE(viewer, view, policy.person)] if policy.of_one_there and policy.person != "pk" else []
    return [*_steps(viewer, view, policy.person), *there, policy.rows(viewer, view)]


def _steps(viewer: Viewer, view: View, person: str) -> list[Q]:
    """What is asked about the person, in order."""
    return [
        EXCLUSION(viewer, view, person),
        Q(area_id=viewer.area_id),
        SHIELD(viewer, view, person),
        RELATION(viewer, view, person),
    ]


def _layer(policy: Policy, viewer: Viewer) -> Q:
    return EVERYTHING if viewer.is_active and policy.layer in viewer.layers else DENY
