"""What an account's holder is told about the account itself, by mail through the outbox."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patchwork.accounts.models import Account
from patchwork.kit.context import briefly_in
from patchwork.notifications.models import Channel, Notice
from patchwork.notifications.telling import Kind, Recipient, register, tell


def _nowhere(account: Account) -> int | None:
    return None


_area_of: Callable[[Account], int | None] = _nowhere


def ask_for_area_with(area_of: Callable[[Account], int | None]) -> None:
    """A higher app says in which area's outbox an account's mails belong: that of one of its posts."""
    global _area_of
    _area_of = area_of


RESET = "password_reset"
CHANGED = "sign_in_changed"


def tell_of_password_reset(account: Account) -> None:
    """Mail a link that sets a new password. It is made when the mail is sent: no secret waits in the outbox."""
    _tell(RESET, account)


def tell_of_change(account: Account, what: str) -> None:
    """Mail that the way to sign in has changed; `what` is a code such as "totp_activated"."""
    _tell(CHANGED, account, what=what)


def _tell(code: str, account: Account, **codes: Any) -> None:
    with transaction.atomic():  # allauth tells some changes only after the request's own transaction
        area_id = _area_of(account)
        if area_id is None:
            return  # without any post there is nothing to sign in for, and no area whose outbox it could be
        with briefly_in(area_id, account.pk):
            to = [Recipient(account_id=account.pk)]
            tell(code, area_id=area_id, event=uuid.uuid4(), to=to, now=timezone.now(), **codes)


def _reset_link(notice: Notice) -> str:
    assert notice.recipient is not None  # told to an account, never to an address
    account = notice.recipient
    key = default_token_generator.make_token(account)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(account), "key": key})


def _is_active(notice: Notice) -> bool:
    return notice.recipient is not None and notice.recipient.is_active


def register_kinds() -> None:
    """Called when the app is ready."""
    register(
        Kind(
            code=RESET,
            subject=_("A new password for Patchwork"),
            line=_("Somebody, probably you, asked for a new password. If it was not you, nothing has changed."),
            link=_reset_link,
            may_still=_is_active,
            channels=(Channel.EMAIL,),
        )
    )
    register(
        Kind(
            code=CHANGED,
            subject=_("How you sign in to Patchwork has changed"),
            line=_("If this was not you, tell your organisation's administrator now."),
            link=lambda notice: reverse("preferences"),
            may_still=_is_active,
            channels=(Channel.EMAIL,),
        )
    )
