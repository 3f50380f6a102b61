"""The small deed on a colleague's row: offered where the form would accept it, and never to a hidden post."""

from __future__ import annotations

from django.urls import reverse


def _page(browse, who, person):
    return browse(who).get(reverse("person", args=[person.pk])).content.decode()


def test_amina_may_ask_hana_to_call_but_not_herself(world, browse, leo):
    form = reverse("raise_attention", args=[leo.pk])
    html = _page(browse, "amina", leo)
    assert f"{form}?to={world.posts['hana'].pk}&amp;about=call_me" in html
    assert f"?to={world.posts['amina'].pk}" not in html


def test_the_form_she_comes_to_has_hana_and_the_wish_chosen(world, browse, leo):
    url = reverse("raise_attention", args=[leo.pk])
    form = browse("amina").get(url, {"to": world.posts["hana"].pk, "about": "call_me"}).context["form"]
    assert form["members"].initial == [str(world.posts["hana"].pk)]
    assert form["category"].initial == "call_me"


def test_who_has_the_team_view_without_being_in_it_may_nudge_too(browse, leo):
    assert "Raise attention" in _page(browse, "kit", leo)


def test_a_sensitive_post_is_not_led_to_tell_of_itself(browse, leo):
    assert "about=call_me" not in _page(browse, "farah", leo)
