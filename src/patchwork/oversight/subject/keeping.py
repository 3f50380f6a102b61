"""What follows a request: put something right, hold the record, restrict it, erase it.

Restricted (UK GDPR Art. 18, from memory): stored, and otherwise only used to protect somebody. So nobody new finds the
record and the team changes nothing; the hub and those with a statutory involvement go on, and the privacy officer.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django.db import connection
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork import audit
from patchwork.access import Viewer
from patchwork.directory import proposals
from patchwork.directory.models import Power, Proposal
from patchwork.directory.viewing import Viewer as Decider
from patchwork.kit.answers import NOT_HERE, YES, Answer, Refused
from patchwork.oversight.subject import cases
from patchwork.oversight.subject.items import SECTIONS, day_words
from patchwork.oversight.subject.models import (
    Correction,
    Keeping,
    KeepingDeed,
    Outcome,
    SubjectAccessCase,
    reference_of,
)
from patchwork.people import slots
from patchwork.people.actions import erase_person
from patchwork.people.models import Person
from patchwork.people.rules import is_privacy

if TYPE_CHECKING:
    from patchwork.accounts.proving import Proof
    from patchwork.kit.answers import Words


# ── put right ─────────────────────────────────────────────────────────────────────────────────────────────────────


def ask_correction(*, by: Viewer, case: SubjectAccessCase, words: str) -> Correction:
    """They say that something is wrong. The team puts it right, the privacy officer keeps what became of it."""
    cases.may_work_on(by, case).require()
    _require_words(words)
    list(type(case).objects.select_for_update(no_key=True, of=("self",)).filter(pk=case.pk).values_list("pk"))
    waiting = Correction.objects.filter(case=case, outcome="")
    if same := next((one for one in waiting if one.words == words), None):  # pressed twice
        return same
    row = Correction.objects.create(
        area_id=by.area_id, case=case, words=words, asked_at=by.now, asked_by_id=by.in_post
    )  # fmt: skip
    audit.record("subject.correction_asked", by=by, persons=[case.person_id])
    return row


def answer_correction(*, by: Viewer, correction: Correction, outcome: str, words: str) -> Correction:
    """What became of it, in words that can be told to who asked."""
    cases.may_work_on(by, correction.case).require()
    row = Correction.objects.select_for_update(of=("self",)).get(pk=correction.pk)
    if row.outcome:
        raise Refused(gettext_lazy("This was answered already."))
    if outcome not in Outcome.values:
        raise Refused(gettext_lazy("Choose what became of it."), field="outcome")
    _require_words(words)
    row.outcome, row.outcome_words, row.answered_at, row.answered_by_id = outcome, words, by.now, by.in_post
    row.save(update_fields=["outcome", "outcome_words", "answered_at", "answered_by"])
    audit.record("subject.correction_answered", by=by, persons=[correction.case.person_id], purpose=outcome)
    return row


def _require_words(words: str) -> None:
    if len(words.strip()) < cases.LEAST_WORDS:
        raise Refused(gettext_lazy("Write a few more words: at least 10 characters."), field="words")


# ── hold and restrict ─────────────────────────────────────────────────────────────────────────────────────────────


def possible(person: Person) -> list[Keeping]:
    """What may be done with the record as a whole now."""
    return [
        Keeping.UNHOLD if person.held_at else Keeping.HOLD,
        Keeping.UNRESTRICT if person.restricted_at else Keeping.RESTRICT,
    ]


def keep(*, by: Viewer, case: SubjectAccessCase, kind: str, words: str) -> KeepingDeed:
    """Hold, restrict, or end either. A hold stops every deletion, of the nightly clean-up and by hand."""
    cases.may_work_on(by, case).require()
    _require_words(words)
    person = Person.objects.select_for_update().get(pk=case.person_id)
    if kind not in possible(person):
        raise Refused(gettext_lazy("That is so already."), field="kind")
    column = "held_at" if kind in {Keeping.HOLD, Keeping.UNHOLD} else "restricted_at"
    setattr(person, column, by.now if kind in {Keeping.HOLD, Keeping.RESTRICT} else None)
    person.save(update_fields=[column])
    audit.record(f"subject.{kind}", by=by, persons=[person])
    return KeepingDeed.objects.create(
        area_id=by.area_id, person=person, kind=kind, words=words, at=by.now, by_id=by.in_post
    )


# ── erase ─────────────────────────────────────────────────────────────────────────────────────────────────────────

ERASE = "subject_erase"
OVER, ERROR = "over", "error"
GROUNDS: list[tuple[str, Words]] = [
    (OVER, gettext_lazy("Its time is over")),
    (ERROR, gettext_lazy("It should never have been here, or a court or the authority orders it")),
]
STAYS = (
    gettext_lazy("The record of who saw and did what: it holds a random number instead of the person, and what this "
                 "number means is erased. So nobody can hide what they did."),
    gettext_lazy("Relatives who have a record of their own here, with what is held about them."),
    gettext_lazy("Counts of use, which name nobody."),
    gettext_lazy("Backup copies, until they are overwritten."),
)  # fmt: skip


SECTION_OF = {
    "people.Person": "who", "people.FormerName": "who", "people.Address": "who", "people.Identifier": "who",
    "people.SearchRow": "who", "people.Relationship": "family", "people.FamilyMember": "family",
    "involvement.Involvement": "team", "involvement.Contact": "contacts", "agreements.Agreement": "said",
    "activity.Deed": "happened", "conversation.Attention": "happened", "conversation.AttentionRecipient": "happened",
    "involvement.TeamInvitation": "happened", "involvement.HandOver": "happened", "involvement.Look": "looked",
    "involvement.LastOpened": "looked", "people.BreakGlass": "looked", "people.BreakGlassPerson": "looked",
}  # fmt: skip
"""Under which heading of the file a table's rows are counted; all others are how the record is kept."""


@dataclass(frozen=True, slots=True)
class DryRun:
    """What erasing would do, without doing it."""

    goes: Sequence[tuple[Words, int]]
    stays: Sequence[Words]
    kept_until: date | None
    over: Answer
    error: Answer

    @property
    def grounds(self) -> list[tuple[str, Words]]:
        """For which of them it may be erased now."""
        may = {OVER: self.over, ERROR: self.error}
        return [(code, words) for code, words in GROUNDS if may[code]]


def dry_run(person: Person, *, by: Viewer) -> DryRun:
    """Count what would go, and say what stays and why; nothing is changed."""
    collector = Collector(using=connection.alias, origin=person)
    collector.collect([person])
    counts: Counter[str] = Counter()
    for model, rows in collector.data.items():
        counts[SECTION_OF.get(model._meta.label, "kept")] += len(rows)
    for found in collector.fast_deletes:
        counts[SECTION_OF.get(found.model._meta.label, "kept")] += found.count()
    goes = [(title, counts[code]) for code, title in SECTIONS.items() if counts[code]]
    return DryRun(goes, STAYS, kept_until(person, by), may_erase(by, person, OVER), may_erase(by, person, ERROR))


def kept_until(person: Person, viewer: Viewer | Decider) -> date | None:
    """The day on which its time is over by the jurisdiction's rule; None where it does not run."""
    years = slots.retention_years(viewer.jurisdiction)
    if years is None or person.last_needed_on is None:
        return None
    last = person.last_needed_on
    try:
        return last.replace(year=last.year + years)
    except ValueError:  # 29 February
        return date(last.year + years, 3, 1)


def may_erase(viewer: Viewer, person: Person, ground: str) -> Answer:
    """The privacy officer asks for it; a second person has to agree."""
    return can_be_erased(viewer, person, ground) if is_privacy(viewer) else NOT_HERE


def can_be_erased(viewer: Viewer | Decider, person: Person, ground: str) -> Answer:
    """By the jurisdiction's time, or because it should not be here; never while it is held or somebody needs it."""
    if person.held_at is not None:
        return Answer(gettext_lazy("The record is held. End the hold first, if you may."))
    if _is_needed(person, viewer):
        return Answer(gettext_lazy("Somebody works with the person now: the record is needed. Ask them first."))
    if ground == OVER:
        return _may_erase_by_time(viewer, person)
    return YES if ground == ERROR else Answer(gettext_lazy("Choose why it is erased."), field="ground")


def _may_erase_by_time(viewer: Viewer | Decider, person: Person) -> Answer:
    day = kept_until(person, viewer)
    if day is None:
        return Answer(gettext_lazy("Its time has not begun: nobody has noted yet that the last of them left."))
    if day > viewer.today:
        return Answer(_("It is kept until %(day)s by the rule of your area.") % {"day": day_words(day)})
    return YES


def _is_needed(person: Person, viewer: Viewer | Decider) -> bool:
    needs = slots.SLOTS.needs
    if needs is None:
        return True  # nobody has said: the careful answer
    return Person.objects.filter(needs.now("pk", viewer.now, viewer.today), pk=person.pk).exists()


def ask_to_erase(*, by: Viewer, case: SubjectAccessCase, ground: str, typed: str, proof: Proof) -> Proposal:
    """Ask for it: nothing goes until a second person agrees, who is told the reference of the case and no name.

    Raises:
        Refused: held, needed, too early, the name is not typed as it stands, or no fresh second factor.
    """
    cases.may_work_on(by, case).require()
    if not proof.is_good(by.account_id, by.now):
        raise Refused(gettext_lazy("Give your second factor again."))
    person = Person.objects.select_for_update().get(pk=case.person_id)
    may_erase(by, person, ground).require()
    if " ".join(typed.split()) != person.name:
        raise Refused(gettext_lazy("Type the name exactly as it stands above."), field="typed")
    audit.record("subject.erase_asked", by=by, persons=[person], purpose=ground)
    return proposals.propose(by=by, kind=ERASE, about=case.pk, change={"ground": ground})


def waiting_to_erase(case: SubjectAccessCase, viewer: Viewer) -> Proposal | None:
    """The proposal to erase it that waits for its second person."""
    rows = Proposal.objects.filter(proposals.still_open(viewer), area_id=viewer.area_id, kind=ERASE, about=case.pk)
    found: Proposal | None = rows.first()
    return found


def _may_ask(viewer: Decider, about: Any, change: dict[str, Any]) -> Answer:
    return YES if viewer.is_active and viewer.has(Power.PRIVACY) else NOT_HERE


def _check(viewer: Decider, about: Any, change: dict[str, Any]) -> Answer:
    case = SubjectAccessCase.objects.select_related("person").filter(area_id=viewer.area_id, pk=about).first()
    if case is None:
        return Answer(gettext_lazy("This record is gone already."))
    if not case.is_open:
        return Answer(gettext_lazy("The case was closed. It can be asked for again from a new one."))
    return can_be_erased(viewer, case.person, change["ground"])


def _erase(viewer: Decider, proposal: Proposal) -> None:
    """Erase the person and everything about them, the case too. The chain of the record stays whole."""
    person_id = SubjectAccessCase.objects.values_list("person_id", flat=True).get(pk=cast(Any, proposal.about))
    person = Person.objects.select_for_update().get(pk=person_id, area_id=viewer.area_id)
    can_be_erased(viewer, person, proposal.change["ground"]).require()
    audit.record("subject.erased", by=viewer, persons=[person], purpose=proposal.change["ground"])
    erase_person(by=cast(Viewer, viewer), person=person)


def _cases(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, SubjectAccessCase]:
    return SubjectAccessCase.objects.in_bulk(ids)


def _reads(proposal: Proposal, case: SubjectAccessCase | None) -> str:
    """By the reference alone: administrators see no person."""
    return _("Erase the record of the subject-access case %(reference)s for good. Why: %(ground)s") % {
        "reference": reference_of(cast(uuid.UUID, proposal.about)),
        "ground": dict(GROUNDS).get(proposal.change["ground"], ""),
    }


def register_proposal() -> None:
    """Called once at start."""
    words = gettext_lazy("Erase a record")
    proposals.add_kind(proposals.Kind(ERASE, words, _may_ask, _check, _erase, _reads, _cases))
