"""The invented can be nobody's, the same seed makes the same people, and the hand-written world fits together."""

from __future__ import annotations

import itertools
import random
import re
from datetime import date

import phonenumbers
import pytest
from stdnum.gb import nhs

from patchwork.agreements import packs
from patchwork.demo import content, names

TODAY = date(2026, 11, 25)
DRAMA = re.compile(r"(01632 ?960|07700 ?900) ?\d{3}|03 5550 \d{4}")


def some(make, n=300):
    return [make() for _ in range(n)]


def inventor(seed=1, **more):
    return names.Inventor(random.Random(seed), **more)


def test_the_same_seed_makes_the_same_people():
    first, second = (inventor(7) for _ in range(2))
    assert some(first.name) == some(second.name)
    assert some(first.address) == some(second.address)
    assert some(inventor(8).name) != some(inventor(7).name)


def test_names_come_from_everywhere():
    everyone = some(inventor().name, 4000)
    families = {one.family for one in everyone}
    assert any("-" in family for family in families)
    assert any("'" in family for family in families)
    assert "" in families  # some people have one name
    assert any(not family.isascii() for family in families)
    assert len(families) > 200
    assert all(one.given and one.full == one.full.strip() for one in everyone)


def test_nhs_numbers_are_of_the_test_range_and_never_twice():
    numbers = some(inventor().nhs_number, 5000)
    assert len(set(numbers)) == len(numbers)
    assert all(number.startswith("999") and nhs.is_valid(number) for number in numbers)


def test_the_test_range_is_walked_once():
    stems = [(step * names._SPREAD) % names.NHS_RANGE for step in range(names.NHS_RANGE)]
    assert len(set(stems)) == names.NHS_RANGE


def test_pupil_numbers_are_of_no_authority_and_pass_our_check():
    clean = packs.pack("england").identifiers["upn"].clean
    numbers = list(itertools.islice(names.upns(start=5), 2000))
    assert len(set(numbers)) == 2000
    assert all(clean(number) == number and number[1:4] == "999" for number in numbers)


def test_telephone_numbers_are_those_kept_for_drama():
    english, australian = inventor(), inventor(jurisdiction="victoria")
    for number in (*some(english.landline), *some(english.mobile), *some(australian.landline)):
        assert DRAMA.fullmatch(number), number
    assert {number.replace(" ", "") for number in some(australian.mobile)} <= set(names.AUSTRALIAN_MOBILES)
    assert phonenumbers.is_possible_number(phonenumbers.parse(english.landline(), "GB"))


def test_postcodes_have_the_right_shape_and_no_place():
    assert all(re.fullmatch(r"ZM\d{1,2} \d[A-Z]{2}", code) for code in some(inventor().postcode))
    assert all(re.fullmatch(r"01\d\d", code) for code in some(inventor(jurisdiction="victoria").postcode))
    assert inventor().postcode(district=4).startswith("ZM4 ")


def test_mail_goes_nowhere():
    assert names.email("Zoë Ó'Briain-Müller", "x.example") == "zoe.obriain-muller@x.example"
    assert names.email("Łukasz", "x.example") == "lukasz@x.example"
    with pytest.raises(ValueError, match=r"\.example"):
        names.email("Zoë", "x.org")


@pytest.mark.parametrize("today", [TODAY, date(2028, 2, 29), date(2027, 3, 1)])
def test_birthdays_make_the_age(today):
    for age in (0, 9, 17):
        for born in some(lambda age=age, today=today: inventor(age).born(age=age, today=today), 20):
            had_birthday = (today.month, today.day) >= (born.month, born.day)
            assert today.year - born.year - (not had_birthday) == age


# ── the hand-written world ────────────────────────────────────────────────────────────────────────────────────────


def test_marlowe_is_as_the_issue_says():
    marlowe = content.world("marlowe")
    assert (len(marlowe.organisations), len(marlowe.practitioners)) == (14, 37)
    assert 28 <= len(marlowe.services) <= 34
    assert [one.name for one in marlowe.organisations.values() if one.live_days_ago is None] == [
        "Marlowe Jobcentre",
        "Marlowe Probation",
    ]


def test_the_cast_is_the_one_of_the_tests():
    from patchwork.demo.cast import MEMBERS, ORGANISATIONS, SERVICES

    marlowe = content.world("marlowe")
    assert {one.short_name for one in marlowe.practitioners.values() if one.cast} == {one.short for one in MEMBERS}
    for member in MEMBERS:
        someone = marlowe.practitioners[member.short]
        assert (someone.name, someone.service, someone.role) == (member.name, member.service, member.role)
        assert set(member.powers) <= set(someone.powers)
    assert set(ORGANISATIONS) <= set(marlowe.organisations)
    for short, (organisation, name, kind) in SERVICES.items():
        service = marlowe.services[short]
        assert (service.organisation, service.name, service.kind) == (organisation, name, kind)


def test_nobody_administers_and_opens_cases_at_once():
    for world in content.worlds():
        for someone in world.practitioners.values():
            powers = set(someone.powers).union(*(post.powers for post in someone.also))
            administers = powers & {"organisation_admin", "area_admin"}
            assert not administers or powers == administers


def test_every_worker_of_a_sensitive_service_has_a_supervisor_or_is_one():
    marlowe = content.world("marlowe")
    assert marlowe.practitioners["farah"].supervisor == "ruth"
    assert marlowe.practitioners["hana"].away.cover == "bea"


def test_the_hartleys_are_as_the_design_says():
    marlowe = content.world("marlowe")
    hartleys = marlowe.families[0]
    assert [person.short_name for person in hartleys.persons] == ["leo", "maya", "kerry", "unborn"]
    around_leo = [one for one in hartleys.involvements if one.person == "leo"]
    assert {"erin", "amina", "bilal", "hana", "farah"} <= {one.post for one in around_leo}
    assert {"chloe", "dan", "george"}.isdisjoint(one.post for one in around_leo)
    assert [(one.post, one.audience) for one in around_leo if one.is_sensitive] == [("farah", ("council",))]
    assert [one.post for one in around_leo if one.lead] == ["erin"]


def test_every_involvement_has_a_basis_that_can_be_chosen():
    for world in content.worlds():
        for family in world.families:
            for one in family.involvements:
                basis = world.pack.bases[world.basis_of(one, family, on=TODAY)]
                giver = world.organisation_of(world.service_of(one).short_name).kind
                assert basis.can_be_chosen(TODAY), (one.post, one.person)
                assert basis.serves(giver=giver, about=family.about(one.person)), (one.post, one.person)


def test_at_most_one_lead_and_one_involvement_of_a_post_at_a_time():
    for world in content.worlds():
        current = [one for family in world.families for one in family.involvements if one.ended_days_ago is None]
        leads = [one.person for one in current if one.lead]
        assert len(set(leads)) == len(leads)
        once = [(one.post, one.service, one.person) for one in current]
        assert len(set(once)) == len(once)


def test_every_number_and_address_is_invented():
    for world in content.worlds():
        for service in world.services.values():
            assert DRAMA.fullmatch(service.phone), service
            assert service.email.endswith(".example")
        for someone in world.practitioners.values():
            assert DRAMA.fullmatch(someone.phone), someone
            assert not someone.mobile or DRAMA.fullmatch(someone.mobile) or someone.mobile in names.AUSTRALIAN_MOBILES
        for family in world.families:
            assert not family.postcode or family.postcode.startswith(("ZM", "01"))


def test_ages_hold_on_any_day():
    leo = content.world("marlowe").persons["leo"]
    assert leo.born_on(date(2026, 3, 13)) == date(2016, 3, 14)
    assert leo.born_on(date(2026, 3, 14)) == date(2017, 3, 14)
    assert content.world("marlowe").persons["unborn"].expected_on(TODAY) == date(2027, 2, 13)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('post = "erin", person = "leo"', 'post = "erik", person = "leo"', "no practitioner erik"),
        ('ground = "own_agreement", audience = ["council"] },\n', "},\n", "is not a key|cannot be read|need a ground"),
        ('kind = "child_seen"', 'kind = "child_heard"', "no kind of contact child_heard"),
        ('category = "meeting"', 'category = "party"', "no category party"),
        ('who = "kerry"', 'who = "terry"', "no person terry"),
        ('supervisor = "joy"', 'supervisor = "bea"', "bea is no supervisor"),
        ('@marlowe-police.example"', '@police.org"', "not of the organisation"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_world_is_named(tmp_path, old, new, says):
    text = (content.FOLDER / "marlowe.toml").read_text(encoding="utf-8")
    path = tmp_path / "marlowe.toml"
    head, sep, tail = text.rpartition(old) if old.startswith("@") else text.partition(old)
    assert sep
    path.write_text(head + new + tail, encoding="utf-8")
    with pytest.raises(content.ContentError, match=says):
        content.read_world(path)
