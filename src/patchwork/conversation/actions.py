"""Raising attention, acknowledging it, taking it back."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.access.models import Audience
from patchwork.activity.noting import note
from patchwork.agreements import packs
from patchwork.conversation import queries, rules
from patchwork.conversation.models import Attention, AttentionRecipient
from patchwork.conversation.telling import RAISED
from patchwork.directory.models import Post
from patchwork.involvement.models import Involvement
from patchwork.kit.answers import NOT_HERE, Refused, refusing
from patchwork.notifications.marking import mark_read
from patchwork.notifications.telling import recipients, tell
from patchwork.people.models import Person


@transaction.atomic
def raise_attention(
    *, by: Viewer, person: Person, category: str, form_token: uuid.UUID, to_whole_team: bool,
    members: Collection[uuid.UUID] = (),
) -> Attention:  # fmt: skip
    """Nudge the whole team, or `members` (ids of posts). The same form sent twice raises one.

    Raises:
        Refused: not entitled, an unknown category, nobody to nudge, or someone not in reach.
    """
    rules.may_raise_attention(by, person).require()
    if already := Attention.objects.filter(Q(post_id=by.post_id), form_token=form_token, person=person).first():
        return already
    if to_whole_team:
        rules.may_nudge_whole_team(by, person).require()
    if category not in packs.pack(by.jurisdiction).attentions:
        raise Refused(_("Choose what it is about."), field="category")
    posts = _chosen(queries.reachable(person, by), None if to_whole_team else members)
    with refusing(IntegrityError, _("This was sent already.")):  # two presses at once
        attention = _store(by, person, category, form_token, to_whole_team, posts)
    _tell(attention, posts, by)
    return attention


def _chosen(team: list[Involvement], members: Collection[uuid.UUID] | None) -> list[Post]:
    in_reach = {row.post.pk: row.post for row in team if row.post is not None}
    if not in_reach:
        raise Refused(_("There is nobody here whom you can nudge through Patchwork. Call them instead."))
    if members is None:
        return list(in_reach.values())
    if not members:
        raise Refused(_("Choose at least one colleague."), field="members")
    if unknown := set(members) - set(in_reach):
        raise Refused(_("Someone you chose has left the team. Choose again."), field="members" if unknown else None)
    return [in_reach[member] for member in dict.fromkeys(members)]


def _store(
    by: Viewer, person: Person, category: str, form_token: uuid.UUID, to_whole_team: bool, posts: list[Post]
) -> Attention:
    assert by.post_id is not None  # who has no post sees no team
    assert by.service_id is not None
    mine = queries.own_involvement(person, by)
    attention = Attention.objects.create(
        area_id=by.area_id, person=person, category=category, raised_at=by.now, to_whole_team=to_whole_team,
        form_token=form_token, post_id=by.post_id, service_id=by.service_id,
        is_sensitive=by.is_sensitive or bool(mine and mine.is_sensitive), audience=mine.audience if mine else None,
    )  # fmt: skip
    AttentionRecipient.objects.bulk_create(
        [AttentionRecipient(area_id=by.area_id, attention=attention, post=post) for post in posts]
    )
    return attention


def _tell(attention: Attention, posts: list[Post], by: Viewer) -> None:
    audience = attention.audience
    if not attention.to_whole_team:  # the ledger's line is as private as the nudge
        audience = Audience.objects.create(area_id=by.area_id, posts=[post.pk for post in posts])
    note(
        "attention", by=by, person=attention.person_id, audience=audience, detail=attention.category,
        is_sensitive=attention.is_sensitive,
    )  # fmt: skip
    audit.record("attention.raised", by=by, persons=[attention.person_id])
    tell(
        RAISED, area_id=by.area_id, event=attention.pk, about=attention.person_id, now=by.now,
        to=recipients(posts), category=attention.category,
    )  # fmt: skip


@transaction.atomic
def acknowledge(*, by: Viewer, attention: Attention) -> AttentionRecipient:
    """ "Seen", in one tap; again does nothing. The bell stops counting it.

    Raises:
        Refused: it was not for this post, or is no longer to be seen.
    """
    nudged = attention.recipients.filter(Q(post_id=by.post_id)).select_for_update().first()
    if nudged is None or not access.may(by, View.TEAM, attention):
        raise Refused(NOT_HERE.refusal)
    if nudged.acknowledged_at is None:
        nudged.acknowledged_at = by.now
        nudged.save(update_fields=["acknowledged_at"])
        audit.record("attention.acknowledged", by=by, persons=[attention.person_id])
    mark_read(by, event=attention.pk)
    return nudged


@transaction.atomic
def withdraw(*, by: Viewer, attention: Attention) -> Attention:
    """Take an attention back: nobody sees it any more, and mails that have not gone out stay.

    Raises:
        Refused: somebody else raised it.
    """
    rules.may_withdraw(by, attention).require()
    if attention.closed_at is None:
        attention.closed_at = by.now
        attention.save(update_fields=["closed_at"])
        _note_withdrawn(attention, by)
    return attention


def _note_withdrawn(attention: Attention, by: Viewer) -> None:
    audience = attention.audience
    if not attention.to_whole_team:
        posts = list(attention.recipients.values_list("post_id", flat=True))
        audience = Audience.objects.create(area_id=by.area_id, posts=posts)
    note(
        "attention_withdrawn", by=by, person=attention.person_id, audience=audience, detail=attention.category,
        is_sensitive=attention.is_sensitive,
    )  # fmt: skip
    audit.record("attention.withdrawn", by=by, persons=[attention.person_id])
