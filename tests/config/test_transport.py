"""What crosses a network does so encrypted, unless somebody said that the network is their own."""

from __future__ import annotations

import pytest

from patchwork.config.processes import CannotStart
from patchwork.config.transport import require_encrypted_ways

ELSEWHERE = "postgresql://patchwork_app:x@db.example/patchwork"


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"DATABASE_URL": "postgresql://patchwork_app@/patchwork"},
        {"DATABASE_URL": "postgresql:///patchwork?host=/run/postgresql"},
        {"DATABASE_URL": "postgresql://patchwork_app@localhost/patchwork"},
        {"DATABASE_URL": "postgresql://patchwork_app@[::1]:5433/patchwork"},
        {"DATABASE_URL": f"{ELSEWHERE}?sslmode=verify-full"},
        {"DATABASE_URL": ELSEWHERE, "PATCHWORK_PRIVATE_NETWORK": "1"},
        {"PATCHWORK_SMTP_HOST": "mail.example", "PATCHWORK_SMTP_TLS": "1"},
        {"PATCHWORK_SMTP_HOST": "127.0.0.1"},
        {
            "PATCHWORK_SMTP_HOST": "mail.example",
            "PATCHWORK_MAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        },
    ],
)
def test_what_is_safe_starts(environ):
    require_encrypted_ways(environ)


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"DATABASE_URL": ELSEWHERE}, "DATABASE_URL"),
        ({"DATABASE_URL": f"{ELSEWHERE}?sslmode=prefer"}, "DATABASE_URL"),
        ({"DATABASE_URL": f"{ELSEWHERE}?sslmode=require"}, "DATABASE_URL"),  # encrypted, to nobody knows whom
        ({"DATABASE_URL": "postgresql://a@localhost,db.example/patchwork"}, "DATABASE_URL"),
        ({"OWNER_DATABASE_URL": ELSEWHERE}, "OWNER_DATABASE_URL"),
        ({"PATCHWORK_SMTP_HOST": "mail.example"}, "PATCHWORK_SMTP_HOST"),
        ({"PATCHWORK_SMTP_HOST": "10.0.0.7", "PATCHWORK_SMTP_TLS": "0"}, "PATCHWORK_SMTP_HOST"),
    ],
)
def test_what_is_not_is_refused_in_a_sentence_without_the_password(environ, named):
    with pytest.raises(CannotStart) as refused:
        require_encrypted_ways(environ)
    assert str(refused.value).startswith(named)
    assert ":x@" not in str(refused.value)
