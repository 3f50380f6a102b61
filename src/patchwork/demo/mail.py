"""Mail of the demonstration: kept in a folder, to be read at /demo/mail/."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.utils import timezone


class KeptInFolder(BaseEmailBackend):
    """Writes each message, whole, into `MAIL_FOLDER`, newest name last."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        settings.MAIL_FOLDER.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{timezone.now():%Y%m%d%H%M%S%f}-{uuid.uuid4().hex[:8]}.eml"
            part = settings.MAIL_FOLDER / f".{name}"
            part.write_bytes(message.message().as_bytes())
            part.rename(settings.MAIL_FOLDER / name)  # a reader never sees half a message
        return len(email_messages)
