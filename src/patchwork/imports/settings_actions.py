"""How the lists of a service are read: the organisation's administrator says."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from patchwork import audit
from patchwork.access import Viewer
from patchwork.directory.models import Service
from patchwork.imports import rules
from patchwork.imports.actions import feed_of
from patchwork.imports.models import Feed

SETTINGS = ("is_full_list", "safety_share", "every_days", "role", "basis", "applies_itself", "takes_folder")


@transaction.atomic
def change_feed(*, by: Viewer, service: Service, **said: Any) -> Feed:
    """Save how its lists are read."""
    rules.may_set_up(by, service).require()
    feed = feed_of(service)
    for name in SETTINGS:
        setattr(feed, name, said[name])
    feed.changed_at, feed.changed_by_id = by.now, by.post_id
    feed.save(update_fields=[*SETTINGS, "changed_at", "changed_by"])
    audit.record("list.settings_changed", by=by)
    return feed
