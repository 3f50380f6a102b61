"""Two records that may be one person: who is asked, and what their answer does.

The hub says. What a veto speaks against, and whatever is protected or restricted, two people look at: another of the
hub, or the privacy officer. "Not the same" stays, also after a new list or another joining, until somebody takes it
back. For whoever may not see both, there is no such pair.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.directory.models import Post, Power
from patchwork.kit.answers import NOT_HERE, YES, Answer
from patchwork.notifications.telling import recipients, tell
from patchwork.people.matching import question_about
from patchwork.people.merging import actions as merging
from patchwork.people.merging import rules as merging_rules
from patchwork.people.models import Person, SamePersonQuestion
from patchwork.people.rules import is_hub, is_privacy

if TYPE_CHECKING:
    from patchwork.people.merging.models import Merge

SAME, NOT_SAME, LEAVE = "same", "not_same", "leave"
ANSWERS = (SAME, NOT_SAME, LEAVE)
OPEN = ("", LEAVE)
DECIDED = Answer(_("This was answered already."))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer did: joined them, or waits for a second person, or neither."""

    merge: Merge | None = None
    waits: bool = False


# ── rules ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def reviews(viewer: Viewer) -> bool:
    """Hub and privacy officer: the one decides, the other is the second pair of eyes."""
    return viewer.post_id is not None and (is_hub(viewer) or is_privacy(viewer))


def is_there(viewer: Viewer, question: SamePersonQuestion) -> bool:
    """Both persons, for somebody who reviews."""
    pair = Person.objects.filter(pk__in=[question.person_id, question.other_id])
    return reviews(viewer) and access.scope(pair, viewer, View.CARD).count() == 2


def may_answer(viewer: Viewer, question: SamePersonQuestion) -> Answer:
    """The hub, while it is open; while it waits for a second person, another one, or the privacy officer."""
    if not is_there(viewer, question):
        return NOT_HERE
    if question.answer == SAME:
        return _may_be_second(viewer, question)
    if not is_hub(viewer):
        return NOT_HERE
    return YES if question.answer in OPEN else DECIDED


def _may_be_second(viewer: Viewer, question: SamePersonQuestion) -> Answer:
    first = question.answered_by
    assert first is not None
    return merging_rules.may_agree(
        viewer, question.person, question.other, first_account=first.account_id,
        first_privacy=Power.PRIVACY in first.powers,
    )  # fmt: skip


def may_take_back(viewer: Viewer, question: SamePersonQuestion) -> Answer:
    """The hub, for whom both are there: any answer but a joining, which is undone by taking them apart."""
    if not is_hub(viewer) or not is_there(viewer, question):
        return NOT_HERE
    return YES if question.answer else Answer(_("This is open already."))


def decides(viewer: Viewer) -> bool:
    """The hub: it answers first, and takes back."""
    return viewer.post_id is not None and is_hub(viewer)


def may_see_answer(viewer: Viewer, question: SamePersonQuestion) -> bool:
    """Whether pressing a button on this pair is there at all: for the privacy officer only as the second person."""
    return is_there(viewer, question) and (is_hub(viewer) or question.answer == SAME)


# ── deeds ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def answer(*, by: Viewer, question: SamePersonQuestion, answer: str, keeps: str = "") -> Outcome:
    """What somebody says about a pair. `keeps`: which record goes on, where they are the same ("other" or "one").

    Raises:
        Refused: the pair is not there for them, was answered already, or needs somebody else now.
    """
    row = _locked(question)
    may_answer(by, row).require()
    if answer not in ANSWERS:
        Answer(_("Choose an answer."), "answer").require()
    audit.record("same_person.answered", by=by, persons=[row.person_id, row.other_id], purpose=answer)
    first = row.answered_by if row.answer == SAME else None
    if answer != SAME:
        _say(row, by, answer)
        return Outcome()
    if first is None:
        row.keeps_other = keeps == "other"
        _say(row, by, SAME)
        if merging_rules.needs_two(row.person, row.other):
            _ask_a_second(row, by)
            return Outcome(waits=True)
    return Outcome(_join(row, by, first))


def _locked(question: SamePersonQuestion) -> SamePersonQuestion:
    rows = SamePersonQuestion.objects.select_for_update(of=("self",)).select_related("person", "other", "answered_by")
    found = rows.filter(pk=question.pk).first()
    if found is None:
        DECIDED.require()  # they have been joined in another window
    assert found is not None
    return found


def _say(row: SamePersonQuestion, by: Viewer, answer: str) -> None:
    row.answer, row.answered_by_id, row.answered_at = answer, by.post_id, by.now
    row.save(update_fields=["answer", "answered_by", "answered_at", "keeps_other"])


def _join(row: SamePersonQuestion, by: Viewer, first: Post | None) -> Merge:
    keep, gone = (row.other, row.person) if row.keeps_other else (row.person, row.other)
    return merging.merge(by=by, keep=keep, gone=gone, because=row.because, first=first)


def _ask_a_second(row: SamePersonQuestion, by: Viewer) -> None:
    posts = Post.objects.current(by.today).with_power(Power.HUB, Power.PRIVACY).filter(area_id=by.area_id)
    posts = posts.filter(account__is_active=True).exclude(account_id=by.in_account)
    tell("same_person.second", area_id=by.area_id, event=row.pk, to=recipients(posts), now=by.now)


@transaction.atomic
def take_back(*, by: Viewer, question: SamePersonQuestion) -> SamePersonQuestion:
    """The pair is open again."""
    row = _locked(question)
    may_take_back(by, row).require()
    _reopen(row)
    audit.record("same_person.reopened", by=by, persons=[row.person_id, row.other_id])
    return row


@transaction.atomic
def part(*, by: Viewer, merge: Merge, not_the_same: bool) -> merging.Apart:
    """Take a joined pair apart. `not_the_same` keeps that they are two; otherwise the question is open again."""
    apart = merging.unmerge(by=by, merge=merge)
    row = question_about(apart.kept.pk, apart.restored.pk)
    if row is not None and not_the_same:
        _say(row, by, NOT_SAME)
    elif row is not None:
        _reopen(row)
    return apart


def _reopen(row: SamePersonQuestion) -> None:
    row.answer, row.answered_by, row.answered_at = "", None, None
    row.save(update_fields=["answer", "answered_by", "answered_at"])


# ── which there are ───────────────────────────────────────────────────────────────────────────────────────────────


def there(viewer: Viewer) -> QuerySet[SamePersonQuestion]:
    """Every question about two persons who are both there for somebody who reviews."""
    if not reviews(viewer):
        return SamePersonQuestion.objects.none()
    persons = access.scope(Person.objects.all(), viewer, View.CARD).values("pk")
    found: QuerySet[SamePersonQuestion] = SamePersonQuestion.objects.filter(person__in=persons, other__in=persons)
    return found


def open_questions(viewer: Viewer) -> QuerySet[SamePersonQuestion]:
    """Those the viewer may answer now. Their own that wait for a second person stand with what was decided."""
    waits = Q(answer=SAME) & ~Q(answered_by__account_id=viewer.account_id)
    return there(viewer).filter(Q(answer__in=OPEN) | waits if is_hub(viewer) else waits).order_by("raised_at", "pk")


def question_for(viewer: Viewer, question_id: uuid.UUID) -> SamePersonQuestion | None:
    """The question, if both persons are there for somebody who reviews."""
    found = SamePersonQuestion.objects.select_related("person", "other", "answered_by").filter(pk=question_id).first()
    return found if found is not None and is_there(viewer, found) else None
