"""With the matcher itself: who is here is found, an unknown twin waits, and somebody hidden is nobody."""

import pytest

from patchwork.people.models import Shield
from tests.imports.conftest import csv_of, row, to_preview, verdicts

pytestmark = [pytest.mark.usefixtures("listed_kinds"), pytest.mark.real_matcher]


def test_a_list_of_the_team(joy, world, leo, maya, kerry):
    born = {one.given_names: f"{one.born_on:%d/%m/%Y}" for one in (leo, maya, kerry)}
    Shield.objects.create(area=world.marlowe, person=maya, kind="other", reference="A", contact="Hub", set_at=world.now)
    file = csv_of(
        row("Leo Hartley", born["Leo"]),
        row("Zebedee Hartley", born["Leo"]),
        row("Maya Hartley", born["Maya"]),
        row("Orlaith Quennell", "04/07/2016"),
    )
    found = verdicts(to_preview(joy, world, file))
    assert found[3] in {"review", "new"}
    assert {number: found[number] for number in (4, 5)} == {4: "new", 5: "new"}
    assert found[2] in {"changed", "matched", "review"}
