"""The posts an account holds, wherever they are."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from patchwork.access import Viewer
from patchwork.accounts.models import Account
from patchwork.directory.invitations import open_invitations
from patchwork.directory.models import Invitation, Post
from patchwork.kit.context import briefly_in


@dataclass(frozen=True, slots=True)
class Held:
    """A post of one's own with the words it is known by."""

    id: uuid.UUID
    label: str
    area: str
    current: bool


def current_posts(account_id: uuid.UUID, *, now: datetime) -> list[Post]:
    """Posts in date, in every area, longest held first. Row security lets an account's own posts through."""
    with briefly_in(None, account_id):
        posts = Post.objects.filter(account_id=account_id, suspended_at__isnull=True).select_related("area")
        found = list(posts.order_by("started_on", "pk"))
    return [post for post in found if _in_date(post, now)]


def held_posts(account_id: uuid.UUID, *, acting_in: uuid.UUID | None, now: datetime) -> list[Held]:
    """The same for the screen: role and service in words. One query for each area they are in."""
    posts = current_posts(account_id, now=now)
    labels: dict[uuid.UUID, str] = {}
    for area_id in {post.area_id for post in posts}:
        with briefly_in(area_id, account_id):
            inside = Post.objects.filter(account_id=account_id, area_id=area_id).select_related("service")
            labels |= {post.pk: f"{post.role_label}, {post.service.name}" for post in inside}
    return [Held(post.pk, labels[post.pk], post.area.name, post.pk == acting_in) for post in posts]


def post_to_enter(account: Account, *, now: datetime) -> Post | None:
    """The post to act in after sign-in: the one last acted in, else the one held longest."""
    posts = current_posts(account.pk, now=now)
    return next((post for post in posts if post.pk == account.last_post), next(iter(posts), None))


def an_area_of(account: Account) -> int | None:
    """The area whose outbox mails about the account itself go through."""
    with briefly_in(None, account.pk):
        post = Post.objects.filter(account=account).order_by("-started_on").first()
    return post.area_id if post else None


def _in_date(post: Post, now: datetime) -> bool:
    today = now.astimezone(post.area.zone).date()
    return post.started_on <= today and (post.ended_on is None or post.ended_on > today)


def my_invitations(viewer: Viewer) -> QuerySet[Invitation]:
    """Those whom I have asked to join and who have not yet."""
    return open_invitations(viewer).filter(invited_by_id=viewer.post_id)


def may_cover(post: Post, *, now: datetime) -> list[Post]:
    """Colleagues of the same organisation who may be named as cover: a service's own first."""
    today = now.astimezone(post.area.zone).date()
    found = Post.objects.filter(service__organisation_id=post.service.organisation_id).current(today)
    beside = Q(service__duty_line_only=False) | Q(service=post.service_id)  # nobody else knows who works in a refuge
    if post.service.is_sensitive:  # whoever covers learns whom it works with
        beside &= Q(service=post.service_id)
    posts = found.filter(beside).exclude(account_id=post.account_id).select_related("account", "service")
    return sorted(posts, key=lambda each: (each.service_id != post.service_id, each.account.name))
