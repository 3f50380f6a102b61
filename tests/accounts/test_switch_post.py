"""Several posts: the one last used is entered, any other is one press away."""

import pytest
from django.test import Client

from patchwork.directory.models import Post
from patchwork.kit.context import set_area
from tests.accounts.conftest import enter_code, sign_in


@pytest.fixture
def second(olga, world) -> Post:
    """Olga also nurses in Wattle Bay."""
    set_area(world.wattle_bay.pk)
    post = Post.objects.create(
        area=world.wattle_bay, account=olga, service=world.services["wattle"], role="maternal_child_health_nurse",
        started_on=world.now.date(),
    )  # fmt: skip
    set_area(world.marlowe.pk)
    return post


def signed_in(olga) -> Client:
    client = Client()
    sign_in(client, olga.email)
    enter_code(client, olga)
    return client


def test_olga_switches_to_another_area_and_finds_herself_there_next_time(olga, second, clock):
    client = signed_in(olga)
    page = client.get("/post/").content.decode()
    assert "Class teacher, Oakfield Primary" in page
    assert "Wattle Bay" in page
    answer = client.post("/post/", {"post": str(second.pk)})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "Maternal and Child Health" in client.get("/my-card/").content.decode()
    clock.shift(30)  # a code works once
    assert "Maternal and Child Health" in signed_in(olga).get("/my-card/").content.decode()


@pytest.mark.parametrize("post", ["", "nonsense", "00000000-0000-4000-8000-00000000beef"])
def test_what_is_no_post_of_hers_is_refused(olga, second, post):
    answer = signed_in(olga).post("/post/", {"post": post})
    assert answer.status_code == 422
    assert "one of your posts" in answer.content.decode()


def test_nobody_takes_a_colleagues_post(browse, world):
    answer = browse("bilal").post("/post/", {"post": str(world.posts["kit"].pk)})
    assert answer.status_code == 422


def test_a_post_that_has_ended_opens_nothing(olga, second, world):
    client = signed_in(olga)
    set_area(world.marlowe.pk)
    Post.objects.filter(account=olga, area=world.marlowe).update(ended_on=world.now.date())
    assert client.get("/my-card/").headers["Location"] == "/post/"
    assert "Wattle Bay" in client.get("/post/").content.decode()


def test_the_menu_offers_posts_of_every_area(olga, second):
    page = signed_in(olga).get("/my-card/").content.decode()
    assert f'name="post" value="{second.pk}"' in page
    assert "nurse, Wattle Bay" in page
