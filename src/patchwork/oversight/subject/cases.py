"""A subject-access case: opened, its steps answered by somebody named, released, closed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.agreements import packs
from patchwork.involvement.models import Involvement
from patchwork.kit.answers import NOT_HERE, YES, Answer, Refused
from patchwork.oversight.subject.models import Asker, StepKind, SubjectAccessCase, SubjectAccessStep
from patchwork.people.ages import is_child, whole_years
from patchwork.people.models import Person, Relationship
from patchwork.people.policy import is_mother
from patchwork.people.queries import person_or_404
from patchwork.people.rules import is_privacy

if TYPE_CHECKING:
    from patchwork.directory.models import Post
    from patchwork.kit.answers import Words

LONG_AGO = timedelta(days=366)
LEAST_WORDS = 10

# What may be answered to each step: code, words, and whether it lets the file go out.
ANSWERS: dict[str, tuple[tuple[str, Words, bool], ...]] = {
    StepKind.IDENTITY: (
        ("document", _("I saw a document with a photograph"), True),
        ("known", _("A colleague who knows them has confirmed it, face to face or by calling back"), True),
        ("questions", _("By questions that only they can answer, and calling back"), True),
        ("not_sure", _("It is not sure yet"), False),
    ),
    StepKind.AUTHORITY: (
        ("own", _("They ask for themselves"), True),
        ("parental", _("They hold parental responsibility: I saw a document"), True),
        ("mandate", _("They act for the person: I saw it in writing"), True),
        ("court", _("A court has appointed them: I saw the order"), True),
        ("not_sure", _("It is not sure yet"), False),
    ),
    StepKind.HARM: (
        ("none", _("No serious harm is likely"), True),
        ("parts", _("Parts could do serious harm: these are withheld"), True),
        ("all", _("Giving out the file at all could do serious harm"), False),
    ),
    StepKind.COERCION: (
        ("free", _("They ask of their own accord: I spoke to them alone"), True),
        ("made", _("Somebody may be making them ask"), False),
        ("not_sure", _("I could not speak to them alone yet"), False),
    ),
}
CHILDS_SAY: tuple[tuple[str, Words, bool], ...] = (
    ("yes", _("The child says yes"), True),
    ("no", _("The child says no"), False),
    ("cannot", _("The child cannot decide this, because…"), True),
    ("too_young", _("The child is too young to be asked"), True),
)


# ── rules ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def may_open(viewer: Viewer, person: Person) -> Answer:
    """The privacy officer, for whomever they may find; one case at a time for a person."""
    if not is_privacy(viewer) or viewer.post_id is None:
        return NOT_HERE
    if not access.may(viewer, View.CARD, person) and not is_expected_in_a_case(viewer, person):
        return NOT_HERE
    if SubjectAccessCase.objects.filter(person=person, closed_at__isnull=True).exists():
        return Answer(_("A case for this person is open already. Close it first."))
    return YES


def expected(viewer: Viewer, case: SubjectAccessCase) -> list[Person]:
    """Children not born yet whose mother asks for herself: the way to their record leads through her case alone."""
    if not may_work_on(viewer, case) or case.asked_by != Asker.SELF:
        return []
    rows = Relationship.objects.filter(is_mother(), person=case.person, other__expected_on__isnull=False)
    return [row.other for row in rows.select_related("other") if row.other.is_unborn]


def is_expected_in_a_case(viewer: Viewer, person: Person) -> bool:
    """Whether its mother's case is open."""
    mothers = Relationship.objects.filter(other=person).values("person")
    open_cases = cases(viewer).filter(person__in=mothers, closed_at__isnull=True)
    return any(person in expected(viewer, case) for case in open_cases)


def person_to_ask_about(person_id: uuid.UUID, *, viewer: Viewer) -> Person:
    """Whom a case may be opened for: whoever's card the viewer has, or a child expected in an open case."""
    unborn = Person.objects.filter(pk=person_id, expected_on__isnull=False, area_id=viewer.area_id).first()
    if unborn is not None and is_privacy(viewer) and is_expected_in_a_case(viewer, unborn):
        audit.show(viewer, [unborn], "card")
        return unborn
    return person_or_404(person_id, viewer=viewer)


def may_work_on(viewer: Viewer, case: SubjectAccessCase) -> Answer:
    """Whether the content may be read and the case changed: by the privacy officer, while it is open."""
    if not is_privacy(viewer) or not access.may(viewer, View.CARD, case):
        return NOT_HERE
    return YES if case.is_open else Answer(_("This case is closed. Open a new one to read anything again."))


def is_child_now(person: Person, viewer: Viewer) -> bool:
    """Under 18, not born yet, or of unknown age."""
    return is_child(person.born_on, person.expected_on, viewer.today)


def decides_themselves(person: Person, viewer: Viewer) -> bool:
    """Old enough that one assumes they decide for themselves, unless somebody says why not. The pack names the age."""
    if person.born_on is None or not is_child_now(person, viewer):
        return False
    return whole_years(person.born_on, viewer.today) >= packs.pack(viewer.jurisdiction).ask_child_from_age


def needs_childs_say(case: SubjectAccessCase, viewer: Viewer) -> bool:
    """Somebody else asks about a child who is born: the child is asked, or it is said why not."""
    person = case.person
    return case.asked_by != Asker.SELF and person.born_on is not None and is_child_now(person, viewer)


def may_release(viewer: Viewer, case: SubjectAccessCase) -> Answer:
    """Whether the file may be given out; otherwise what is missing, all of it, in words."""
    working = may_work_on(viewer, case)
    if not working:
        return working
    missing = missing_steps(viewer, case)
    return Answer(" ".join(str(words) for words in missing)) if missing else YES


def missing_steps(viewer: Viewer, case: SubjectAccessCase) -> list[Words]:
    """A sentence for each step that does not let the file go out."""
    steps = {step.kind: step for step in case.steps.all()}
    found = [_problem_of(kind, steps.get(kind)) for kind in StepKind]
    found.append(_childs_problem(viewer, case, steps.get(StepKind.AUTHORITY)))
    return [words for words in found if words]


UNANSWERED: dict[str, Words] = {
    StepKind.IDENTITY: _("Check who they are, and say how."),
    StepKind.AUTHORITY: _("Say whether they may ask."),
    StepKind.HARM: _("Ask a professional who knows the person whether it could do serious harm, and name them."),
    StepKind.COERCION: _("Speak to them alone: is somebody making them ask?"),
}
STOPS: dict[str, Words] = {
    StepKind.IDENTITY: _("It is not sure yet who they are."),
    StepKind.AUTHORITY: _("It is not sure yet whether they may ask."),
    StepKind.HARM: _("The professional says that giving out the file could do serious harm."),
    StepKind.COERCION: _("It is not sure that they ask of their own accord."),
}


def _problem_of(kind: str, step: SubjectAccessStep | None) -> Words:
    if step is None:
        return UNANSWERED[kind]
    return "" if _lets(ANSWERS[kind], step.answer) else STOPS[kind]


def _childs_problem(viewer: Viewer, case: SubjectAccessCase, step: SubjectAccessStep | None) -> Words:
    if step is None or not needs_childs_say(case, viewer):
        return ""
    if step.childs_say == "no":
        return _("The child has said no. Without their yes the file is not given out.")
    if step.childs_say == "too_young" and decides_themselves(case.person, viewer):
        return _("The child is old enough to be asked. Ask them, alone, and write down what they say.")
    return "" if _lets(CHILDS_SAY, step.childs_say) else _("Ask the child, and write down what they say.")


def _lets(known: tuple[tuple[str, Words, bool], ...], answer: str) -> bool:
    return any(code == answer and lets for code, _words, lets in known)


def judges_harm(viewer: Viewer, post: Post, person: Person) -> Answer:
    """The right professional: works with the person, confirmed, or leads who does, or is the hub; never the officer."""
    rows = Involvement.objects.confirmed(viewer.now, viewer.today).filter(person=person)
    works = rows.filter(Q(post=post) | Q(post__supervisor=post)).exists()
    if post.pk != viewer.post_id and post.account_id != viewer.account_id and (works or "hub" in post.powers):
        return YES
    return Answer(
        _("Name a colleague who works with them, their supervisor, or the hub; not yourself."), field="professional"
    )


# ── deeds ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def due_on(viewer: Viewer, received_on: date) -> date:
    """By when it has to be answered there."""
    return packs.pack(viewer.jurisdiction).subject_access_due(received_on)


def open_case(*, by: Viewer, person: Person, asked_by: str, who_words: str, received_on: date) -> SubjectAccessCase:
    """Begin. Nothing is read yet."""
    may_open(by, person).require()
    if not by.today - LONG_AGO <= received_on <= by.today:
        raise Refused(_("Enter the day on which they asked: today or a day of the last year."), field="received_on")
    case = SubjectAccessCase.objects.create(
        area_id=by.area_id, person=person, asked_by=asked_by, who_words=who_words, received_on=received_on,
        due_on=due_on(by, received_on), opened_at=by.now, opened_by_id=by.in_post,
    )  # fmt: skip
    audit.record("subject.opened", by=by, persons=[person], purpose=asked_by)
    return case


@dataclass(frozen=True, slots=True)
class StepAnswer:
    """What is said to a step."""

    answer: str
    words: str = ""
    childs_say: str = ""
    professional: Post | None = None


def answer_step(*, by: Viewer, case: SubjectAccessCase, kind: str, said: StepAnswer) -> SubjectAccessStep:
    """Answer one of the steps, or answer it again."""
    may_work_on(by, case).require()
    case = _locked(case)
    _check(by, case, kind, said)
    step, _made = SubjectAccessStep.objects.update_or_create(
        area_id=by.area_id, case=case, kind=kind,
        defaults={
            "answer": said.answer, "childs_say": said.childs_say, "words": said.words,
            "professional": said.professional, "answered_by_id": by.in_post, "answered_at": by.now,
        },
    )  # fmt: skip
    audit.record(f"subject.{kind}", by=by, persons=[case.person_id], purpose=f"{said.answer} {said.childs_say}".strip())
    return step


def _check(by: Viewer, case: SubjectAccessCase, kind: str, said: StepAnswer) -> None:
    if said.answer not in {code for code, _words, _lets in ANSWERS[kind]}:
        raise Refused(_("Choose one of the answers."), field="answer")
    if kind == StepKind.AUTHORITY:
        _check_authority(by, case, said)
    if kind == StepKind.HARM:
        if said.professional is None:
            raise Refused(_("Name the professional who judged it."), field="professional")
        judges_harm(by, said.professional, case.person).require()
        _require_words(said)


def _check_authority(by: Viewer, case: SubjectAccessCase, said: StepAnswer) -> None:
    is_self = case.asked_by == Asker.SELF
    if is_self and said.answer not in {"own", "not_sure"}:
        raise Refused(_("They ask for themselves: nobody’s authority is needed."), field="answer")
    if not is_self and said.answer == "own":
        raise Refused(_("Somebody else asks here: say what lets them."), field="answer")
    if not needs_childs_say(case, by):
        return
    if not said.childs_say:
        raise Refused(_("Ask the child, and write down what they say."), field="childs_say")
    if said.childs_say == "too_young" and decides_themselves(case.person, by):
        raise Refused(_("The child is old enough to be asked. Ask them, alone."), field="childs_say")
    if said.childs_say == "cannot":
        _require_words(said)


def _require_words(said: StepAnswer) -> None:
    if len(said.words.strip()) < LEAST_WORDS:
        raise Refused(_("Write a few more words: at least 10 characters."), field="words")


def note_released(*, by: Viewer, case: SubjectAccessCase, as_: str) -> None:
    """The file has been made for giving out, as a page or as data."""
    if case.released_at is None:
        case.released_at, case.released_by_id = by.now, by.in_post
        case.save(update_fields=["released_at", "released_by"])
    audit.record("subject.released", by=by, persons=[case.person_id], purpose=as_)


def close_case(*, by: Viewer, case: SubjectAccessCase) -> SubjectAccessCase:
    """Nothing can be read any more; what was withheld and why stays."""
    may_work_on(by, case).require()
    case = _locked(case)
    case.closed_at, case.closed_by_id = by.now, by.in_post
    case.save(update_fields=["closed_at", "closed_by"])
    audit.record("subject.closed", by=by, persons=[case.person_id])
    return case


def _locked(case: SubjectAccessCase) -> SubjectAccessCase:
    """Two tabs at once: the second waits, and finds what the first has done."""
    locked = SubjectAccessCase.objects.select_for_update(of=("self",)).select_related("person").get(pk=case.pk)
    if not locked.is_open:
        raise Refused(_("This case is closed. Open a new one to read anything again."))
    return locked


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────


def cases(viewer: Viewer) -> QuerySet[SubjectAccessCase]:
    """All cases of people who are there for the privacy officer, the most urgent of the open ones first."""
    rows = SubjectAccessCase.objects.select_related("person", "opened_by__account")
    found = access.scope(rows, viewer, View.CARD)
    return found.order_by("-closed_at", "due_on", "pk")


def case_rows(viewer: Viewer, view: View) -> Q:
    """For `access`: whose card may be seen is asked before this."""
    return access.EVERYTHING if is_privacy(viewer) else access.DENY


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as a line of the task list."""

    kind: str
    label: Words
    step: SubjectAccessStep | None
    problem: Words

    @property
    def answer_words(self) -> Words:
        """What was answered."""
        return words_of(self.kind, self.step.answer) if self.step else ""


def step_lines(viewer: Viewer, case: SubjectAccessCase) -> list[StepLine]:
    """The task list."""
    steps = {
        step.kind: step
        for step in case.steps.select_related("answered_by__account", "professional__account", "professional__service")
    }
    lines = []
    for kind in StepKind:
        step = steps.get(kind)
        problem = _problem_of(kind, step)
        if kind == StepKind.AUTHORITY:
            problem = problem or _childs_problem(viewer, case, step)
        lines.append(StepLine(kind.value, kind.label, step, problem))
    return lines


def words_of(kind: str, code: str) -> Words:
    """An answer's words."""
    return next((words for known, words, _lets in ANSWERS[kind] if known == code), code)


def register() -> None:
    """Called once at start."""
    access.register(SubjectAccessCase, person="person_id", rows=case_rows, of_one_there=False)
