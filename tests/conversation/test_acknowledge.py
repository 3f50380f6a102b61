"""One tap says "seen"; the sender sees who has; what is taken back is gone."""

import pytest

from patchwork import access
from patchwork.access import View
from patchwork.conversation import actions, queries
from patchwork.kit.answers import Refused
from patchwork.notifications.queries import waiting_count
from patchwork.people.models import Exclusion
from tests.conversation.test_raise_attention import nudge


def first_names(rows):
    return [one.post.account.name.split()[0] for one in rows]


def test_the_sender_sees_who_has(amina, hana, leo):
    actions.acknowledge(by=hana, attention=nudge(amina, leo))
    (sent,) = queries.sent_by(amina)
    assert first_names(sent.seen) == ["Hana"]
    assert first_names(sent.not_yet) == ["Bilal", "Erin"]


def test_others_do_not_see_it_as_theirs(amina, hana, leo):
    nudge(amina, leo)
    assert queries.sent_by(hana) == []


def test_the_bell_counts_until_seen(amina, hana, leo):
    assert waiting_count(hana) == 0
    attention = nudge(amina, leo)
    assert waiting_count(hana) == len(queries.nudges_for(hana)) == 1
    actions.acknowledge(by=hana, attention=attention)
    assert waiting_count(hana) == len(queries.nudges_for(hana)) == 0


def test_twice_keeps_the_first_time(amina, hana, leo):
    attention = nudge(amina, leo)
    first = actions.acknowledge(by=hana, attention=attention).acknowledged_at
    assert actions.acknowledge(by=hana.later(hours=1), attention=attention).acknowledged_at == first


def test_it_is_not_for_others_to_acknowledge(amina, kit, leo):
    with pytest.raises(Refused):
        actions.acknowledge(by=kit, attention=nudge(amina, leo))


def test_what_is_taken_back_waits_for_nobody(amina, hana, leo):
    attention = nudge(amina, leo)
    actions.withdraw(by=amina, attention=attention)
    assert waiting_count(hana) == len(queries.nudges_for(hana)) == 0
    assert queries.sent_by(amina) == []


def test_only_its_sender_takes_it_back(amina, hana, leo):
    attention = nudge(amina, leo)
    with pytest.raises(Refused):
        actions.withdraw(by=hana, attention=attention)
    assert access.may(hana, View.TEAM, attention)


def test_the_bell_forgets_a_person_one_is_excluded_from(world, amina, hana, leo):
    nudge(amina, leo)
    Exclusion.objects.create(
        area=world.marlowe, person=leo, account_id=hana.account_id, asked_at=world.now, acts_from=world.now
    )
    assert waiting_count(hana) == len(queries.nudges_for(hana)) == 0
