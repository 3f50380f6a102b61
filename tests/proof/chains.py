"""A real chain of the audit record, made by the application and linked by the database's own trigger."""

from __future__ import annotations

from typing import Any

from django.db import connection

from patchwork import audit
from patchwork.people.models import Person
from tests.proof import tampering


def chain(world: Any, *, length: int) -> tampering.Record:
    """So many deeds by several hands about several persons, each in a link of its own; read back."""
    hands = [world.viewer(short) for short in ("amina", "bilal", "erin", "kit")]
    persons = list(Person.objects.order_by("pk"))
    for number in range(length):
        by = hands[number % 4].later(minutes=number)
        audit.record(f"deed.{number % 7}", by=by, persons=persons[: number % 4 + 1], purpose=f"purpose {number % 3}")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return tampering.read(world.marlowe.pk)
