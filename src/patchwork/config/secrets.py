"""Secrets come from the environment or a file it names; demo and tests may make their own."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def from_environment_or_file(name: str, made_at: Path, *, may_make: bool, key_ring: bool = False) -> str:
    """`$NAME`, else the text of the file `$NAME_FILE`, else (demo, tests) one made once at `made_at`.

    Raises:
        ImproperlyConfigured: nothing is set and none may be made.
    """
    if value := os.environ.get(name):
        return value
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    if not may_make:
        raise ImproperlyConfigured(f"Set {name}, or {name}_FILE to a file that holds it. See docs/operators.md.")
    return _made_once(made_at, _new(key_ring))


def _new(key_ring: bool) -> str:
    return f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}" if key_ring else secrets.token_urlsafe(50)


def _made_once(path: Path, value: str) -> str:
    """Write `value` unless another process was first; return what is in the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(value)
    return value
