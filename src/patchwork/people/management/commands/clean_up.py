"""`patchwork manage clean_up`: what the worker does every night."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from patchwork.directory.models import Area
from patchwork.people.keeping import clean_up


class Command(BaseCommand):
    help = "Let persons nobody works with leave finding, and erase those whose time is over."

    def handle(self, *args: Any, **options: Any) -> None:
        for area in Area.objects.order_by("pk"):
            done = clean_up(area, now=timezone.now())
            self.stdout.write(
                f"{area.slug}: {done.unneeded} no longer needed, {done.needed_again} needed again, {done.erased} erased"
            )
