"""Attentions: deliberate nudges to the team."""

from __future__ import annotations

from django.db import models

from patchwork.access.models import AuthoredFields
from patchwork.kit.areas import AreaForeignKey, AreaModel


class Attention(AuthoredFields, AreaModel):
    """A nudge of a fixed category, to the whole team or chosen members. Holds no free text."""

    person = AreaForeignKey("people.Person", on_delete=models.CASCADE, related_name="attentions")
    category = models.CharField(max_length=40, help_text="category from the jurisdiction pack")
    raised_at = models.DateTimeField()
    to_whole_team = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    form_token = models.UUIDField(unique=True, help_text="one per shown form: a double press raises one")

    class Meta:
        indexes = [models.Index(fields=["area", "person", "-raised_at"])]


class AttentionRecipient(AreaModel):
    attention = AreaForeignKey(Attention, on_delete=models.CASCADE, related_name="recipients")
    post = AreaForeignKey("directory.Post", on_delete=models.CASCADE, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attention", "post"], name="conversation_nudged_once")]
        indexes = [models.Index(fields=["area", "post", "acknowledged_at"])]
