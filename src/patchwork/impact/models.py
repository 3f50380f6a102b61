"""Use and effect, counted without names."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from patchwork.kit.areas import AreaRow


class Tally(AreaRow):
    """How often, and in all how much, of a measure on one day by one kind of organisation."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    measure = models.CharField(max_length=40)
    organisation_kind = models.CharField(max_length=40, blank=True)
    bucket = models.CharField(max_length=20, blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "day", "measure", "organisation_kind", "bucket"], name="impact_tally_once"
            )
        ]


class Asked(AreaRow):
    """When an account was last asked "was this useful?", so that it is not asked again soon. Never the answer."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "account"], name="impact_asked_once")]
