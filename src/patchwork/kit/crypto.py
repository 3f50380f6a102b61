"""Free text and pictures at rest: AES-256-GCM, bound to the place where they are stored.

A ciphertext is `version | length of key id | key id | nonce | sealed`. Its associated data is
table|row|column|key id, so a ciphertext moved to another row or column does not open.
Each area has a data key of its own, derived (HKDF-SHA256, RFC 5869) from a key-encryption key that seals nothing itself
and lives outside the database: `PATCHWORK_KEYS` (`id:base64,id:base64`, first one seals) or a file named by
`PATCHWORK_KEYS_FILE` in the same form. `resealing` brings a new one in.
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models

VERSION = 1


class CannotOpen(Exception):
    """The ciphertext is not for this place, was changed, or its key is missing."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ciphertext lives. All four parts are authenticated."""

    area: int
    table: str
    row: str
    column: str

    def bound_to(self, key_id: str) -> bytes:
        return f"{self.area}|{self.table}|{self.row}|{self.column}|{key_id}".encode()


@lru_cache(maxsize=8)
def _ring(keys: str) -> dict[str, bytes]:
    ring = {}
    for entry in keys.replace("\n", ",").split(","):
        if entry.strip():
            key_id, _, secret = entry.strip().partition(":")
            ring[key_id] = base64.b64decode(secret)
    if not ring:
        raise CannotOpen("No key is configured: set PATCHWORK_KEYS or PATCHWORK_KEYS_FILE.")
    return ring


def keys() -> dict[str, bytes]:
    """The key ring by id; the first entry seals, all of them open."""
    return _ring(settings.PATCHWORK_KEYS)


@lru_cache(maxsize=256)
def _cipher(secret: bytes, key_id: str, area: int) -> AESGCM:
    info = f"patchwork|area|{area}|{key_id}".encode()
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret))


def seal(plain: bytes, place: Place) -> bytes:
    """Encrypt `plain` for exactly this place with the newest key."""
    key_id, secret = next(iter(keys().items()))
    nonce = os.urandom(12)
    sealed = _cipher(secret, key_id, place.area).encrypt(nonce, plain, place.bound_to(key_id))
    return bytes([VERSION, len(key_id)]) + key_id.encode() + nonce + sealed


def unseal(blob: bytes, place: Place) -> bytes:
    """Decrypt; raises `CannotOpen` when the place, the text or the key is not the one it was sealed with."""
    if len(blob) < 2 or blob[0] != VERSION:
        raise CannotOpen("Not a sealed text.")
    end = 2 + blob[1]
    key_id = blob[2:end].decode()
    try:
        cipher = _cipher(keys()[key_id], key_id, place.area)
        return cipher.decrypt(blob[end : end + 12], blob[end + 12 :], place.bound_to(key_id))
    except (KeyError, InvalidTag) as problem:
        raise CannotOpen("The text does not belong here or its key is missing.") from problem


def is_sealed(blob: bytes) -> bool:
    """Whether this has the form of a ciphertext of ours."""
    return len(blob) > 2 and blob[0] == VERSION and len(blob) >= 2 + blob[1] + 12 + 16


def key_of(blob: bytes) -> str:
    """The id of the key that sealed it."""
    return blob[2 : 2 + blob[1]].decode()


class _Opening:
    """Reads: opens what came from the database at first use. Writes: keeps it in the clear."""

    def __init__(self, field: Sealed) -> None:
        self.field = field

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, SealedBytes):
            value = self.field.opened(unseal(bytes(value), self.field.place(instance)))
            instance.__dict__[name] = value
        return self.field.nothing if value == b"" else value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedBytes(bytes):
    """What came from the database and is not opened yet."""


class Sealed(models.BinaryField):  # type: ignore[type-arg]
    """A column whose content the database never sees in the clear. Belongs on area models with a UUID made in Python.

    Their search is by equal nothing: the same text sealed twice differs.
    """

    nothing: Any = b""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opening(self))

    def place(self, instance: Any) -> Place:
        return Place(instance.area_id, instance._meta.db_table, str(instance.pk), self.column or self.attname)

    def opened(self, plain: bytes) -> Any:
        """What the program works with."""
        return plain

    def closed(self, value: Any) -> bytes:
        """What is sealed."""
        return bytes(value)

    def pre_save(self, model_instance: Any, add: bool) -> bytes | None:
        value = getattr(model_instance, self.attname)
        if not value:  # also b"", which a column of bytes has when nothing is given
            return None if self.null else b""
        return seal(self.closed(value), self.place(model_instance))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if value is None:
            return None
        return SealedBytes(value) if len(value) else self.nothing

    def to_python(self, value: Any) -> Any:
        return value


class EncryptedText(Sealed):
    """Text, sealed."""

    nothing = ""

    def opened(self, plain: bytes) -> str:
        return plain.decode()

    def closed(self, value: Any) -> bytes:
        return str(value).encode()


class EncryptedPicture(Sealed):
    """A picture (or a short recording) as its bytes, sealed. Re-encode it before it is kept."""
