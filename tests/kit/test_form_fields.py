"""Forms on screen: every widget becomes a GOV.UK component, errors are told at the field and on top."""

from datetime import date

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import gettext_lazy as _

from patchwork.kit.fields import DateBoxesField, PartialDate
from patchwork.kit.styleguide import ExampleForm

NASTY = '"><script>alert(1)</script>'


def shown(source: str, **context: object) -> str:
    return Template("{% load govuk %}" + source).render(Context(context))


class Asking(forms.Form):
    name = forms.CharField(label=_("What is your name?"), max_length=40, help_text="As on your badge")
    born = DateBoxesField(label="When were you born?", partial=True, required=False)
    said = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect)


def test_a_text_field_has_label_hint_and_what_was_typed() -> None:
    html = shown("{% field form.name %}", form=Asking({"name": NASTY}))
    assert '<label class="govuk-label govuk-label--s" for="id_name">' in html
    assert "What is your name?" in html
    assert "As on your badge" in html
    assert NASTY not in html
    assert "&lt;script&gt;" in html
    assert 'maxlength="40"' in html
    assert " required" not in html


def test_an_unanswered_question_is_named() -> None:
    html = shown("{% error_summary form %}{% field form.name %}", form=Asking({}))
    assert html.count("Please answer: What is your name?") == 2
    assert 'href="#id_name"' in html
    assert "govuk-input--error" in html


def test_the_summary_is_absent_when_nothing_is_wrong_and_before_sending() -> None:
    assert shown("{% error_summary form %}", form=Asking()).strip() == ""
    assert shown("{% error_summary form %}").strip() == ""


def test_an_error_of_the_whole_form_is_told_without_a_link() -> None:
    form = Asking({"name": "Leo", "said": "yes"})
    form.add_error(None, "You have already said that you work with this person.")
    html = shown("{% error_summary form %}", form=form)
    assert "already said" in html
    assert "href" not in html


def test_a_choice_can_reveal_another_field() -> None:
    html = shown("{% field form.said reveal_not_asked=form.because %}", form=ExampleForm({"said": "not_asked"}))
    assert 'data-aria-controls="conditional-id_said-3"' in html
    assert 'name="because"' in html


def test_every_widget_of_the_style_guide_renders_without_inline_style_or_script() -> None:
    html = shown("{% fields form %}", form=ExampleForm({}))
    assert " style=" not in html
    assert "<script" not in html
    assert "onclick" not in html
    for name in ExampleForm.base_fields:
        assert f'name="{name}' in html


def test_attributes_and_text_of_a_component_are_escaped() -> None:
    html = shown('{% govuk "button" text=nasty attributes__data_x=nasty %}', nasty=NASTY)
    assert NASTY not in html
    assert 'data-x="' in html


def test_a_block_becomes_the_html_of_its_component() -> None:
    html = shown('{% govukblock "details" summaryText="Why?" %}<p>{{ nasty }}</p>{% endgovukblock %}', nasty=NASTY)
    assert "<p>&quot;&gt;" in html
    assert NASTY not in html


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("27", "3", "2017"), PartialDate(2017, 3, 27)),
        (("", "mar", "2017"), PartialDate(2017, 3)),
        (("", "", " 2017 "), PartialDate(2017)),
        (("", "", ""), None),
    ],
)
def test_a_partial_date_is_understood(typed: tuple[str, str, str], meant: PartialDate | None) -> None:
    form = Asking({**boxes(typed), "name": "Leo", "said": "yes"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("31", "2", "2017"), "no such date"),
        (("3", "", "2017"), "needs a month"),
        (("3", "4", ""), "needs a year"),
        (("3", "4", "17"), "four digits"),
        (("x", "4", "2017"), "in numbers"),
        (("٣", "4", "2017"), "in numbers"),
        (("1" * 400, "4", "2017"), "in numbers"),
        (("0", "4", "2017"), "no such date"),
        (("1", "0", "2017"), "no such date"),
    ],
)
def test_a_wrong_date_is_refused_with_a_sentence_and_kept(typed: tuple[str, str, str], said: str) -> None:
    form = Asking({**boxes(typed), "name": "Leo", "said": "yes"})
    assert not form.is_valid()
    html = shown("{% field form.born %}", form=form)
    assert said in html
    assert not typed[2] or f'value="{typed[2]}"' in html


def test_a_whole_date_needs_its_day() -> None:
    field = DateBoxesField()
    assert field.clean({"day": "5", "month": "11", "year": "2026"}) == date(2026, 11, 5)
    with pytest.raises(forms.ValidationError, match="needs a day"):
        field.clean({"day": "", "month": "11", "year": "2026"})


def test_a_known_date_fills_the_boxes() -> None:
    html = shown("{% field form.born %}", form=Asking(initial={"born": date(2017, 3, 27)}))
    assert 'value="27"' in html
    assert 'value="3"' in html
    assert 'value="2017"' in html


def boxes(typed: tuple[str, str, str]) -> dict[str, str]:
    return dict(zip(("born_day", "born_month", "born_year"), typed, strict=True))
