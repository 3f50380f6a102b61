"""Who may raise, acknowledge and take back attention: the state's side; who may see at all is `access.scope`'s."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.conversation.models import Attention
from patchwork.kit.answers import NOT_HERE, YES, Answer
from patchwork.people.models import Person
from patchwork.people.rules import may_change


def may_raise_attention(viewer: Viewer, person: Person) -> Answer:
    """Whoever sees the team may nudge members of it; not while the record is restricted."""
    return may_change(viewer, person) if access.may(viewer, View.TEAM, person) else NOT_HERE


def may_nudge_whole_team(viewer: Viewer, person: Person) -> Answer:
    """Only confirmed members speak to everybody at once (design, section 5)."""
    if access.may(viewer, View.ACT, person):
        return YES
    return Answer(
        _("Only confirmed members of the team can nudge everybody at once. Choose whom you need."), field="whom"
    )


def may_withdraw(viewer: Viewer, attention: Attention) -> Answer:
    """The post that raised it, as long as they may see it."""
    if attention.post_id != viewer.post_id or not access.may(viewer, View.TEAM, attention):
        return NOT_HERE
    return YES
