"""Signing in: password, then second factor, then straight into a post."""

from django.test import Client

from patchwork.kit.context import set_area
from tests.accounts.conftest import PASSWORD, enter_code, sign_in


def test_olga_signs_in_with_password_and_code(client, olga):
    assert sign_in(client, olga.email).headers["Location"] == "/second-factor/"
    assert client.get("/my-card/").headers["Location"].startswith("/sign-in/")
    assert enter_code(client, olga).status_code == 302
    page = client.get("/my-card/")
    assert page.status_code == 200
    assert "Class teacher, Oakfield Primary" in page.content.decode()


def test_the_address_may_be_written_in_any_case(client, olga):
    assert sign_in(client, olga.email.upper()).headers["Location"] == "/second-factor/"


def test_a_wrong_password_and_an_unknown_address_read_the_same(client, olga):
    wrong = sign_in(client, olga.email, "not the password at all")
    unknown = sign_in(client, "nobody@oakfield-school.example", "not the password at all")
    assert _words(wrong) == _words(unknown)
    assert wrong.status_code == unknown.status_code == 200


def _words(answer):
    return [str(error) for errors in answer.context["form"].errors.values() for error in errors]


def test_five_wrong_tries_stop_this_account_and_no_other(client, olga, world):
    for _try in range(5):
        sign_in(client, olga.email, "not the password at all")
    stopped = sign_in(client, olga.email)
    assert "Too many" in stopped.content.decode()
    assert sign_in(Client(), "nobody@oakfield-school.example", "wrong").status_code == 200
    assert "Too many" not in sign_in(Client(), "nobody@oakfield-school.example", "wrong").content.decode()


def test_a_wrong_code_is_told_and_leads_nowhere(client, olga):
    sign_in(client, olga.email)
    answer = client.post("/second-factor/", {"code": "000000"})
    assert answer.status_code == 200
    assert "That code was not accepted" in answer.content.decode()
    assert client.get("/my-card/").status_code == 302


def test_a_suspended_account_is_told_so(client, olga):
    olga.is_active = False
    olga.save()
    answer = client.post("/sign-in/", {"login": olga.email, "password": PASSWORD}, follow=True)
    assert "Your account is suspended" in answer.content.decode()


def test_signing_out_takes_a_press(client, olga):
    sign_in(client, olga.email)
    enter_code(client, olga)
    assert client.get("/sign-in/out/").status_code == 200
    assert client.post("/sign-in/out/").status_code == 302
    assert client.get("/my-card/").status_code == 302


def test_it_ends_twelve_hours_after_signing_in(client, olga, clock):
    sign_in(client, olga.email)
    enter_code(client, olga)
    clock.shift(11 * 3600)
    assert client.get("/my-card/").status_code == 200
    clock.shift(3600)
    assert client.get("/my-card/").headers["Location"].startswith("/sign-in/")


def test_nobody_signs_up(client, db):
    assert "By invitation" in client.get("/sign-in/by-invitation/").content.decode()
    answer = client.post("/sign-in/by-invitation/", {"email": "x@example.org", "password1": PASSWORD})
    assert "By invitation" in answer.content.decode()


def test_without_a_post_a_page_says_what_to_do(client, olga, world):
    set_area(world.marlowe.pk)
    olga.posts.update(ended_on=world.now.date())
    sign_in(client, olga.email)
    enter_code(client, olga)
    assert client.get("/").headers["Location"] == "/post/"
    assert "You hold no post" in client.get("/post/").content.decode()


def test_tries_and_sign_ins_are_in_the_log_without_an_address(client, olga, caplog):
    caplog.set_level("INFO", logger="patchwork.accounts")
    sign_in(client, olga.email, "not the password at all")
    sign_in(client, olga.email)
    client.post("/second-factor/", {"code": "000000"})
    enter_code(client, olga)
    client.post("/sign-in/out/")
    said = [record.getMessage().partition(":")[0] for record in caplog.records]
    assert said == ["sign-in refused", "second factor refused", "signed in", "signed out"]
    assert olga.email not in caplog.text
    assert f"account {olga.pk}" in caplog.text
