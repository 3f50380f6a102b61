from patchwork.people.linking import ListRow
from patchwork.people.linking.area import link_to_area


def test_a(world, leo):
    rows = [ListRow(row=1, given_names=leo.given_names, family_name=leo.family_name, born_on=leo.born_on, postcode="")]
    got = link_to_area(rows, area_id=world.marlowe.pk)
    assert got[0].person_id == str(leo.pk)
    assert link_to_area(rows, area_id=world.marlowe.pk, without=[leo.pk])[0].verdict != "auto"
