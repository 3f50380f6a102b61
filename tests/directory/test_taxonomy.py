"""Kinds and roles: complete, explained in plain words, and different where practice differs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from patchwork.directory import taxonomy

TEXTS = Path(taxonomy.__file__).with_name("taxonomy_texts.py")


def codes(things):
    return [thing.code for thing in things]


def syllables(word):
    """A rough count, good enough to keep explanations short and plain."""
    groups = re.findall(r"[aeiouy]+", word.lower())
    return max(1, len(groups) - (word.lower().endswith("e") and not word.lower().endswith("le") and len(groups) > 1))


def reading_age(text):
    """Flesch-Kincaid grade plus five."""
    sentences = [one for one in re.split(r"[.!?:]+\s*", text) if one]
    words = re.findall(r"[A-Za-zéÉ'&-]+", text)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59 + 5


def test_the_taxonomy_we_ship_is_sound():
    taxonomy.check()


def test_about_forty_roles_and_each_place_has_its_own():
    england, victoria = (set(codes(taxonomy.roles(jurisdiction=place))) for place in ("england", "victoria"))
    assert len(england) >= 40
    assert {"health_visitor", "designated_safeguarding_lead"} <= england - victoria
    assert {"maternal_child_health_nurse", "student_wellbeing_coordinator"} <= victoria - england


@pytest.mark.parametrize("code", list(taxonomy.taxonomy().roles))
def test_every_role_is_explained_so_that_a_ten_year_old_can_read_it(code):
    role = taxonomy.role(code)
    for text in (role.does, role.call_when, role.cannot):
        assert 10 <= len(str(text)) <= 140
    whole = f"{role.does} {role.call_when} {role.cannot}"
    assert reading_age(whole) <= 13, whole  # a formula; 11 and under for the list as a whole, see below


def test_the_explanations_as_a_whole_have_a_reading_age_of_eleven_or_less():
    whole = " ".join(f"{one.does} {one.call_when} {one.cannot}" for one in taxonomy.taxonomy().roles.values())
    assert reading_age(whole) <= 11


def test_every_kind_of_service_has_a_role():
    for place in ("england", "victoria"):
        for kind in taxonomy.service_kinds(jurisdiction=place):
            assert taxonomy.roles(jurisdiction=place, service=kind.code), (place, kind.code)


def test_services_that_must_stay_hidden_are_sensitive():
    sensitive = {kind.code for kind in taxonomy.taxonomy().service_kinds.values() if kind.sensitive}
    assert sensitive == {
        "child_mental_health", "adult_mental_health", "sexual_health", "hiv", "substance_misuse",
        "domestic_abuse_outreach", "refuge", "probation", "youth_justice", "immigration_help",
    }  # fmt: skip


def test_only_the_refuge_shows_a_duty_line_instead_of_people():
    assert [kind.code for kind in taxonomy.taxonomy().service_kinds.values() if kind.duty_line_only] == ["refuge"]


@pytest.mark.parametrize(
    ("need", "role"),
    [
        ("speech", "speech_therapist"),
        ("bedwetting", "school_nurse"),
        ("bedwetting", "health_visitor"),
        ("Rent arrears", "housing_officer"),
        ("unborn", "midwife"),
        ("sanction", "work_coach"),
    ],
)
def test_a_need_finds_who_helps(need, role):
    assert role in codes(taxonomy.roles_for_need(need, jurisdiction="england"))


def test_a_need_finds_the_service_too():
    assert "food_bank" in codes(taxonomy.service_kinds_for_need("nappies", jurisdiction="england"))


@pytest.mark.parametrize("typed", ["", "a", "  ", "zz zz", "\x00", "%", "😀😀😀"])
def test_nothing_helps_with_nothing(typed):
    assert taxonomy.roles_for_need(typed, jurisdiction="england") == ()


def test_headings_keep_the_order_of_the_page():
    assert codes(taxonomy.headings())[:3] == ["social_care", "education", "health"]


def test_usual_roles_of_a_service_come_first():
    assert codes(taxonomy.roles(jurisdiction="england", service="school"))[0] == "class_teacher"


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("roles.toml", 'services = ["school"]', 'services = ["skool"]', r"roles\.toml, role class_teacher, services"),
        ("roles.toml", "call_when =", "call_if =", r"call_when: is missing"),
        ("kinds.toml", 'icon = "hub"', 'icon = "star"', r"service safeguarding_hub, icon: “star” is not known"),
        ("kinds.toml", 'heading = "hub"', 'heading = "desk"', r"heading: “desk” is not known"),
        ("kinds.toml", "duty_line_only = true", "universal = true", r"cannot be sensitive"),
        ("kinds.toml", 'code = "college"', 'code = "school"', r"has the code school twice"),
        ("kinds.toml", 'only_in = ["victoria"]', 'only_in = ["tasmania"]', r"only_in: “tasmania”"),
    ],
)
def test_a_mistake_is_named_by_file_and_key(tmp_path, name, old, new, says):
    for path in taxonomy.FOLDER.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(text.replace(old, new, 1) if path.name == name else text, encoding="utf-8")
    with pytest.raises(taxonomy.TaxonomyError, match=says):
        taxonomy.load_taxonomy(tmp_path)


def test_translators_see_every_text():
    assert TEXTS.read_text(encoding="utf-8") == taxonomy.texts_module(), "run: python -m patchwork.directory.taxonomy"
