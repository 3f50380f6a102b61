"""Reading the mails that `demo.mail` has kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.conf import settings

NAME = re.compile(r"\d{20}-[0-9a-f]{8}\.eml")


@dataclass(frozen=True, slots=True)
class KeptMail:
    """A message as it would have been sent."""

    name: str
    at: datetime
    to: str
    subject: str
    text: str
    html: str


def newest(most: int) -> list[KeptMail]:
    """The last mails, newest first."""
    if not settings.MAIL_FOLDER.is_dir():
        return []
    names = sorted((f.name for f in settings.MAIL_FOLDER.iterdir() if NAME.fullmatch(f.name)), reverse=True)
    return [found for name in names[:most] if (found := read(name))]


def read(name: str) -> KeptMail | None:
    """One mail by its name; None when there is none of that name."""
    file = settings.MAIL_FOLDER / name
    if not NAME.fullmatch(name) or not file.is_file():
        return None
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    at = datetime.strptime(name[:20], "%Y%m%d%H%M%S%f").replace(tzinfo=UTC)
    return KeptMail(
        name, at, str(message["To"]), str(message["Subject"]), _part(message, "plain"), _part(message, "html")
    )


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body(preferencelist=(kind,))
    return str(body.get_content()) if body else ""
