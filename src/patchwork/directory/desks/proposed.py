"""What takes two people: proposals as both read them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from patchwork.directory import proposals
from patchwork.directory.desks.frame import PER_PAGE
from patchwork.directory.desks.invited import to_approve
from patchwork.directory.models import Proposal
from patchwork.directory.viewing import Viewer


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal as both people read it."""

    proposal: Proposal
    words: str
    reads: str
    state: str


def proposal_row(proposal: Proposal) -> ProposalRow:
    """Kind, sentence and state of one."""
    return _rows([proposal])[0]


def proposal_rows(found: QuerySet[Proposal]) -> list[ProposalRow]:
    """The newest of them, as rows."""
    return _rows(list(found[:PER_PAGE]))


def _rows(found: list[Proposal]) -> list[ProposalRow]:
    return [
        ProposalRow(one, str(proposals.kind_of(one).words), reads, _state(one))
        for one, reads in zip(found, proposals.sentences(found), strict=True)
    ]


def _state(proposal: Proposal) -> str:
    if proposal.decided_at is None:
        return _("waits")
    if proposal.decided_by_id is None:
        return _("taken back")
    return _("agreed") if proposal.agreed else _("not agreed")


def open_about(viewer: Viewer, about: uuid.UUID | None, kinds: tuple[str, ...] = ()) -> list[ProposalRow]:
    """Proposals that wait about this service, post or organisation, or (None) about the area itself."""
    found = proposals.visible(viewer).filter(proposals.still_open(viewer), about=about)
    return proposal_rows(found.filter(kind__in=kinds) if kinds else found)


def proposals_page(viewer: Viewer) -> dict[str, Any]:
    """What this viewer may decide, what they asked for, and what was decided lately."""
    visible, still_open = proposals.visible(viewer), proposals.still_open(viewer)
    waiting = proposals.waiting_for(viewer)
    return {
        "waiting": proposal_rows(waiting),
        "others": proposal_rows(visible.filter(still_open).exclude(pk__in=waiting.values("pk"))),
        "past": proposal_rows(visible.exclude(still_open)),
        "to_approve": to_approve(viewer),
    }


def proposal_or_404(proposal_id: uuid.UUID, *, viewer: Viewer) -> Proposal:
    """A proposal of the area, for those who administer it and its privacy officer."""
    return get_object_or_404(proposals.visible(viewer), pk=proposal_id)
