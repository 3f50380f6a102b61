"""A row of any table of an area: the one that is there, or one made with as little as the table takes."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction

from patchwork.accounts.models import Account
from patchwork.directory.models import Area
from patchwork.kit.areas import AreaForeignKey, AreaRow
from patchwork.kit.context import set_area

WANTED: dict[str, dict[str, Any]] = {"people.Person": {"given_names": "Somebody"}}
"""What a table's own constraints want besides, by model."""

type Model = type[models.Model]


def some_row(model: Model, area: Area, *, now: datetime, new: bool = False) -> models.Model:
    """A row of `model` in `area`, which is set from here on. Raises when the table takes none that is made this way."""
    set_area(area.pk)
    there = None if new else model._base_manager.filter(**_of(model, area)).first()
    return there or _made(model, area, now)


def _made(model: Model, area: Area, now: datetime) -> models.Model:
    for fully in (False, True):  # some constraints want one of several that may be empty
        try:
            with transaction.atomic():
                return model._base_manager.create(**_of(model, area), **_values(model, area, now, fully=fully))
        except IntegrityError as refused:
            problem = refused
    raise AssertionError(f"no row of {model._meta.label} can be made: teach tests/promises/some_rows.py") from problem


def _of(model: Model, area: Area) -> dict[str, Any]:
    return {"area": area} if issubclass(model, AreaRow) else {}


def _values(model: Model, area: Area, now: datetime, *, fully: bool) -> dict[str, Any]:
    values: dict[str, Any] = dict(WANTED.get(model._meta.label, {}))
    for field in model._meta.local_concrete_fields:
        given = field.name == "area" or field.name in values or field.primary_key
        if given or field.has_default() or getattr(field, "auto_now_add", False):
            continue
        if field.is_relation:
            if not field.null:
                values[field.name] = _pointed_at(field, area, now, taken=list(values.values()))
        elif fully or not (field.null or field.blank):
            values[field.name] = _plain(field, now)
    return values


def _pointed_at(field: Any, area: Area, now: datetime, *, taken: list[Any]) -> models.Model:
    """Another row than those the new one points to already: nobody is related to themselves."""
    model = field.related_model
    if model is Account:
        return Account.objects.order_by("pk").first() or Account.objects.create_user("someone@example.org", None)
    if not isinstance(field, AreaForeignKey):
        return model._base_manager.first() or _made(model, area, now)
    row = some_row(model, area, now=now)
    return some_row(model, area, now=now, new=True) if row in taken else row


def _plain(field: Any, now: datetime) -> Any:
    if field.choices:
        return field.choices[0][0]
    kinds: list[tuple[type[models.Field[Any, Any]], Any]] = [
        (models.DateTimeField, now), (models.DateField, now.date()), (models.TimeField, now.time()),
        (models.UUIDField, uuid.uuid4()), (models.BooleanField, False), (models.IntegerField, 1),
        (models.BinaryField, b"x"), (models.JSONField, {}), (ArrayField, []),
    ]  # fmt: skip
    value = next((value for kind, value in kinds if isinstance(field, kind)), None)
    return uuid.uuid4().hex[: getattr(field, "max_length", None) or 12] if value is None else value
