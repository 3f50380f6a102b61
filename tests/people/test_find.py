"""Finding a person: by name and birthday, either partial or slightly wrong, by postcode, by number."""

from datetime import date, timedelta

import pytest

from patchwork.demo.cast import involve
from patchwork.people.asking import Query, read_box
from patchwork.people.finding import find
from patchwork.people.indexing import refresh_keys
from patchwork.people.models import Address, Exclusion, FormerName, Identifier, Person, Relationship, Shield


@pytest.fixture
def born(world):
    """`born("Siân", "ŵyn Jones", date(2016, 2, 29))` is here, checked and findable."""

    def make(given="", family="", on=None, *, postcode="", number="", former="", **more):
        person = Person.objects.create(
            area=world.marlowe, given_names=given, family_name=family, born_on=on, made_at=world.now,
            checked_at=world.now, is_invented=True, **more,
        )  # fmt: skip
        if postcode:
            Address.objects.create(area=world.marlowe, person=person, postcode=postcode)
        if number:
            Identifier.objects.create(area=world.marlowe, person=person, system="nhs", value=number)
        if former:
            FormerName.objects.create(area=world.marlowe, person=person, family_name=former)
        refresh_keys(person)
        return person

    return make


def ask(text, viewer):
    return find(read_box(text, today=viewer.today), viewer=viewer)


def names(found):
    return [card.person.name for card in found.cards]


def reasons(found):
    return ", ".join(found.cards[0].reasons)


@pytest.mark.parametrize(
    ("typed", "because"),
    [
        ("Leo Hartley 14/3/2017", "birthday as you typed it, name as you typed it"),
        ("leo hartley 14 March 2017", "birthday as you typed it, name as you typed it"),
        ("Leo Hartly 14/3/2017", "birthday as you typed it, surname spelled differently"),
        ("Leo Hatley 14/3/2017", "birthday as you typed it, surname spelled differently"),
        ("Leoh Hartley 2017-03-14", "birthday as you typed it, first name spelled differently"),
        ("Hartley Leo 14/3/2017", "birthday as you typed it, first name and surname turned round"),
        ("Lee Hartley 14/3/2017", "birthday as you typed it, name as you typed it (by the name they are known as)"),
        ("Leo Hartley 3/14/2017", "birthday as you typed it, name as you typed it"),
        ("Leo Hartley 15/3/2017", "one digit of the birthday differs, name as you typed it"),
        ("Leo Hartley 14/3/2016", "one digit of the birthday differs, name as you typed it"),
        ("Leo Hartley 14/3/2009", "same day and month of birth, another year, name as you typed it"),
        ("Leo Hartley 31/2/2017", "same year of birth, another day, name as you typed it"),
        ("Leo Hartley 2017", "year of birth as you typed it, name as you typed it"),
        ("Leo Hartley March 2017", "month and year of birth as you typed them, name as you typed it"),
        ("Leo 14/3/2017", "birthday as you typed it, name as you typed it"),
        ("Hartley, Leo", "name as you typed it"),
    ],
)
def test_leo_is_found(chloe, leo, typed, because):
    found = ask(typed, chloe)
    assert found.cards[0].person == leo
    assert reasons(found) == because


@pytest.mark.parametrize("typed", ["Leo Hartley 2/9/2001", "Liam Hobbs 14/3/2017", "Zebedee", "14/3/2017", "ZM1", ""])
def test_leo_is_not_found(chloe, leo, typed):
    assert leo not in ask(typed, chloe).persons


def test_day_and_month_turned_round(chloe, born):
    mia = born("Mia", "Sallow", date(2015, 4, 7))
    found = ask("Mia Sallow 4/7/2015", chloe)
    assert found.persons == [mia]
    assert "day and month of birth turned round" in reasons(found)


@pytest.mark.parametrize(
    ("given", "family", "typed"),
    [
        ("Siân", "ap Rhys", "Sian Rhys"),
        ("Siân", "ap Rhys", "SIÂN AP RHYS"),
        ("Llŷr", "Llewelyn", "Llyr Llewellyn"),
        ("Ffion", "Gruffydd", "Fion Griffith"),
        ("Mohammed", "Khan", "Muhammad Khan"),
        ("Łukasz", "Wójcik", "Lukasz Wojcik"),
        ("Oisín", "O’Brien", "Oisin OBrien"),
        ("Zoë", "Smith-Jones", "Zoe Jones"),
        ("Иван", "Петров", "иван петров"),
        ("小明", "王", "小明 王"),
    ],
)
def test_names_of_many_languages(chloe, born, given, family, typed):
    person = born(given, family, date(2012, 5, 5))
    assert person in ask(f"{typed} 5/5/2012", chloe).persons
    assert person in ask(typed, chloe).persons


ODD = ["\x00", "Leo\x00Hartley", "\ud800 Leo", "😀", "😀 Hartley 14/3/2017", "ﷺ" * 200, "a" * 5000, "%_%", "9" * 300]


@pytest.mark.parametrize("typed", [*ODD, "'; DROP TABLE people_person; --", "0/0/0000", "Leo 99/99/9999"])
def test_odd_characters_harm_nothing(chloe, leo, typed):
    ask(typed, chloe)
    find(Query(given_names=typed, family_name=typed, postcode=typed, identifier=typed), viewer=chloe)


def test_by_nhs_number_however_it_is_written(chloe, born):
    person = born("Tia", "Moss", date(2019, 1, 1), number="9990000018")
    for typed in ("9990000018", "999 000 0018", "Tia 999-000-0018"):
        found = ask(typed, chloe)
        assert found.persons[0] == person
        assert found.cards[0].reasons[0] == "the number you typed"


def test_by_postcode_and_never_shows_one_that_was_not_typed(chloe, born):
    person = born("Tia", "Moss", date(2019, 1, 1), postcode="ZM1 4AB")
    assert reasons(ask("zm14ab", chloe)) == "lives at the postcode you typed"
    assert "postcode" not in reasons(ask("Tia Moss 1/1/2019", chloe))
    assert "postcode" not in reasons(ask("Tia Moss ZM1 9ZZ", chloe))
    assert ask("Moss ZM1", chloe).persons == [person]


def test_by_a_former_name_without_telling_the_others(chloe, born):
    born("Tia", "Moss", date(2019, 1, 1), former="Brockway")
    assert "(by a former name)" in reasons(ask("Tia Brockway", chloe))


def test_born_on_29_february(chloe, born):
    person = born("Remi", "Leap", date(2016, 2, 29))
    for typed in ("Remi Leap 29/2/2016", "Remi Leap 29/2/2017", "Remi Leap 28/2/2016"):
        assert ask(typed, chloe).persons == [person]


def test_born_today(chloe, born):
    person = born("Baby", "New", chloe.today)
    assert ask(f"New {chloe.today:%d/%m/%Y}", chloe).persons == [person]


@pytest.mark.parametrize("precision", ["month", "year", "about"])
def test_a_birthday_known_only_roughly(chloe, born, precision):
    person = born("Roughly", "Known", date(2014, 1 if precision == "year" else 6, 1), born_precision=precision)
    assert person in ask("Roughly Known 2014", chloe).persons
    assert person in ask("Known June 2014", chloe).persons


def test_the_unborn_by_the_mothers_surname_and_month_for_who_works_with_her(world, farah, amina, kit, unborn):
    when = unborn.expected_on + timedelta(days=10)
    typed = f"Hartley {when.month}/{when.year}"
    assert ask(typed, farah).persons == [unborn]
    assert ask(typed, kit).persons == [unborn]
    assert ask(typed, amina).persons == []


def test_the_unborn_by_a_mothers_surname_that_is_not_its_own(world, farah, kerry, unborn):
    kerry.family_name = "Skelton"
    kerry.save()
    refresh_keys(kerry)
    typed = f"Skelton {unborn.expected_on:%m/%Y}"
    assert unborn in ask(typed, farah).persons
    assert "by the mother’s surname" in reasons(ask(typed, farah))


def test_at_most_five_and_more_is_not_counted(chloe, born):
    for _each in range(7):
        born("Sam", "Price", date(2013, 3, 3))
    found = ask("Sam Price", chloe)
    assert len(found.cards) == 5
    assert found.tell_more is True


def test_exactly_five_does_not_ask_for_more(chloe, born):
    for _each in range(5):
        born("Sam", "Price", date(2013, 3, 3))
    assert ask("Sam Price", chloe).tell_more is False


# ── who may not be found ──────────────────────────────────────────────────────────────────────────────────────────


def test_administrators_find_nobody(moses, nia, leo):
    for viewer in (moses, nia):
        assert ask("Leo Hartley 14/3/2017", viewer) == find(Query("No", "Body"), viewer=viewer)


def test_another_area_finds_its_own_only(world, priya, leo, ruby):
    from patchwork.kit.context import set_area

    set_area(world.wattle_bay.pk)
    assert ask("Hartley", priya).persons == [ruby]
    set_area(world.marlowe.pk)


def test_an_excluded_account_finds_as_if_there_were_nobody(world, amina, bilal, leo):
    Exclusion.objects.create(
        area=world.marlowe, person=leo, account_id=amina.account_id, asked_at=world.now, acts_from=world.now
    )
    assert ask("Leo Hartley 14/3/2017", amina) == ask("Nobody Atall 14/3/2017", amina)
    assert ask("Leo Hartley 14/3/2017", bilal).persons[0] == leo


def test_an_unchecked_record_is_found_by_its_maker_alone(world, amina, bilal, born):
    person = born("Fresh", "Record", date(2018, 8, 8))
    Person.objects.filter(pk=person.pk).update(checked_at=None, made_by_id=amina.account_id)
    assert ask("Fresh Record", amina).persons == [person]
    assert ask("Fresh Record", bilal).persons == []


@pytest.fixture
def shielded(world, born, erin):
    person = born("Ada", "Whitlock", date(2015, 9, 9), postcode="ZM2 2BB", number="9990000018", former="Secretname",
                  known_as="Pixie")  # fmt: skip
    Shield.objects.create(
        area=world.marlowe, person=person, kind="adoption", reference="M-17", contact="Marlowe hub", set_at=world.now,
        named_posts=[erin.post_id],
    )  # fmt: skip
    return person


def test_a_shielded_person_is_found_by_what_the_card_shows(chloe, shielded):
    (card,) = ask("Ada Whitlock 9/9/2015", chloe).cards
    assert card.person == shielded
    assert card.shield.reference == "M-17"


@pytest.mark.parametrize("typed", ["9990000018", "ZM2 2BB", "Ada Secretname", "Pixie", "Pixie 9/9/2015", "Ada ZM2 2BB"])
def test_a_shielded_person_is_not_found_by_anything_else(chloe, erin, shielded, typed):
    if typed != "Ada ZM2 2BB":
        assert ask(typed, chloe).cards == []
    assert all("postcode" not in reason for card in ask(typed, chloe).cards for reason in card.reasons)
    assert ask(typed, erin).persons == [shielded]


def test_the_right_hidden_facts_raise_no_shielded_person_in_the_order(chloe, shielded, born):
    plain = born("Ada", "Whitlock", date(2015, 9, 9))
    with_it = ask("Ada Whitlock 9/9/2015 ZM2 2BB 9990000018", chloe)
    without = ask("Ada Whitlock 9/9/2015 ZM3 3CC 9990000026", chloe)
    assert [(card.person.pk, card.score, card.reasons) for card in with_it.cards] == [
        (card.person.pk, card.score, card.reasons) for card in without.cards
    ]
    assert {plain.pk, shielded.pk} == {card.person.pk for card in with_it.cards}


def test_long_unneeded_persons_leave_finding(world, chloe, leo):
    days = world.marlowe.finding_ends_after_days
    Person.objects.filter(pk=leo.pk).update(last_needed_on=chloe.today - timedelta(days=days - 1))
    assert leo in ask("Leo Hartley", chloe).persons
    Person.objects.filter(pk=leo.pk).update(last_needed_on=chloe.today - timedelta(days=days))
    assert leo not in ask("Leo Hartley", chloe).persons


# ── keys and queries ──────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_found_follows_a_change(world, chloe, leo):
    assert ask("LCS-77001", chloe).persons == []
    Identifier.objects.create(area=world.marlowe, person=leo, system="local", value="LCS-77001")
    refresh_keys(leo)
    assert ask("LCS-77001", chloe).persons == [leo]
    Identifier.objects.filter(person=leo).delete()
    refresh_keys(leo)
    assert ask("LCS-77001", chloe).persons == []


def test_what_is_loaded_does_not_grow_with_what_fits(chloe, born, django_assert_num_queries):
    for n in range(12):
        born("Sam", "Price", date(2013, 3, 3), postcode="ZM1 4AB", number=f"99900000{n:02}")
    with django_assert_num_queries(3):
        ask("Sam Price 3/3/2013", chloe)


def test_a_team_member_may_go_straight_in(world, amina, chloe, leo):
    assert ask("Leo Hartley", amina).cards[0].opens_team
    assert not ask("Leo Hartley", chloe).cards[0].opens_team
    involve(world, "chloe", "leo")
    assert ask("Leo Hartley", chloe).cards[0].opens_team


def test_relationships_do_not_find(world, chloe, leo, kerry):
    """A mother's name finds her, not her children."""
    assert Relationship.objects.filter(person=kerry, other=leo).exists()
    assert ask("Kerry Hartley", chloe).persons == [kerry]
