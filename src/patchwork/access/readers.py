"""Who would read a notice, and whether they still may: asked as it is told, not as it was written."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q
from django.utils import timezone

from patchwork.access.viewers import Viewer, viewer_in_post
from patchwork.directory.models import Post
from patchwork.notifications.models import Notice


def reader_of(notice: Notice) -> Viewer | None:
    """The viewer a notice is for, as things are at this moment; None when the post is gone or changed hands."""
    if notice.post is None or notice.recipient_id is None:
        return None
    posts = Post.objects.filter(pk=notice.post, account_id=notice.recipient_id)
    post = posts.select_related("account", "area", "service__organisation").first()
    return viewer_in_post(post, now=timezone.now()) if post else None


def asked_again(still: Callable[[Viewer], Q]) -> Callable[[Notice], bool]:
    """A kind's `may_still`, made of its `open`: the bell's own question, asked anew of whoever the notice is for."""

    def may_still(notice: Notice) -> bool:
        reader = reader_of(notice)
        return reader is not None and Notice.objects.filter(still(reader), pk=notice.pk).exists()

    return may_still
