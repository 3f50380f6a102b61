"""The table in which tries to sign in are counted, as a cache of Django's. Its values are JSON.

Django's own reads what stands in the table as Python objects: whoever could write there would run code in the web
process. What is counted are lists of numbers and marks, so JSON holds them all.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

GET = "SELECT value FROM accounts_cache WHERE cache_key = %s AND expires > %s"
PUT = """
INSERT INTO accounts_cache (cache_key, value, expires) VALUES (%s, %s, %s)
ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
"""
ADD = PUT + " WHERE accounts_cache.expires <= %s"
TOUCH = "UPDATE accounts_cache SET expires = %s WHERE cache_key = %s AND expires > %s"
DELETE = "DELETE FROM accounts_cache WHERE cache_key = %s"
FORGET = "DELETE FROM accounts_cache WHERE expires <= %s"
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class Tries(BaseCache):
    """Values by key, each for its time. Unlike Django's, nothing is thrown out early: what is counted must stand."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(GET, [self.make_and_validate_key(key, version=version), _now()])
            row = cursor.fetchone()
        return default if row is None else json.loads(row[0])

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> None:
        self._run(PUT, self.make_and_validate_key(key, version=version), json.dumps(value), self._until(timeout))

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        name = self.make_and_validate_key(key, version=version)
        return self._run(ADD, name, json.dumps(value), self._until(timeout), _now())

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        return self._run(TOUCH, self._until(timeout), self.make_and_validate_key(key, version=version), _now())

    def delete(self, key: Any, version: Any = None) -> bool:
        return self._run(DELETE, self.make_and_validate_key(key, version=version))

    def clear(self) -> None:
        self._run("DELETE FROM accounts_cache")

    def forget(self) -> None:
        """Delete what is over."""
        self._run(FORGET, _now())

    def _until(self, timeout: Any) -> datetime:
        at = self.get_backend_timeout(timeout)
        return NEVER if at is None else datetime.fromtimestamp(at, tz=UTC)

    def _run(self, statement: str, *values: Any) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return bool(cursor.rowcount)


def _now() -> datetime:
    return datetime.now(UTC)
