"""The cast on the sign-in page, and the mails: only in a demonstration."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from patchwork.demo import guard
from patchwork.demo.mail import KeptInFolder
from patchwork.demo.signing_in import STORIES
from patchwork.directory.models import Area


@pytest.fixture
def demo(settings, world, tmp_path):
    settings.PATCHWORK_DEMO = True
    settings.MAIL_FOLDER = tmp_path
    return world


def test_the_page_lists_the_whole_cast(demo):
    page = Client().get("/sign-in/").content.decode()
    assert all(f'value="{short}"' in page for short in STORIES)
    assert set(STORIES) == set(demo.posts)


@pytest.mark.parametrize("short", STORIES)
def test_one_press_signs_in_as_any_of_them(demo, short):
    client = Client(enforce_csrf_checks=True)  # as a script does it
    answer = client.post("/demo/sign-in/", {"who": short})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert demo.posts[short].account.name in client.get("/my-card/").content.decode()


def test_from_one_to_another(demo):
    client = Client()
    client.post("/demo/sign-in/", {"who": "amina"})
    client.post("/demo/sign-in/", {"who": "dan"})
    assert "Dan Okafor" in client.get("/my-card/").content.decode()


@pytest.mark.parametrize("who", ["", "nobody", "a" * 500, "amina\x00"])
def test_nobody_else(demo, who):
    assert Client().post("/demo/sign-in/", {"who": who}).status_code == 404


def test_mails_can_be_read(demo):
    mail = EmailMultiAlternatives("Please look", "see https://example.org/x", "a@example.org", ["b@example.org"])
    mail.attach_alternative("<p style='color:red'>see</p><script>1</script>", "text/html")
    KeptInFolder().send_messages([mail])
    name = next(demo_mail.name for demo_mail in _folder().iterdir())
    assert "Please look" in Client().get("/demo/mail/").content.decode()
    assert 'href="https://example.org/x"' in Client().get(f"/demo/mail/{name}/").content.decode()
    as_html = Client().get(f"/demo/mail/{name}/html/")
    assert b"color:red" in as_html.content
    assert "sandbox" in as_html.headers["Content-Security-Policy"]


def test_other_files_are_not_mails(demo):
    (_folder() / "secret").write_text("x")
    for name in ("secret", "..", "20260101000000000000-00000000.eml"):
        assert Client().get(f"/demo/mail/{name}/").status_code == 404


def test_outside_a_demonstration_nothing_of_it_exists(world):
    assert Client().post("/demo/sign-in/", {"who": "amina"}).status_code == 404
    assert Client().get("/demo/mail/").status_code == 404
    assert "demo/sign-in" not in Client().get("/sign-in/").content.decode()


def test_it_refuses_a_database_with_a_real_area(demo):
    guard.refuse_real_areas()
    Area.objects.filter(slug="marlowe").update(is_invented=False)
    with pytest.raises(ImproperlyConfigured):
        guard.refuse_real_areas()


def _folder():
    from django.conf import settings

    return settings.MAIL_FOLDER
