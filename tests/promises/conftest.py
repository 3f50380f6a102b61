"""One world for a whole module: made once, asked many times, each question undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponse

from patchwork.demo.cast import build_cast
from patchwork.kit.context import set_area
from tests.conftest import NOW
from tests.promises.access_table import TABLE
from tests.promises.rows import GET, OK
from tests.promises.sweep import Standing
from tests.promises.world import furnish


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: Any) -> Iterator[Standing]:
    """The furnished world, with everyone signed in."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        world = build_cast(now=NOW)
        yield Standing(world, furnish(world))
        transaction.set_rollback(True)


@pytest.fixture
def undone(standing: Standing) -> Iterator[None]:
    """What the test changes in the standing world is undone after it."""
    with transaction.atomic():
        set_area(standing.world.marlowe.pk)
        standing.shown.clear()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def pages(standing: Standing) -> dict[str, tuple[str, HttpResponse]]:
    """Every page of the access table once: name → (the first member who sees it, what they get)."""
    found = {}
    for row in TABLE:
        sees = [who for who, answer in row.expected().items() if answer == OK and row.method == GET]
        if sees and row.name not in found:
            who = sees[0]
            found[row.name] = who, standing.ask(who, GET, standing.path(row.name, **row.at)).response
    return found


def is_html(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html")
