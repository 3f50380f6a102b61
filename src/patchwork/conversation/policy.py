"""Attentions on the decision path."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.conversation.models import Attention, AttentionRecipient


def attention_rows(viewer: Viewer, view: View) -> Q:
    """To the whole team: the team. To chosen members: these and the sender.

    Whoever was nudged may see it, even of a kind that is restricted otherwise; but what a sensitive post
    raised stays within its audience, whoever was nudged once.
    """
    if view is View.CARD:
        return access.DENY
    rows = access.open_rows(viewer, view)
    if viewer.post_id is None:
        return rows & Q(to_whole_team=True)
    nudged = Exists(AttentionRecipient.objects.filter(attention_id=OuterRef("pk"), post_id=viewer.post_id))
    return (rows & Q(to_whole_team=True)) | Q(post_id=viewer.post_id) | (Q(nudged) & (rows | Q(is_sensitive=False)))


def register() -> None:
    access.register(Attention, person="person_id", rows=attention_rows)
