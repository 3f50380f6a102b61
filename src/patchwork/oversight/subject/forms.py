"""What is typed in a subject-access case."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from patchwork.access import Viewer
from patchwork.access.forms import DeedForm
from patchwork.accounts.proving import ProvingForm
from patchwork.kit.fields import DateBoxesField
from patchwork.oversight.subject import cases
from patchwork.oversight.subject.cases import StepAnswer
from patchwork.oversight.subject.models import Asker, Outcome, Reason, StepKind, SubjectAccessCase
from patchwork.people.protect_forms import ColleagueField

MOST_WORDS = 2000


def _words(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, widget=forms.Textarea, required=required, max_length=MOST_WORDS,
        error_messages={"required": _("Write it down in your own words.")},
    )  # fmt: skip


def _choice(label: Any, choices: Any, missing: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, error_messages={"required": missing}
    )


class OpenForm(DeedForm):
    """Somebody asks for what is held."""

    asked_by = _choice(_("Who asks?"), Asker.choices, _("Choose who asks."))
    who_words = _words(_("Their name, and how to reach them"), _("Encrypted."))
    received_on = DateBoxesField(
        label=_("On which day did they ask?"), error_messages={"required": _("Enter the day on which they asked.")}
    )


QUESTIONS = {
    StepKind.IDENTITY: _("How do you know who they are?"),
    StepKind.AUTHORITY: _("What lets them ask?"),
    StepKind.HARM: _("What does the professional say?"),
    StepKind.COERCION: _("Do they ask of their own accord?"),
}


class StepForm(DeedForm):
    """One step before release; each has the fields it needs."""

    answer = _choice("", [], _("Choose one of the answers."))
    childs_say = forms.ChoiceField(
        label=_("What does the child say?"), help_text=_("Ask them alone, in words that they understand."),
        widget=forms.RadioSelect, required=False,
    )  # fmt: skip
    professional = ColleagueField(
        label=_("Work e-mail of the professional who judged it"),
        help_text=_("Somebody who works with the person, their supervisor, or the hub."), required=False,
    )  # fmt: skip
    words = _words(_("What you saw or heard"), _("Encrypted. Stays with you."), required=False)

    def __init__(
        self, data: Any = None, *args: Any, viewer: Viewer, case: SubjectAccessCase, kind: str, **kwargs: Any
    ) -> None:
        super().__init__(data, *args, viewer=viewer, **kwargs)
        answer = cast(forms.ChoiceField, self.fields["answer"])
        answer.label = QUESTIONS[StepKind(kind)]
        answer.choices = [(code, words) for code, words, _lets in cases.ANSWERS[kind]]
        cast(ColleagueField, self.fields["professional"]).viewer = viewer
        cast(forms.ChoiceField, self.fields["childs_say"]).choices = [
            (code, words) for code, words, _lets in cases.CHILDS_SAY
        ]
        if kind != StepKind.AUTHORITY or not cases.needs_childs_say(case, viewer):
            del self.fields["childs_say"]
        if kind != StepKind.HARM:
            del self.fields["professional"]

    @property
    def said(self) -> StepAnswer:
        """What was answered."""
        given = self.cleaned_data
        return StepAnswer(
            given["answer"], given.get("words", ""), given.get("childs_say", ""), given.get("professional")
        )


class ItemForm(DeedForm):
    """Give one piece out, or withhold it and say why."""

    item = forms.CharField(max_length=100, widget=forms.HiddenInput)
    withhold = _choice(
        _("Give it out?"), [("no", _("Give it out")), ("yes", _("Withhold it"))], _("Choose whether to give it out.")
    )
    reason = forms.ChoiceField(
        label=_("Why is it withheld?"), choices=[("", _("Choose…")), *Reason.choices], required=False
    )
    words = _words(_("In your own words (optional)"), _("Encrypted. Stays with you."), required=False)


class DownloadForm(ProvingForm, DeedForm):
    """The file, after one's second factor."""

    form = _choice(
        _("As what?"), [("page", _("A page to read and print")), ("data", _("Data for another system (JSON)"))],
        _("Choose as what."),
    )  # fmt: skip


class CorrectionForm(DeedForm):
    """Something is wrong."""

    words = _words(_("What is wrong, and what should it say?"), _("Encrypted."))


class CorrectedForm(DeedForm):
    """What became of it."""

    outcome = _choice(_("What became of it?"), Outcome.choices, _("Choose what became of it."))
    words = _words(_("What do you tell them?"), _("Encrypted."))


class KeepForm(DeedForm):
    """Hold, restrict, or end either."""

    kind = _choice(_("What should happen?"), [], _("Choose what should happen."))
    words = _words(_("Why?"), _("Encrypted. Stays with you."))

    def __init__(self, data: Any = None, *args: Any, viewer: Viewer, choices: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, viewer=viewer, **kwargs)
        cast(forms.ChoiceField, self.fields["kind"]).choices = [(one.value, one.label) for one in choices]


class EraseForm(ProvingForm, DeedForm):
    """Typed confirmation and a second factor."""

    ground = _choice(_("Why is it erased?"), [], _("Choose why it is erased."))
    typed = forms.CharField(
        label=_("Type the name of the person to confirm"), max_length=260,
        error_messages={"required": _("Type the name exactly as it stands above.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *args: Any, viewer: Viewer, grounds: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, viewer=viewer, **kwargs)
        cast(forms.ChoiceField, self.fields["ground"]).choices = grounds
