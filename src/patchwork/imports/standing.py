"""As whom a list looks at persons, and whom it cannot see: they are to it as if they were not here."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.access.viewers import viewer_in_post
from patchwork.directory.models import Post, Service
from patchwork.imports.models import Upload
from patchwork.people.models import Person
from patchwork.people.policy import not_shielded


def acting(upload: Upload, *, now: datetime) -> Viewer:
    """Whoever sent or applied it by hand, in the post they did it in; else the service itself, which has no account."""
    post_id = upload.applied_by_id or upload.uploaded_by_id
    if upload.undone_by_id and upload.undone_at:
        post_id = upload.undone_by_id
    if post_id is not None:
        posts = Post.objects.select_related("account", "area", "service__organisation")
        return viewer_in_post(posts.get(pk=post_id), now=now)
    return service_viewer(upload.feed.service, now=now)


def service_viewer(service: Service, *, now: datetime) -> Viewer:
    """A service's own system: no account, no post, no power."""
    area = service.area
    return Viewer(
        area_id=area.pk, now=now, zone=area.zone, jurisdiction=area.jurisdiction, layers=frozenset(area.layers),
        service_id=service.pk, organisation_id=service.organisation_id, organisation_kind=service.organisation.kind,
        service_kind=service.kind, is_restricted=service.kind in area.restricted_kinds,
        is_sensitive=service.is_sensitive,
    )  # fmt: skip


def seen(viewer: Viewer, persons: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these a list of this viewer's may be matched with: those whose whole card they may see."""
    rows = access.scope(Person.objects.filter(pk__in=persons), viewer, View.CARD)
    return set(rows.filter(not_shielded(viewer, View.TEAM, "pk")).values_list("pk", flat=True))


def hidden(viewer: Viewer) -> set[uuid.UUID]:
    """Everybody of the area whom it may not be matched with: few, so that they can be named to the matcher."""
    shown = access.scope(Person.objects.all(), viewer, View.CARD).filter(not_shielded(viewer, View.TEAM, "pk"))
    return set(Person.objects.exclude(pk__in=shown.values("pk")).values_list("pk", flat=True))
