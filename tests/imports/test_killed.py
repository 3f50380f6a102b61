"""Killed anywhere, as often as one likes: nothing is lost and nothing is doubled.

Here the worker dies in the middle of a statement, again and again, and what was not committed is gone. With processes
that are really killed: `./run bench import --kills 200`.
"""

import random

import pytest
from django.db import connection

from patchwork.activity.models import Deed
from patchwork.imports import actions, work
from patchwork.imports.models import Listed, Upload, UploadRow
from patchwork.involvement.models import Involvement
from patchwork.people.models import Address, Person
from tests.imports.conftest import csv_of, row

pytestmark = pytest.mark.usefixtures("listed_kinds")
ROWS = [row(f"Ann{chr(97 + n)} Quill", f"{n + 1:02}/02/2015", **{"Postcode": "ZM1 4AB", "Local number": f"N{n}"})
        for n in range(12)]  # fmt: skip


class Killed(BaseException):
    """Not an Exception: no handler on the way may swallow it."""


@pytest.fixture
def small_pieces(monkeypatch):
    """Many small transactions, so that there is much to die between."""
    for module, size in (("storing", 5), ("checking", 4), ("matching", 5), ("applying", 3), ("undoing", 1)):
        monkeypatch.setattr(f"patchwork.imports.{module}.AT_ONCE", size)


def live_until_killed(upload, after):
    """True when the worker finished before it was killed in statement number `after`."""
    left = [after]

    def reaper(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE", "WITH")):
            left[0] -= 1
            if left[0] < 0:
                raise Killed
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(reaper):
            work.work_on(upload.area_id, upload.pk)
    except Killed:
        return False
    return True


def die_often(upload, dice):
    """How often it died before it was done: each piece needs a few dozen statements, and some lives are as long."""
    deaths = 0
    while not live_until_killed(upload, dice.randrange(1, 120)):
        deaths += 1
        assert deaths < 40, f"it gets no further than {Upload.objects.get(pk=upload.pk).state}"
    return deaths


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_lost_and_nothing_doubled(world, joy, small_pieces, seed):
    dice = random.Random(seed)
    before = Person.objects.count(), Involvement.objects.count(), Deed.objects.count()
    upload = actions.receive(by=joy, service=world.services["protection"], data=csv_of(*ROWS)).upload
    deaths = die_often(upload, dice)
    upload = Upload.objects.get(pk=upload.pk)
    assert (upload.state, upload.rows_count, bytes(upload.file)) == ("mapping", 12, b"")
    actions.name_columns(
        by=joy, upload=upload, mapping={0: "name", 1: "born_on", 2: "postcode", 6: "told_on", 7: "number:local"}
    )
    deaths += die_often(upload, dice)
    assert Upload.objects.get(pk=upload.pk).quality["rows"] == 12
    actions.compare(by=joy, upload=upload)
    deaths += die_often(upload, dice)
    actions.apply(by=joy, upload=upload)
    deaths += die_often(upload, dice)
    assert Upload.objects.get(pk=upload.pk).state == "done"
    people = Person.objects.filter(family_name="Quill")
    assert sorted(people.values_list("given_names", flat=True)) == sorted(f"Ann{chr(97 + n)}" for n in range(12))
    assert Involvement.objects.filter(person__in=people).count() == 12
    assert Address.objects.filter(person__in=people).count() == 12
    assert Deed.objects.filter(person__in=people, kind="joined").count() == 12
    assert Listed.objects.count() == 12
    assert UploadRow.objects.filter(upload=upload, done="applied").count() == 12
    actions.undo(by=joy, upload=upload)
    deaths += die_often(upload, dice)
    assert (Person.objects.count(), Involvement.objects.count(), Deed.objects.count()) == before
    assert deaths >= 5
