"""The append-only record of who saw and did what: references and field classes, never content.

The application login may insert and read, nothing else. Hashes are linked at commit by a trigger
(see migration 0002) in `AuditLink`, one chain per area in monthly segments.
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from patchwork.kit.areas import AreaForeignKey, AreaRow


class AuditEvent(AreaRow):
    """One request or deed: what was done, by which account in which post, when."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    account = models.UUIDField(null=True)
    post = models.UUIDField(null=True)
    service = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True)
    request_id = models.UUIDField(null=True)
    purpose = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area", "-at"]), models.Index(fields=["area", "account", "-at"])]


class AuditSubject(AreaRow):
    """A person shown or changed by an event, by pseudonymous reference, with the classes of fields shown."""

    id = models.BigAutoField(primary_key=True)
    event = AreaForeignKey(AuditEvent, on_delete=models.DO_NOTHING, related_name="subjects")
    subject = models.UUIDField()
    shown = ArrayField(models.CharField(max_length=20), default=list)

    class Meta:
        indexes = [models.Index(fields=["area", "subject"]), models.Index(fields=["event"])]


class AuditReference(AreaRow):
    """What a subject reference means. Outside the hash: erasing a person removes this row, the chain stays whole."""

    id = models.BigAutoField(primary_key=True)
    person = models.UUIDField()
    reference = models.UUIDField(default=uuid.uuid4)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "person"], name="audit_reference_once")]
        indexes = [models.Index(fields=["area", "reference"])]


class AuditLink(AreaRow):
    """One link of an area's chain. Written only by the trigger."""

    id = models.BigAutoField(primary_key=True)
    number = models.BigIntegerField()
    event = models.BigIntegerField(unique=True)
    segment = models.CharField(max_length=7, help_text="year and month, as 2026-11")
    hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "number"], name="audit_link_number")]


class AuditAnchor(AreaRow):
    """The head of a segment, also written outside the database: what finds a cut tail or a full rewrite."""

    id = models.BigAutoField(primary_key=True)
    segment = models.CharField(max_length=7)
    number = models.BigIntegerField()
    hash = models.BinaryField()
    at = models.DateTimeField()


class AuditDropped(AreaRow):
    """The head of a month that was dropped when its time was over: from it the rest of the chain goes on. Written by
    the owner's login alone.
    """

    id = models.BigAutoField(primary_key=True)
    segment = models.CharField(max_length=7)
    number = models.BigIntegerField(help_text="its last link")
    hash = models.BinaryField()
    links = models.BigIntegerField(help_text="how many it had")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "segment"], name="audit_dropped_once")]
