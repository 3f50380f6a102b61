"""How a session stands: whether its holder may go on, must finish signing in, unlock, or begin again.

One question asked in two places: `access.entering` gives no viewer unless the answer is OPEN, and the gate
(`accounts.middleware`) leads to the page that mends it. What is known is kept in the session, so that asking
costs no query.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from patchwork.accounts.models import Account

SIGNED_IN_AT = "signed_in_at"
SECOND_FACTOR = "second_factor"
LAST_SEEN = "last_seen"  # only in sessions that lock: those of a phone with a passkey
LOCKED = "locked"

LONGEST = timedelta(hours=12)
"""From full sign-in to the next one, however often the phone was unlocked between."""
NOTICING = timedelta(seconds=30)
"""How exactly idleness is known: a session is not written at every request."""


class Standing(StrEnum):
    OPEN = "open"
    NO_SECOND_FACTOR = "no_second_factor"
    LOCKED = "locked"
    OVER = "over"


def standing(session: SessionBase, account: Account, *, now: datetime) -> Standing:
    """How this signed-in session stands now. What is not known counts as not done."""
    signed_in_at = session.get(SIGNED_IN_AT)
    if signed_in_at is None or now >= datetime.fromisoformat(signed_in_at) + LONGEST:
        return Standing.OVER
    if session.get(SECOND_FACTOR) != str(account.pk) and not is_invented(account):
        return Standing.NO_SECOND_FACTOR
    return Standing.LOCKED if is_locked(session, now=now) else Standing.OPEN


def is_invented(account: Account) -> bool:
    """One of the cast, who have neither password nor second factor. Exists on invented databases only."""
    return account.is_demo and bool(settings.PATCHWORK_DEMO or settings.PATCHWORK_TESTING)


def signed_in(session: SessionBase, *, now: datetime) -> None:
    """A full sign-in has just happened."""
    session[SIGNED_IN_AT] = now.isoformat()
    session.pop(LOCKED, None)


def signed_in_within(session: SessionBase, seconds: float, *, now: datetime) -> bool:
    """Whether the full sign-in was so short ago."""
    signed_in_at = session.get(SIGNED_IN_AT)
    return signed_in_at is not None and now - datetime.fromisoformat(signed_in_at) < timedelta(seconds=seconds)


def second_factor_done(session: SessionBase, account: Account) -> None:
    session[SECOND_FACTOR] = str(account.pk)


def second_factor_gone(session: SessionBase) -> None:
    session.pop(SECOND_FACTOR, None)


# -- the lock of a phone


def locks_when_idle(request: HttpRequest, *, now: datetime) -> None:
    """From now on this session locks when idle. It also outlives the browser: phones close theirs as they please."""
    request.session[LAST_SEEN] = now.isoformat()
    request.session.set_expiry(settings.SESSION_COOKIE_AGE)


def is_phone(request: HttpRequest) -> bool:
    said = request.headers.get("Sec-CH-UA-Mobile", "")
    return said == "?1" or "Mobi" in request.headers.get("User-Agent", "")


def is_locked(session: SessionBase, *, now: datetime) -> bool:
    """Whether the session is of a phone that has been idle too long, and has not been unlocked since."""
    if LAST_SEEN not in session:
        return False
    idle = timedelta(minutes=settings.PATCHWORK_LOCK_AFTER_MINUTES)
    return bool(session.get(LOCKED)) or now > _seen(session) + idle


def lock(session: SessionBase) -> None:
    """Remember that it was locked: the clock alone must not open it."""
    session[LOCKED] = True


def unlock(session: SessionBase, *, now: datetime) -> None:
    session.pop(LOCKED, None)
    session[LAST_SEEN] = now.isoformat()


def in_use(session: SessionBase, *, now: datetime) -> None:
    """Somebody is at the phone."""
    if LAST_SEEN in session and now > _seen(session) + NOTICING:
        session[LAST_SEEN] = now.isoformat()


def _seen(session: Any) -> datetime:
    return datetime.fromisoformat(session[LAST_SEEN])
