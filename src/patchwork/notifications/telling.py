"""Putting a notice into the outbox, and the kinds of notice by registration.

A notice is written in the transaction of its event: what did not happen is not told, what happened is.
Each app registers its own kinds with the words of mail and bell, and how to ask, at sending time, whether
the recipient may still see the thing. No kind may put a person's name or a kind of service into a mail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from django.db.models import Q

from patchwork.kit.deferring import defer
from patchwork.notifications.models import Channel, Notice

if TYPE_CHECKING:
    from patchwork.kit.answers import Words


class Reader(Protocol):
    """What the bell needs to know of a viewer (`access.Viewer` has it; notifications stand below access)."""

    @property
    def area_id(self) -> int: ...
    @property
    def now(self) -> datetime: ...
    @property
    def account_id(self) -> UUID | None: ...
    @property
    def post_id(self) -> UUID | None: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """How a notice of this kind reads, where its link leads, and who may still be told.

    - `subject` and `line` are content-free: they go into mails.
    - `link(notice)` is a path.
    - `may_still(notice)` is asked again when the mail is sent.
    - `bell(notice, name)` is the line shown signed in; `name` is the person's, as far as the reader may see it
      now (else empty). Without it the bell shows `line`.
    - `open(viewer)` says which notices of the kind still stand for a reader, as a condition on `Notice`: the bell
      lists and counts with it. Without it, those about a person whose team the reader may see now, and those
      about no person.
    - `own_list`: the bell page shows this kind in a list of its own, not as a line.
    """

    code: str
    subject: Words
    line: Words
    link: Callable[[Notice], str]
    may_still: Callable[[Notice], bool]
    channels: tuple[str, ...] = (Channel.BELL, Channel.EMAIL)
    bell: Callable[[Notice, str], Words] | None = None
    open: Callable[[Any], Q] | None = None
    own_list: bool = False


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


class Held(Protocol):
    """A post, as far as telling its holder goes (`directory.Post` is one; notifications stand below directory)."""

    @property
    def pk(self) -> Any: ...
    @property
    def account_id(self) -> UUID: ...


def recipients(posts: Iterable[Held]) -> list[Recipient]:
    """Whoever holds these posts, each in that post, once."""
    return list(dict.fromkeys(Recipient(post.account_id, post.pk) for post in posts))


def tell(
    code: str, *, area_id: int, event: UUID, to: Iterable[Recipient], now: datetime, about: UUID | None = None,
    **data: Any,
) -> None:  # fmt: skip
    """Write one notice for each recipient and channel of the kind, once however often it is called.

    `event` is the id of the row it is about; `about` the person's. `data` holds codes and ids only.
    Where there is mail among them, delivery is put into the queue by the same transaction: the job is not
    there before the notices are, and goes with them when they are rolled back.
    """
    kind = kind_of(code)
    notices = [
        Notice(
            area_id=area_id, kind=code, event=event, about=about, recipient_id=one.account_id, post=one.post_id,
            address=one.address, channel=channel, created_at=now, data=data,
        )
        for one in to
        for channel in kind.channels
        if one.account_id or channel == Channel.EMAIL
    ]  # fmt: skip
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    if any(notice.channel == Channel.EMAIL for notice in notices):
        from patchwork.notifications.jobs import deliver_area

        # No queueing lock: it would make two people's transactions wait for each other, and the second one's
        # mail would have no job of its own. A job that finds nothing to do is one small query.
        defer(deliver_area, area=area_id)
