"""Who works, or has worked, with the person; when they were seen, and what is planned."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from patchwork.agreements import packs
from patchwork.directory import taxonomy
from patchwork.involvement.models import Contact, Involvement, Showing
from patchwork.involvement.words import contact_kinds, end_words, planned_kinds
from patchwork.oversight.subject.gathering.reasons import Gatherers, Gathering
from patchwork.oversight.subject.items import Item, day_words, item
from patchwork.oversight.subject.models import Reason

ENQUIRING_SERVICE = "child_protection"
"""What such a service works by first is an enquiry."""


def _involvements(g: Gathering) -> Iterator[Item]:
    rows = Involvement.objects.filter(person=g.person).select_related("post__account", "service__organisation")
    for row in rows:
        reason = g.authored(row)
        yield item(row, "team", _involvement_words(row), on=row.started_on, reason=reason)
        yield from _basis(g, row, reason)
        yield from g.texts(row, "team", "ground_answers", on=row.started_on, reason=reason)


def _basis(g: Gathering, row: Involvement, reason: str) -> Iterator[Item]:
    """The legal basis apart from the work itself: it may tell that there is an enquiry."""
    pack = packs.pack(g.viewer.jurisdiction)
    basis = pack.bases.get(row.basis)
    if basis is None:
        return
    enquiry = row.is_statutory or basis.family == "silent" or basis.code in pack.defaults.get(ENQUIRING_SERVICE, ())[:1]
    says = _("Legal basis (%(who)s): %(basis)s.") % {"who": row.service.name, "basis": basis.words}
    yield item(
        row, "team", says, on=row.started_on, reason=reason or (Reason.ENQUIRY.value if enquiry else ""), part="basis"
    )


def _involvement_words(row: Involvement) -> str:
    named = row.post is not None and not row.service.duty_line_only
    who = ", ".join(filter(None, (
        row.post.account.name if named else "", str(taxonomy.role(row.role).words), row.service.name,
        row.service.organisation.name,
    )))  # fmt: skip
    words = {"who": who, "since": day_words(row.started_on), "until": day_words(row.ended_on)}
    if row.ended_on:
        why = end_words(row.end_reason)
        ended = _("%(who)s: from %(since)s until %(until)s.") % words
        return ended + (_(" It ended because: %s.") % why if why else "")
    said = _("%(who)s: since %(since)s.") % words
    return said + ("" if row.confirmed_at else _(" Not confirmed yet."))


def _contacts(g: Gathering) -> Iterator[Item]:
    kinds, planned = dict(contact_kinds(g.person, g.viewer.today)), dict(planned_kinds(g.person, g.viewer.today))
    for row in Contact.objects.filter(person=g.person).select_related("service__organisation"):
        at = row.happened_at or row.planned_for
        assert at is not None
        on, reason = g.day(at), g.authored(row)
        if not reason and row.happened_at is None and row.showing == Showing.NOTHING:
            reason = Reason.ENQUIRY.value  # an unannounced visit
        words = {
            "day": day_words(on),
            "what": (kinds if row.happened_at else planned).get(row.kind, row.kind),
            "who": row.service.organisation.name,
        }
        says = _("%(day)s: %(what)s (%(who)s).") if row.happened_at else _("Planned for %(day)s: %(what)s (%(who)s).")
        taken_back = _(" Taken back.") if row.cancelled_at else ""
        yield item(row, "contacts", says % words + taken_back, on=on, reason=reason)


GATHERERS: Gatherers = {
    "involvement.Involvement": _involvements,
    "involvement.Contact": _contacts,
}
