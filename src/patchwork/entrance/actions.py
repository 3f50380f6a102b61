"""What coming in changes."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from patchwork import audit
from patchwork.access import Viewer
from patchwork.access.entering import act_in
from patchwork.accounts import photos
from patchwork.accounts.models import Account
from patchwork.directory.models import Post
from patchwork.entrance import queries
from patchwork.entrance.forms import CARD_FIELDS
from patchwork.kit.answers import Refused


def take_up(request: HttpRequest, *, account: Account, post_id: uuid.UUID, now: datetime) -> Post:
    """Act in this post of one's own from now on, also after the next sign-in. Raises `Refused`."""
    post = next((post for post in queries.current_posts(account.pk, now=now) if post.pk == post_id), None)
    if post is None:
        raise Refused(_("You do not hold this post any more. Choose one of your posts."), field="post")
    Account.objects.filter(pk=account.pk).update(last_post=post.pk)
    act_in(request, post)
    return post


@transaction.atomic
def change_card(*, by: Viewer, post: Post, values: dict[str, Any]) -> Post:
    """Write one's own contact card; `values` by the names in CARD_FIELDS, and "photo" (prepared, False to remove)."""
    if post.pk != by.post_id:
        raise Refused(_("Only your own card can be changed here."))
    for name in CARD_FIELDS:
        if name in values:
            setattr(post, "cover_id" if name == "cover" else name, values[name])
    post.save(update_fields=CARD_FIELDS)
    picture = values.get("photo")
    if isinstance(picture, photos.Faces):
        photos.keep(account_id=post.account_id, faces=picture)
    elif picture is False:
        photos.remove(account_id=post.account_id)
    audit.record("card.changed", by=by)
    return post
