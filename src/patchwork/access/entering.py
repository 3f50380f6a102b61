"""From a signed-in session to a viewer: which post is acted in, in which area."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db.models import Exists, QuerySet
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from patchwork.access.viewers import Viewer, viewer_in_post
from patchwork.accounts.standing import Standing, standing
from patchwork.directory.models import Post
from patchwork.kit.context import set_area
from patchwork.kit.prepared import prepared

POST_KEY = "post"
AREA_KEY = "area"


def act_in(request: HttpRequest, post: Post) -> None:
    """Act in `post` from now on in this session."""
    request.session[POST_KEY] = str(post.pk)
    request.session[AREA_KEY] = post.area_id


def stop_acting(request: HttpRequest) -> None:
    request.session.pop(POST_KEY, None)
    request.session.pop(AREA_KEY, None)


def enter(request: HttpRequest, *, now: datetime) -> tuple[Viewer | None, Post | None]:
    """Tell the open transaction its account and area; return the viewer and the post acted in.

    The account comes with the post in one query and is handed to the request, so that a request that has
    a post asks for no user of its own. Without a post (just signed in, an account of no post) both are None.
    """
    account_id, post_id = _uuid(request.session.get(SESSION_KEY)), _uuid(request.session.get(POST_KEY))
    if account_id is None:
        set_area(None)
        return None, None
    set_area(request.session.get(AREA_KEY), account_id)
    if post_id is None:
        return None, None
    post = next(iter(_own_post(post_id, account_id)), None)
    if post is None or not _session_is_good(request, post):
        return None, None
    request._cached_user = post.account  # type: ignore[attr-defined]
    if standing(request.session, post.account, now=now) is not Standing.OPEN:
        set_area(None)  # no second factor yet, or locked: the gate leads on, and nothing of the area is open
        return None, None
    return viewer_in_post(post, now=now), post


@prepared
def _own_post(post_id: uuid.UUID, account_id: uuid.UUID) -> QuerySet[Post]:
    """The post with what a viewer is made of, where its holder's face is (never the pictures themselves), and
    `is_only_post`: whether the account never had another, so that no page has to look for one to change to.
    """
    others = Post.objects.filter(account_id=account_id).exclude(pk=post_id)
    mine = Post.objects.filter(pk=post_id, account_id=account_id).annotate(is_only_post=~Exists(others))
    whole = mine.select_related("account__photo", "area", "service__organisation")
    return whole.defer("account__photo__thumbnail", "account__photo__picture")


def _session_is_good(request: HttpRequest, post: Post) -> bool:
    """As `django.contrib.auth.get_user` does: a changed password ends every other session at once."""
    known = request.session.get(HASH_SESSION_KEY, "")
    return post.account.is_active and constant_time_compare(known, post.account.get_session_auth_hash())


def _uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
