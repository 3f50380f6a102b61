"""Joining by invitation: who may invite whom, what the link opens, and how often."""

from datetime import timedelta

import pytest
from django.test import Client

from patchwork.accounts.models import Account
from patchwork.directory.invitations import (
    approve_invitation,
    invite_to_join,
    needs_approval,
    token_of,
    withdraw_invitation,
)
from patchwork.directory.models import Invitation, Post
from patchwork.kit.answers import Refused
from patchwork.kit.context import set_area
from patchwork.notifications.models import Notice
from patchwork.notifications.telling import kind_of
from tests.accounts.conftest import PASSWORD, enter_code, sign_in

NEW = "nadia@oakfield-school.example"


def invite(by, world, *, email=NEW, service="oakfield", role="class_teacher", **more) -> Invitation:
    set_area(world.marlowe.pk)
    return invite_to_join(by=by, email=email, service=world.services[service], role=role, **more)


def link(invitation) -> str:
    return f"/join/{token_of(invitation.area_id, invitation.pk)}/"


def posts_of(world, email):
    set_area(world.marlowe.pk)
    return list(Post.objects.filter(account__email=email))


def join(client, invitation, **more):
    return client.post(link(invitation), {"name": "Nadia Berg", "way": "password", "password": PASSWORD, **more})


def test_nadia_joins_and_is_led_to_a_second_factor(client, amina, world):
    invitation = invite(amina, world)
    page = client.get(link(invitation)).content.decode()
    assert "Amina Yusuf invites you" in page
    assert "Class teacher" in page
    assert join(client, invitation).headers["Location"] == "/second-factor/choose/"
    assert [(post.role, post.service) for post in posts_of(world, NEW)] == [
        ("class_teacher", world.services["oakfield"])
    ]
    assert client.get("/my-card/").headers["Location"] == "/second-factor/choose/"


def test_the_mail_goes_to_the_address_and_names_nobody(amina, world):
    invitation = invite(amina, world)
    notice = Notice.objects.get(kind="invitation")
    assert (notice.address, notice.event, notice.data) == (NEW, invitation.pk, {})
    kind = kind_of("invitation")
    assert kind.may_still(notice)
    assert kind.link(notice) == link(invitation)
    assert "Oakfield" not in f"{kind.subject} {kind.line}"


def test_the_token_is_nowhere_stored(amina, world):
    invitation = invite(amina, world)
    assert invitation.token_hash not in link(invitation)


def test_a_link_works_once(client, amina, world):
    invitation = invite(amina, world)
    join(client, invitation)
    again = Client().get(link(invitation))
    assert again.status_code == 404
    assert "used already" in again.content.decode()
    assert join(Client(), invitation).status_code == 404
    assert Account.objects.filter(email=NEW).count() == 1


def test_an_old_a_withdrawn_and_a_made_up_link_lead_to_a_plain_page(client, amina, world, clock):
    old, withdrawn = invite(amina, world), invite(amina, world, email="otto@oakfield-school.example")
    withdraw_invitation(by=amina, invitation=withdrawn)
    clock.shift(timedelta(days=15))
    for path in (link(old), link(withdrawn), "/join/made-up/", link(old)[:-2] + "x/"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "no longer open" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"password": "short"}, "too short"),
        ({"password": ""}, "Choose a password"),
        ({"name": ""}, "Your name"),
        ({"way": ""}, "How will you sign in"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, amina, world, typed, words):
    answer = join(client, invite(amina, world), **typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert typed.get("name", "Nadia Berg") in answer.content.decode()
    assert not Account.objects.filter(email=NEW).exists()


def test_a_passkey_instead_of_a_password(client, amina, world):
    join(client, invite(amina, world), way="passkey", password="")
    assert not Account.objects.get(email=NEW).has_usable_password()
    page = client.get("/second-factor/choose/").content.decode()
    assert "Add a passkey" in page
    assert "authenticator app</a>" not in page


def test_asking_twice_is_asking_once(amina, world):
    assert invite(amina, world) == invite(amina, world, email=NEW.upper())
    assert Notice.objects.filter(kind="invitation").count() == 1


def test_another_domain_waits_for_the_area_administrator(client, amina, nia, world):
    invitation = invite(amina, world, email="nadia@gmail.example")
    assert needs_approval(invitation)
    assert not Notice.objects.filter(kind="invitation").exists()
    assert Notice.objects.filter(kind="invitation_waits", recipient=world.posts["nia"].account).exists()
    assert client.get(link(invitation)).status_code == 404
    set_area(world.marlowe.pk)
    with pytest.raises(Refused, match="yourself"):
        approve_invitation(by=amina, invitation=invitation)
    approve_invitation(by=nia, invitation=invitation)
    assert Notice.objects.filter(kind="invitation", address="nadia@gmail.example").exists()
    assert client.get(link(invitation)).status_code == 200


def test_powers_take_two_people(amina, moses, nia, lena, world):
    with pytest.raises(Refused, match="administrator"):
        invite(amina, world, powers=["supervisor"])
    invitation = invite(moses, world, powers=["supervisor"])
    assert needs_approval(invitation)
    with pytest.raises(Refused, match="yourself"):
        approve_invitation(by=moses, invitation=invitation)
    approve_invitation(by=nia, invitation=invitation)


def test_of_the_same_organisation_only_the_privacy_officer_agrees_to_powers(nia, lena, world, kit):
    invitation = invite(nia, world, service="hub", role="hub_practitioner", powers=["hub"],
                        email="new@marlowe-council.example")  # fmt: skip
    with pytest.raises(Refused):
        approve_invitation(by=kit, invitation=invitation)
    approve_invitation(by=lena, invitation=invitation)


def test_a_role_that_is_none_and_an_address_that_is_none_are_refused(amina, world):
    with pytest.raises(Refused, match="role"):
        invite(amina, world, role="wizard")
    with pytest.raises(Refused, match="address"):
        invite(amina, world, email="nadia")


def test_who_holds_the_post_already_is_not_invited_again(amina, olga, world):
    with pytest.raises(Refused, match="already"):
        invite(amina, world, email=olga.email)


def test_olga_takes_a_further_post_and_is_in_it_at_once(client, olga, amina, world):
    invitation = invite(amina, world, email=olga.email, role="designated_safeguarding_lead")
    assert "You have an account already" in client.get(link(invitation)).content.decode()
    sign_in(client, olga.email)
    enter_code(client, olga)
    assert "A further post" in client.get(link(invitation)).content.decode()
    assert client.post(link(invitation)).headers["Location"] == "/my-card/"
    assert {post.role for post in posts_of(world, olga.email)} == {"class_teacher", "designated_safeguarding_lead"}
    assert "afeguarding lead, Oakfield Primary" in client.get("/my-card/").content.decode()


def test_somebody_elses_invitation_is_not_taken(browse, olga, amina, world):
    invitation = invite(amina, world, email=olga.email, role="designated_safeguarding_lead")
    answer = browse("bilal").post(link(invitation))
    assert answer.status_code == 409
    assert "for somebody else" in answer.content.decode()
    assert len(posts_of(world, olga.email)) == 1


def test_nobody_is_administrator_and_opens_persons(client, olga, moses, nia, world):
    invitation = invite(moses, world, email=olga.email, role="administrator", powers=["organisation_admin"])
    approve_invitation(by=nia, invitation=invitation)
    sign_in(client, olga.email)
    enter_code(client, olga)
    answer = client.post(link(invitation))
    assert answer.status_code == 422
    assert "Nobody is an administrator" in answer.content.decode()
    assert len(posts_of(world, olga.email)) == 1
