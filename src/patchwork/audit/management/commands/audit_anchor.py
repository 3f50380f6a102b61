from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from patchwork.audit.models import AuditAnchor, AuditLink
from patchwork.audit.verifying import areas
from patchwork.kit.context import in_area


class Command(BaseCommand):
    help = "Print the head of every area's chain as one JSON line each. Keep the output where the database is not."

    def handle(self, *args: Any, **options: Any) -> None:
        for area in areas():
            with in_area(area.pk):
                head = AuditLink.objects.filter(area=area).order_by("-number").first()
                if head is None:
                    continue
                now = timezone.now()
                AuditAnchor.objects.create(area=area, segment=head.segment, number=head.number, hash=head.hash, at=now)
            line = {"area": area.slug, "number": head.number, "hash": bytes(head.hash).hex(), "at": now.isoformat()}
            self.stdout.write(json.dumps(line))
