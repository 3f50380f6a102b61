"""Somebody who is not one of the cast: real people have a password and a second factor."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from patchwork.accounts.models import Account
from patchwork.directory.models import Post

PASSWORD = "correct horse battery staple"


def code_for(account: Account) -> str:
    """What the authenticator app of `account` shows now."""
    stored = Authenticator.objects.get(user=account, type=Authenticator.Type.TOTP)
    return code_of(get_adapter().decrypt(stored.data["secret"]))


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def olga(world) -> Account:
    """A real colleague of Amina's: teaches at Oakfield too, and has an authenticator app."""
    account = Account.objects.create_user("olga@oakfield-school.example", PASSWORD, name="Olga Lind")
    TOTP.activate(account, generate_totp_secret())
    Post.objects.create(
        area=world.marlowe, account=account, service=world.services["oakfield"], role="class_teacher",
        started_on=world.now.date() - timedelta(days=100), email=account.email,
    )  # fmt: skip
    return account


@pytest.fixture
def client() -> Client:
    return Client()


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str):
    return client.post("/sign-in/", {"login": email, "password": password, **more})


def enter_code(client: Client, account: Account):
    return client.post("/second-factor/", {"code": code_for(account)})
