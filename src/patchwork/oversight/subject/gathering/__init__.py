"""Everything held about a person, from every table that holds something, opened only inside an open case.

`GATHERERS` names each table and how its rows read; `NOTHING` names those that hold nothing of their own, and why. A
test walks the registry of models and fails on a table that is in neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

from django.utils.translation import gettext_lazy

from patchwork.access import Viewer
from patchwork.oversight.subject import cases
from patchwork.oversight.subject.gathering import done, kept, looked, team, who
from patchwork.oversight.subject.gathering.reasons import Gatherers, Gathering
from patchwork.oversight.subject.items import Item, item
from patchwork.oversight.subject.models import Reason, SubjectAccessCase
from patchwork.people import holding
from patchwork.people.holding import Held

GATHERERS: Gatherers = {
    **who.GATHERERS, **team.GATHERERS, **done.GATHERERS, **looked.GATHERERS, **kept.GATHERERS,
}  # fmt: skip
"""By table: how its rows about the person read."""

NOTHING = {
    "people.BreakGlass": gettext_lazy("read with each person it covered (BreakGlassPerson)"),
    "people.FindKey": gettext_lazy("made of the names, dates and postcodes that are listed, to find the record by"),
    "people.StatedRelative": gettext_lazy("what a colleague said about their own relatives; once it meets a record "
                                          "here it is an exclusion, which is listed"),
    "conversation.AttentionRecipient": gettext_lazy("which colleagues were asked; the asking itself is listed"),
    "involvement.LastOpened": gettext_lazy("when a post last opened the page; the record of who looked says more"),
    "notifications.Notice": gettext_lazy("tells colleagues of what is listed, in codes and ids"),
    "audit.AuditSubject": gettext_lazy("read with its event (AuditEvent)"),
    "audit.AuditReference": gettext_lazy("a random number that stands for the person in the record"),
    "oversight.SubjectAccessStep": gettext_lazy("how a request was checked; stays with the privacy officer"),
    "oversight.ItemDecision": gettext_lazy("what was withheld and why; stays with the privacy officer"),
    "imports.Upload": gettext_lazy("a list that a service sent; its rows are read one by one (UploadRow)"),
    "imports.Feed": gettext_lazy("how a service's lists are read: names of columns, and nobody's"),
    "directory.Proposal": gettext_lazy("what two colleagues decide, in codes and ids; what came of it is listed"),
}  # fmt: skip
"""Tables that point at a person and hold nothing of their own about them, because…"""


def gatherers() -> Gatherers:
    """All of them, those of apps beside this one included (`people.holding`)."""
    return {**GATHERERS, **{label: _held_by(held) for label, held in holding.holders().items()}}


def _held_by(held: Callable[[UUID], Iterator[Held]]) -> Callable[[Gathering], Iterator[Item]]:
    def gatherer(g: Gathering) -> Iterator[Item]:
        for one in held(g.person.pk):
            on = g.day(one.at) if one.at is not None else None
            reason = Reason.THIRD_PARTY.value if one.may_be_another else ""
            yield item(one.row, "team", one.says, on=on, reason=reason)
            yield from g.texts(one.row, "team", *one.texts, on=on, reason=reason)

    return gatherer


def gather(case: SubjectAccessCase, *, by: Viewer) -> list[Item]:
    """Everything held about the person of an open case; texts are opened, and each opening is audited.

    Raises:
        Refused: it is not the privacy officer who asks, or the case is closed.
    """
    cases.may_work_on(by, case).require()
    gathering = Gathering(case, by)
    found = [one for gatherer in gatherers().values() for one in gatherer(gathering)]
    return sorted(found, key=lambda one: one.order)
