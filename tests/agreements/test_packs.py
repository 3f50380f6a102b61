"""Packs say what the law lets us choose, and a mistake in one is named by file and key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from patchwork.agreements import identifiers, packs
from patchwork.directory import taxonomy

TODAY = date(2026, 11, 25)
TEXTS = Path(packs.__file__).with_name("packs_texts.py")


def broken(tmp_path, old, new, *, code="england"):
    """The packs with one place of one file changed; `old` must be there."""
    for path in packs.FOLDER.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        if path.stem == code:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    return tmp_path


def test_only_packs_that_were_checked_can_be_selected():
    assert {pack.code for pack in packs.selectable_packs()} == {"england", "victoria"}
    assert set(packs.load_packs()) == {"england", "victoria", "wales", "scotland", "new-south-wales"}


@pytest.mark.parametrize("code", ["wales", "scotland", "new-south-wales"])
def test_an_unchecked_pack_names_what_is_missing(code):
    assert packs.pack(code).missing
    assert not packs.pack(code).bases


def test_the_new_duty_to_share_cannot_be_chosen_before_its_commencement_is_known():
    duty = packs.pack("england").bases["ca2004-16la"]
    assert not duty.can_be_chosen(TODAY)
    assert not duty.can_be_chosen(date(2100, 1, 1))
    assert duty.not_yet


def test_a_basis_can_be_chosen_from_its_first_day():
    enquiry = packs.pack("england").bases["ca1989-47"]
    assert not enquiry.can_be_chosen(date(1991, 10, 13))
    assert enquiry.can_be_chosen(date(1991, 10, 14))


def test_what_is_from_memory_says_what_is_to_be_checked():
    for pack in packs.selectable_packs():
        for basis in pack.bases.values():
            assert basis.verified or basis.to_check


def test_a_school_is_offered_its_own_bases_about_a_child():
    offered = packs.pack("england").bases_for(giver="school", about="child", on=TODAY)
    assert "ca2004-11" in {basis.code for basis in offered}
    assert "legitimate-interests" not in {basis.code for basis in offered}
    assert "law-enforcement" not in {basis.code for basis in offered}


def test_consent_is_never_offered_about_a_child_in_england():
    for kind in taxonomy.organisation_kinds(jurisdiction="england"):
        for about in ("child", "adult_with_child"):
            offered = packs.pack("england").bases_for(giver=kind.code, about=about, on=TODAY)
            assert "explicit-consent" not in {basis.code for basis in offered}


def test_the_default_falls_back_until_the_duty_is_in_force():
    england = packs.pack("england")
    default = england.default_basis("school", giver="school", about="child", on=TODAY)
    assert england.defaults["*"][0] == "ca2004-16la"
    assert default is not None
    assert default.code == "ca2004-11"


def test_every_service_of_the_place_has_a_default_basis():
    for pack in packs.selectable_packs():
        there = {kind.code for kind in taxonomy.organisation_kinds(jurisdiction=pack.code)}
        for kind in taxonomy.service_kinds(jurisdiction=pack.code):
            for giver in there.intersection(kind.organisations):
                assert pack.default_basis(kind.code, giver=giver, about="child", on=TODAY), (pack.code, kind.code)


def test_volunteers_may_not_use_the_child_scheme_in_victoria():
    victoria = packs.pack("victoria")
    paid = {basis.code for basis in victoria.bases_for(giver="charity", about="child", on=TODAY)}
    volunteer = {basis.code for basis in victoria.bases_for(giver="charity", about="child", on=TODAY, volunteer=True)}
    assert {"ciss-promote", "fviss-protection"} <= paid
    assert not any(code.startswith(("ciss", "fviss")) for code in volunteer)


def test_family_violence_assessment_goes_to_risk_assessment_entities_only():
    victoria = packs.pack("victoria")
    assert victoria.bases["fviss-assessment"].serves(giver="school", receiver="domestic_abuse", about="child")
    assert not victoria.bases["fviss-assessment"].serves(giver="school", receiver="school", about="child")


def test_looks_for_an_enquiry_are_withheld_from_the_team_and_kept_to_those_who_enquire():
    england = packs.pack("england")
    withheld = {one.code for one in england.purposes.values() if one.withheld_from_team}
    assert withheld == {"statutory_enquiry", "adult_enquiry", "police_investigation"}
    assert withheld.isdisjoint(one.code for one in england.purposes_for("school"))
    assert "police_investigation" in {one.code for one in england.purposes_for("police_protection")}


def test_a_child_protection_social_worker_is_always_findable_and_a_teacher_is_not():
    england = packs.pack("england")
    assert england.is_always_findable(role="child_protection_social_worker", service_kind="child_protection")
    assert not england.is_always_findable(role="class_teacher", service_kind="school")
    assert packs.pack("victoria").is_always_findable(
        role="child_protection_practitioner", service_kind="child_protection"
    )


def test_three_grounds_for_sensitive_services():
    for pack in packs.selectable_packs():
        assert list(pack.grounds) == ["own_agreement", "significant_harm", "duty_to_share"]
        assert pack.grounds["duty_to_share"].three_answers


def test_a_ground_needs_a_basis_that_is_in_force():
    england = packs.pack("england")
    assert "duty_to_share" not in {one.code for one in england.grounds_on(date(1991, 1, 1))}
    assert "duty_to_share" in {one.code for one in england.grounds_on(TODAY)}


def test_only_seeing_the_child_counts_as_seen():
    assert {kind.code for kind in packs.CONTACT_KINDS if kind.child_seen} == {"child_seen", "child_seen_alone"}


# ── identifiers ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("typed", ["9990000018", "999 000 0018", " 999-000-0018 "])
def test_an_nhs_number_is_taken_however_it_is_spaced(typed):
    system = packs.pack("england").identifiers["nhs"]
    assert system.clean(typed) == "9990000018"
    assert system.display("9990000018") == "999 000 0018"


@pytest.mark.parametrize("typed", ["", "999 000 0019", "12345", "٩٩٩٠٠٠٠٠١٨", "9990000018\x00", "NHS"])
def test_a_wrong_nhs_number_gets_a_sentence(typed):
    with pytest.raises(ValueError, match="10 digits"):
        packs.pack("england").identifiers["nhs"].clean(typed)


def test_a_pupil_of_a_new_council_is_not_refused():
    # 940 (North Northamptonshire) was made in 2021; the library's list of authorities ends in 2011.
    from stdnum.gb import upn

    number = upn.calc_check_digit("940200121001") + "940200121001"
    assert packs.pack("england").identifiers["upn"].clean(number.lower()) == number


@pytest.mark.parametrize("typed", ["", "A", "A12345678901", "I940200121001", "٠٩٤٠٢٠٠١٢١٠٠١"])
def test_a_wrong_pupil_number_gets_a_sentence(typed):
    with pytest.raises(ValueError, match="12 digits"):
        packs.pack("england").identifiers["upn"].clean(typed)


def test_another_systems_number_is_kept_tidy():
    assert identifiers.clean_local("  ab-12 / 3 ") == "AB-12 / 3"
    for typed in ("", " ", "x" * 41, "a\x00b", "<b>"):
        with pytest.raises(ValueError, match="at most 40"):
            identifiers.clean_local(typed)


# ── working days ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 25), 5, date(2026, 12, 2)),  # an ordinary week
        (date(2026, 12, 23), 5, date(2027, 1, 4)),  # Christmas, Boxing Day on a Saturday, New Year
        (date(2027, 3, 25), 1, date(2027, 3, 30)),  # Good Friday and Easter Monday
        (date(2028, 2, 28), 1, date(2028, 2, 29)),  # a leap day is a working day
        (date(2028, 2, 29), 1, date(2028, 3, 1)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # from a Saturday
        (date(2026, 11, 28), 0, date(2026, 11, 28)),
    ],
)
def test_working_days_in_england(start, days, end):
    assert packs.working_days_after(start, days, jurisdiction="england") == end


def test_working_days_follow_the_place():
    cup_day_eve = date(2026, 11, 2)  # Melbourne Cup Day is the first Tuesday of November
    assert packs.working_days_after(cup_day_eve, 1, jurisdiction="victoria") == date(2026, 11, 4)
    assert packs.working_days_after(cup_day_eve, 1, jurisdiction="england") == date(2026, 11, 3)


def test_working_days_do_not_run_backwards():
    with pytest.raises(ValueError, match="forward"):
        packs.working_days_after(TODAY, -1, jurisdiction="england")


# ── mistakes are named ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_packs_we_ship_are_sound():
    packs.check()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[sources.ca2004]", "[sources.elsewhere]", r"england\.toml, basis ca2004-11, source: “ca2004” is not known"),
        ('in_force_from = "1991-10-14"', 'in_force_from = "1991-13-14"', r"ca1989-47, in_force_from: .*not a date"),
        ('in_force_from = "1991-10-14"', 'in_force_from = "0991-10-14"', r"in_force_from: is too long ago"),
        ('in_force_from = "1991-10-14"', "in_force_from = 19911014", r"in_force_from: must be a date"),
        ('in_force_from = "1991-10-14"\n', "", r"basis ca1989-47, in_force_from: is missing"),
        ("not_yet = ", "to_check = ", r"basis ca2004-16la, not_yet: must say why"),
        ('to_check = "Which bodies must help with', 'not_yet = "', r"basis ca1989-47, to_check: must say what"),
        ('receivers = ["@section_11"', 'receivers = ["@section_12"', r"receivers: “@section_12” is not known"),
        ('section_11 = ["council"', 'section_11 = ["counsel"', r"groups, section_11: “counsel” is not known"),
        ('about = ["child"]', 'about = ["pet"]', r"basis ca2004-16la, about: “pet” is not known"),
        ('child_protection = ["ca1989-47"', 'child_protection = ["ca1989-99"', r"defaults, child_protection"),
        ('"*" = [', '"none" = [', r"defaults, none: is not a kind of service"),
        ('code = "ca1989-17"', 'code = "ca1989-47"', r"basis: has the code ca1989-47 twice"),
        ('role = "personal_adviser"', 'role = "wizard"', r"always_findable number 4, role: “wizard”"),
        ('validator = "upn"', 'validator = "abn"', r"identifier upn, validator"),
        ('kind = "police_investigation"\nservices', 'kind = "police_investigation"\nservice', r"police_investigation"),
        ('needs_basis = ["ca2004-16la"', 'needs_basis = ["ca2004-99"', r"ground duty_to_share, needs_basis"),
        ('time_zone = "Europe/London"', 'time_zone = "Europe/Marlowe"', r"time_zone: is not a time zone"),
        ('holidays_country = "GB"', 'holidays_country = "XX"', r"holidays_country"),
        ('working_days = ["monday"', 'working_days = ["moonday"', r"working_days: “moonday”"),
        ("child_until_age = 18", 'child_until_age = "18"', r"child_until_age: must be a whole number"),
        ("child_until_age = 18", "child_until_age = true", r"child_until_age: must be a whole number"),
        ("checked = true", "checked = false", r"missing: must say what is missing"),
        ('checked_on = "2026-11-22"', 'checked_on = ""', r"checked_on: must say when"),
        ("delete_after_years = 6", "delete_after_years = 0", r"retention, delete_after_years: is shorter"),
        ('hub_word = "', 'hubword = "', r"hub_word: is missing"),
        ("[retention]", "colour = 3\n[retention]", r"colour: is not a key known here"),
        ("[retention]", "[retention", r"england\.toml: cannot be read"),
        ('code = "england"', 'code = "wales"', r"code: must be the name of the file"),
        ('"police_neighbourhood", "police_protection"', '"refuge"', r"restricted_kinds: “refuge” is sensitive already"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_file_and_key(tmp_path, old, new, says):
    with pytest.raises(packs.PackError, match=says):
        packs.read_packs(broken(tmp_path, old, new))


def test_a_claim_to_have_verified_needs_a_source_somebody_saw(tmp_path):
    folder = broken(tmp_path, 'url = "https://www.legislation.gov.uk/ukpga/2026/21/section/4"\nseen_on = "2026-11-22"',
                    'url = "https://www.legislation.gov.uk/ukpga/2026/21/section/4"\nseen_on = ""')  # fmt: skip
    with pytest.raises(packs.PackError, match=r"ca2004-16la, verified: cannot be true"):
        packs.read_packs(folder)


def test_a_folder_without_packs_is_a_mistake(tmp_path):
    with pytest.raises(packs.PackError, match="no packs"):
        packs.read_packs(tmp_path)


def test_translators_see_every_text():
    assert TEXTS.read_text(encoding="utf-8") == packs.texts_module(), "run: python -m patchwork.agreements.packs"
