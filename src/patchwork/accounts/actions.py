"""What is done to an account by others, after their own rules have said yes."""

from __future__ import annotations

import uuid

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession


def end_all_sessions(account_id: uuid.UUID) -> None:
    """Sign an account out everywhere, at once."""
    for session in UserSession.objects.filter(user_id=account_id):
        session.end()


def reset_second_factor(account_id: uuid.UUID) -> None:
    """Forget every second factor and end every session; the next sign-in sets a new one up.

    A session remembers that its second factor was shown, so the sessions must go with it. Two people agree to
    this before it is called (`directory.proposal_kinds`).
    """
    Authenticator.objects.filter(user_id=account_id).delete()
    end_all_sessions(account_id)
