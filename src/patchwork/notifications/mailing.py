"""A notice as a mail: no name of a person, no kind of service, a link that needs sign-in."""

from __future__ import annotations

import hashlib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from patchwork.notifications.models import Channel, Notice
from patchwork.notifications.telling import kind_of


def compose(notice: Notice) -> EmailMultiAlternatives:
    """The mail for `notice`, the same each time. Needs `recipient` and `area` at hand."""
    kind = kind_of(notice.kind)
    with translation.override(_language(notice)):
        context = {
            "line": kind.line,
            "link": settings.PATCHWORK_URL + kind.link(notice),
            "reference": reference(notice),
            "needs_sign_in": Channel.BELL in kind.channels and notice.recipient_id is not None,
            "preferences": _preferences(),
        }
        mail = EmailMultiAlternatives(
            subject=str(kind.subject),
            body=render_to_string("notifications/mail.txt", context),
            to=[address(notice)],
            headers={
                "Message-ID": message_id(notice),
                "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office answers to us
                "X-Auto-Response-Suppress": "All",
            },
        )
        mail.attach_alternative(render_to_string("notifications/mail.html", context), "text/html")
        mail.message()  # renders what is lazy while the language is set, and raises here what is wrong with it
    return mail


def address(notice: Notice) -> str:
    return notice.recipient.email if notice.recipient else notice.address


def reference(notice: Notice) -> str:
    """Eight letters by which a reader can ask about this mail: random, and of the notice only."""
    return notice.public_id.hex[:8].upper()


def message_id(notice: Notice) -> str:
    """Stable for (event, recipient, channel, kind): a mail sent twice after a crash is one mail to its reader."""
    parts = (notice.event, notice.recipient_id or notice.address, notice.channel, notice.kind)
    digest = hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:40]
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{digest}@{domain or 'patchwork.invalid'}>"


def _language(notice: Notice) -> str:
    own = notice.recipient.language if notice.recipient else ""
    return own or notice.area.language


def _preferences() -> str:
    try:
        return settings.PATCHWORK_URL + reverse("preferences")
    except NoReverseMatch:
        return ""
