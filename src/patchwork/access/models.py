"""Audience: to whom a restricted row is open. None means the team."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from patchwork.kit.areas import AreaForeignKey, AreaModel, AreaRow


class Audience(AreaModel):
    """Organisations, services, kinds of service and posts a row was opened to, named at that moment.

    `services` are those of a kind the area restricts: no organisation's name stands for them.
    """

    organisations = ArrayField(models.UUIDField(), default=list, blank=True)
    kinds = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    posts = ArrayField(models.UUIDField(), default=list, blank=True)
    services = ArrayField(models.UUIDField(), default=list, blank=True)


class AuthoredFields(AreaRow):
    """Who did it and to whom it is open: what the one row rule of `access.rules` reads."""

    post = AreaForeignKey("directory.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    service = AreaForeignKey("directory.Service", on_delete=models.PROTECT, related_name="+")
    is_sensitive = models.BooleanField(default=False)
    audience = AreaForeignKey(Audience, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True
