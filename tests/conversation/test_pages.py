"""The pages of attentions: what a press does, what a refused one keeps, and that denied looks like absent."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from patchwork.conversation.models import Attention
from patchwork.demo.cast import involve
from patchwork.kit.context import set_area
from patchwork.notifications.models import Notice
from patchwork.notifications.telling import Recipient, tell
from tests.conversation.test_raise_attention import nudge
from tests.notifications.conftest import kind

__all__ = ["kind"]


def page_of(person):
    return reverse("raise_attention", args=[person.pk])


def token_in(html):
    return re.search(r'name="form_token" value="([0-9a-f-]{36})"', html)[1]


def without_tokens(response):
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)


def press(client, person, **fields):
    html = client.get(page_of(person)).content.decode()
    return client.post(page_of(person), {"form_token": token_in(html), "category": "call_me", "whom": "team", **fields})


def test_from_the_form_to_hanas_bell_and_back(browse, world, leo):
    amina, hana = browse("amina"), browse("hana")
    assert press(amina, leo).status_code == 303
    bell = hana.get("/attentions/").content.decode()
    assert "Please call me" in bell
    assert "Leo Hartley" in bell
    assert 'href="tel:' in bell  # Amina's number is right there
    attention = Attention.objects.get()
    assert hana.post(reverse("acknowledge", args=[attention.pk])).status_code == 303
    assert "Please call me" not in hana.get("/attentions/").content.decode()
    assert re.search(r"Seen by\s+Hana Novak", amina.get("/attentions/").content.decode())


def test_the_form_offers_whom_amina_sees_and_nobody_else(browse, leo):
    html = browse("amina").get(page_of(leo)).content.decode()
    assert all(name in html for name in ("Erin Walsh", "Bilal Khan", "Hana Novak"))
    assert "Farah" not in html
    assert "Clearway" not in html


def test_asking_hana_to_call_is_chosen_already(browse, world, leo):
    html = browse("amina").get(page_of(leo), {"to": world.posts["hana"].pk, "about": "call_me"}).content.decode()
    checked = re.findall(r'<input[^>]*value="([^"]+)"[^>]*checked', html)
    assert set(checked) == {"call_me", "chosen", str(world.posts["hana"].pk)}


@pytest.mark.parametrize("wrong", [{"to": "x", "about": "%00"}, {"to": str(uuid.UUID(int=1)), "about": "nothing"}])
def test_a_broken_link_still_shows_the_form(browse, leo, wrong):
    assert browse("amina").get(page_of(leo), wrong).status_code == 200


def test_errors_stand_at_the_field_and_keep_what_was_chosen(browse, leo):
    response = press(browse("amina"), leo, whom="chosen")
    assert response.status_code == 422
    html = response.content.decode()
    assert "Choose at least one colleague" in html
    assert re.search(r'value="call_me"[^>]*checked', html)
    assert not Attention.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [{"category": ""}, {"category": "\x00"}, {"whom": "all"}, {"members": "x", "whom": "chosen"}, {"form_token": "x"}],
)
def test_bad_input_is_an_error_and_changes_nothing(browse, leo, fields):
    assert press(browse("amina"), leo, **fields).status_code == 422
    assert not Attention.objects.exists()


def test_the_same_form_twice_raises_one(browse, leo):
    amina = browse("amina")
    token = token_in(amina.get(page_of(leo)).content.decode())
    for _ in range(2):
        amina.post(page_of(leo), {"form_token": token, "category": "meeting", "whom": "team"})
    assert Attention.objects.count() == 1


def test_a_form_opened_in_another_post_is_refused_and_kept(browse, world, leo):
    response = press(browse("amina"), leo, acting_post=str(world.posts["hana"].pk))
    assert response.status_code == 422
    assert "You opened this page as" in response.content.decode()


def test_ivan_who_is_not_confirmed_is_offered_no_whole_team(browse, world, leo):
    involve(world, "ivan", "leo", confirmed=False)
    html = browse("ivan").get(page_of(leo)).content.decode()
    assert 'name="whom"' not in html
    assert press(browse("ivan"), leo, whom="team").status_code == 422
    assert press(browse("ivan"), leo, members=str(world.posts["erin"].pk)).status_code == 303


@pytest.mark.parametrize("who", ["chloe", "dan", "lena", "moses", "nia", "priya"])
def test_for_all_others_there_is_no_such_page(browse, leo, who):
    client = browse(who)
    denied = client.get(page_of(leo))
    absent = client.get(reverse("raise_attention", args=[uuid.uuid4()]))
    assert denied.status_code == absent.status_code == 404
    assert without_tokens(denied) == without_tokens(absent)
    assert client.post(page_of(leo), {"category": "call_me"}).status_code == 404


@pytest.mark.parametrize("deed", ["acknowledge", "withdraw_attention"])
@pytest.mark.parametrize("who", ["chloe", "farah", "kit", "lena", "nia", "priya"])
def test_buttons_on_others_attentions_are_not_there(browse, world, hana, leo, deed, who):
    attention = nudge(hana, leo, world.posts["amina"])
    assert browse(who).post(reverse(deed, args=[attention.pk])).status_code == 404
    set_area(world.marlowe.pk)
    attention.refresh_from_db()
    assert attention.closed_at is None


def test_a_recipient_cannot_take_it_back_nor_the_sender_acknowledge(browse, amina, leo):
    attention = nudge(amina, leo)
    assert browse("hana").post(reverse("withdraw_attention", args=[attention.pk])).status_code == 404
    assert browse("amina").post(reverse("acknowledge", args=[attention.pk])).status_code == 404


def test_taking_back(browse, amina, leo):
    attention = nudge(amina, leo)
    assert browse("amina").post(reverse("withdraw_attention", args=[attention.pk])).status_code == 303
    assert "Please call me" not in browse("hana").get("/attentions/").content.decode()


def test_the_empty_bell_says_what_will_come(browse):
    assert "Nothing waits for you" in browse("bilal").get("/attentions/").content.decode()


@pytest.mark.parametrize("who", ["moses", "nia", "lena", "priya"])
def test_the_bell_is_there_for_everyone(browse, amina, leo, who):
    nudge(amina, leo)
    html = browse(who).get("/attentions/").content.decode()
    assert "Nothing waits for you" in html
    assert "Hartley" not in html


def queries_of(client, url):
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


def test_the_bell_takes_as_many_queries_for_one_as_for_many(browse, amina, bilal, erin, hana, leo):
    client = browse("erin")
    nudge(amina, leo)
    nudge(erin, leo)
    one = queries_of(client, "/attentions/")
    for sender in (amina, bilal, hana):
        nudge(sender, leo, category="meeting")
        nudge(erin, leo, category="meeting")
    assert queries_of(client, "/attentions/") == one


def test_the_form_takes_as_many_queries_for_a_big_team(browse, world, leo):
    client = browse("amina")
    few = queries_of(client, page_of(leo))
    for who in ("ivan", "george", "kit"):
        involve(world, who, "leo")
    assert queries_of(client, page_of(leo)) == few


def test_marking_news_as_read(browse, world, kind):
    post = world.posts["amina"]
    event = uuid.uuid4()
    tell("test.thing", area_id=world.marlowe.pk, event=event, to=[Recipient(post.account_id, post.pk)], now=world.now)
    url = reverse("notice_read", args=[Notice.objects.get(channel="bell").public_id])
    amina = browse("amina")
    assert "Something about somebody" in amina.get("/attentions/").content.decode()
    assert browse("hana").post(url).status_code == 404
    assert [amina.post(url).status_code for _ in range(2)] == [303, 303]
    assert "Something about somebody" not in amina.get("/attentions/").content.decode()
    assert amina.post(reverse("notices_read")).status_code == 303
