"""What is done to an account by others, after their own rules have said yes."""

from __future__ import annotations

import uuid

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from patchwork.accounts import sessions
from patchwork.accounts.models import Account


def end_all_sessions(account_id: uuid.UUID) -> None:
    """Sign an account out everywhere, at once."""
    for session in UserSession.objects.filter(user_id=account_id):
        session.end()


def end_sessions_elsewhere(account: Account, *, here: str | None) -> None:
    """Sign the account out everywhere but in the session with the id `here`."""
    for session in sessions.elsewhere(account.pk, here):
        session.end()


def reset_second_factor(account_id: uuid.UUID) -> None:
    """Forget every second factor and end every session; the next sign-in sets a new one up.

    A session remembers that its second factor was shown, so the sessions must go with it. Two people agree to
    this before it is called (`directory.proposal_kinds`).
    """
    Authenticator.objects.filter(user_id=account_id).delete()
    end_all_sessions(account_id)
