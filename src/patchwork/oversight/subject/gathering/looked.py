"""Who looked, and what stood out about it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from patchwork.agreements import packs
from patchwork.audit.models import AuditEvent, AuditReference, AuditSubject
from patchwork.directory.models import Organisation
from patchwork.involvement.looks import purpose_words
from patchwork.involvement.models import Look
from patchwork.oversight.models import DetectorHit
from patchwork.oversight.subject.gathering.reasons import Gatherers, Gathering
from patchwork.oversight.subject.items import Item, day_words, item
from patchwork.oversight.subject.models import Reason
from patchwork.people.merging import aliases
from patchwork.people.models import BreakGlassPerson

WATCHERS = frozenset({"hub", "privacy", "broker"})
"""What these open may tell of an enquiry."""
VIEWING = ("involvement.looked", "involvement.looked_through_service")


def _looks(g: Gathering) -> Iterator[Item]:
    for row in Look.objects.filter(person=g.person).select_related("service__organisation"):
        on = g.day(row.at)
        reason = g.authored(row) or (Reason.ENQUIRY.value if row.is_withheld else "")
        says = _("%(day)s: %(organisation)s gave a reason to look: %(purpose)s.") % {
            "day": day_words(on), "organisation": row.service.organisation.name, "purpose": purpose_words(row.purpose),
        }  # fmt: skip
        yield item(row, "looked", says, on=on, reason=reason)
        yield from g.texts(row, "looked", "words", on=on, reason=reason)


def _emergencies(g: Gathering) -> Iterator[Item]:
    rows = BreakGlassPerson.objects.filter(person=g.person, opened_at__isnull=False)
    for row in rows.select_related("glass__post__service__organisation"):
        glass, service = row.glass, row.glass.post.service
        assert row.opened_at is not None
        on, reason = g.day(row.opened_at), g.service_reason(service.pk)
        says = _("%(day)s: %(organisation)s opened the record in an emergency. Purpose: %(purpose)s.") % {
            "day": day_words(on), "organisation": service.organisation.name, "purpose": glass.get_purpose_display(),
        }  # fmt: skip
        yield item(row, "looked", says, on=on, reason=reason)
        yield from g.texts(glass, "looked", "words", on=on, reason=reason)
        yield from g.texts(glass, "looked", "review_words", on=on, reason=reason or Reason.THIRD_PARTY.value)


def _hits(g: Gathering) -> Iterator[Item]:
    for row in DetectorHit.objects.filter(person=g.person):
        says = _("%s: it stood out who looked, and somebody looked into it.") % day_words(row.day)
        yield item(row, "looked", says, on=row.day, reason=Reason.ENQUIRY)
        yield from g.texts(row, "looked", "closing_words", on=row.day, reason=Reason.ENQUIRY)


@dataclass(frozen=True, slots=True)
class _Looked:
    """Somebody of an organisation looked on a day: once or often is not told."""

    day: date
    organisation: uuid.UUID
    purpose: str
    reason: str


def _openings(g: Gathering) -> Iterator[Item]:
    """From the record: when, which organisation, for what purpose; never who (design, section 5)."""
    found = {_looked(g, event) for event in _events(g) if event.organisation}
    names = dict(Organisation.objects.filter(pk__in={one.organisation for one in found}).values_list("pk", "name"))
    for one in found:
        words = {"day": day_words(one.day), "organisation": names.get(one.organisation, "")}
        says = _("%(day)s: %(organisation)s opened the record.") % words
        if one.purpose:
            purpose = purpose_words(one.purpose)
            says = _("%(day)s: %(organisation)s opened the record: %(purpose)s.") % {**words, "purpose": purpose}
        key = f"audit.AuditEvent:{one.day.isoformat()}:{one.organisation.hex}:{one.purpose[:20]}:{one.reason}"
        yield Item(key[:100], "looked", says, one.day, one.reason, data={"kind": "Opened", "part": "row"})


def _events(g: Gathering) -> Iterable[AuditEvent]:
    known = AuditReference.objects.filter(aliases.known_as([g.person.pk]), area_id=g.viewer.area_id)
    references = known.values("reference")
    about = AuditSubject.objects.filter(area_id=g.viewer.area_id, subject__in=references).values("event_id")
    viewing = Q(kind__startswith="shown") | Q(kind__in=VIEWING)
    return AuditEvent.objects.filter(viewing, area_id=g.viewer.area_id, pk__in=about)


def _looked(g: Gathering, event: AuditEvent) -> _Looked:
    post = g.posts.get(event.post) if event.post else None
    day = g.day(event.at)
    watches = post is not None and bool(WATCHERS & set(post.powers))
    reason = g.service_reason(event.service)
    if not reason and (watches or (event.post, day) in g.enquiring or _is_for_enquiry(g, event.purpose)):
        reason = Reason.ENQUIRY.value
    assert event.organisation is not None
    return _Looked(day, event.organisation, event.purpose, reason)


def _is_for_enquiry(g: Gathering, purpose: str) -> bool:
    known = packs.pack(g.viewer.jurisdiction).purposes.get(purpose)
    return known is not None and known.withheld_from_team


GATHERERS: Gatherers = {
    "involvement.Look": _looks,
    "people.BreakGlassPerson": _emergencies,
    "oversight.DetectorHit": _hits,
    "audit.AuditEvent": _openings,
}
