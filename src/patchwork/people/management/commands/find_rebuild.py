"""`patchwork manage find_rebuild`: make all keys of the finding anew, while in use."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from patchwork.directory.models import Area
from patchwork.people.indexing import rebuild


class Command(BaseCommand):
    help = "Make the keys by which persons are found anew, area by area, while Patchwork is in use."

    def handle(self, *args: Any, **options: Any) -> None:
        for area in Area.objects.order_by("pk"):
            self.stdout.write(f"{area.slug}: {rebuild(area.pk)} persons")
