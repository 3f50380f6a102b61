"""Nightly tidying: nothing of a session outlives it."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.utils import timezone
from procrastinate.contrib.django import app


@app.periodic(cron="41 3 * * *")
@app.task(queue="default", name="accounts.forget_sessions", queueing_lock="accounts.forget_sessions")
def forget_sessions(timestamp: int) -> None:
    """Delete sessions that are over, and what was noted about the devices they were on."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    caches["default"].forget()  # type: ignore[attr-defined]  # tries that are counted no more
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
