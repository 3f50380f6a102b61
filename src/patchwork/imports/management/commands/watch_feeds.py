"""Take what has arrived in the watched folder, once. The worker does so every five minutes by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from patchwork.imports import folders


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", help="instead of PATCHWORK_FEEDS_FOLDER")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"] or settings.PATCHWORK_FEEDS_FOLDER
        if not folder or not Path(folder).is_dir():
            raise CommandError("There is no such folder: set PATCHWORK_FEEDS_FOLDER or give --folder.")
        taken = folders.take_all(Path(folder), now=timezone.now())
        self.stdout.write(f"{taken.files} taken, {taken.failed} of them could not be used")
