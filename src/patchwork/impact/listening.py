"""Counting what other apps do, from above: they know nothing of it."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save
from django.utils import timezone

from patchwork.conversation.models import Attention, AttentionRecipient
from patchwork.impact.counting import count_at
from patchwork.impact.measures import CONNECTIONS, JOINED, RAISED, SEEN
from patchwork.involvement.models import Involvement
from patchwork.people.merging.models import Merge

SIGNED_IN_AT = "impact_signed_in_at"


def listen() -> None:
    """Called when the app is ready."""
    user_logged_in.connect(_signed_in, dispatch_uid="impact")
    post_save.connect(_involvement_saved, sender=Involvement, dispatch_uid="impact")
    post_save.connect(_attention_saved, sender=Attention, dispatch_uid="impact")
    post_save.connect(_recipient_saved, sender=AttentionRecipient, dispatch_uid="impact")
    post_save.connect(_merge_saved, sender=Merge, dispatch_uid="impact")


def _signed_in(request: Any, **_: Any) -> None:
    if request is not None and hasattr(request, "session"):
        request.session[SIGNED_IN_AT] = time.time()


def _involvement_saved(instance: Involvement, created: bool, update_fields: Any, **_: Any) -> None:
    newly = created or "confirmed_at" in (update_fields or ())
    hidden = instance.is_sensitive  # a figure that moves with a hidden involvement would tell of it
    if newly and not hidden and instance.confirmed_at is not None and instance.ended_on is None:
        count_at(
            CONNECTIONS, area_id=instance.area_id, day=timezone.localdate(instance.confirmed_at),
            organisation_kind=instance.service.organisation.kind, number=new_connections(instance),
        )  # fmt: skip


def new_connections(involvement: Involvement) -> int:
    """Other organisations confirmed around the person now, if this is the first involvement of ours with them."""
    ours = involvement.service.organisation_id
    around = Involvement.objects.filter(person_id=involvement.person_id, confirmed_at__isnull=False, is_sensitive=False)
    around = around.exclude(pk=involvement.pk)
    if around.filter(service__organisation_id=ours).exists():
        return 0
    return int(around.filter(ended_on__isnull=True).values("service__organisation_id").distinct().count())


def _attention_saved(instance: Attention, created: bool, **_: Any) -> None:
    if created:
        kind = "" if instance.is_sensitive else instance.service.organisation.kind
        day = timezone.localdate(instance.raised_at)
        count_at(RAISED, area_id=instance.area_id, day=day, organisation_kind=kind)


def _recipient_saved(instance: AttentionRecipient, update_fields: Any, **_: Any) -> None:
    if instance.acknowledged_at is None or "acknowledged_at" not in (update_fields or ()):
        return
    within = instance.acknowledged_at - instance.attention.raised_at <= timedelta(days=1)
    day = timezone.localdate(instance.acknowledged_at)
    count_at(SEEN, area_id=instance.area_id, day=day, bucket="within_day" if within else "later")


def _merge_saved(instance: Merge, created: bool, update_fields: Any, **_: Any) -> None:
    if created:
        count_at(JOINED, area_id=instance.area_id, day=timezone.localdate(instance.at), bucket="joined")
    elif "undone_at" in (update_fields or ()) and instance.undone_at is not None:
        count_at(JOINED, area_id=instance.area_id, day=timezone.localdate(instance.undone_at), bucket="apart")
