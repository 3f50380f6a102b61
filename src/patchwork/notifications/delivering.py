"""Sending what waits in an area's outbox: each notice in a transaction of its own, at least once.

The row is locked, the mail handed over, the row marked, committed. A worker killed between handing over and
marking leaves the row waiting, and the next one sends the same mail again under the same Message-ID.
"""

from __future__ import annotations

import enum
import logging
import smtplib
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import mailers
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from patchwork.kit.context import in_area
from patchwork.notifications import mailing
from patchwork.notifications.models import Channel, Notice
from patchwork.notifications.telling import kind_of

log = logging.getLogger(__name__)

WAITS = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60)]
"""How long to wait after the first, second, … failed try; the last one from then on."""
GIVE_UP_AFTER = timedelta(days=3)
AT_MOST = 500
"""Mails a job sends before it ends, so that one area's flood does not hold up another's."""


class Outcome(enum.Enum):
    NOTHING_LEFT = enum.auto()
    DONE = enum.auto()
    NO_SERVER = enum.auto()


def waiting(now: datetime) -> QuerySet[Notice]:
    """Mails of the current area that are due."""
    return Notice.objects.filter(
        Q(next_try_at__isnull=True) | Q(next_try_at__lte=now),
        channel=Channel.EMAIL,
        sent_at__isnull=True,
        dropped_at__isnull=True,
    ).order_by("id")


def deliver(area_id: int) -> int:
    """Send what is due in an area; returns how many notices were dealt with. Stops when the mail server is away."""
    mailer = mailers.default
    handled = 0
    try:
        while handled < AT_MOST and _next(area_id, mailer) is Outcome.DONE:
            handled += 1
    finally:
        _close(mailer)
    return handled


def _next(area_id: int, mailer: Any) -> Outcome:
    now = timezone.now()
    with in_area(area_id):
        due = waiting(now).select_related("recipient", "area")
        notice = due.select_for_update(skip_locked=True, of=("self",)).first()
        if notice is None:
            return Outcome.NOTHING_LEFT
        outcome = _deliver(notice, mailer, now)
        notice.save(update_fields=["sent_at", "dropped_at", "attempts", "next_try_at", "problem"])
    return outcome


def _deliver(notice: Notice, mailer: Any, now: datetime) -> Outcome:
    """Send one locked notice, or note why not. Never raises: one bad notice does not stop the others."""
    try:
        with transaction.atomic():  # a failing question must not take the transaction with it
            mail = mailing.compose(notice) if _may_still(notice) else None
    except Exception as problem:
        log.exception("notice %s cannot be written as a mail", notice.public_id)
        return _try_later(notice, now, problem)
    if mail is None:
        notice.dropped_at, notice.problem = now, "may_not"
        return Outcome.DONE
    return _hand_over(notice, mail, mailer, now)


def _may_still(notice: Notice) -> bool:
    if notice.recipient is not None and not notice.recipient.is_active:
        return False
    return kind_of(notice.kind).may_still(notice)


def _hand_over(notice: Notice, mail: Any, mailer: Any, now: datetime) -> Outcome:
    try:
        mailer.open()
        mailer.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as problem:
        _close(mailer)
        if all(code >= 500 for code, _ in problem.recipients.values()):
            notice.dropped_at, notice.problem = now, "refused"
            return Outcome.DONE
        return _try_later(notice, now, problem)
    except OSError as problem:  # smtplib's errors are OSErrors too
        log.warning("notice %s was not sent: %s", notice.public_id, type(problem).__name__)
        _close(mailer)
        _try_later(notice, now, problem)
        return Outcome.DONE if isinstance(problem, smtplib.SMTPDataError) else Outcome.NO_SERVER
    except Exception as problem:
        log.error("notice %s was not sent: %s", notice.public_id, type(problem).__name__)  # its text may name somebody
        return _try_later(notice, now, problem)
    notice.sent_at, notice.problem = now, ""
    return Outcome.DONE


def _try_later(notice: Notice, now: datetime, problem: Exception) -> Outcome:
    notice.problem = type(problem).__name__[:40]
    notice.attempts += 1
    if now - notice.created_at > GIVE_UP_AFTER:
        notice.dropped_at = now
    else:
        notice.next_try_at = now + WAITS[min(notice.attempts, len(WAITS)) - 1]
    return Outcome.DONE


def _close(mailer: Any) -> None:
    try:
        mailer.close()
    except OSError:
        log.info("the mail server had hung up already")
