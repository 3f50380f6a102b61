"""A subject-access case as the privacy officer takes it through its steps."""

from __future__ import annotations

from datetime import date

from patchwork.access import Viewer
from patchwork.accounts.proving import Proof
from patchwork.oversight.subject import cases, withholding, writing
from patchwork.oversight.subject.cases import StepAnswer
from patchwork.oversight.subject.models import SubjectAccessCase
from patchwork.people.models import Person


def opened(lena: Viewer, person: Person, *, by: str = "self", on: date | None = None) -> SubjectAccessCase:
    """Lena opens a case for `person`."""
    return cases.open_case(
        by=lena, person=person, asked_by=by, who_words="Came to the office, 01632 960555",
        received_on=on or lena.today,
    )  # fmt: skip


def said(lena: Viewer, case: SubjectAccessCase, kind: str, answer: str, words: str = "", **more: object) -> None:
    cases.answer_step(by=lena, case=case, kind=kind, said=StepAnswer(answer, words, **more))  # type: ignore[arg-type]


def all_steps(world, lena: Viewer, case: SubjectAccessCase, *, childs_say: str = "") -> None:
    """Everything answered so that the file may go out."""
    said(lena, case, "identity", "document")
    said(lena, case, "authority", "own" if case.asked_by == "self" else "parental", childs_say=childs_say)
    said(lena, case, "harm", "none", "Nothing in it would hurt anybody", professional=world.posts["kit"])
    said(lena, case, "coercion", "free")


def read_all(lena: Viewer, case: SubjectAccessCase) -> None:
    """Lena reads every text, and gives it out."""
    for one in withholding.weigh(case, by=lena):
        if one.is_unread:
            withholding.decide(by=lena, case=case, said=withholding.Said(one.item.key, is_withheld=False))


def released(world, lena: Viewer, case: SubjectAccessCase, *, form: str = "page", childs_say: str = "") -> str:
    """The file, as it is given out."""
    all_steps(world, lena, case, childs_say=childs_say)
    read_all(lena, case)
    return writing.release(by=lena, case=case, as_=form).content.decode()


def proof(lena: Viewer) -> Proof:
    """Lena has just given her second factor."""
    return Proof(lena.in_account, lena.now)
