"""Attentions on the decision path."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.conversation.models import Attention, AttentionRecipient


def attention_rows(viewer: Viewer, view: View) -> Q:
    """To the whole team: the team. To chosen members: these and the sender."""
    rows = access.open_rows(viewer, view)
    if viewer.post_id is None:
        return rows & Q(to_whole_team=True)
    chosen = AttentionRecipient.objects.filter(attention_id=OuterRef("pk"), post_id=viewer.post_id)
    return (rows & Q(to_whole_team=True)) | Q(post_id=viewer.post_id) | Q(Exists(chosen))


def register() -> None:
    access.register(Attention, person="person_id", rows=attention_rows)
