"""Posts on a desk: lists of them, and one with what may be done about it."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from patchwork.directory import cards, rules
from patchwork.directory.desks.frame import PER_PAGE
from patchwork.directory.desks.proposed import open_about
from patchwork.directory.models import Organisation, Post, Power
from patchwork.directory.viewing import Viewer


def posts(
    *, viewer: Viewer, organisation: Organisation | None = None, words: str = "", number: int = 1
) -> tuple[Page[Any], list[cards.ColleagueCard]]:
    """A page of posts that have not ended, as rows that lead to their desk page."""
    found = rules.managed_posts(viewer).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=viewer.today))
    if organisation is not None:
        found = found.filter(service__organisation=organisation)
    for word in words.split()[:6]:
        texts = ("account__name", "service__name", "service__organisation__name", "role_words")
        found = found.filter(_any_contains(texts, word))
    pages = Paginator(cards.for_cards(found).order_by("account__name", "pk"), PER_PAGE)
    page = pages.get_page(number)
    return page, [desk_card(post, viewer) for post in page.object_list]


def _any_contains(texts: tuple[str, ...], word: str) -> Q:
    answers = Q()
    for text in texts:
        answers |= Q(**{f"{text}__unaccent__icontains": word})
    return answers


def desk_card(post: Post, viewer: Viewer) -> cards.ColleagueCard:
    """A post as an administrator sees it: what it may do and whether it still acts."""
    rights = ", ".join(str(Power(power).label) for power in post.powers)
    return cards.ColleagueCard(
        name=post.account.name,
        url=reverse("desk_post", args=[post.pk]),
        photo_url=cards.photo_url(post.account),
        role=post.role_label,
        organisation=f"{post.service.name}, {post.service.organisation.name}",
        since=post.started_on,
        phone=post.phone or post.mobile,
        email=post.email or post.account.email,
        away=cards.away_words(post, viewer),
        mine=post.pk == viewer.post_id,
        tags=[_("suspended")] if post.suspended_at is not None else [],
        note=_("Rights of: %(rights)s") % {"rights": rights} if rights else "",
    )


def post_or_404(post_id: uuid.UUID, *, viewer: Viewer) -> Post:
    """A post of the viewer's desk, ended ones too."""
    rows = cards.for_cards(rules.managed_posts(viewer)).select_related(
        "account__photo", "service__organisation", "supervisor__account", "cover__account", "cover__service"
    )
    return get_object_or_404(rows, pk=post_id)


def post_page(post: Post, *, viewer: Viewer) -> dict[str, Any]:
    """A post, and which deeds are open to this administrator: each button by the rule that guards its action."""
    ended = post.ended_on is not None and post.ended_on <= viewer.today
    stop = rules.may_stop_post(viewer, post)
    return {
        "post": post,
        "picture_url": cards.photo_url(post.account, cards.PICTURE),
        "powers": [Power(power) for power in post.powers],
        "ended": ended,
        "may_stop": stop,
        "may_resume": (ended or post.suspended_at is not None) and rules.may_resume_post(viewer, post),
        "is_own": post.account_id == viewer.account_id,
        "supervised": rules.managed_posts(viewer).current(viewer.today).filter(supervisor=post).count(),
        "waiting": open_about(viewer, post.pk),
    }
