"""Which kinds of list may add people is the area's to say, and takes two; how long rows are kept is one person's."""

import pytest
from django.urls import reverse

from patchwork.directory import proposals
from patchwork.directory.models import Area, Proposal
from patchwork.kit.answers import Refused

SETTINGS = {
    "name": "Marlowe", "hub_name": "The hub", "hub_phone": "01632 960901", "still_working_days": "60",
    "searches_an_hour": "12", "unrelated_opens_a_day": "9", "finding_ends_after_days": "300",
}  # fmt: skip


def test_two_people_let_another_kind_add_people_and_one_takes_it_off(browse, nia, lena, world):
    area = Area.objects.get(pk=world.marlowe.pk)
    kept = {"restricted_kinds": area.restricted_kinds, "list_rows_kept_days": "14"}
    browse("nia").post(reverse("area_settings"), {**SETTINGS, **kept, "list_kinds": ["child_protection"]})
    area.refresh_from_db()
    assert (area.list_kinds, area.list_rows_kept_days) == ([], 14)
    proposal = Proposal.objects.get(kind="list_kinds")
    with pytest.raises(Refused, match="yourself"):
        proposals.decide(by=nia, proposal=proposal, agree=True)
    proposals.decide(by=lena, proposal=proposal, agree=True)
    area.refresh_from_db()
    assert area.list_kinds == ["child_protection"]
    browse("nia").post(reverse("area_settings"), {**SETTINGS, **kept})
    area.refresh_from_db()
    assert area.list_kinds == []


@pytest.mark.parametrize("kind", ["school", "gp", "substance_misuse", "castle"])
def test_what_works_with_everybody_or_is_kept_private_never_adds(nia, world, kind):
    with pytest.raises(Refused):
        proposals.propose(by=nia, kind="list_kinds", change={"add": [kind]})
