"""Who would read a notice, and whether they still may: asked as it is told, not as it was written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from patchwork.access.viewers import Viewer, viewer_in_post
from patchwork.directory.models import Post
from patchwork.notifications.models import Channel, Notice
from patchwork.notifications.telling import Kind

if TYPE_CHECKING:
    from patchwork.kit.answers import Words


def reader_of(notice: Notice) -> Viewer | None:
    """The viewer a notice is for, as things are at this moment; None when the post is gone or changed hands."""
    if notice.post is None or notice.recipient_id is None:
        return None
    posts = Post.objects.filter(pk=notice.post, account_id=notice.recipient_id)
    post = posts.select_related("account", "area", "service__organisation").first()
    return viewer_in_post(post, now=timezone.now()) if post else None


def kind_asked_again(
    code: str, subject: Words, line: Words, link: Callable[[Notice], str], still: Callable[[Viewer], Q], *,
    channels: tuple[str, ...] = (Channel.BELL, Channel.EMAIL), bell: Callable[[Notice, str], Words] | None = None,
    own_list: bool = False,
) -> Kind:  # fmt: skip
    """A kind of notice whose bell and mail ask the same question, each time anew.

    `still(viewer)` says which notices of the kind still stand for a reader, as a condition on `Notice`; the rest as in
    `notifications.telling.Kind`.
    """
    return Kind(
        code, subject, line, link, _asked_again(still), channels=channels, bell=bell, open=still, own_list=own_list
    )


def _asked_again(still: Callable[[Viewer], Q]) -> Callable[[Notice], bool]:
    """The bell's own question, asked anew of whoever the notice is for as its mail is sent."""

    def may_still(notice: Notice) -> bool:
        reader = reader_of(notice)
        return reader is not None and Notice.objects.filter(still(reader), pk=notice.pk).exists()

    return may_still
