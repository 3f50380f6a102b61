"""`patchwork manage renew_first_links`: for an area whose first two people were too late for their links."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from patchwork.directory import founding
from patchwork.directory.management.commands.new_area import links
from patchwork.kit.answers import Refused


class Command(BaseCommand):
    help = "Print the links of new_area that nobody has used yet, and let them work for another 14 days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the area's short name")

    def handle(self, *args: Any, **given: Any) -> None:
        try:
            renewed = founding.renew_first_links(given["slug"], now=timezone.now())
        except Refused as refused:
            raise CommandError(str(refused.words)) from refused
        self.stdout.write(links(renewed) if renewed else "Both have joined: there is nothing to renew.")
