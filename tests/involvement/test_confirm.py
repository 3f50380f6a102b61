"""Confirming a colleague. Joy supervises Erin; Ivan has said that he works with Leo."""

import pytest

from patchwork import access
from patchwork.access import View
from patchwork.activity.models import Deed
from patchwork.demo.cast import involve
from patchwork.directory.models import Area
from patchwork.involvement import inviting, jobs, queries
from patchwork.involvement.actions import confirm_involvement
from patchwork.kit.answers import Refused
from patchwork.kit.context import set_area
from patchwork.notifications.models import Notice
from tests.involvement.helping import around, declare, of, saying


@pytest.fixture
def ivans(ivan, leo):
    return declare(ivan, leo)


def bells(code, post):
    return Notice.objects.filter(kind=code, post=post.pk, channel="bell").count()


def test_amina_of_another_organisation_confirms_ivan(world, amina, ivan, ivans, leo):
    confirm_involvement(by=amina, involvement=ivans)
    assert {view for view in View if access.may(ivan, view, leo)} == set(View)
    assert bells("involvement.confirmed", world.posts["ivan"]) == 1


def test_erin_of_the_same_organisation_does_not(erin, ivans):
    with pytest.raises(Refused, match="another organisation"):
        confirm_involvement(by=erin, involvement=ivans)


def test_nobody_confirms_themselves(ivan, ivans):
    with pytest.raises(Refused, match="yourself"):
        confirm_involvement(by=ivan, involvement=ivans)


def test_his_supervisor_confirms(world, ivans):
    joy, post = world.viewer("joy"), world.posts["ivan"]
    post.supervisor = world.posts["joy"]
    post.save()
    assert not confirm_involvement(by=joy, involvement=ivans).is_provisional


def test_another_supervisor_finds_no_such_record(george, world, kerry, ivans):
    with pytest.raises(Refused, match="no such record"):
        confirm_involvement(by=world.viewer("joy"), involvement=declare(george, kerry))


def test_who_is_not_confirmed_confirms_nobody(george, ivans, leo):
    declare(george, leo)
    with pytest.raises(Refused, match="once you are confirmed"):
        confirm_involvement(by=george, involvement=ivans)


def test_who_was_invited_by_the_claimant_does_not(world, ivan, hana, george, leo):
    """Ivan, confirmed, brings George; later Ivan comes again and George may not vouch for him."""
    involve(world, "ivan", "leo")
    invitation = inviting.invite_practitioner(by=ivan, person=leo, post=world.posts["george"])
    inviting.accept_invitation(by=george, invitation=invitation, declaration=saying(george, leo))
    row = of(world, "ivan", "leo")
    row.confirmed_at, row.provisional_until = None, ivan.later(days=3).now
    row.save()
    with pytest.raises(Refused, match="invited you"):
        confirm_involvement(by=george, involvement=row)
    assert confirm_involvement(by=hana, involvement=row)


def test_confirming_twice_is_refused(amina, hana, ivans):
    confirm_involvement(by=amina, involvement=ivans)
    with pytest.raises(Refused, match="already"):
        confirm_involvement(by=hana, involvement=ivans)


def test_what_ran_out_cannot_be_confirmed(amina, ivans):
    with pytest.raises(Refused, match="not confirmed in time"):
        confirm_involvement(by=amina.later(days=9), involvement=ivans)


def test_farah_is_confirmed_by_her_own_supervisor_only(world, farah, erin, maya):
    farah_post = world.posts["farah"]
    row = declare(farah, maya, ground="significant_harm", organisations=(world.organisations["council"].pk,))
    with pytest.raises(Refused, match="own supervisor"):
        confirm_involvement(by=erin, involvement=row)
    farah_post.supervisor = _supervisor_at_clearway(world)
    farah_post.save()
    confirm_involvement(by=world.viewer("gwen"), involvement=row)
    assert not Deed.objects.filter(person=maya, kind="confirmed", is_sensitive=False).exists()


def test_farah_vouches_for_nobody(farah, ivans):
    with pytest.raises(Refused, match="would show"):
        confirm_involvement(by=farah, involvement=ivans)


def _supervisor_at_clearway(world):
    from patchwork.accounts.models import Account
    from patchwork.directory.models import Post

    account = Account.objects.create_user("gwen@clearway.example", None, name="Gwen Hill")
    world.posts["gwen"] = Post.objects.create(
        area=world.marlowe, account=account, service=world.services["clearway"], role="team_manager",
        powers=["supervisor"], started_on=world.now.date(),
    )  # fmt: skip
    return world.posts["gwen"]


def test_the_button_is_shown_to_those_who_may(amina, erin, hana, ivan, ivans, leo):
    def button(viewer):
        members = [one for group in queries.team_around(leo, viewer).groups for one in group.members]
        return any(one.confirm_url for one in members if one.name == "Ivan Petrov")

    assert [button(viewer) for viewer in (amina, hana, erin, ivan)] == [True, True, False, False]


# -- what nobody confirms ends


def test_after_five_working_days_it_ends_with_notice(world, ivan, amina, ivans, leo):
    assert jobs.lapse_in(Area.objects.get(pk=world.marlowe.pk), now=ivan.later(days=8).now) == 1
    set_area(world.marlowe.pk)
    ivans.refresh_from_db()
    assert ivans.end_reason == "not_confirmed"
    assert bells("involvement.lapsed", world.posts["ivan"]) == 1
    assert "Ivan" not in around(leo, amina.later(days=8))
    assert jobs.lapse_in(Area.objects.get(pk=world.marlowe.pk), now=ivan.later(days=8).now) == 0


def test_before_that_nothing_ends(world, ivan, ivans):
    assert jobs.lapse_in(Area.objects.get(pk=world.marlowe.pk), now=ivan.later(days=7).now) == 0


# -- the page


def test_one_press_in_the_team_confirms(browse, ivans, leo):
    answer = browse("amina").post(f"/involvements/{ivans.pk}/confirm/")
    assert (answer.status_code, answer.url) == (303, f"/people/{leo.pk}/")


def test_a_refusal_is_said_on_the_page(browse, ivans):
    answer = browse("erin").post(f"/involvements/{ivans.pk}/confirm/")
    assert answer.status_code == 422
    assert "another organisation" in answer.content.decode()


@pytest.mark.parametrize("who", ["chloe", "george", "lena", "moses", "nia", "priya"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_denied_is_absent(browse, ivans, who, method):
    assert getattr(browse(who), method)(f"/involvements/{ivans.pk}/confirm/").status_code == 404
