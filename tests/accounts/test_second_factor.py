"""No page without a second factor; the last one cannot be removed."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client, override_settings

from patchwork.access.entering import enter
from patchwork.accounts.actions import reset_second_factor
from patchwork.accounts.models import Account
from patchwork.kit.context import set_area
from tests.accounts.conftest import code_for, code_of, enter_code, sign_in
from tests.conftest import NOW

PAGES = ["/my-card/", "/post/", "/preferences/", "/second-factor/passkeys/", "/directory/", "/"]


@pytest.fixture
def bare(olga) -> Account:
    """Olga before she has set up a second factor."""
    Authenticator.objects.filter(user=olga).delete()
    return olga


@pytest.mark.parametrize("page", PAGES)
def test_without_one_every_page_leads_to_setting_it_up(client, bare, page):
    sign_in(client, bare.email)
    assert client.get(page).headers["Location"] == "/second-factor/choose/"


def test_there_is_no_viewer_either(client, bare, world, rf):
    sign_in(client, bare.email)
    request = rf.get("/")
    request.session = client.session
    set_area(world.marlowe.pk)
    assert enter(request, now=world.now) == (None, None)


def test_an_app_is_set_up_with_its_first_code(client, bare):
    sign_in(client, bare.email)
    form = client.get("/second-factor/app/").context["form"]
    answer = client.post("/second-factor/app/", {"code": code_of(form.secret)}, follow=True)
    assert "Your recovery codes" in answer.content.decode()
    assert client.get("/my-card/").status_code == 200


def test_its_secret_is_sealed(olga):
    stored = Authenticator.objects.get(user=olga, type="totp")
    assert len(stored.data["secret"]) > 60


def test_a_recovery_code_works_once(client, bare):
    sign_in(client, bare.email)
    form = client.get("/second-factor/app/").context["form"]
    answer = client.post("/second-factor/app/", {"code": code_of(form.secret)}, follow=True)
    code = answer.context["unused_codes"][0]
    for worked in (True, False):
        other = Client()
        sign_in(other, bare.email)
        other.post("/second-factor/", {"code": code})
        assert (other.get("/my-card/").status_code == 200) is worked


@pytest.mark.parametrize(("seconds", "works"), [(0, True), (29, True), (30, False), (-1, False)])
def test_a_code_lives_for_its_thirty_seconds(client, olga, clock, seconds, works):
    clock.move_to(NOW)  # at the full minute
    sign_in(client, olga.email)
    code = code_for(olga)
    clock.shift(seconds)
    answer = client.post("/second-factor/", {"code": code})
    assert (answer.status_code == 302) == works
    assert works or "let your phone set its clock" in answer.content.decode()


def test_the_last_one_stays(client, olga):
    sign_in(client, olga.email)
    enter_code(client, olga)
    answer = client.post("/second-factor/app/remove/")
    assert "only second factor" in answer.content.decode()
    assert Authenticator.objects.filter(user=olga, type="totp").exists()


def test_the_cast_need_none_where_everything_is_invented(browse):
    assert browse("amina").get("/my-card/").status_code == 200


def test_elsewhere_even_the_cast_would(browse):
    client = browse("amina")
    with override_settings(PATCHWORK_TESTING=False, PATCHWORK_DEMO=False):
        assert client.get("/my-card/").headers["Location"] == "/second-factor/choose/"


def test_a_reset_ends_every_session(client, olga):
    sign_in(client, olga.email)
    enter_code(client, olga)
    reset_second_factor(olga.pk)
    assert client.get("/my-card/").headers["Location"].startswith("/sign-in/")
    sign_in(client, olga.email)
    assert client.get("/my-card/").headers["Location"] == "/second-factor/choose/"
