"""How the record is kept: what shuts or protects it, and who asked for what is held."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from patchwork.oversight.subject.gathering.reasons import Gatherers, Gathering
from patchwork.oversight.subject.items import Item, day_words, item
from patchwork.oversight.subject.models import Asker, Correction, KeepingDeed, Reason, SubjectAccessCase
from patchwork.people.merging.models import Merge, MergeStep, NotThisPerson, Step
from patchwork.people.models import Exclusion, SamePersonQuestion, Shield, ShieldRequest


def _exclusions(g: Gathering) -> Iterator[Item]:
    for row in Exclusion.objects.filter(person=g.person):
        on = g.day(row.asked_at)
        says = _("The record was shut to a colleague who knows the person privately, or this was asked for.")
        yield item(row, "kept", says, on=on, reason=Reason.THIRD_PARTY)
        yield from g.texts(row, "kept", "why", "review_words", on=on, reason=Reason.THIRD_PARTY)


def _shields(g: Gathering) -> Iterator[Item]:
    for row in Shield.objects.filter(person=g.person):
        on, reason = g.day(row.set_at), g.unless_own(Reason.HARM)
        yield item(row, "kept", _("The record is protected: %s") % row.get_kind_display(), on=on, reason=reason)
        yield from g.texts(row, "kept", "why", "lift_why", on=on, reason=reason)


def _shield_requests(g: Gathering) -> Iterator[Item]:
    for row in ShieldRequest.objects.filter(person=g.person):
        on, reason = g.day(row.asked_at), g.unless_own(Reason.HARM)
        yield item(row, "kept", _("It was asked that the record be protected."), on=on, reason=reason)
        yield from g.texts(row, "kept", "why", "answer", on=on, reason=reason)


def _same_persons(g: Gathering) -> Iterator[Item]:
    rows = SamePersonQuestion.objects.filter(Q(person=g.person) | Q(other=g.person))
    for row in rows:
        says = _("It was asked whether this record and another are of one person.")
        yield item(row, "kept", says, on=g.day(row.raised_at), reason=Reason.THIRD_PARTY)


def _joined(g: Gathering) -> Iterator[Item]:
    """That two records were one person's, or were taken for it; and what of the other one is kept aside, in numbers:
    everything else of it is listed as theirs.
    """
    for row in Merge.objects.filter(Q(kept=g.person) | Q(gone=g.person.pk)):
        on = g.day(row.at)
        undone = _(" They were taken apart again.") if row.undone_at else ""
        reason = Reason.THIRD_PARTY if row.undone_at else ""
        yield item(row, "kept", _("Two records were joined here.") + undone, on=on, reason=reason)


def _put_aside(g: Gathering) -> Iterator[Item]:
    """The other record's own columns, and rows that were there twice."""
    for row in MergeStep.objects.filter(merge__kept=g.person, kind=Step.ASIDE).select_related("merge"):
        words = json.loads(g.open(row, "was")) if row.model == "people.Person" else {}
        on = g.day(row.merge.at)
        called = f"{words.get('given_names', '')} {words.get('family_name', '')}".strip()
        says = _("A row is kept aside, to undo the joining.")
        if words:
            says = _("The other record said: %(name)s, born on %(day)s.") % {
                "name": called,
                "day": words.get("born_on") or "–",
            }
        yield item(row, "kept", says, on=on, reason="" if words else Reason.HIDDEN)


def _not_on_lists(g: Gathering) -> Iterator[Item]:
    for row in NotThisPerson.objects.filter(person=g.person):
        says = _("A list names somebody like this person. Somebody said that it is another one.")
        yield item(row, "kept", says, on=g.day(row.said_at), reason=Reason.THIRD_PARTY)


def _earlier_cases(g: Gathering) -> Iterator[Item]:
    for row in SubjectAccessCase.objects.filter(person=g.person).exclude(pk=g.case.pk):
        says = _("%(day)s: what is held here was asked for by %(who)s.") % {
            "day": day_words(row.received_on), "who": row.get_asked_by_display(),
        }  # fmt: skip
        is_theirs = g.is_own and row.asked_by == Asker.SELF
        yield item(row, "kept", says, on=row.received_on, reason="" if is_theirs else Reason.THIRD_PARTY)
        yield from g.texts(
            row, "kept", "who_words", on=row.received_on, reason="" if is_theirs else Reason.THIRD_PARTY.value
        )


def _corrections(g: Gathering) -> Iterator[Item]:
    for row in Correction.objects.filter(case__person=g.person).select_related("case"):
        on = g.day(row.asked_at)
        became = row.get_outcome_display() if row.outcome else _("not answered yet")
        says = _("%(day)s: it was asked to put something right: %(became)s.") % {
            "day": day_words(on), "became": became,
        }  # fmt: skip
        mine = row.case_id == g.case.pk or (g.is_own and row.case.asked_by == Asker.SELF)
        reason = "" if mine else Reason.THIRD_PARTY.value
        yield item(row, "kept", says, on=on, reason=reason)
        yield from g.texts(row, "kept", "words", "outcome_words", on=on, reason=reason)


def _keeping(g: Gathering) -> Iterator[Item]:
    """A hold may be for an investigation."""
    for row in KeepingDeed.objects.filter(person=g.person):
        on = g.day(row.at)
        says = f"{day_words(on)}: {row.get_kind_display()}."
        yield item(row, "kept", says, on=on, reason=Reason.ENQUIRY)
        yield from g.texts(row, "kept", "words", on=on, reason=Reason.ENQUIRY)


GATHERERS: Gatherers = {
    "people.Exclusion": _exclusions,
    "people.Shield": _shields,
    "people.ShieldRequest": _shield_requests,
    "people.SamePersonQuestion": _same_persons,
    "people.Merge": _joined,
    "people.MergeStep": _put_aside,
    "people.NotThisPerson": _not_on_lists,
    "oversight.SubjectAccessCase": _earlier_cases,
    "oversight.Correction": _corrections,
    "oversight.KeepingDeed": _keeping,
}
