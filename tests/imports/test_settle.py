"""A row that may be somebody waits until somebody has decided."""

import pytest

from patchwork.imports.models import UploadRow
from patchwork.imports.settling import settle
from patchwork.involvement.models import Involvement
from patchwork.kit.answers import Refused
from patchwork.people.models import Person
from tests.imports.conftest import applied, csv_of, row


@pytest.fixture
def waiting(joy, world, leo, listed_kinds):
    """A twin of Leo's by the look of it."""
    upload = applied(joy, world, csv_of(row("Len Hartley", f"{leo.born_on:%d/%m/%Y}")))
    found = UploadRow.objects.select_related("upload__feed").get(upload=upload)
    assert (found.verdict, found.person_id, found.done) == ("review", leo.pk, "")
    return found


def test_not_the_same_is_a_new_person(waiting, joy, world):
    settled = settle(by=joy, row=waiting, same_as=None)
    assert settled.done == "applied"
    assert Person.objects.get(given_names="Len").pk == settled.person_id


def test_the_same_joins_them(waiting, joy, world, leo):
    settle(by=joy, row=waiting, same_as=leo)
    assert Involvement.objects.filter(person=leo, service=world.services["protection"], source="feed").exists()
    assert not Person.objects.filter(given_names="Len").exists()


def test_decided_once(waiting, joy, leo):
    settle(by=joy, row=waiting, same_as=leo)
    with pytest.raises(Refused, match="already"):
        settle(by=joy, row=waiting, same_as=None)


def test_where_a_list_adds_nobody_the_row_is_dropped(waiting, joy, world):
    world.marlowe.list_kinds = []
    world.marlowe.save()
    assert settle(by=joy, row=waiting, same_as=None) is None
    assert not UploadRow.objects.exists()
    assert not Person.objects.filter(given_names="Len").exists()


def test_nobody_decides_about_somebody_who_is_not_there_for_them(waiting, amina, kit, world, leo, joy):
    from patchwork.people.models import Exclusion

    for other in (amina, kit):
        with pytest.raises(Refused):
            settle(by=other, row=waiting, same_as=leo)
    Exclusion.objects.create(area=world.marlowe, person=leo, account_id=joy.account_id, asked_at=world.now,
                             acts_from=world.now)  # fmt: skip
    with pytest.raises(Refused):
        settle(by=joy, row=waiting, same_as=leo)
