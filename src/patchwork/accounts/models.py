"""Who is signed in. An account has no area: its posts have."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """A practitioner's or administrator's sign-in: one per human being, whatever their posts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("work e-mail address"), unique=True)
    name = models.CharField(_("your name"), max_length=120)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False, editable=False)
    language = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    last_post = models.UUIDField(null=True, editable=False, help_text="id of the post last acted in")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = AccountManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_account_email_any_case")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def initials(self) -> str:
        """Two letters for the circle where no photo is."""
        return initials(self.name)


def initials(name: str) -> str:
    parts = [part for part in name.replace("-", " ").split() if part]
    return "".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)).upper()


class Photo(models.Model):
    """A face, re-encoded by us: a thumbnail of at most 2 KB and a card-sized picture. Never the upload itself."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="photo")
    version = models.UUIDField(default=uuid.uuid4)
    thumbnail = models.BinaryField()
    picture = models.BinaryField()
    changed_at = models.DateTimeField(auto_now=True)
