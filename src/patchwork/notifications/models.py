"""The outbox: what is to be told to whom, written in the transaction of the event."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from patchwork.kit.areas import AreaRow


class Channel(models.TextChoices):
    BELL = "bell"
    EMAIL = "email"


class Notice(AreaRow):
    """One event for one recipient by one channel. May-they-still-see is asked again at sending."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    event = models.UUIDField(help_text="id of the row the event is about")
    about = models.UUIDField(null=True, help_text="person the event is about, if any")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    address = models.EmailField(blank=True, help_text="only for people who have no account yet")
    post = models.UUIDField(null=True, help_text="post of the recipient this is for")
    channel = models.CharField(max_length=8, choices=Channel)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True, help_text="the recipient may no longer see it")
    read_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=40, blank=True, help_text="why the last try failed: a code, no content")
    data = models.JSONField(default=dict, help_text="codes and ids only")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "kind", "recipient", "address", "channel"],
                nulls_distinct=False,
                name="notifications_once",
            )
        ]
        indexes = [
            models.Index(fields=["area", "recipient", "channel", "-created_at"]),
            models.Index(
                fields=["area", "id"],
                name="notifications_to_send",
                condition=Q(channel="email", sent_at__isnull=True, dropped_at__isnull=True),
            ),
        ]
