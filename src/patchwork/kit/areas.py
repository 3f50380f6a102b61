"""Models that belong to one area, and the database guards that keep them there.

Every area table gets, through constraints that `makemigrations` writes by itself:

- a unique (area, id), so that others can point at it together with the area;
- for every `AreaForeignKey` a composite foreign key (area, column) → (area, id);
- forced row security with a policy on the transaction's area.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.models.constraints import BaseConstraint
from django.db.models.signals import class_prepared

AREA_SETTING = "patchwork.area"
ACCOUNT_SETTING = "patchwork.account"

IN_AREA = f"area_id = nullif(current_setting('{AREA_SETTING}', true), '')::smallint"
OF_ACCOUNT = f"account_id = nullif(current_setting('{ACCOUNT_SETTING}', true), '')::uuid"


class AreaForeignKey(models.ForeignKey):  # type: ignore[type-arg]
    """A foreign key to a row of the same area, held as (area, id) by the database."""

    def __init__(self, to: Any, on_delete: Any, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False  # the composite constraint takes its place
        super().__init__(to, on_delete, **kwargs)


class _DatabaseOnly(BaseConstraint):
    """A constraint that only the database checks: Python validation has nothing to add."""

    def validate(self, *args: Any, **kwargs: Any) -> None:
        return None

    def remove_sql(self, model: Any, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        return f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT IF EXISTS "{self.name}"'

    def __eq__(self, other: object) -> bool:
        if isinstance(other, _DatabaseOnly):
            return self.deconstruct() == other.deconstruct()
        return NotImplemented

    __hash__ = BaseConstraint.__hash__


def _at_the_end(schema_editor: BaseDatabaseSchemaEditor | None, sql: str) -> None:
    assert schema_editor is not None
    schema_editor.deferred_sql.append(Statement(sql.replace("%", "%%")))


class SameArea(_DatabaseOnly):
    """FOREIGN KEY (area, field) REFERENCES target (area, id)."""

    def __init__(self, *, field: str, name: str) -> None:
        super().__init__(name=name)
        self.field = field

    def constraint_sql(self, model: Any, schema_editor: BaseDatabaseSchemaEditor | None) -> None:  # type: ignore[override]
        _at_the_end(schema_editor, self._sql(model))

    # Waits for the end of the migration, when every table has its unique (area, id).
    create_sql = constraint_sql  # type: ignore[assignment]

    def _sql(self, model: Any) -> str:
        field = model._meta.get_field(self.field)
        target = field.remote_field.model._meta
        table = model._meta.db_table
        return (
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{self.name}" FOREIGN KEY (area_id, "{field.column}") '
            f'REFERENCES "{target.db_table}" (area_id, "{target.pk.column}") DEFERRABLE INITIALLY DEFERRED'
        )

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "field": self.field}


class RowSecurity(_DatabaseOnly):
    """Forced row security: only rows of the transaction's area (or, where said, of its account)."""

    def __init__(self, *, name: str, or_account: bool = False) -> None:
        super().__init__(name=name)
        self.or_account = or_account

    def _sql(self, model: Any) -> str:
        table = model._meta.db_table
        readable = f"({IN_AREA}) OR ({OF_ACCOUNT})" if self.or_account else IN_AREA
        return (
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY; ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY; '
            f'CREATE POLICY "{self.name}" ON "{table}" USING ({readable}) WITH CHECK ({IN_AREA})'
        )

    def constraint_sql(self, model: Any, schema_editor: BaseDatabaseSchemaEditor | None) -> None:  # type: ignore[override]
        _at_the_end(schema_editor, self._sql(model))

    def create_sql(self, model: Any, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        return self._sql(model)

    def remove_sql(self, model: Any, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        return f'DROP POLICY IF EXISTS "{self.name}" ON "{model._meta.db_table}"'

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        if self.or_account:
            kwargs["or_account"] = True
        return path, args, kwargs


class AreaRow(models.Model):
    """A row of one area. Ledgers (bigint, never shown) use this; things with a face use `AreaModel`."""

    row_security_or_account = False

    area = models.ForeignKey("directory.Area", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class AreaModel(AreaRow):
    """A row of one area whose id may be seen outside: a random UUID, telling nothing of its making."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


def guard_area_table(sender: type[models.Model], **_: Any) -> None:
    """Add the guards of this module to every concrete area model as it is made."""
    meta = sender._meta
    if not issubclass(sender, AreaRow) or meta.abstract or meta.proxy or not meta.managed:
        return
    table = meta.db_table
    guards: list[BaseConstraint] = [
        models.UniqueConstraint(fields=["area", meta.pk.name], name=f"{table}_area_key"[:63]),
        RowSecurity(name=f"{table}_rls", or_account=sender.row_security_or_account),
    ]
    guards += [
        SameArea(field=field.name, name=f"{table}_{field.name}_area"[:63])
        for field in meta.local_fields
        if isinstance(field, AreaForeignKey)
    ]
    known = {constraint.name for constraint in meta.constraints}
    meta.constraints = [*meta.constraints, *(guard for guard in guards if guard.name not in known)]
    meta.original_attrs["constraints"] = meta.constraints


class_prepared.connect(guard_area_table)
