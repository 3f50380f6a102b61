"""Which pieces are given out and which are not: a rule suggests, the privacy officer decides, both with a reason.

The list of what was withheld, and why, stays here. The file reads as if it did not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from patchwork import audit
from patchwork.access import Viewer
from patchwork.kit.answers import YES, Answer, Refused
from patchwork.oversight.subject import cases, gathering
from patchwork.oversight.subject.items import SECTIONS, Item
from patchwork.oversight.subject.models import ItemDecision, Reason, SubjectAccessCase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from patchwork.kit.answers import Words


@dataclass(frozen=True, slots=True)
class Weighed:
    """A piece with what was decided about it, or what a rule suggests."""

    item: Item
    decision: ItemDecision | None

    @property
    def is_withheld(self) -> bool:
        """A text that nobody has read yet is withheld until somebody has."""
        if self.decision is not None:
            return self.decision.is_withheld
        return bool(self.item.reason) or self.item.is_text

    @property
    def is_unread(self) -> bool:
        """Words that no rule withholds and nobody has decided about."""
        return self.decision is None and self.item.is_text and not self.item.reason

    @property
    def reason(self) -> Words:
        """Why it is withheld."""
        code = self.decision.reason if self.decision is not None else self.item.reason
        return Reason(code).label if code else ""


def weigh(case: SubjectAccessCase, *, by: Viewer) -> list[Weighed]:
    """Everything held, each with its decision. Only in an open case."""
    decisions = {row.item: row for row in case.decisions.select_related("decided_by__account")}
    return [Weighed(one, decisions.get(one.key)) for one in gathering.gather(case, by=by)]


def given_out(weighed: Iterable[Weighed]) -> list[Item]:
    """What is in the file."""
    return [one.item for one in weighed if not one.is_withheld]


def may_give_out(weighed: Iterable[Weighed]) -> Answer:
    """Whether every text has been read by somebody."""
    unread = sum(one.is_unread for one in weighed)
    if not unread:
        return YES
    words = ngettext_lazy(
        "Read the %d text that somebody wrote, and decide whether to give it out.",
        "Read the %d texts that somebody wrote, and decide for each whether to give it out.",
        unread,
    )
    return Answer(words % unread)


@dataclass(frozen=True, slots=True)
class Said:
    """What the privacy officer decides about one piece."""

    item: str
    is_withheld: bool
    reason: str = ""
    words: str = ""


def decide(*, by: Viewer, case: SubjectAccessCase, said: Said) -> ItemDecision:
    """Withhold a piece for a reason, or give it out; against a rule's suggestion only with words."""
    cases.may_work_on(by, case).require()
    known = {one.key: one for one in gathering.gather(case, by=by)}
    if said.item not in known:
        raise Refused(_("This is not held any more. Open the list again."))
    if said.is_withheld and said.reason not in Reason.values:
        raise Refused(_("Choose why it is withheld."), field="reason")
    if not said.is_withheld and known[said.item].reason and len(said.words.strip()) < cases.LEAST_WORDS:
        raise Refused(_("It is suggested to withhold this. Write why it is given out."), field="words")
    row, _made = ItemDecision.objects.update_or_create(
        area_id=by.area_id, case=case, item=said.item,
        defaults={
            "is_withheld": said.is_withheld, "reason": said.reason if said.is_withheld else "", "by_rule": False,
            "words": said.words, "decided_by_id": by.in_post, "decided_at": by.now,
        },
    )  # fmt: skip
    kind = "subject.withheld" if said.is_withheld else "subject.given_out"
    audit.record(kind, by=by, persons=[case.person_id], purpose=row.reason)
    return row


def keep_suggestions(weighed: Iterable[Weighed], *, by: Viewer, case: SubjectAccessCase) -> None:
    """As the file is given out: what rules suggested and nobody changed is kept, with who let it stand."""
    for one in weighed:
        if one.decision is None and one.is_withheld:
            ItemDecision.objects.create(
                area_id=by.area_id, case=case, item=one.item.key, is_withheld=True, reason=one.item.reason,
                by_rule=True, decided_by_id=by.in_post, decided_at=by.now,
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heading:
    """A section of the list for the privacy officer."""

    code: str
    title: Words
    pieces: list[Weighed]


def headings(weighed: Iterable[Weighed]) -> list[Heading]:
    """By section, those to be read first."""
    rows = sorted(weighed, key=lambda one: (not one.is_unread, *one.item.order))
    return [Heading(code, title, [one for one in rows if one.item.section == code]) for code, title in SECTIONS.items()]
