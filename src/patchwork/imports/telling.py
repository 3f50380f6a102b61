"""Notices about lists: without a name, and without what kind of service it is."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from patchwork import access
from patchwork.access import Viewer
from patchwork.access.readers import kind_asked_again
from patchwork.directory.models import Power
from patchwork.imports.models import Feed
from patchwork.notifications.models import Notice
from patchwork.notifications.telling import register


def _still_theirs(viewer: Viewer) -> Q:
    """For an administrator of the organisation, while the list is stale."""
    if not viewer.is_active or not viewer.has(Power.ORGANISATION_ADMIN):
        return access.DENY
    feeds = Feed.objects.filter(organisation=viewer.organisation_id, warned_at__isnull=False)
    return Q(Exists(feeds.filter(pk=OuterRef("event"))))


def _to_lists(notice: Notice) -> str:
    feed = Feed.objects.filter(pk=notice.event).first()
    return reverse("organisation_lists", args=[feed.organisation_id]) if feed else reverse("organisation_desk")


def register_kinds() -> None:
    """Called once at start."""
    register(
        kind_asked_again(
            "feed.stale",
            _("A list of your organisation is overdue on Patchwork"),
            _("A list that your organisation sends to Patchwork has not come for twice as long as usual."),
            _to_lists,
            _still_theirs,
        )
    )
