"""Whom a list names and who is not on Patchwork: a card in the team, until they join."""

import pytest
from django.urls import reverse

from patchwork.directory.invitations import hash_of, token_of
from patchwork.directory.joining import join
from patchwork.directory.models import Invitation
from patchwork.imports import actions
from patchwork.involvement.models import ContactCard, Involvement
from patchwork.kit.answers import Refused
from tests.imports.conftest import applied, csv_of, row, supervisor_of, to_preview

HEADINGS = ("Name", "Date of birth", "Contact name", "Contact role", "Contact number", "Contact e-mail")


def listing(leo, **more):
    said = {"Contact name": "Tamsin Reed", "Contact role": "Support worker", "Contact number": "01632 960777",
            "Contact e-mail": "tamsin@marlowe-council.example", **more}  # fmt: skip
    cells = {"Name": "Leo Hartley", "Date of birth": f"{leo.born_on:%d/%m/%Y}", **said}
    return csv_of([cells[heading] for heading in HEADINGS], headings=HEADINGS)


def test_the_worker_is_shown_as_not_on_patchwork_yet_with_an_invitation(browse, joy, world, leo):
    applied(joy, world, listing(leo))
    amina = browse("amina")
    page = amina.get(reverse("person", args=[leo.pk])).content.decode()
    assert "Tamsin Reed" in page
    assert "Support worker" in page
    assert "not on Patchwork yet" in page
    assert "01632 960777" in page
    involvement = Involvement.objects.get(card__name="Tamsin Reed")
    invite = amina.get(reverse("invite", args=[leo.pk]), {"card": involvement.pk})
    assert "tamsin@marlowe-council.example" in invite.content.decode()


def test_a_card_of_somebody_one_may_not_see_fills_in_nothing(browse, joy, world, leo, maya):
    applied(joy, world, listing(leo))
    involvement = Involvement.objects.get(card__name="Tamsin Reed")
    page = browse("erin").get(reverse("invite", args=[maya.pk]), {"card": involvement.pk})
    assert "tamsin@" not in page.content.decode()


def test_when_they_join_the_card_becomes_their_post(joy, world, leo):
    applied(joy, world, listing(leo))
    post = _joined(world, "tamsin@marlowe-council.example")
    involvement = Involvement.objects.get(person=leo, post=post)
    assert involvement.card is None
    assert involvement.confirmed_at is not None
    assert ContactCard.objects.get().post == post


def _joined(world, email):
    """The address is invited, and they join."""
    row = Invitation(
        area=world.marlowe, email=email, service=world.services["protection"], role="family_support_worker",
        invited_by=world.posts["joy"], expires_at=world.now.replace(year=2027),
    )  # fmt: skip
    token = token_of(world.marlowe.pk, row.pk)
    row.token_hash = hash_of(token)
    row.save()
    return join(token=token, name="Tamsin Reed", password="a long enough one 1989", now=world.now)


def test_the_next_list_finds_the_post_and_changes_nothing(joy, world, leo):
    applied(joy, world, listing(leo))
    _joined(world, "tamsin@marlowe-council.example")
    upload = to_preview(joy, world, listing(leo) + b"\r\n")
    assert [row.verdict for row in upload.rows.all()] == ["same"]


def test_a_number_that_changed_is_changed_on_the_card(joy, world, leo):
    applied(joy, world, listing(leo))
    upload = applied(joy, world, listing(leo, **{"Contact number": "01632 960778"}))
    assert upload.counts["changed"] == 1
    assert ContactCard.objects.get().phone == "01632 960778"


def test_nobody_is_invented_where_the_list_names_nobody(joy, world, leo):
    applied(joy, world, listing(leo, **{"Contact name": "", "Contact e-mail": "", "Contact role": ""}))
    assert not ContactCard.objects.exists()
    assert Involvement.objects.get(person=leo, service=world.services["protection"], post=None).card is None


@pytest.mark.parametrize("kind", ["is_sensitive", "duty_line_only"])
def test_a_service_that_is_kept_private_takes_no_list(joy, world, kind):
    service = world.services["protection"]
    setattr(service, kind, True)
    service.save()
    with pytest.raises(Refused, match="kept private"):
        actions.receive(by=joy, service=service, data=csv_of(row("Tomos Vaughan")))


def test_a_school_manager_sees_their_own_service_only(amina, world, browse):
    supervisor_of(world, "oakfield", "amina")
    assert "Oakfield Primary" in browse("amina").get(reverse("lists")).content.decode()
