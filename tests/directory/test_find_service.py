"""Finding a service or a colleague by name, role, place or need."""

import pytest
from django.urls import reverse

from patchwork.directory import cards, finding
from patchwork.directory.finding import Search
from patchwork.directory.models import Service


def people(viewer, words, **narrowed):
    return [card.name for card in finding.find(Search(words=words, **narrowed), viewer=viewer).people]


def services(viewer, words, **narrowed):
    return [card.name for card in finding.find(Search(words=words, **narrowed), viewer=viewer).services]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("Hana", "Hana Novak"),
        ("novak", "Hana Novak"),
        ("Siddiqi", "Farah Siddiqui"),
        ("class teacher", "Amina Yusuf"),
        ("GP", "George Baptiste"),
        ("rent arrears", "Chloe Martin"),
        ("health visitor north", "Hana Novak"),
    ],
)
def test_a_colleague_is_found_by_name_role_place_or_need(amina, words, first):
    assert people(amina, words)[0] == first


def test_a_service_is_found_by_name_kind_organisation_or_need(amina):
    assert services(amina, "Clearway")[0] == "Clearway Adult Service"
    assert "Tenancy Support" in services(amina, "damp")
    assert "Health Visiting North" in services(amina, "community health nhs")


def test_a_place_leads_to_the_service_and_its_people(amina, world):
    Service.objects.filter(pk=world.services["youth"].pk).update(place="Quayside")
    assert services(amina, "quayside") == ["Marlowe Youth Service"]
    assert people(amina, "quayside") == ["Ivan Petrov"]


def test_filters_narrow_without_words(amina, world):
    nhs = world.organisations["nhs"].pk
    assert people(amina, "", organisation=nhs) == ["Bilal Khan", "Hana Novak"]
    assert people(amina, "", kind="school_nursing") == ["Bilal Khan"]
    assert people(amina, "", role="youth_worker") == ["Ivan Petrov"]


def test_nonsense_finds_nothing(amina):
    assert finding.find(Search(words="zzzz qqqq"), viewer=amina).nothing


def test_the_other_area_is_not_found(amina, priya):
    assert people(amina, "Priya") == []
    assert people(priya, "Amina") == []


@pytest.mark.parametrize("short", ["amina", "chloe", "lena", "moses", "nia"])
def test_everyone_in_a_post_finds_colleagues_administrators_too(browse, short):
    answer = browse(short).get(reverse("directory"), {"q": "Hana"})
    assert answer.status_code == 200
    assert "Hana Novak" in answer.text


def test_without_a_question_the_kinds_here_are_listed(browse):
    answer = browse("amina").get(reverse("directory"))
    assert "School nursing" in answer.text
    assert "Midwifery" not in answer.text.split("What there is here")[1]


@pytest.mark.parametrize("query", [{"q": "a\x00b"}, {"q": "x" * 200}, {"kind": "nonsense"}, {"page": "-1"}])
def test_a_question_that_cannot_be_answered_says_so(browse, query):
    assert browse("amina").get(reverse("directory"), query).status_code == 422


def test_a_contact_card_says_how_to_reach_someone(browse, world):
    post = world.posts["hana"]
    post.best_way, post.contact_about, post.mobile = "Text me first", "sleep and feeding", "07700 900123"
    post.save()
    text = browse("amina").get(reverse("practitioner", args=[post.pk])).text
    for words in [
        "Hana Novak",
        "tel:01632960108",
        "tel:07700900123",
        "mailto:hana@",
        "Text me first",
        "sleep and feeding",
    ]:
        assert words in text
    assert "A nurse who visits families" in text


def test_away_names_the_day_and_who_covers(amina, world):
    hana = world.posts["hana"]
    hana.away_from, hana.away_until = amina.today, amina.today.replace(day=30)
    hana.cover = world.posts["bilal"]
    assert cards.colleague_card(hana, amina).away == "Back Monday, Bilal Khan covers"


def test_hours_tell_whether_to_call_now(amina, world):
    from datetime import time

    hana = world.posts["hana"]
    hana.works_from, hana.works_until = time(9), time(17)
    assert cards.colleague_card(hana, amina).available == "Today until 5 pm"
    assert cards.colleague_card(hana, amina.later(hours=8)).available == "Next in: tomorrow"
    hana.working_days = [4]
    assert cards.colleague_card(hana, amina).available == "Next in: Friday"


def test_a_role_is_explained_with_who_holds_it(browse):
    text = browse("moses").get(reverse("role", args=["school_nurse"])).text
    assert "When to call" in text
    assert "Bilal Khan" in text


def test_a_role_of_another_jurisdiction_does_not_exist(browse):
    assert browse("amina").get(reverse("role", args=["maternal_child_health_nurse"])).status_code == 404


def test_those_who_left_are_gone(browse, amina, world):
    hana = world.posts["hana"]
    hana.ended_on = amina.today
    hana.save()
    assert people(amina, "Hana Novak") == []
    assert browse("amina").get(reverse("practitioner", args=[hana.pk])).status_code == 404


def test_a_closed_service_is_gone_with_its_people(amina, world):
    Service.objects.filter(pk=world.services["youth"].pk).update(closed_on=amina.today)
    assert "Marlowe Youth Service" not in services(amina, "Youth Service")
    assert people(amina, "Ivan") == []
