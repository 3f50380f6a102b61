"""Between raising and sending something may change: whoever may no longer know gets no mail."""

import pytest

from patchwork.conversation import actions
from patchwork.involvement.models import Involvement
from patchwork.notifications import delivering
from patchwork.notifications.models import Notice
from patchwork.people.models import Exclusion, Shield
from tests.conversation.test_raise_attention import nudge


@pytest.fixture
def attention(world, amina, leo):
    """Amina has asked Hana and Bilal; the mails wait."""
    return nudge(amina, leo, world.posts["hana"], world.posts["bilal"])


def sent_to(world, postbox):
    delivering.deliver(world.marlowe.pk)
    return [address.partition("@")[0] for address in postbox.addresses]


def test_both_are_told(world, postbox, attention):
    assert sent_to(world, postbox) == ["bilal", "hana"]


def test_not_whoever_was_excluded_meanwhile(world, postbox, attention, hana, leo):
    Exclusion.objects.create(
        area=world.marlowe, person=leo, account_id=hana.account_id, asked_at=world.now, acts_from=world.now
    )
    assert sent_to(world, postbox) == ["bilal"]
    assert Notice.objects.get(channel="email", recipient=hana.account_id).problem == "may_not"


def test_not_whose_involvement_has_ended(world, postbox, attention, leo):
    Involvement.objects.filter(person=leo, post=world.posts["hana"]).update(ended_on=world.now.date())
    assert sent_to(world, postbox) == ["bilal"]


def test_not_whose_post_has_ended(world, postbox, attention):
    world.posts["hana"].ended_on = world.now.date()
    world.posts["hana"].save()
    assert sent_to(world, postbox) == ["bilal"]


def test_nobody_once_the_person_is_shielded(world, postbox, attention, leo):
    Shield.objects.create(
        area=world.marlowe, person=leo, kind="adoption", reference="M-1", contact="hub", set_at=world.now
    )
    assert sent_to(world, postbox) == []


def test_nobody_once_it_is_taken_back(world, postbox, attention, amina):
    actions.withdraw(by=amina, attention=attention)
    assert sent_to(world, postbox) == []


def test_not_who_has_seen_it_already(world, postbox, attention, hana):
    actions.acknowledge(by=hana, attention=attention)
    assert sent_to(world, postbox) == ["bilal"]
