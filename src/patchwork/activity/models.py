"""The ledger: one narrow row per deed around a person."""

from __future__ import annotations

from django.db import models

from patchwork.access.models import AuthoredFields
from patchwork.kit.areas import AreaForeignKey


class Deed(AuthoredFields):
    """`kind` happened around `person` at `at`, done by a post of a service; open to `audience` (none = the team)."""

    id = models.BigAutoField(primary_key=True)
    person = AreaForeignKey("people.Person", on_delete=models.CASCADE, related_name="deeds")
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    detail = models.CharField(max_length=60, blank=True, help_text="a code: purpose, category, role. Never free text")

    class Meta:
        indexes = [models.Index(fields=["area", "person", "-at"])]
