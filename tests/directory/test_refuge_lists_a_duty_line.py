"""A refuge lists its duty line; nobody who works there is findable."""

import pytest
from django.urls import reverse

from patchwork.demo.cast import Member
from patchwork.directory import cards, finding, queries
from patchwork.directory.finding import Search
from patchwork.directory.models import Organisation, Partnership, Service
from patchwork.entrance.queries import may_cover
from tests.directory.conftest import newcomer


@pytest.fixture
def refuge(world):
    lantern = Organisation.objects.create(name="Lantern", kind="domestic_abuse")
    Partnership.objects.create(area=world.marlowe, organisation=lantern)
    world.services["refuge"] = Service.objects.create(
        area=world.marlowe, organisation=lantern, name="Lantern Refuge", kind="refuge", is_sensitive=True,
        duty_line_only=True, duty_phone="01632 960777", phone="01632 960778", place="14 Harbour Street",
    )  # fmt: skip
    newcomer(world, Member("olu", "Olu Mensah", "refuge", "domestic_abuse_worker", "01632 960779"), "l.example")
    return world.services["refuge"]


def test_the_duty_line_is_found_and_nobody_with_it(amina, refuge):
    found = finding.find(Search(words="refuge"), viewer=amina)
    assert [(card.name, card.phone) for card in found.services] == [("Lantern Refuge", "01632 960777")]
    assert found.people == []


@pytest.mark.parametrize("words", ["Olu", "Olu Mensah", "domestic abuse", "Lantern"])
def test_no_words_lead_to_the_worker(browse, refuge, words):
    assert "Mensah" not in browse("amina").get(reverse("directory"), {"q": words}).text.replace(f'value="{words}"', "")


def test_filters_do_not_lead_to_the_worker(amina, refuge):
    assert finding.find(Search(kind="refuge"), viewer=amina).people == []
    assert finding.find(Search(role="domestic_abuse_worker"), viewer=amina).people == []
    assert finding.find(Search(organisation=refuge.organisation_id), viewer=amina).people == []


@pytest.mark.parametrize("short", ["amina", "erin", "kit", "lena", "nia", "olu"])
def test_the_worker_has_no_page_for_anyone(browse, refuge, world, short):
    assert browse(short).get(reverse("practitioner", args=[world.posts["olu"].pk])).status_code == 404


def test_the_service_page_names_nobody_and_no_place(browse, refuge):
    text = browse("erin").get(reverse("service", args=[refuge.pk])).text
    assert "tel:01632960777" in text
    for hidden in ["Mensah", "01632 960778", "Harbour Street"]:
        assert hidden not in text


def test_pickers_never_offer_the_worker(amina, refuge, world):
    assert world.posts["olu"] not in queries.findable_posts(amina)
    assert world.posts["olu"] not in queries.working_posts(amina)


def test_in_a_team_the_duty_line_stands_for_the_worker(amina, refuge, world):
    card = cards.colleague_card(world.posts["olu"], amina)
    assert (card.name, card.phone, card.photo_url) == ("Lantern Refuge", "01632 960777", "")


def test_beside_each_other_they_know_their_names(refuge, world):
    card = cards.colleague_card(world.posts["olu"], world.viewer("olu"))
    assert card.name == "Olu Mensah"
    assert card.mine


def test_a_worker_who_covers_is_not_named_elsewhere(amina, refuge, world):
    ivan = world.posts["ivan"]
    ivan.away_from, ivan.away_until, ivan.cover = amina.today, amina.today.replace(day=30), world.posts["olu"]
    assert cards.colleague_card(ivan, amina).away == "Away, back Monday"


def test_nobody_outside_names_the_worker_as_cover(refuge, world):
    """Not even colleagues of the same organisation in another service."""
    outreach = Service.objects.create(
        area=world.marlowe, organisation=refuge.organisation, name="Lantern Outreach", kind="domestic_abuse_outreach"
    )
    world.services["outreach"] = outreach
    member = Member("una", "Una Byrne", "outreach", "domestic_abuse_worker", "01632 960780")
    una = newcomer(world, member, "l.example")
    assert world.posts["olu"] not in may_cover(una, now=world.now)


def test_pickers_offer_no_administrators(amina, world):
    posts = set(queries.working_posts(amina))
    assert world.posts["hana"] in posts
    assert not {world.posts["moses"], world.posts["nia"]} & posts
