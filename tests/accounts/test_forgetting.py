"""What is noted about a device goes with its session."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from patchwork.accounts.jobs import forget_sessions
from tests.accounts.conftest import enter_code, sign_in


def test_sessions_that_are_over_are_forgotten(client, olga, clock):
    sign_in(client, olga.email)
    enter_code(client, olga)
    forget_sessions(0)
    assert UserSession.objects.count() == 1
    clock.shift(13 * 3600)
    forget_sessions(0)
    assert (UserSession.objects.count(), Session.objects.count()) == (0, 0)
