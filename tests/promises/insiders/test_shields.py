"""Whoever looks for somebody who is protected: a shield covers every page."""

from patchwork.agreements.actions import Word, record_words
from patchwork.agreements.models import Agreement
from patchwork.involvement import inviting
from patchwork.people.models import Person
from tests.promises.insiders.attempts import exclude, shield


def test_the_list_of_objections_names_no_shielded_parent(browse, world, lena, amina, leo, kerry):
    """That Kerry is Leo's mother is more than her card shows."""
    record_words(by=amina, person=leo, words=[Word("no", by_person_id=kerry.pk)])
    client = browse("lena")
    assert "Kerry" in client.get("/objections/").content.decode()
    shield(world, kerry)
    page = client.get("/objections/").content.decode()
    assert "Kerry" not in page
    assert "a parent said no" in page
    answer = client.get(f"/objections/{Agreement.objects.get().pk}/").content.decode()
    assert "Kerry" not in answer


def test_nor_one_who_does_not_exist_for_her(browse, world, lena, amina, leo, kerry):
    record_words(by=amina, person=leo, words=[Word("no", by_person_id=kerry.pk)])
    exclude(world, lena, kerry)
    assert "Kerry" not in browse("lena").get("/objections/").content.decode()


def test_of_a_shielded_child_the_list_of_objections_has_the_shielded_card(browse, world, amina, leo):
    """Name, reference, whom to contact: not what they are called at home, nor who works with them."""
    record_words(by=amina, person=leo, words=[Word("no", by_person_id=leo.pk)])
    shield(world, leo)
    client = browse("lena")
    for url in ("/objections/", f"/objections/{Agreement.objects.get().pk}/"):
        page = client.get(url).content.decode()
        assert "Leo Hartley" in page
        assert "M-17" in page
        for hidden in ("Lee", "Amina", "Oakfield"):
            assert hidden not in page, (url, hidden)


def test_what_a_shielded_child_is_called_at_home_is_on_no_page(browse, world, amina, chloe, leo):
    """Leo is known as Lee. His home page row, an invitation, the page to say so, see it as: none of them says it."""
    asked = inviting.invite_practitioner(by=amina, person=leo, post=world.posts["chloe"])
    Person.objects.filter(pk=leo.pk).update(given_names="", family_name="")  # so that the name falls back on it
    shield(world, leo)
    pages = ["/", "/attentions/", f"/invitations/{asked.pk}/", f"/people/{leo.pk}/card/", f"/people/{leo.pk}/join/",
             f"/people/{leo.pk}/as/"]  # fmt: skip
    for who in ("amina", "chloe"):
        client = browse(who)
        for url in pages:
            assert ">Lee<" not in (page := client.get(url).content.decode()), (who, url)
            assert " Lee" not in page, (who, url)


def test_those_on_the_named_list_go_on_calling_him_lee(browse, world, erin, leo):
    shield(world, leo, erin)
    assert "Lee" in browse("erin").get(f"/people/{leo.pk}/").content.decode()
