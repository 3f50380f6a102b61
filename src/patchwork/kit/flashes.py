"""The lines that greet one after a deed ("You now work with Leo"), kept in the session until the next page shows them.

They may name a person, and the table of sessions is readable to whoever can read the database: so they are sealed
like every other text about somebody. A line that cannot be opened any more is dropped.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.contrib.messages.storage.session import SessionStorage

from patchwork.kit.crypto import CannotOpen, Place, seal, unseal

PLACE = Place(0, "django_session", "", "flashes")


class SealedInSession(SessionStorage):
    """Django's session storage, encrypted at rest."""

    def serialize_messages(self, messages: Any) -> str:
        return base64.b64encode(seal(super().serialize_messages(messages).encode(), PLACE)).decode()

    def deserialize_messages(self, data: Any) -> Any:
        if not data:
            return None
        try:
            return super().deserialize_messages(unseal(base64.b64decode(data), PLACE).decode())
        except (CannotOpen, binascii.Error, ValueError, TypeError):
            return []
