"""A new password by mail: the same answer for every address, a link that works once, the second factor kept."""

from patchwork.kit.context import set_area
from patchwork.notifications.models import Notice
from patchwork.notifications.telling import kind_of
from tests.accounts.conftest import enter_code, sign_in

NEW = "a quite different long password"


def ask(client, email):
    return client.post("/sign-in/forgotten/", {"email": email})


def link_for(world) -> str:
    set_area(world.marlowe.pk)
    return kind_of("password_reset").link(Notice.objects.get(kind="password_reset"))


def test_known_and_unknown_addresses_get_the_same_answer(client, olga, world):
    known, unknown = ask(client, olga.email), ask(client, "nobody@oakfield-school.example")
    assert known.headers["Location"] == unknown.headers["Location"] == "/sign-in/forgotten/sent/"
    set_area(world.marlowe.pk)
    assert [n.recipient for n in Notice.objects.filter(kind="password_reset")] == [olga]


def test_the_link_sets_a_new_password_once(client, olga, world):
    ask(client, olga.email)
    link = link_for(world)
    page = client.get(link, follow=True)
    answer = client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW}, follow=True)
    assert "Your new password is saved" in answer.content.decode()
    assert "no longer works" in client.get(link, follow=True).content.decode()
    assert sign_in(client, olga.email, NEW).headers["Location"] == "/second-factor/"
    enter_code(client, olga)
    assert client.get("/my-card/").status_code == 200


def test_it_does_not_sign_in(client, olga, world):
    ask(client, olga.email)
    page = client.get(link_for(world), follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert client.get("/my-card/").headers["Location"].startswith("/sign-in/")


def test_a_link_somebody_made_up_is_told_so(client, db):
    for key in ("1-abc", "zz-set-password", "1-" + "x" * 40):
        assert client.get(f"/sign-in/forgotten/{key}/", follow=True).status_code == 200
