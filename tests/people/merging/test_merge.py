"""Two records of one child become one: nothing is lost, and the old address leads to the one."""

from datetime import timedelta

import pytest

from patchwork import access
from patchwork.access import View
from patchwork.activity.models import Deed
from patchwork.audit.models import AuditEvent, AuditReference, AuditSubject
from patchwork.demo.cast import involve
from patchwork.involvement.models import Contact, Involvement, LastOpened
from patchwork.kit.answers import Refused
from patchwork.notifications.models import Notice
from patchwork.people import asking, finding
from patchwork.people.merging.actions import merge
from patchwork.people.models import Address, FormerName, Identifier, Person


def working_with(person):
    rows = Involvement.objects.filter(person=person, ended_on__isnull=True)
    return sorted(rows.values_list("post__account__name", flat=True))


def test_everybody_works_with_the_one(world, kit, leo, leon):
    involve(world, "george", "leon")
    merge(by=kit, keep=leo, gone=leon)
    assert not Person.objects.filter(pk=leon.pk).exists()
    assert "George Baptiste" in working_with(leo)
    assert Identifier.objects.get(person=leo).value == "9434765919"
    assert Address.objects.get(person=leo).lines == "3 Quay Lane"


def test_he_is_still_found_as_leon(kit, amina, leo, leon):
    merge(by=kit, keep=leo, gone=leon)
    assert FormerName.objects.get(person=leo).given_names == "Leon"
    typed = asking.read_box("Leon Hartley 14/3/2017", today=amina.today)
    (card,) = finding.find(typed, viewer=amina).cards
    assert card.person == leo


def test_who_works_with_both_does_so_once_since_the_earlier_day(world, kit, leo, leon):
    theirs = involve(world, "bilal", "leon", days=400)
    note = Contact.objects.create(
        area=world.marlowe, person=leon, involvement=theirs, post_id=theirs.post_id, service_id=theirs.service_id,
        kind="child_seen", happened_at=world.now, recorded_at=world.now,
    )  # fmt: skip
    own = Involvement.objects.get(person=leo, post=world.posts["bilal"])
    merge(by=kit, keep=leo, gone=leon)
    (one,) = Involvement.objects.filter(person=leo, post=world.posts["bilal"])
    assert one == own
    assert one.started_on == theirs.started_on
    note.refresh_from_db()
    assert (note.person_id, note.involvement_id) == (leo.pk, own.pk), "his contacts came along"


def test_one_leads_and_both_stay(world, kit, leo, leon):
    other = involve(world, "joy", "leon", is_lead=True)
    merge(by=kit, keep=leo, gone=leon)
    leads = Involvement.objects.filter(person=leo, is_lead=True)
    assert [row.post.account.name for row in leads] == ["Erin Walsh"]
    other.refresh_from_db()
    assert other.person_id == leo.pk


def test_what_changed_counts_from_the_earlier_look(world, kit, leo, leon):
    for person, hours in ((leo, 1), (leon, 5)):
        LastOpened.objects.create(
            area=world.marlowe, person=person, post=world.posts["amina"], at=world.now - timedelta(hours=hours)
        )
    merge(by=kit, keep=leo, gone=leon)
    assert LastOpened.objects.get(person=leo).at == world.now - timedelta(hours=5)


def test_a_hold_and_a_restriction_are_kept(world, lena, kit, leo, leon):
    Person.objects.filter(pk=leon.pk).update(held_at=world.now - timedelta(days=3))
    merge(by=kit, keep=leo, gone=leon)
    leo.refresh_from_db()
    assert leo.held_at == world.now - timedelta(days=3)


def test_the_old_address_leads_to_the_one_for_who_may_see_it(world, kit, browse, leo, leon):
    merge(by=kit, keep=leo, gone=leon)
    assert browse("amina").get(f"/people/{leon.pk}/").status_code == 200
    assert "Leo Hartley" in browse("amina").get(f"/people/{leon.pk}/card/").content.decode()


def test_and_for_nobody_else(world, kit, priya, browse, leo, leon):
    merge(by=kit, keep=leo, gone=leon)
    for who in ("priya", "nia", "moses"):
        absent = browse(who).get(f"/people/{world.posts['amina'].pk}/card/")
        shut = browse(who).get(f"/people/{leon.pk}/card/")
        assert shut.status_code == absent.status_code == 404
        assert _plain(shut) == _plain(absent)


def _plain(response):
    from tests.proof.two_worlds import masked

    return masked(response.content)


def test_it_stands_in_the_record_of_both_and_in_the_ledger(kit, leo, leon):
    merge(by=kit, keep=leo, gone=leon)
    event = AuditEvent.objects.get(kind="person.merged")
    subjects = AuditSubject.objects.filter(event=event).values("subject")
    assert set(AuditReference.objects.filter(reference__in=subjects).values_list("person", flat=True)) == {
        leo.pk,
        leon.pk,
    }
    assert Deed.objects.filter(person=leo, kind="merged").exists()


def test_both_teams_are_told_and_nobody_is_named(world, kit, leo, leon):
    involve(world, "george", "leon")
    merge(by=kit, keep=leo, gone=leon)
    told = Notice.objects.filter(kind="person.merged", channel="email")
    assert {notice.post for notice in told} >= {world.posts[who].pk for who in ("amina", "erin", "george", "farah")}
    assert world.posts["kit"].pk not in {notice.post for notice in told}
    assert set(told.values_list("about", flat=True)) == {leo.pk}


def test_what_waits_at_the_bell_is_about_the_one(world, kit, leo, leon):
    from tests.promises.world import notice

    waiting = notice(world, "amina")
    Notice.objects.filter(pk=waiting.pk).update(about=leon.pk)
    merge(by=kit, keep=leo, gone=leon)
    waiting.refresh_from_db()
    assert waiting.about == leo.pk


@pytest.mark.parametrize("who", ["amina", "erin", "joy", "moses", "nia", "priya"])
def test_nobody_but_hub_and_privacy_officer(world, who, leo, leon):
    with pytest.raises(Refused):
        merge(by=world.viewer(who), keep=leo, gone=leon)
    assert Person.objects.filter(pk=leon.pk).exists()


def test_not_with_somebody_who_does_not_exist_for_kit(world, kit, leo, leon):
    from patchwork.people.models import Exclusion

    Exclusion.objects.create(
        area=world.marlowe, person=leon, account_id=kit.account_id, asked_at=world.now, acts_from=world.now
    )
    with pytest.raises(Refused, match="no such record"):
        merge(by=kit, keep=leo, gone=leon)


def test_nobody_is_joined_with_themselves(kit, leo):
    with pytest.raises(Refused):
        merge(by=kit, keep=leo, gone=leo)


def test_he_is_gone_from_every_count(kit, leo, leon):
    merge(by=kit, keep=leo, gone=leon)
    assert not access.scope(Person.objects.filter(pk=leon.pk), kit, View.CARD).exists()
    with pytest.raises(Refused):
        merge(by=kit, keep=leo, gone=leon)
