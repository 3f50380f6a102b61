"""What lists of services say of a person, while their rows are kept."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from patchwork.imports.models import Listed, UploadRow, Verdict
from patchwork.people.holding import Held, register


def listed(person: UUID) -> Iterator[Held]:
    """On whose list they are, when their family was told, and when they were last in touch."""
    rows = Listed.objects.filter(person=person)
    for row in rows.select_related("feed__service__organisation", "first_upload"):
        service = f"{row.feed.service.name}, {row.feed.service.organisation.name}"
        says = [_("On the list of %(service)s.") % {"service": service}]
        if row.told_on is not None:
            says.append(_("It says that the family was told on %(day)s.") % {"day": date_format(row.told_on, "j F Y")})
        if row.last_interaction_on is not None:
            day = date_format(row.last_interaction_on, "j F Y")
            says.append(_("It says that they were last in touch on %(day)s.") % {"day": day})
        yield Held(row, " ".join(says), at=row.first_upload.arrived_at if row.first_upload else None)


def upload_rows(person: UUID) -> Iterator[Held]:
    """As a service wrote it in its own system. Of a row that waits for a decision it is not known whose it is."""
    for row in UploadRow.objects.filter(person=person).select_related("upload"):
        waits = row.verdict == Verdict.REVIEW
        yield Held(row, _("A row of a service's list, kept for a time."), row.upload.arrived_at, ("cells",), waits)


def register_all() -> None:
    """Called once at start."""
    register("imports.Listed", listed)
    register("imports.UploadRow", upload_rows)
