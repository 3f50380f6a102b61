"""After sign-in one acts in a post at once."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from patchwork.access.entering import act_in, stop_acting
from patchwork.accounts.models import Account
from patchwork.entrance import queries


@receiver(user_logged_in)
def on_sign_in(sender: Any, request: HttpRequest, user: Account, **_: Any) -> None:
    """One post: straight in. Several: the one last used. None: no post, and a page says what to do."""
    post = queries.post_to_enter(user, now=timezone.now())
    if post is None:
        stop_acting(request)
    else:
        act_in(request, post)
