"""The review queue: pairs that somebody has to look at, whatever they are pairs of.

Two records that may be one are this app's own (`same`). A higher app whose rows may be somebody who is here adds a
`Source`; its pairs are looked at on the same page, with the same keys. A viewer sees the pairs of the sources that ask
them, and of those only the ones whose both sides are there for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from patchwork.access import Viewer
    from patchwork.kit.answers import Words
    from patchwork.people.comparing import Line

KINDS: dict[str, Words] = {
    "second": _("Wait for a second person"),
    "number": _("The same number"),
    "alike": _("Alike in name and birthday"),
    "later": _("Cannot tell"),
}
"""What the queue may be narrowed to. A source may add its own."""
LATER = "later"
MOST = 300


@dataclass(frozen=True, slots=True)
class Ref:
    """A pair by its id: enough to put the queue in order and to count it."""

    source: str
    id: UUID
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, as far as the viewer may see it."""

    name: str
    words: str = ""
    """Age, or where the row stands."""
    url: str = ""
    facts: Sequence[str] = ()
    shielded: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """An answer. `sign` is the key that gives it, beside its number."""

    value: str
    words: Words
    sign: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair side by side. `url` takes the answer; `lines` are empty where one of them is protected."""

    id: UUID
    one: Side
    other: Side
    because: str
    at: datetime
    url: str
    buttons: Sequence[Button]
    lines: Sequence[Line] = ()
    vetoes: Sequence[Words] = ()
    notes: Sequence[Words] = ()
    said_by: str = ""
    """Who has said already that they are the same, where a second person is waited for."""
    may_answer: bool = True
    keeps: Sequence[tuple[str, str]] = ()
    """Which of the two may go on as the one: (value, words), the suggestion first."""

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both, in the order of the columns."""
        return self.one, self.other


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer, or one joining, with the way to take it back."""

    at: datetime
    words: str
    names: list[tuple[str, str]]
    """(name, address)."""
    who: str
    undo_url: str
    page_url: str = ""


class Source(Protocol):
    """Where pairs come from."""

    code: str
    kinds: dict[str, Words]

    def asks(self, viewer: Viewer) -> bool:
        """Whether this viewer reviews such pairs at all."""

    def refs(self, viewer: Viewer) -> Iterable[Ref]:
        """The open pairs whose both sides are there for the viewer."""

    def pair(self, viewer: Viewer, pk: UUID) -> PairView | None:
        """One of them, noted as shown; None when it is not there for the viewer."""

    def takes_back(self, viewer: Viewer) -> bool:
        """Whether this viewer has a list of what was decided, each with its way back."""

    def decisions(self, viewer: Viewer) -> Iterable[Decision]:
        """What was decided of pairs that are there for the viewer, noted as shown."""


_sources: dict[str, Source] = {}


def add(source: Source) -> None:
    """Called at start."""
    _sources[source.code] = source


def asked(viewer: Viewer) -> list[Source]:
    """The sources that ask this viewer: with none of them there is no queue."""
    return [source for source in _sources.values() if source.asks(viewer)]


@dataclass(frozen=True, slots=True)
class KindCount:
    """A filter and how many it leaves."""

    code: str
    words: Words
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """The pair to look at now, and how many are left."""

    pair: PairView | None
    left: int
    kinds: list[KindCount] = field(default_factory=list)
    kind: str = ""


def queue(viewer: Viewer, *, kind: str = "") -> Queue:
    """The first open pair of this kind, oldest first. Those left for later come last."""
    refs = [ref for each in asked(viewer) for ref in each.refs(viewer)]
    refs.sort(key=lambda ref: (ref.kind == LATER, ref.at, str(ref.id)))
    counts = Counter(ref.kind for ref in refs)
    words = {**KINDS, **{code: label for each in asked(viewer) for code, label in each.kinds.items()}}
    kind = kind if kind in words else ""
    mine = [ref for ref in refs if (ref.kind == kind if kind else True)]
    left = sum(ref.kind != LATER for ref in mine) if kind != LATER else len(mine)
    kinds = [KindCount(code, label, counts[code], code == kind) for code, label in words.items() if counts[code]]
    return Queue(_first(viewer, mine), left, kinds, kind)


def _first(viewer: Viewer, refs: Sequence[Ref]) -> PairView | None:
    """One that this viewer may answer; one that waits for somebody else only where there is no other."""
    fallback = None
    for ref in refs:
        pair = _sources[ref.source].pair(viewer, ref.id)
        if pair is not None and pair.may_answer:
            return pair
        fallback = fallback or pair
    return fallback


def count(viewer: Viewer) -> int:
    """How many pairs wait, without those left for later."""
    return sum(ref.kind != LATER for source in asked(viewer) for ref in source.refs(viewer))


def takes_back(viewer: Viewer) -> bool:
    """Whether there is a list of decisions for this viewer."""
    return any(source.takes_back(viewer) for source in asked(viewer))


def decided(viewer: Viewer) -> list[Decision]:
    """What was decided, the newest first."""
    found = [one for source in asked(viewer) if source.takes_back(viewer) for one in source.decisions(viewer)]
    return sorted(found, key=lambda one: one.at, reverse=True)
