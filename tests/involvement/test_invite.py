"""Inviting someone missing around Leo: a colleague, a service, a newcomer; and answering."""

from datetime import timedelta

import pytest

from patchwork import access
from patchwork.access import View
from patchwork.activity.models import Deed
from patchwork.directory.models import Post
from patchwork.involvement import inviting, queries
from patchwork.involvement.models import Involvement, TeamInvitation
from patchwork.kit.answers import Refused
from patchwork.notifications.models import Notice
from tests.involvement.helping import around, declare, of, saying
from tests.involvement.test_declare import filled


def ask(viewer, person, world, who):
    return inviting.invite_practitioner(by=viewer, person=person, post=world.posts[who])


def accept(viewer, invitation, **more):
    return inviting.accept_invitation(
        by=viewer, invitation=invitation, declaration=saying(viewer, invitation.person, **more)
    )


def test_amina_asks_george_who_joins_confirmed(world, amina, george, leo):
    row = accept(george, ask(amina, leo, world, "george"))
    assert (row.is_provisional, row.source, row.invited_by_id) == (False, "invited", amina.post_id)
    assert "George" in around(leo, amina)
    assert access.may(george, View.INSIDE, leo)


def test_george_finds_it_at_his_bell_and_by_mail(world, amina, george, leo):
    ask(amina, leo, world, "george")
    assert [one.person_id for one in queries.invitations_for(george)] == [leo.pk]
    assert Notice.objects.filter(kind="involvement.invited", post=george.post_id).count() == 2


def test_nobody_else_finds_it(world, amina, chloe, priya, leo):
    ask(amina, leo, world, "george")
    assert not queries.invitations_for(chloe).exists()
    assert not queries.invitations_for(priya).exists()


def test_asking_opens_nothing_yet(world, amina, george, leo):
    ask(amina, leo, world, "george")
    assert not access.may(george, View.TEAM, leo)


def test_george_says_no_and_amina_hears(world, amina, george, leo):
    invitation = ask(amina, leo, world, "george")
    inviting.decline_invitation(by=george, invitation=invitation)
    assert Notice.objects.filter(kind="involvement.invitation_answered", post=amina.post_id).exists()
    assert [str(line.answer) for line in queries.asked_around(leo, amina)] == ["does not work with them"]


def test_a_service_is_asked_and_any_of_its_posts_answers(world, amina, george, leo):
    invitation = inviting.invite_service(by=amina, person=leo, service=world.services["surgery"])
    assert not accept(george, invitation).is_provisional


def test_who_is_not_confirmed_cannot_invite(world, ivan, leo):
    declare(ivan, leo)
    with pytest.raises(Refused, match="once you are confirmed"):
        ask(ivan, leo, world, "george")


@pytest.mark.parametrize("who", ["chloe", "lena", "nia", "priya"])
def test_for_these_there_is_no_such_record(world, who, leo):
    with pytest.raises(Refused, match="no such record"):
        ask(world.viewer(who), leo, world, "george")


def test_who_is_in_the_team_is_not_asked(world, amina, leo):
    with pytest.raises(Refused, match="in the team already"):
        ask(amina, leo, world, "hana")


def test_asking_twice_is_refused(world, amina, bilal, leo):
    ask(amina, leo, world, "george")
    with pytest.raises(Refused, match="asked already"):
        ask(bilal, leo, world, "george")


def test_taken_back_it_cannot_be_accepted(world, amina, george, leo):
    invitation = ask(amina, leo, world, "george")
    inviting.withdraw_invitation(by=amina, invitation=invitation)
    assert not queries.invitations_for(george).exists()
    with pytest.raises(Refused, match="taken this invitation back"):
        accept(george, invitation)


def test_only_the_asker_takes_it_back(world, amina, bilal, leo):
    invitation = ask(amina, leo, world, "george")
    with pytest.raises(Refused):
        inviting.withdraw_invitation(by=bilal, invitation=invitation)


def test_accepting_twice_stores_one(world, amina, george, leo):
    invitation = ask(amina, leo, world, "george")
    accept(george, invitation)
    with pytest.raises(Refused):
        accept(george, invitation)
    assert Involvement.objects.filter(person=leo, post=world.posts["george"]).count() == 1


def test_an_asker_who_has_left_confirms_nobody(world, amina, george, leo):
    from patchwork.involvement.actions import end_involvement

    invitation = ask(amina, leo, world, "george")
    end_involvement(by=amina, involvement=of(world, "amina", "leo"), reason="finished", on=amina.today)
    assert accept(george, invitation).is_provisional


# -- hidden services


def colleague_of_farah(world):
    world.posts["colleague"] = Post.objects.create(
        area=world.marlowe, account=world.posts["dan"].account, service=world.services["clearway"],
        role="drug_alcohol_worker", started_on=world.now.date() - timedelta(days=9),
    )  # fmt: skip


def test_asking_farah_who_is_there_already_is_like_asking_anybody(world, amina, leo):
    """Amina cannot learn from it that Farah works with Leo."""
    assert ask(amina, leo, world, "farah").answered_at is None


def test_what_farah_answers_amina_never_learns(world, amina, farah, maya):
    declare(amina, maya)
    row = of(world, "amina", "maya")
    row.confirmed_at = amina.now
    row.save()
    invitation = ask(amina, maya, world, "farah")
    before = [str(line.answer) for line in queries.asked_around(maya, amina)]
    joined = accept(farah, invitation, ground="significant_harm")
    assert joined.is_provisional  # her own supervisor confirms
    assert [str(line.answer) for line in queries.asked_around(maya, amina)] == before == ["asked"]
    assert not Notice.objects.filter(kind="involvement.invitation_answered").exists()
    assert "Farah" not in around(maya, amina)
    with pytest.raises(Refused, match="asked already"):
        ask(amina, maya, world, "farah")
    inviting.withdraw_invitation(by=amina, invitation=invitation)


def test_farah_asks_only_those_who_may_see_her(world, farah, leo):
    with pytest.raises(Refused, match="would show"):
        ask(farah, leo, world, "george")
    with pytest.raises(Refused, match="would show"):
        ask(farah, leo, world, "ivan")  # of the council, which her audience names; but he is not confirmed with Leo
    colleague_of_farah(world)
    ask(farah, leo, world, "colleague")
    assert not Deed.objects.filter(person=leo, kind="invited", is_sensitive=False).exists()


def test_farahs_invitation_is_not_among_those_the_team_reads(world, amina, farah, leo):
    colleague_of_farah(world)
    ask(farah, leo, world, "colleague")
    assert queries.asked_around(leo, amina) == []


def test_farahs_invitation_does_not_get_in_the_teams_way(world, amina, farah, leo):
    """Otherwise Amina would learn that somebody hidden has asked the same colleague already."""
    colleague_of_farah(world)
    ask(farah, leo, world, "colleague")
    assert ask(amina, leo, world, "colleague")
    assert queries.invitations_for(world.viewer("colleague")).count() == 2


# -- a newcomer


def test_a_newcomer_is_asked_by_mail_that_names_nobody(world, amina, leo):
    invitation = inviting.invite_newcomer(
        by=amina, person=leo, service=world.services["surgery"], role="gp", email="new@harbour-surgery.example"
    )
    mails = Notice.objects.filter(channel="email", address="new@harbour-surgery.example")
    assert mails.exists()
    assert "Leo" not in str(list(mails.values()))
    assert invitation.to_newcomer.email == "new@harbour-surgery.example"


def test_after_joining_the_newcomer_sees_the_question(world, amina, george, leo):
    invitation = inviting.invite_newcomer(
        by=amina, person=leo, service=world.services["surgery"], role="gp", email="new@harbour-surgery.example"
    )
    invitation.to_newcomer.accepted_post = world.posts["george"]
    invitation.to_newcomer.accepted_at = world.now
    invitation.to_newcomer.save()
    assert [one.pk for one in queries.invitations_for(george)] == [invitation.pk]


# -- the pages


def test_george_is_asked_on_home(browse, world, amina, leo):
    invitation = ask(amina, leo, world, "george")
    page = browse("george").get("/").content.decode()
    assert "Do you work with Leo Hartley?" in page
    assert f"/invitations/{invitation.pk}/" in page


def test_farah_who_asks_is_not_named(browse, world, farah, leo):
    colleague_of_farah(world)
    ask(farah, leo, world, "colleague")
    colleague = browse("colleague")
    assert "Farah" not in colleague.get("/").content.decode()
    assert "Farah" not in colleague.get(f"/invitations/{TeamInvitation.objects.get().pk}/").content.decode()


def test_search_then_ask(browse, world, leo):
    amina, url = browse("amina"), f"/people/{leo.pk}/invite/"
    found = amina.post(url, {"q": "George"})
    assert found.status_code == 200
    assert "Harbour Street Surgery" in found.content.decode()
    answer = amina.post(url, {"post": str(world.posts["george"].pk)})
    assert (answer.status_code, answer.url) == (303, f"/people/{leo.pk}/")
    assert TeamInvitation.objects.get().to_post_id == world.posts["george"].pk


def test_who_is_there_is_found_with_the_reason_why_not(browse, leo):
    page = browse("amina").post(f"/people/{leo.pk}/invite/", {"q": "Hana"}).content.decode()
    assert "in the team already" in page


def test_by_e_mail(browse, world, leo):
    typed = {"email": "new@harbour-surgery.example", "where": str(world.services["surgery"].pk), "role": "gp"}
    assert browse("amina").post(f"/people/{leo.pk}/invite/", typed).status_code == 303


def test_a_wrong_address_is_said_at_the_field(browse, world, leo):
    typed = {"email": "nonsense", "where": str(world.services["surgery"].pk), "role": "gp"}
    answer = browse("amina").post(f"/people/{leo.pk}/invite/", typed)
    assert answer.status_code == 422
    assert "email" in answer.context["form"].errors


def test_george_accepts_on_the_page(browse, world, amina, leo):
    invitation = ask(amina, leo, world, "george")
    george, url = browse("george"), f"/invitations/{invitation.pk}/"
    page = george.get(url)
    assert "Amina Yusuf" in page.content.decode()
    answer = george.post(url, filled(george, leo))
    assert (answer.status_code, answer.url) == (303, f"/people/{leo.pk}/")
    assert not of(world, "george", "leo").is_provisional


def test_george_declines_on_the_page(browse, world, amina, leo):
    invitation = ask(amina, leo, world, "george")
    assert browse("george").post(f"/invitations/{invitation.pk}/", {"answer": "no"}).status_code == 303
    invitation.refresh_from_db()
    assert invitation.accepted is False


def test_an_answered_invitation_says_so(browse, world, amina, george, leo):
    invitation = ask(amina, leo, world, "george")
    inviting.decline_invitation(by=george, invitation=invitation)
    assert "answered already" in browse("george").get(f"/invitations/{invitation.pk}/").content.decode()


@pytest.mark.parametrize("who", ["amina", "chloe", "dan", "moses", "nia", "priya"])
def test_anothers_invitation_is_absent(browse, world, bilal, who, leo):
    url = f"/invitations/{ask(bilal, leo, world, 'george').pk}/"
    assert browse(who).get(url).status_code == 404
    assert browse(who).post(url, {"answer": "no"}).status_code == 404


@pytest.mark.parametrize("who", ["chloe", "dan", "george", "joy", "kit", "lena", "moses", "nia", "priya"])
def test_only_confirmed_members_reach_the_page(browse, who, leo):
    assert browse(who).get(f"/people/{leo.pk}/invite/").status_code == 404
