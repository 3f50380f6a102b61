"""A second factor for one deed: asked for every time, never remembered. Emergency access is where it is asked."""

import pytest

from patchwork.directory.models import Post
from patchwork.kit.context import set_area
from patchwork.people.models import BreakGlass
from tests.accounts.conftest import code_for, enter_code, sign_in

WORDS = "Found alone on Harbour Street at night"


@pytest.fixture
def ask(client, world, olga):
    """Olga, who may break the glass and gave her password and second factor a moment ago, asks to open somebody."""
    post = Post.objects.get(account=olga)
    Post.objects.filter(pk=post.pk).update(powers=["break_glass"])
    sign_in(client, olga.email)
    enter_code(client, olga)
    session = client.session
    session["post"], session["area"] = str(post.pk), world.marlowe.pk
    session.save()

    def send(person, **more):
        sent = {"purpose": "danger", "words": WORDS, "acting_post": str(post.pk), **more}
        answer = client.post(f"/people/{person.pk}/emergency/", sent)
        set_area(world.marlowe.pk)
        return answer

    return send


def opened(world):
    set_area(world.marlowe.pk)
    return BreakGlass.objects.exists()


def test_having_signed_in_a_moment_ago_is_not_enough(ask, leo, world):
    answer = ask(leo)
    assert answer.status_code == 422
    assert "Enter the code" in answer.content.decode()
    assert not opened(world)


def test_nobody_real_can_tick_that_it_is_them(ask, client, leo, world):
    assert ask(leo, is_me="on").status_code == 422
    assert "It is me" not in client.get(f"/people/{leo.pk}/emergency/").content.decode()
    assert not opened(world)


def test_a_wrong_code_is_refused(ask, leo, world):
    assert ask(leo, code="000000").status_code == 422
    assert not opened(world)


def test_nonsense_for_a_passkey_is_refused(ask, leo, world):
    for nonsense in ("{}", "[]", '{"id": 7}', "nothing"):
        assert ask(leo, credential=nonsense).status_code == 422
    assert not opened(world)


def test_the_code_opens_it_once(ask, olga, leo, maya, clock):
    clock.shift(60)
    code = code_for(olga)
    assert ask(leo, code=code).status_code == 303
    assert BreakGlass.objects.get().person_id == leo.pk
    assert ask(maya, code=code).status_code == 422, "the same code is not accepted twice"


def test_a_forgotten_word_does_not_use_up_the_code(ask, olga, leo, clock):
    clock.shift(60)
    code = code_for(olga)
    assert ask(leo, code=code, words="").status_code == 422
    assert ask(leo, code=code).status_code == 303
