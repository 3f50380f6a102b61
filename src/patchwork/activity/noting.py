"""Writing the ledger, and who may read a line of it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Model, Q

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.activity.models import Deed

if TYPE_CHECKING:
    from patchwork.access.models import Audience


def note(
    kind: str,
    *,
    by: Viewer,
    person: Model | UUID,
    audience: Audience | None = None,
    detail: str = "",
    is_sensitive: bool | None = None,
) -> Deed:
    """One row for one deed, in its transaction. What a sensitive post does is sensitive, whatever the deed."""
    return Deed.objects.create(
        area_id=by.area_id,
        person_id=person if isinstance(person, UUID) else person.pk,
        kind=kind,
        at=by.now,
        post_id=by.post_id,
        service_id=by.in_service,
        audience=audience,
        is_sensitive=by.is_sensitive if is_sensitive is None else is_sensitive,
        detail=detail,
    )


def deed_rows(viewer: Viewer, view: View) -> Q:
    return access.open_rows(viewer, view)


def register() -> None:
    access.register(Deed, person="person_id", rows=deed_rows)
