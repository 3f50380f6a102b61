"""An operator makes the first area; its first two people then need nobody else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from patchwork.access.viewers import viewer_in_post
from patchwork.accounts.models import Account
from patchwork.audit.models import AuditEvent
from patchwork.directory.actions import invite_colleague
from patchwork.directory.invitations import approve_invitation, needs_approval
from patchwork.directory.joining import join, open_invitation
from patchwork.directory.models import Area, Organisation, Partnership, Post, Service
from patchwork.kit.context import set_area
from patchwork.notifications.models import Notice

WORDS = {
    "--name": "Ashmere",
    "--pack": "england",
    "--time-zone": "Europe/London",
    "--hub-phone": "01632 960950",
    "--organisation": "Ashmere Council",
    "--agreement-signed": "2026-11-02",
    "--mail-domain": "ashmere.example",
    "--administrator": "Rosa@ashmere.example",
    "--privacy-officer": "sven@ashmere.example",
}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def make(capsys, **changed: str) -> list[str]:
    """Run the command; the tokens of the links it prints."""
    words = {**WORDS, **{f"--{name.replace('_', '-')}": value for name, value in changed.items()}}
    call_command("new_area", "ashmere", *(part for pair in words.items() for part in pair))
    return tokens(capsys.readouterr().out)


def tokens(printed: str) -> list[str]:
    return re.findall(r"/join/([^/\s]+)/", printed)


def viewer(token: str, name: str):
    """Join by the link, then look through the new post's eyes."""
    post = join(token=token, name=name, password="correct horse battery staple", now=timezone.now())
    set_area(post.area_id)
    held = Post.objects.select_related("area", "account", "service__organisation").get(pk=post.pk)
    return viewer_in_post(held, now=timezone.now())


def test_the_area_starts_with_connect_alone_and_its_lead_organisation(capsys):
    make(capsys)
    area = Area.objects.get(slug="ashmere")
    set_area(area.pk)
    assert (area.layers, area.hub_name, area.is_invented) == (["connect"], "Ashmere safeguarding hub", False)
    assert "police_neighbourhood" in area.restricted_kinds
    partnership = Partnership.objects.get()
    assert partnership.organisation.name == "Ashmere Council"
    assert (partnership.agreement_signed_on.isoformat(), partnership.live_since) == ("2026-11-02", None)


def test_both_join_by_their_links_and_hold_one_right_each(capsys):
    first, second = make(capsys)
    rosa, sven = viewer(first, "Rosa Pike"), viewer(second, "Sven Holm")
    assert (rosa.powers, sven.powers) == ({"area_admin"}, {"privacy"})
    assert rosa.is_active
    assert rosa.opens_no_person


def test_the_two_can_give_a_third_person_rights_together(capsys):
    rosa, sven = [viewer(token, "Somebody") for token in make(capsys)]
    service = Service.objects.get()
    asked = invite_colleague(
        by=rosa, email="tom@ashmere.example", name="", service=service, role="administrator", powers=["hub"]
    )
    assert needs_approval(asked)
    approve_invitation(by=sven, invitation=asked)
    assert not needs_approval(asked)


def test_each_gets_one_mail_and_the_audit_says_who_founded_it(capsys):
    make(capsys)
    set_area(Area.objects.get(slug="ashmere").pk)
    mails = Notice.objects.filter(kind="invitation", channel="email")
    assert sorted(mails.values_list("address", flat=True)) == ["rosa@ashmere.example", "sven@ashmere.example"]
    assert AuditEvent.objects.filter(kind="area.founded").count() == 1


def test_the_set_up_itself_can_neither_sign_in_nor_act_nor_be_found(capsys):
    make(capsys)
    set_area(Area.objects.get(slug="ashmere").pk)
    founder = Account.objects.get(email="set-up@ashmere.invalid")
    assert not founder.is_active
    assert not founder.has_usable_password()
    assert not Post.objects.current(timezone.localdate()).exists()
    assert Post.objects.get(account=founder).powers == []


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("pack", "scotland", "pack"),
        ("time_zone", "Mars/Olympus", "time-zone"),
        ("language", "tlh", "language"),
        ("hub_phone", "ask reception", "hub-phone"),
        ("kind", "circus", "kind"),
        ("agreement_signed", "2027-01-01", "agreement-signed"),
        ("administrator", "rosa@elsewhere.example", "administrator"),
        ("privacy_officer", "rosa@ashmere.example", "two people"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_made(capsys, option, value, says):
    with pytest.raises(CommandError, match=says):
        make(capsys, **{option: value})
    assert not Area.objects.exists()
    assert not Organisation.objects.exists()


def test_an_area_is_not_made_twice(capsys):
    make(capsys)
    with pytest.raises(CommandError, match="already"):
        make(capsys)


def test_the_demo_is_left_alone(capsys, settings):
    settings.PATCHWORK_DEMO = True
    with pytest.raises(CommandError, match="demo"):
        make(capsys)


def test_a_link_that_ran_out_is_renewed_and_one_that_was_used_is_not(capsys, clock):
    first, second = make(capsys)
    viewer(first, "Rosa Pike")
    clock.shift(timedelta(days=15))
    assert not open_invitation(second, now=timezone.now()).answer
    call_command("renew_first_links", "ashmere")
    assert tokens(capsys.readouterr().out) == [second]
    assert open_invitation(second, now=timezone.now()).answer
