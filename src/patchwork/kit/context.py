"""The one way into an area: a transaction that knows its area and account.

Requests, jobs and commands all use `in_area`. The setting is local to the transaction, so a pooled
connection can never carry one area's right into the next request.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from patchwork.kit.areas import ACCOUNT_SETTING, AREA_SETTING


def set_area(area_id: int | None, account_id: uuid.UUID | None = None) -> None:
    """Tell the current transaction which area and account it works for. Empty means none: no rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(%s, %s, true), set_config(%s, %s, true)",
            [
                AREA_SETTING,
                "" if area_id is None else str(area_id),
                ACCOUNT_SETTING,
                "" if account_id is None else str(account_id),
            ],
        )


@contextmanager
def in_area(area_id: int | None, account_id: uuid.UUID | None = None) -> Iterator[None]:
    """Run a block in a transaction that sees exactly one area's rows."""
    with transaction.atomic():
        set_area(area_id, account_id)
        yield


@contextmanager
def briefly_in(area_id: int | None, account_id: uuid.UUID | None = None) -> Iterator[None]:
    """Inside a request's transaction, work for another area (or account), then again for the one before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true), current_setting(%s, true)", [AREA_SETTING, ACCOUNT_SETTING])
        area, account = cursor.fetchone() or ("", "")
    set_area(area_id, account_id)
    yield
    # Not after an exception: that transaction is rolled back, and the settings with it.
    set_area(int(area) if area else None, uuid.UUID(account) if account else None)
