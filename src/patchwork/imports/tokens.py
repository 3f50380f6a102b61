"""Keys with which an organisation's own systems send lists. They open nothing else, and are kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import datetime

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from patchwork import audit
from patchwork.access import Viewer
from patchwork.imports import rules
from patchwork.imports.models import FeedToken
from patchwork.kit.answers import NOT_HERE, Refused

PREFIX = "pwl"
MOST = 20


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_token(*, by: Viewer, organisation_id: uuid.UUID, name: str) -> tuple[FeedToken, str]:
    """A new key and its text, shown once. It names its area, so that it can be looked up under row security."""
    if not rules.administers(by) or organisation_id != by.organisation_id:
        NOT_HERE.require()
    if FeedToken.objects.filter(organisation=organisation_id, revoked_at__isnull=True).count() >= MOST:
        raise Refused(_("There are 20 keys in use already. Take one back first."), field="name")
    secret = f"{PREFIX}_{by.area_id}_{secrets.token_urlsafe(32)}"
    row = FeedToken.objects.create(
        area_id=by.area_id, organisation_id=organisation_id, name=name.strip(), token_hash=hash_of(secret),
        made_by_id=by.in_post, made_at=by.now,
    )  # fmt: skip
    audit.record("list.token_made", by=by)
    return row, secret


@transaction.atomic
def revoke_token(*, by: Viewer, token: FeedToken) -> FeedToken:
    """Taken back: it holds with the next request."""
    if not rules.administers(by) or token.organisation_id != by.organisation_id:
        NOT_HERE.require()
    row = FeedToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if row.revoked_at is None:
        row.revoked_at = by.now
        row.save(update_fields=["revoked_at"])
        audit.record("list.token_revoked", by=by)
    return row


def area_of(secret: str) -> int | None:
    """The area a key says it is of."""
    parts = secret.split("_", 2)
    known = len(parts) == 3 and parts[0] == PREFIX and parts[1].isascii() and parts[1].isdigit() and len(parts[1]) < 5
    return int(parts[1]) if known else None


def token_of(secret: str, *, now: datetime) -> FeedToken | None:
    """The key in use, of the transaction's area."""
    hashed = hash_of(secret)
    row = FeedToken.objects.select_related("organisation").filter(token_hash=hashed, revoked_at__isnull=True).first()
    if row is None or not constant_time_compare(row.token_hash, hashed):
        return None
    FeedToken.objects.filter(pk=row.pk).update(last_used_at=now)
    return row
