"""Sessions are stored under a digest of their id: whoever reads the database cannot take one over.

The id itself is in the cookie only. It has 165 random bits, so that a plain SHA-256 cannot be turned round, and nothing
slower is needed at every request. What allauth notes about a session (`UserSession`) is kept under the digest as well.
"""

from __future__ import annotations

import hashlib
from typing import Any

from allauth.usersessions.models import UserSession
from asgiref.sync import sync_to_async
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models.signals import post_init, pre_save
from django.dispatch import receiver
from django.utils import timezone

LENGTH = 40
"""As many of the digest's 64 signs as the columns hold: 160 bits."""


class Stored(str):
    """The key that a session is stored under. Only of this type is it taken as such: a cookie's text never is."""

    __slots__ = ()


def stored(key: str) -> Stored:
    """What a session with this id is stored under."""
    return key if isinstance(key, Stored) else Stored(hashlib.sha256(key.encode()).hexdigest()[:LENGTH])


class SessionStore(db.SessionStore):
    """As Django's in the database, but for the key."""

    def _get_session_from_db(self) -> Session | None:
        rows = Session.objects.filter(expire_date__gt=timezone.now())
        found: Session | None = rows.filter(session_key=stored(self.session_key)).first() if self.session_key else None
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return bool(super().exists(stored(session_key)))

    def create_model_instance(self, data: Any) -> Any:
        row = super().create_model_instance(data)
        row.session_key = stored(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = self.session_key if session_key is None else session_key
        if key is not None:
            super().delete(stored(key))

    async def _aget_session_from_db(self) -> Session | None:
        return await sync_to_async(self._get_session_from_db)()

    async def aexists(self, session_key: str) -> bool:
        return await sync_to_async(self.exists)(session_key)

    async def acreate_model_instance(self, data: Any) -> Any:
        row = await super().acreate_model_instance(data)
        row.session_key = stored(row.session_key)
        return row

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)


@receiver(post_init, sender=UserSession)
def _read(sender: Any, instance: UserSession, **_: Any) -> None:
    """What was read from the table is a digest already."""
    if instance.pk and instance.session_key:
        instance.session_key = Stored(instance.session_key)


@receiver(pre_save, sender=UserSession)
def _write(sender: Any, instance: UserSession, **_: Any) -> None:
    instance.session_key = stored(instance.session_key)


def elsewhere(account_id: Any, here: str | None) -> list[UserSession]:
    """The account's live sessions but this one, newest first."""
    rows = UserSession.objects.filter(user_id=account_id, session_key__in=Session.objects.values("session_key"))
    if here is not None:
        rows = rows.exclude(session_key=stored(here))
    return [row for row in rows.order_by("-created_at") if not row.purge()]
