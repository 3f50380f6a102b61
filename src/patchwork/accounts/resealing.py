"""Secrets of authenticator apps and recovery codes stand in the library's table, inside JSON: sealed anew from here."""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.db import transaction

from patchwork.accounts.adapters import SECRETS
from patchwork.kit import crypto, resealing

NAMES = ("secret", "seed")


def by_key() -> Counter[str]:
    """How many secrets each key seals."""
    return Counter(
        crypto.key_of(blob)
        for authenticator in Authenticator.objects.iterator()
        for blob in _sealed(authenticator).values()
    )


def reseal(batch: int) -> Iterator[int]:
    """Seal the secrets of older keys anew; yields how many accounts each batch did."""
    newest, last = next(iter(crypto.keys())), 0
    while ids := list(Authenticator.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:batch]):
        with transaction.atomic():
            locked = Authenticator.objects.select_for_update().filter(pk__in=ids)
            done = sum(_seal_anew(authenticator, newest) for authenticator in locked)
        last = ids[-1]
        yield done


def _sealed(authenticator: Authenticator) -> dict[str, bytes]:
    found = {}
    for name in NAMES:
        try:
            found[name] = base64.b64decode(authenticator.data[name], validate=True)
        except (KeyError, TypeError, binascii.Error):
            continue
    return {name: blob for name, blob in found.items() if crypto.is_sealed(blob)}


def _seal_anew(authenticator: Authenticator, newest: str) -> int:
    old = {name: blob for name, blob in _sealed(authenticator).items() if crypto.key_of(blob) != newest}
    for name, blob in old.items():
        sealed = crypto.seal(crypto.unseal(blob, SECRETS), SECRETS)
        authenticator.data[name] = base64.b64encode(sealed).decode()
    if old:
        authenticator.save(update_fields=["data"])
    return bool(old)


def register() -> None:
    resealing.also(resealing.Elsewhere("second factors", by_key, reseal))
