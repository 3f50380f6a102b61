"""A real mail server that keeps what it is given, and the settings that lead there."""

from __future__ import annotations

import email
import email.policy
import socket
from dataclasses import dataclass, field

import pytest
from aiosmtpd.controller import Controller

from patchwork.notifications import telling


@dataclass
class Post:
    """The postbox: each accepted message with its envelope. `answer(envelope)` may say something other than 250."""

    messages: list = field(default_factory=list)
    envelopes: list = field(default_factory=list)
    answer: object = None
    port: int = 0

    async def handle_DATA(self, server, session, envelope):
        self.envelopes.append(envelope)
        if self.answer is not None:
            return self.answer(envelope)
        return self.keep(envelope)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def keep(self, envelope):
        self.messages.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"

    @property
    def addresses(self):
        return sorted(message["To"] for message in self.messages)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as unused:
        return unused.getsockname()[1]


@pytest.fixture
def postbox(settings):
    box = Post()
    box.port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": box.port, "timeout": 5},
        }
    }
    yield box
    controller.stop()


@pytest.fixture
def kind(monkeypatch):
    """A kind of notice for tests; `kind.may_still` is asked, `kind.asked` holds what about."""

    class Asked:
        may_still = True
        asked: list = []

        def __call__(self, notice):
            self.asked.append(notice)
            if isinstance(self.may_still, Exception):
                raise self.may_still
            return self.may_still

    asked = Asked()
    asked.asked = []
    monkeypatch.setitem(
        telling._kinds,
        "test.thing",
        telling.Kind(
            code="test.thing", subject="Something new on Patchwork", line="Something new around a person.",
            link=lambda notice: "/attentions/", may_still=asked,
            bell=lambda notice, name: f"Something about {name or 'somebody'}",
        ),
    )  # fmt: skip
    return asked
