"""Where an account is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from patchwork.accounts import sessions
from patchwork.accounts.models import Account

BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Device:
    """A session elsewhere, in words."""

    words: str
    since: datetime


def elsewhere(request: HttpRequest, account: Account) -> list[Device]:
    """The account's other live sessions, newest first."""
    others = sessions.elsewhere(account.pk, request.session.session_key)
    return [Device(words(session.user_agent), session.created_at) for session in others]


def words(user_agent: str) -> str:
    """What a browser calls itself, as people would say it: "Chrome on Android"."""
    system = next((words for mark, words in SYSTEMS if mark in user_agent), "")
    browser = next((words for mark, words in BROWSERS if mark in user_agent), "")
    if system and browser:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("another browser")
