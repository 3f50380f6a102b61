"""The pages for finding, adding and opening a person."""

import re
from datetime import date

import pytest

from patchwork.audit.models import AuditEvent, AuditReference, AuditSubject
from patchwork.demo.cast import involve
from patchwork.people.models import Address, Exclusion, FormerName, Identifier, Person, Relationship, Shield


def text(response):
    """What is read on the page, without the frame."""
    body = response.content.decode()
    main = body[body.index("<main") : body.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def card(person):
    return f"/people/{person.pk}/card/"


# ── find ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_chloe_finds_leo_by_the_box(browse, leo):
    answer = browse("chloe").post("/find/", {"q": "Leo Hartley 14/3/2017"})
    assert answer.status_code == 200
    assert "Leo Hartley 9 years" in text(answer)
    assert "Birthday as you typed it, name as you typed it" in text(answer)
    assert card(leo) in answer.content.decode()
    assert "14 March" not in text(answer)


def test_the_long_form_counts_more_than_the_box(browse, leo, maya):
    sent = {"q": "Leo Hartley", "given_names": "Maya", "family_name": "Hartley", "born_year": "2011"}
    assert "Maya Hartley" in text(browse("chloe").post("/find/", sent))


def test_a_team_member_goes_straight_in(browse, leo):
    pytest.importorskip("patchwork.pages.urls")
    assert "Open the team" in text(browse("amina").post("/find/", {"q": "Leo Hartley"}))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"q": ""}, "Type a name, a postcode or a number."),
        ({"q": "14/3/2017"}, "this alone fits too many"),
        ({"q": "ZM1"}, "this alone fits too many"),
        ({"born_day": "14"}, "The date needs a year."),
        ({"given_names": "Leo", "born_year": "17"}, "four digits"),
        ({"q": "x" * 300}, "at most 200"),
    ],
)
def test_what_is_missing_is_said_at_the_field(browse, leo, typed, says):
    answer = browse("chloe").post("/find/", typed)
    assert answer.status_code == 422
    assert says in text(answer)


@pytest.mark.parametrize(
    "typed", ["\x00", "Leo \x00 Hartley", "😀", "%ED%A0%80", "<script>alert(1)</script>", "Siân ŵ"]
)
def test_odd_characters_are_no_trouble(browse, leo, typed):
    answer = browse("chloe").post("/find/", {"q": typed})
    assert answer.status_code in (200, 422)
    assert "<script>alert" not in answer.content.decode()


def test_nobody_fits_says_that_this_does_not_mean_nobody(browse, leo):
    answer = browse("chloe").post("/find/", {"q": "Zebedee Nobody"})
    assert "Nobody here fits" in text(answer)
    assert "No record does not mean nobody." in text(answer)


def test_a_mistyped_nhs_number_is_said(browse, leo):
    assert "one of its digits may be wrong" in text(browse("chloe").post("/find/", {"q": "999 000 0019"}))


def test_every_search_leaves_one_event(browse, world, leo):
    client = browse("chloe")
    client.post("/find/", {"q": "Leo Hartley"})
    (shown,) = AuditEvent.objects.all()
    assert shown.kind == "shown:find"
    references = AuditSubject.objects.filter(event=shown).values("subject")
    assert AuditReference.objects.get(reference__in=references).person == leo.pk
    client.post("/find/", {"q": "Zebedee Nobody"})
    assert AuditEvent.objects.latest("pk").kind == "people.searched"
    assert AuditEvent.objects.count() == 2


@pytest.mark.parametrize("who", ["moses", "nia"])
def test_for_administrators_there_is_no_finding(browse, who):
    client = browse(who)
    for url in ("/find/", "/people/add/"):
        assert client.get(url).status_code == client.post(url, {"q": "Leo"}).status_code == 404


def test_denied_reads_like_absent(world, browse, amina, leo):
    Exclusion.objects.create(
        area=world.marlowe, person=leo, account_id=amina.account_id, asked_at=world.now, acts_from=world.now
    )
    client = browse("amina")
    denied, absent = (text(client.post("/find/", {"q": q})) for q in ("Leo Hartley 14/3/2017", "Leo Nobody 14/3/2017"))
    assert "Leo Hartley 9" not in denied
    assert denied.replace("Leo Hartley", "X") == absent.replace("Leo Nobody", "X")


def test_a_shielded_card_has_no_way_further(world, browse, leo):
    Shield.objects.create(
        area=world.marlowe, person=leo, kind="adoption", reference="M-17", contact="Marlowe hub, 01632 960900",
        set_at=world.now,
    )  # fmt: skip
    client = browse("amina")
    found = text(client.post("/find/", {"q": "Leo Hartley 14/3/2017"}))
    shown = text(client.get(card(leo)))
    for page in (found, shown):
        assert "M-17" in page
        assert "Marlowe hub, 01632 960900" in page
        assert "14 March 2017" in page
        assert "Lee" not in page.replace("Leo", "")
    assert "I work with" not in shown
    assert "I need to look" not in shown


# ── the card ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_card_offers_two_ways_in(browse, leo):
    shown = text(browse("george").get(card(leo)))
    assert "Leo Hartley 9 years · known as “Lee”" in shown
    assert "I work with Lee" in shown
    assert "I need to look" in shown
    assert "My service works with" not in shown
    assert "14 March" not in shown


def test_the_privacy_officer_sees_the_card_and_no_way_in(browse, leo):
    shown = text(browse("lena").get(card(leo)))
    assert "Leo Hartley" in shown
    assert "I need to look" not in shown


def test_a_member_can_go_on_from_the_card(browse, leo):
    shown = text(browse("amina").get(card(leo)))
    assert "Put this record right" in shown
    assert "I need to look" not in shown


@pytest.mark.parametrize(
    ("years_ago", "month", "day", "age"),
    [(18, 11, 25, "18 years"), (18, 11, 26, "17 years"), (0, 11, 25, "born today")],
)
def test_ages_on_the_card(browse, world, leo, years_ago, month, day, age):
    leo.born_on = date(2026 - years_ago, month, day)
    leo.save()
    assert f"Leo Hartley {age}" in text(browse("george").get(card(leo)))


@pytest.mark.parametrize("who", ["moses", "nia", "priya"])
def test_no_card_for_those_who_may_see_nobody_here(browse, leo, who):
    assert browse(who).get(card(leo)).status_code == 404


def test_unborn_only_for_those_near(browse, unborn):
    assert browse("farah").get(card(unborn)).status_code == 200
    assert browse("amina").get(card(unborn)).status_code == 404


# ── add ───────────────────────────────────────────────────────────────────────────────────────────────────────────

NEW = {"given_names": "Tomos", "family_name": "Vaughan", "born_day": "29", "born_month": "2", "born_year": "2016"}


def test_what_was_searched_for_is_not_typed_again(browse, leo):
    client = browse("amina")
    body = client.post("/find/", {"q": "Tomos Vaughan 29/2/2016"}).content.decode()
    assert 'name="born_year" value="2016"' in body
    page = client.post("/people/add/", {"start": "1", **NEW}).content.decode()
    assert 'value="Tomos"' in page
    assert 'value="Vaughan"' in page
    assert not Person.objects.filter(family_name="Vaughan").exists()


def test_adding_looks_once_more(browse, leo):
    client = browse("amina")
    again = {"given_names": "Leo", "family_name": "Hartly", "born_day": "14", "born_month": "3", "born_year": "2017"}
    answer = client.post("/people/add/", again)
    assert answer.status_code == 422
    assert "Is it one of these?" in text(answer)
    assert not Person.objects.filter(family_name="Hartly").exists()
    seen = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())[1]
    assert client.post("/people/add/", again | {"seen": seen}).status_code == 303
    assert Person.objects.get(family_name="Hartly").checked_at is None


def test_pressing_twice_adds_once(browse):
    client = browse("amina")
    first, second = client.post("/people/add/", NEW), client.post("/people/add/", NEW)
    assert first["Location"] == second["Location"]
    assert Person.objects.filter(family_name="Vaughan").count() == 1


def test_numbers_and_expected_dates_are_carried_over(browse):
    client = browse("amina")
    assert 'name="number_nhs" value="999 000 0018"' in client.post("/find/", {"q": "999 000 0018"}).content.decode()
    found = client.post("/find/", {"q": "Skelton 14/3/2027"}).content.decode()
    assert 'name="expected_year" value="2027"' in found
    page = client.post("/people/add/", {"start": "1", "expected_year": "2027", "number_nhs": "999 000 0018"})
    assert 'value="2027"' in page.content.decode()
    assert 'value="999 000 0018"' in page.content.decode()


def test_a_new_person_is_the_makers_alone_and_leads_to_i_work_with_them(browse, world):
    client = browse("amina")
    answer = client.post("/people/add/", NEW, follow=False)
    person = Person.objects.get(family_name="Vaughan")
    assert answer.status_code == 303
    assert str(person.pk) in answer["Location"]
    assert person.born_on == date(2016, 2, 29)
    assert client.get(card(person)).status_code == 200
    assert client.get(answer["Location"]).status_code == 200
    assert browse("bilal").get(card(person)).status_code == 404
    assert "Tomos" not in text(browse("bilal").post("/find/", {"q": "Tomos Vaughan"}))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Write at least one name."),
        ({"given_names": "12345"}, "Write the name in letters."),
        ({"given_names": "😀"}, "Write the name in letters."),
        ({"given_names": "A", "born_year": "2030"}, "That day is still to come"),
        ({"given_names": "A", "born_year": "1890"}, "nobody is that old"),
        ({"given_names": "A", "born_day": "29", "born_month": "2", "born_year": "2017"}, "no such date"),
        ({"given_names": "A", "number_nhs": "9990000019"}, "Enter an NHS number"),
        ({"expected_day": "1", "expected_month": "3", "expected_year": "2027"}, "mother’s surname"),
        (
            {"family_name": "B", "expected_day": "1", "expected_month": "3", "expected_year": "2029"},
            "within the next ten months",
        ),
        (
            {
                "family_name": "B",
                "born_year": "2020",
                "expected_day": "1",
                "expected_month": "3",
                "expected_year": "2027",
            },
            "not both",
        ),
    ],
)
def test_mistakes_in_a_new_record_are_named(browse, typed, says):
    answer = browse("amina").post("/people/add/", typed)
    assert answer.status_code == 422
    assert says in text(answer)


def test_an_unborn_child_in_the_family_of_its_mother(browse, world, kerry):
    sent = {
        "family_name": "Hartley", "expected_day": "1", "expected_month": "6", "expected_year": "2027",
        "family_of": str(kerry.pk), "kind": "child",
    }  # fmt: skip
    assert browse("farah").post("/people/add/", sent).status_code == 303
    child = Person.objects.get(expected_on=date(2027, 6, 1))
    assert Relationship.objects.get(other=child).person == kerry
    assert child.families.get().family == kerry.families.get().family


def test_nobody_is_put_into_the_family_of_a_stranger(browse, kerry):
    answer = browse("amina").post("/people/add/", NEW | {"family_of": str(kerry.pk), "kind": "child"})
    assert answer.status_code == 422
    assert "Choose one of the persons in the list." in text(answer)


def test_the_privacy_officer_adds_nobody(browse):
    assert browse("lena").post("/people/add/", NEW).status_code == 404


# ── correct, link ─────────────────────────────────────────────────────────────────────────────────────────────────


def stored(client, person):
    """What the form shows, to send again."""
    page = client.get(f"/people/{person.pk}/correct/").content.decode()
    form = page[page.index("<main") :]
    fields = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', form))
    del fields["about"]  # not ticked
    fields["sex"] = re.search(r'<option value="(\w+)" selected', form)[1]
    return fields


def test_a_changed_name_is_kept_as_a_former_one(browse, amina, leo):
    client = browse("amina")
    fields = stored(client, leo) | {"family_name": "Skelton", "postcode": "zm1 4ab", "number_nhs": "999 000 0018"}
    assert client.post(f"/people/{leo.pk}/correct/", fields).status_code == 303
    leo.refresh_from_db()
    assert (leo.family_name, leo.sex, leo.known_as) == ("Skelton", "male", "Lee")
    assert FormerName.objects.get(person=leo).family_name == "Hartley"
    assert leo.addresses.get().postcode == "ZM1 4AB"
    for q in ("Leo Hartley 14/3/2017", "Leo Skelton", "9990000018"):
        assert "Leo Skelton" in text(client.post("/find/", {"q": q}))


def test_saving_without_a_change_changes_nothing(browse, leo):
    client = browse("amina")
    before = Person.objects.filter(pk=leo.pk).values().get()
    assert client.post(f"/people/{leo.pk}/correct/", stored(client, leo)).status_code == 303
    assert Person.objects.filter(pk=leo.pk).values().get() == before
    assert not leo.former_names.exists()


def test_two_who_correct_at_once(browse, leo):
    amina, hana = browse("amina"), browse("hana")
    first, second = stored(amina, leo), stored(hana, leo)
    amina.post(f"/people/{leo.pk}/correct/", first | {"given_names": "Leonard"})
    answer = hana.post(f"/people/{leo.pk}/correct/", second | {"given_names": "Leonardo"})
    assert answer.status_code == 422
    assert "Somebody changed this record while you wrote" in text(answer)
    assert "Leonard Hartley" in text(answer)
    assert 'value="Leonardo"' in answer.content.decode()
    as_of = re.search(r'name="as_of" value="(\w+)"', answer.content.decode())[1]
    assert (
        hana.post(f"/people/{leo.pk}/correct/", second | {"given_names": "Leonardo", "as_of": as_of}).status_code == 303
    )


@pytest.mark.parametrize("page", ["correct", "link"])
def test_only_confirmed_members_put_right(world, browse, leo, page):
    involve(world, "ivan", "leo", confirmed=False)
    for who in ("ivan", "george", "kit", "lena", "moses", "priya"):
        assert browse(who).get(f"/people/{leo.pk}/{page}/").status_code == 404
    assert browse("amina").get(f"/people/{leo.pk}/{page}/").status_code == 200


def test_linking_family_members(world, browse, leo, maya):
    client = browse("erin")
    sent = {"other": str(maya.pk), "kind": "carer"}
    assert client.post(f"/people/{leo.pk}/link/", sent).status_code == 303
    assert Relationship.objects.get(kind="carer").person == maya
    twice = client.post(f"/people/{leo.pk}/link/", sent)
    assert twice.status_code == 422
    assert "recorded already" in text(twice)


def test_a_second_home_and_a_second_number_stay(world, browse, leo):
    for postcode in ("ZM1 1AA", "ZM2 2BB"):
        Address.objects.create(area=world.marlowe, person=leo, postcode=postcode, since=date(2020, 1, int(postcode[2])))
    for value in ("LCS-1", "LCS-2"):
        Identifier.objects.create(area=world.marlowe, person=leo, system="local", value=value)
    client = browse("amina")
    fields = stored(client, leo)
    assert (fields["postcode"], fields["number_local"]) == ("ZM2 2BB", "LCS-2")
    client.post(f"/people/{leo.pk}/correct/", fields | {"postcode": "zm33cc", "number_local": "LCS-3"})
    assert set(leo.identifiers.values_list("value", flat=True)) == {"LCS-1", "LCS-3"}
    assert set(leo.addresses.filter(until=None).values_list("postcode", flat=True)) == {"ZM1 1AA", "ZM3 3CC"}


def test_a_birth_is_no_former_name(browse, unborn, world):
    involve(world, "farah", "unborn", is_sensitive=True, ground="own_agreement")
    client = browse("farah")
    born = {"given_names": "Ada", "born_day": "24", "born_month": "11", "born_year": "2026", "expected_day": "",
            "expected_month": "", "expected_year": "", "sex": ""}  # fmt: skip
    page = f"/people/{unborn.pk}/correct/"
    as_of = re.search(r'name="as_of" value="(\w+)"', client.get(page).content.decode())[1]
    assert client.post(page, born | {"family_name": "Hartley", "as_of": as_of}).status_code == 303
    unborn.refresh_from_db()
    assert (unborn.born_on, unborn.expected_on) == (date(2026, 11, 24), None)
    assert not unborn.former_names.exists()
    assert "Ada Hartley 1 day" in text(browse("amina").post("/find/", {"q": "Ada Hartley"}))
