"""Two records that may be one person: put to the hub, which sees of each only what it may see."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.kit.answers import NOT_HERE, YES, Answer
from patchwork.people import queries
from patchwork.people.models import Person, SamePersonQuestion
from patchwork.people.policy import shielded
from patchwork.people.rules import is_hub

SAME, NOT_SAME, LEAVE = "same", "not_same", "leave"
ANSWERS = (SAME, NOT_SAME, LEAVE)


@dataclass(frozen=True, slots=True)
class Pair:
    """A question with both cards, as far as the viewer may see each."""

    question: SamePersonQuestion
    one: queries.CardRow
    other: queries.CardRow
    because: str

    @property
    def cards(self) -> tuple[queries.CardRow, queries.CardRow]:
        return self.one, self.other


def may_answer(viewer: Viewer, question: SamePersonQuestion) -> Answer:
    """The hub, for whom both are there; what was left open may be answered later."""
    if not is_hub(viewer):
        return NOT_HERE
    pair = Person.objects.filter(pk__in=[question.person_id, question.other_id])
    if access.scope(pair, viewer, View.CARD).count() != len({question.person_id, question.other_id}):
        return NOT_HERE
    return YES if question.answer in ("", LEAVE) else Answer(_("This was answered already."))


@transaction.atomic
def answer(*, by: Viewer, question: SamePersonQuestion, answer: str) -> SamePersonQuestion:
    """Record what the hub says. Nothing is merged by it."""
    row = SamePersonQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    may_answer(by, row).require()
    if answer not in ANSWERS:
        Answer(_("Choose an answer."), "answer").require()
    row.answer, row.answered_by_id, row.answered_at = answer, by.post_id, by.now
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record("same_person.answered", by=by, persons=[row.person_id, row.other_id], purpose=answer)
    return row


def open_questions(viewer: Viewer) -> QuerySet[SamePersonQuestion]:
    """Those about two persons who are both there for the hub; what was left for later comes last."""
    if not is_hub(viewer):
        return SamePersonQuestion.objects.none()
    there = access.scope(Person.objects.all(), viewer, View.CARD).values("pk")
    rows = SamePersonQuestion.objects.filter(answer__in=["", LEAVE], person__in=there, other__in=there)
    return rows.order_by("answer", "raised_at")


def pairs(viewer: Viewer) -> list[Pair]:
    """The open questions with both cards, which are noted as shown."""
    found = list(open_questions(viewer)[:50])
    persons = _cards({pk for row in found for pk in (row.person_id, row.other_id)}, viewer)
    audit.show(viewer, persons.values(), "card")
    return [_pair(row, persons[row.person_id], persons[row.other_id], viewer) for row in found]


def _cards(ids: set[uuid.UUID], viewer: Viewer) -> dict[uuid.UUID, Person]:
    rows = access.scope(Person.objects.filter(pk__in=ids), viewer, View.CARD)
    flags = {"is_shielded": shielded(viewer)}
    rows = access.with_opened_views(rows.annotate(**flags), viewer)
    return {person.pk: person for person in rows}


def _pair(row: SamePersonQuestion, one: Person, other: Person, viewer: Viewer) -> Pair:
    """Why they look alike is said only where both are open: of a protected one it could tell its number."""
    hidden = one.is_shielded or other.is_shielded
    words = {"identifier": _("the same number"), "name_and_birth": _("name and birthday")}
    because = _("they look alike") if hidden else words.get(row.because, _("they look alike"))
    return Pair(row, queries.card_of(one, viewer=viewer), queries.card_of(other, viewer=viewer), because)


def question_for(viewer: Viewer, question_id: uuid.UUID) -> SamePersonQuestion | None:
    """The question, if the viewer may answer it."""
    row = SamePersonQuestion.objects.filter(pk=question_id).first()
    return row if row is not None and (may_answer(viewer, row) or row.answer) and is_hub(viewer) else None
