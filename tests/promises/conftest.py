"""One world for a whole module: made once, asked many times, each question undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction

from patchwork.demo.cast import build_cast
from patchwork.kit.context import set_area
from tests.conftest import NOW
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
