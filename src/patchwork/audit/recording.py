"""Writing audit rows. Inserting is all that is done here; a trigger links the chain at commit.

One event a request for what was shown (`show` gathers, the request's transaction writes it once),
one event a deed for what was changed (`record`).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Protocol

from django.db import connection


class Looker(Protocol):
    """What a record needs of a viewer (`access.Viewer` has it; audit stands below access)."""

    @property
    def area_id(self) -> int: ...
    @property
    def now(self) -> datetime: ...
    @property
    def account_id(self) -> uuid.UUID | None: ...
    @property
    def post_id(self) -> uuid.UUID | None: ...
    @property
    def service_id(self) -> uuid.UUID | None: ...
    @property
    def organisation_id(self) -> uuid.UUID | None: ...


class Gathered:
    """What one request has shown so far: person → classes of fields."""

    def __init__(self) -> None:
        self.shown: dict[uuid.UUID, set[str]] = {}
        self.looker: Looker | None = None
        self.purpose = ""

    def add(self, looker: Looker, persons: Iterable[uuid.UUID], classes: Iterable[str]) -> None:
        self.looker = looker
        for person in persons:
            self.shown.setdefault(person, set()).update(classes)

    def forget(self) -> None:
        self.shown.clear()

    def write(self, looker: Looker | None, *, kind: str) -> None:
        """Insert the request's one event, if any person was shown."""
        by = self.looker or looker
        if self.shown and by is not None:
            _insert(f"shown:{kind}", by, self.shown, self.purpose)


_gathered: ContextVar[Gathered | None] = ContextVar("audit_gathered", default=None)


@contextmanager
def gathering() -> Iterator[Gathered]:
    """Gather what is shown inside the block; the caller writes or forgets it."""
    gathered = Gathered()
    token = _gathered.set(gathered)
    try:
        yield gathered
    finally:
        _gathered.reset(token)


def show(by: Looker, persons: Iterable[Any], *classes: str) -> None:
    """These persons are being shown to `by`: `classes` names the kinds of fields ("card", "team", …).

    Inside a request it joins the request's one event; outside, it is written at once.
    """
    ids = [_id(person) for person in persons]
    gathered = _gathered.get()
    if gathered is not None:
        gathered.add(by, ids, classes)
    elif ids:
        _insert("shown", by, {person: set(classes) for person in ids}, "")


def shown_so_far() -> list[uuid.UUID]:
    """The persons that this request has shown until now, in the order they came up."""
    gathered = _gathered.get()
    return [*gathered.shown] if gathered is not None else []


def record(kind: str, *, by: Looker, persons: Iterable[Any] = (), purpose: str = "") -> None:
    """One deed of `by` concerning these persons (rows or ids), in the transaction of the deed."""
    _insert(kind, by, {_id(person): {"deed"} for person in persons}, purpose)


def _id(person: Any) -> uuid.UUID:
    return person if isinstance(person, uuid.UUID) else person.pk


INSERT = """
WITH event AS (
    INSERT INTO audit_auditevent (area_id, kind, at, account, post, service, organisation, request_id, purpose)
    VALUES (%(area)s, %(kind)s, %(at)s, %(account)s, %(post)s, %(service)s, %(organisation)s, NULL, %(purpose)s)
    RETURNING id
), asked AS (
    SELECT * FROM unnest(%(persons)s::uuid[], %(classes)s::text[]) AS t (person, classes)
), known AS (
    SELECT person, reference FROM audit_auditreference
    WHERE area_id = %(area)s AND person = ANY (%(persons)s::uuid[])
), made AS (
    INSERT INTO audit_auditreference (area_id, person, reference)
    SELECT %(area)s, person, gen_random_uuid() FROM asked WHERE person NOT IN (SELECT person FROM known)
    ON CONFLICT (area_id, person) DO NOTHING
    RETURNING person, reference
)
INSERT INTO audit_auditsubject (area_id, event_id, subject, shown)
SELECT %(area)s, event.id, found.reference, string_to_array(asked.classes, ',')
FROM event, asked JOIN (SELECT * FROM known UNION ALL SELECT * FROM made) found USING (person)
ORDER BY asked.person
"""


def _insert(kind: str, by: Looker, shown: dict[uuid.UUID, set[str]], purpose: str) -> None:
    persons = list(shown)
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            {
                "area": by.area_id,
                "kind": kind[:60],
                "at": by.now,
                "account": by.account_id,
                "post": by.post_id,
                "service": by.service_id,
                "organisation": by.organisation_id,
                "purpose": purpose,
                "persons": persons,
                "classes": [",".join(sorted(shown[person])) for person in persons],
            },
        )
