"""Putting a notice into the outbox, and the kinds of notice by registration.

A notice is written in the transaction of its event: what did not happen is not told, what happened is.
Each app registers its own kinds with the words of mail and bell, and how to ask, at sending time, whether
the recipient may still see the thing. No kind may put a person's name or a kind of service into a mail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from patchwork.notifications.models import Channel, Notice

if TYPE_CHECKING:
    from patchwork.kit.answers import Words


@dataclass(frozen=True, slots=True)
class Kind:
    """How a notice of this kind reads, where its link leads, and who may still be told.

    `subject` and `line` are content-free. `bell` may name the person: it is shown signed in, through the
    decision path. `link(notice)` is a path. `may_still(notice)` is asked again when it is sent.
    """

    code: str
    subject: Words
    line: Words
    link: Callable[[Notice], str]
    may_still: Callable[[Notice], bool]
    channels: tuple[str, ...] = (Channel.BELL, Channel.EMAIL)


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.code] = kind


def kind_of(code: str) -> Kind:
    """The registered kind; KeyError when no app has registered it."""
    return _kinds[code]


def kinds() -> Iterable[Kind]:
    return _kinds.values()


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to tell: an account in one of its posts, or an address of someone who has no account yet."""

    account_id: UUID | None = None
    post_id: UUID | None = None
    address: str = ""


def tell(
    code: str, *, area_id: int, event: UUID, to: Iterable[Recipient], now: datetime, about: UUID | None = None,
    **data: Any,
) -> None:  # fmt: skip
    """Write one notice for each recipient and channel of the kind, once however often it is called.

    `event` is the id of the row it is about; `about` the person's. `data` holds codes and ids only.
    """
    kind = kind_of(code)
    Notice.objects.bulk_create(
        [
            Notice(
                area_id=area_id, kind=code, event=event, about=about, recipient_id=one.account_id, post=one.post_id,
                address=one.address, channel=channel, created_at=now, data=data,
            )
            for one in to
            for channel in kind.channels
            if one.account_id or channel == Channel.EMAIL
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    from patchwork.notifications.jobs import deliver_area

    deliver_area.configure(queueing_lock=None).defer(area=area_id)
