"""Desks are for administrators, and no desk shows or opens a person."""

import pytest
from django.urls import reverse

from patchwork import access
from patchwork.access import View
from patchwork.audit.models import AuditSubject
from patchwork.directory import proposals

PRACTITIONERS = ["amina", "erin", "farah", "joy", "kit"]  # the access table asks all of them
NAMES = ["Leo", "Maya", "Kerry", "Hartley"]


ABOUT_ORGANISATION = """change_organisation organisation_services add_service organisation_posts
    organisation_invitations invite_colleague organisation_domains"""
ABOUT_SERVICE = "change_service service_kind close_service reopen_service"
ABOUT_POST = """desk_post end_post suspend_post resume_post reconfirm_post move_supervisor give_powers
    reset_second_factor"""
ABOUT_AREA = """area_desk area_settings area_layers area_pack area_organisations add_organisation area_posts
    area_invitations"""
OF_AREA = "area_organisation change_partnership"


@pytest.fixture
def addresses(world, moses):
    """Every desk address with a row that exists, by whose desk it is on."""
    oakfield, service = world.organisations["oakfield"].pk, world.services["oakfield"].pk
    post = world.posts["amina"].pk
    proposal = proposals.propose(
        by=moses, kind="mail_domain", about=oakfield, change={"domain": "a.example"}, why="new"
    )

    def about(names, *args):
        return [reverse(name, args=args) for name in names.split()]

    return {
        "organisation": about(ABOUT_ORGANISATION, oakfield) + about(ABOUT_SERVICE, service) + about(ABOUT_POST, post),
        "area": about(ABOUT_AREA) + about(OF_AREA, oakfield),
        "both": about("proposals") + about("proposal withdraw_proposal", proposal.pk),
        "own": about("organisation_desk"),
    }


@pytest.mark.parametrize("short", [*PRACTITIONERS, "lena", "priya"])
def test_for_everybody_else_there_is_no_desk(browse, addresses, short):
    browser = browse(short)
    denied = addresses["organisation"] + addresses["area"] + addresses["own"]
    denied += [] if short == "lena" else addresses["both"]
    for address in denied:
        assert browser.get(address).status_code == 404, address
        assert browser.post(address).status_code in (404, 405), address  # 405: a page that takes no deed from anyone


def test_each_administrator_has_their_own(browse, addresses):
    moses, nia, lena = browse("moses"), browse("nia"), browse("lena")
    reaches = [
        (moses, addresses["organisation"] + addresses["own"] + addresses["both"], 200),
        (moses, addresses["area"], 404),
        (nia, addresses["organisation"] + addresses["area"] + addresses["both"], 200),
        (nia, addresses["own"], 404),
        (lena, addresses["both"], 200),
    ]
    for browser, reached, status in reaches:
        for address in reached:
            assert browser.get(address).status_code == status, address


def test_no_desk_names_a_person_and_nothing_was_shown_of_one(browse, addresses):
    for short in ("moses", "nia"):
        browser = browse(short)
        for address in [address for group in addresses.values() for address in group]:
            text = browser.get(address).text
            assert not [name for name in NAMES if name in text], address
    assert not AuditSubject.objects.exists()


@pytest.mark.parametrize("view", list(View))
def test_administrators_open_nobody(moses, nia, leo, view):
    assert not access.may(moses, view, leo)
    assert not access.may(nia, view, leo)


def test_ids_that_lead_nowhere_are_not_found(browse, world):
    nowhere = world.persons["leo"].pk
    for name in ("desk_post", "change_service", "area_organisation", "proposal", "withdraw_colleague_invitation"):
        assert browse("nia").get(reverse(name, args=[nowhere])).status_code == 404
