"""What the person's page offers of attentions: decided from the rows it has read already, without asking again.

Who may be nudged in the end, `conversation.queries.reachable` decides on the form.
"""

from __future__ import annotations

import uuid

from django.urls import reverse

from patchwork.access import Viewer
from patchwork.involvement.models import Involvement
from patchwork.involvement.queries import Team
from patchwork.people.models import Person
from patchwork.people.rules import may_change

DEEDS = "involvement/member_deeds.html"


def may_nudge(person: Person, team: Team, viewer: Viewer) -> bool:
    """Whoever sees the team may nudge somebody in it; a sensitive post only as the member it is."""
    if not may_change(viewer, person):
        return False
    mine = team.mine
    own = mine is not None and mine.is_sensitive and mine.post_id == viewer.post_id
    return (own or not viewer.is_sensitive) and any(_is_colleague(row, viewer) for row in team.rows)


def ask_to_call(person: Person, team: Team, viewer: Viewer) -> dict[uuid.UUID, str]:
    """For each colleague who can be asked: the form with them and "please call me" chosen. By involvement.

    None from a sensitive post: which of its colleagues may know of it, only the form can tell.
    """
    if viewer.is_sensitive or not may_nudge(person, team, viewer):
        return {}
    form = reverse("raise_attention", args=[person.pk])
    asks = {row.pk: f"{form}?to={row.post_id}&about=call_me" for row in team.rows if _is_colleague(row, viewer)}
    for group in team.groups:
        for member in group.members:
            if member.involvement_id in asks:
                member.deeds = DEEDS
    return asks


def _is_colleague(row: Involvement, viewer: Viewer) -> bool:
    return row.post is not None and row.post.account_id != viewer.account_id
