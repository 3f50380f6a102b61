"""Attentions as screens show them: whom one can nudge, what waits for me, what I sent and who has seen it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BooleanField, Exists, Model, OuterRef, Prefetch, Q, QuerySet
from django.db.models.expressions import ExpressionWrapper

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.access.viewers import viewer_in_post
from patchwork.agreements import packs
from patchwork.conversation.models import Attention, AttentionRecipient
from patchwork.conversation.telling import category_words, waiting_nudges
from patchwork.directory.cards import ColleagueCard, colleague_card, for_cards
from patchwork.directory.models import Post
from patchwork.involvement.models import Involvement
from patchwork.notifications import queries as bell
from patchwork.notifications.telling import kind_of, kinds
from patchwork.people.models import Person
from patchwork.people.policy import say_which_are_shielded

SENT_FOR = timedelta(days=30)
AT_MOST = 100


# -- whom one can nudge


def own_involvement(person: Person, viewer: Viewer) -> Involvement | None:
    """The viewer's own current involvement with the person, if any: it says to whom their deeds are open."""
    if viewer.post_id is None:
        return None
    rows = Involvement.objects.current(viewer.now, viewer.today)
    return rows.filter(person=person, post_id=viewer.post_id).select_related("audience").first()


def reachable(person: Person, viewer: Viewer) -> list[Involvement]:
    """Current members of the team whom the viewer may see and who may see the viewer's part in it, lead first.

    Without an involvement of one's own (a reason, a supervisor, the hub) those are all who may see the team,
    but for a sensitive post nobody: nothing it does is told outside its audience.
    """
    mine = own_involvement(person, viewer)
    if viewer.is_sensitive and not (mine and mine.is_sensitive):
        return []
    rows = access.scope(Involvement.objects.current(viewer.now, viewer.today).filter(person=person), viewer, View.TEAM)
    team = list(
        rows.filter(post__isnull=False)
        .exclude(post__account_id=viewer.account_id or uuid.UUID(int=0))
        .select_related("post__account", "post__area", "post__service__organisation")
        .order_by("-is_lead", "post__account__name", "pk")
    )
    colleagues = [viewer_in_post(row.post, now=viewer.now) for row in team]
    open_to = _who_may_see(mine or person, colleagues)
    found = [row for row, is_open in zip(team, open_to, strict=True) if is_open]
    return list({row.post.account_id: row for row in reversed(found)}.values())[::-1]  # one post of each colleague


def _who_may_see(row: Model, viewers: Sequence[Viewer]) -> list[bool]:
    """Which of these viewers may see `row` with the team. One query, however many they are."""
    if not viewers:
        return []
    this = type(row)._default_manager.filter(pk=row.pk)
    flags = {
        f"open_{number}": ExpressionWrapper(Exists(access.scope(this, one, View.TEAM)), output_field=BooleanField())
        for number, one in enumerate(viewers)
    }
    return [bool(flag) for flag in this.annotate(**flags).values_list(*flags).get()]


# -- the bell page


@dataclass(frozen=True, slots=True)
class Nudge:
    """An attention that waits for me."""

    id: uuid.UUID
    category: str
    explain: str
    person: Person
    by: ColleagueCard
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """Anything else that waits, in the words of its kind."""

    id: uuid.UUID
    words: str
    url: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """What I raised, and who has seen it."""

    id: uuid.UUID
    category: str
    person: Person
    at: datetime
    seen: list[AttentionRecipient]
    not_yet: list[AttentionRecipient]

    @property
    def everyone_has(self) -> bool:
        return not self.not_yet


def nudges_for(viewer: Viewer) -> list[Nudge]:
    """Attentions for the post acted in that wait for "seen", newest first."""
    waits = waiting_nudges(viewer).filter(attention_id=OuterRef("pk"))
    rows = access.scope(Attention.objects.filter(Exists(waits), closed_at__isnull=True), viewer, View.TEAM)
    rows = for_cards(rows, "post__").select_related("person").order_by("-raised_at")
    found = [_nudge(attention, viewer) for attention in rows[:AT_MOST]]
    audit.show(viewer, {nudge.person.pk: nudge.person for nudge in found}.values(), "card")
    return found


def _nudge(attention: Attention, viewer: Viewer) -> Nudge:
    category, explain = _category(attention.category, viewer)
    by = colleague_card(_sender(attention), viewer)
    return Nudge(
        id=attention.pk, category=category, explain=explain, person=attention.person, by=by, at=attention.raised_at
    )


def _sender(attention: Attention) -> Post:
    post: Post | None = attention.post
    assert post is not None  # raising needs one
    return post


def _category(code: str, viewer: Viewer) -> tuple[str, str]:
    known = packs.pack(viewer.jurisdiction).attentions.get(code)
    return (str(known.words), str(known.explain)) if known else (category_words(code), "")


def lines_for(viewer: Viewer) -> list[Line]:
    """Every other notice that waits, newest first; names as far as the viewer may see them now."""
    present = bell.present(viewer)
    codes = [kind.code for kind in kinds() if not kind.own_list and kind.code in present]
    notices = list(bell.waiting(viewer, codes).order_by("-created_at")[:AT_MOST]) if codes else []
    names = _names({notice.about for notice in notices if notice.about}, viewer)
    found = []
    for notice in notices:
        kind = kind_of(notice.kind)
        name = names.get(notice.about, "") if notice.about else ""
        words = kind.bell(notice, name) if kind.bell else kind.line
        found.append(Line(notice.public_id, str(words), kind.link(notice), notice.created_at))
    return found


def _names(ids: Iterable[uuid.UUID], viewer: Viewer) -> dict[uuid.UUID, str]:
    rows = access.scope(Person.objects.filter(pk__in=ids), viewer, View.CARD) if ids else Person.objects.none()
    persons = list(rows)
    say_which_are_shielded(persons, viewer)
    audit.show(viewer, persons, "card")
    return {person.pk: person.name for person in persons}


def sent_by(viewer: Viewer) -> list[Sent]:
    """Attentions that the post acted in raised in the last 30 days, newest first, with who has seen them."""
    rows = _with_recipients(
        access.scope(Attention.objects.filter(Q(post_id=viewer.post_id)), viewer, View.TEAM).filter(
            closed_at__isnull=True, raised_at__gt=viewer.now - SENT_FOR
        ),
        viewer,
    )
    found = [_sent(attention, viewer) for attention in rows.order_by("-raised_at")[:AT_MOST]]
    audit.show(viewer, {sent.person.pk: sent.person for sent in found}.values(), "card")
    return found


def _with_recipients(rows: QuerySet[Attention], viewer: Viewer) -> QuerySet[Attention]:
    """None of a service kept private who may no longer be seen: what was known when it was sent may be taken back."""
    private = Involvement.objects.filter(
        person_id=OuterRef("attention__person_id"), post_id=OuterRef("post_id"), is_sensitive=True
    )
    still = ~Q(Exists(private)) | Q(Exists(access.scope(private, viewer, View.TEAM)))
    nudged = AttentionRecipient.objects.filter(still).select_related("post__account", "post__service")
    nudged = nudged.order_by("post__account__name")
    return rows.select_related("person").prefetch_related(Prefetch("recipients", nudged))


def _sent(attention: Attention, viewer: Viewer) -> Sent:
    nudged = list(attention.recipients.all())
    return Sent(
        id=attention.pk, category=_category(attention.category, viewer)[0], person=attention.person,
        at=attention.raised_at, seen=[one for one in nudged if one.acknowledged_at],
        not_yet=[one for one in nudged if not one.acknowledged_at],
    )  # fmt: skip
